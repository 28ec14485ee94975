/** What the stream of ingest events says about the collector right now. Pure; `use-live.ts` feeds it. */
import type { IngestEventJson } from "@spanglass/shared/api/status-schemas";
import type { LiveState } from "./live.ts";

const WINDOW_MS = 10_000;
const SILENT_AFTER_MS = 30_000;
const REFUSED_FOR_MS = 60_000;

interface Arrival {
	readonly atMs: number;
	readonly spans: number;
	readonly items: number;
}

export interface IngestLog {
	/** Of the last ten seconds, oldest first. */
	readonly arrivals: readonly Arrival[];
	/** When items last arrived; undefined: not since the page was opened. */
	readonly lastItemsMs: number | undefined;
	readonly lastRefusal: { readonly atMs: number; readonly message: string } | undefined;
}

export const EMPTY_INGEST: IngestLog = { arrivals: [], lastItemsMs: undefined, lastRefusal: undefined };

/** The log after one more event. */
export function noteIngest(log: IngestLog, event: IngestEventJson, atMs: number): IngestLog {
	const items = event.spans + event.logRecords + event.metricPoints;
	const kept = log.arrivals.filter((arrival) => arrival.atMs > atMs - WINDOW_MS);
	return {
		arrivals: items === 0 ? kept : [...kept, { atMs, spans: event.spans, items }],
		lastItemsMs: items === 0 ? log.lastItemsMs : atMs,
		lastRefusal: event.refusal === null ? log.lastRefusal : { atMs, message: event.refusal.message },
	};
}

export interface IngestState {
	readonly word: "flowing" | "silent" | "refusing" | "offline" | "connecting";
	readonly spansPerSecond: number;
	readonly refusal: string | undefined;
}

/** One word for the dot: a refusal of the last minute outranks flowing data, no connection outranks both. */
export function ingestState(log: IngestLog, live: LiveState, nowMs: number): IngestState {
	const recent = log.arrivals.filter((arrival) => arrival.atMs > nowMs - WINDOW_MS);
	const spansPerSecond = recent.reduce((sum, arrival) => sum + arrival.spans, 0) / (WINDOW_MS / 1000);
	const refused = log.lastRefusal !== undefined && log.lastRefusal.atMs > nowMs - REFUSED_FOR_MS ? log.lastRefusal.message : undefined;
	const flows = log.lastItemsMs !== undefined && log.lastItemsMs > nowMs - SILENT_AFTER_MS;
	const known = refused !== undefined ? "refusing" : flows ? "flowing" : "silent";
	const word = live === "offline" ? "offline" : live === "open" ? known : "connecting";
	return { word, spansPerSecond, refusal: refused };
}
