/** The product's own log: one JSON line per event to stdout; warnings and errors only, each a sentence. */
import { type DestinationStream, pino } from "pino";

export interface Log {
	warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
	error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** `destination` is stdout unless a test says otherwise. Writes are synchronous: the last line before an exit is not lost. */
export function createLog(destination: DestinationStream = standardOutput()): Log {
	const logger = pino({ level: "warn", base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
	return {
		warn: (message, fields = {}) => logger.warn(fields, message),
		error: (message, fields = {}) => logger.error(fields, message),
	};
}

/** A reader of stdout that goes away (a closed pipe) must not take the product with it. */
function standardOutput(): DestinationStream {
	return pino.destination({ dest: 1, sync: true }).on("error", () => undefined);
}

/** At most one line per `key` and minute: a client that retries every second must not fill the log. */
export function createThrottledWarn(log: Log, now: () => number): (key: string, message: string) => void {
	const last = new Map<string, number>();
	return (key, message) => {
		const time = now();
		const previous = last.get(key);
		if (previous !== undefined && time - previous < 60_000) return;
		if (last.size >= 1000) last.clear();
		last.set(key, time);
		log.warn(message);
	};
}
