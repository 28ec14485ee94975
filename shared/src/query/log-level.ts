/** Log levels of OTLP's severity numbers: four numbers each, 1..24. */
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
/** What records are counted by: `unspecified` when neither the severity number nor the text tells. */
export const COUNTED_LEVELS = [...LOG_LEVELS, "unspecified"] as const;

const WIDTH = 4;
const LEVEL_OF_WORD: Readonly<Record<string, LogLevel>> = {
	trace: "trace",
	verbose: "trace",
	finest: "trace",
	debug: "debug",
	fine: "debug",
	info: "info",
	information: "info",
	informational: "info",
	notice: "info",
	warn: "warn",
	warning: "warn",
	error: "error",
	err: "error",
	severe: "error",
	fatal: "fatal",
	critical: "fatal",
	crit: "fatal",
	alert: "fatal",
	emergency: "fatal",
	panic: "fatal",
};

/** The severity numbers of a level: [lowest, highest]. */
export function severityRange(level: LogLevel): readonly [number, number] {
	const low = LOG_LEVELS.indexOf(level) * WIDTH + 1;
	return [low, low + WIDTH - 1];
}

/** The level that a word such as `WARNING` names; undefined for an unknown word. */
export function levelFromWord(word: string): LogLevel | undefined {
	const level = LEVEL_OF_WORD[word.toLowerCase()];
	return level !== undefined && Object.hasOwn(LEVEL_OF_WORD, word.toLowerCase()) ? level : undefined;
}

/** A record's level: by its number 1..24, else by its text; undefined when neither tells. */
export function logLevel(severityNumber: number, severityText: string): LogLevel | undefined {
	if (severityNumber >= 1 && severityNumber <= LOG_LEVELS.length * WIDTH) return LOG_LEVELS[Math.floor((severityNumber - 1) / WIDTH)];
	return levelFromWord(severityText);
}

/** A number to order a record by: its own, else the lowest of the level that its text names; undefined when neither tells. */
export function severityOf(severityNumber: number, severityText: string): number | undefined {
	if (severityNumber > 0) return severityNumber;
	const level = levelFromWord(severityText);
	return level === undefined ? undefined : severityRange(level)[0];
}
