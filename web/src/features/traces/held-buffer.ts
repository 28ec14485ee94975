/** Traces that arrived while the list is on screen: shown at once, or held back while somebody looks. Pure. */
import type { TraceSummaryJson } from "@spanglass/shared/api/schemas";

export interface HeldBuffer {
	/** Arrived and shown above and among the list's own rows, by trace id. */
	readonly shown: ReadonlyMap<string, TraceSummaryJson>;
	/** Arrived while held, by trace id. */
	readonly held: ReadonlyMap<string, TraceSummaryJson>;
}

export const EMPTY_BUFFER: HeldBuffer = { shown: new Map(), held: new Map() };
/** More than this many are not kept: a refresh brings them. */
const LIMIT = 2_000;

function merged(into: ReadonlyMap<string, TraceSummaryJson>, traces: Iterable<TraceSummaryJson>): ReadonlyMap<string, TraceSummaryJson> {
	const next = new Map(into);
	for (const trace of traces) {
		next.delete(trace.traceId);
		next.set(trace.traceId, trace);
	}
	for (const id of next.keys()) {
		if (next.size <= LIMIT) break;
		next.delete(id);
	}
	return next;
}

/** Take in arrived traces; a trace that comes again replaces its former summary. */
export function arrive(buffer: HeldBuffer, traces: readonly TraceSummaryJson[], isHeld: boolean): HeldBuffer {
	if (traces.length === 0) return buffer;
	return isHeld ? { ...buffer, held: merged(buffer.held, traces) } : { ...buffer, shown: merged(buffer.shown, traces) };
}

/** Show what was held. */
export function release(buffer: HeldBuffer): HeldBuffer {
	return buffer.held.size === 0 ? buffer : { shown: merged(buffer.shown, buffer.held.values()), held: new Map() };
}

/** How many held traces are not on screen yet. */
export function heldCount(buffer: HeldBuffer, rows: readonly TraceSummaryJson[]): number {
	if (buffer.held.size === 0) return 0;
	const known = new Set(rows.map((row) => row.traceId));
	let count = 0;
	for (const id of buffer.held.keys()) if (!known.has(id)) count++;
	return count;
}

/** Newest first, ties by id, as the collector orders them. Nanosecond texts of different lengths compare by length. */
export function compareNewest(a: TraceSummaryJson, b: TraceSummaryJson): number {
	if (a.startTime.length !== b.startTime.length) return b.startTime.length - a.startTime.length;
	if (a.startTime !== b.startTime) return a.startTime < b.startTime ? 1 : -1;
	return a.traceId < b.traceId ? -1 : 1;
}

/** The list's rows with the arrived ones among them: each trace once, its newest summary, newest trace first. */
export function rowsWithArrivals(rows: readonly TraceSummaryJson[], buffer: HeldBuffer): readonly TraceSummaryJson[] {
	if (buffer.shown.size === 0) return rows;
	const all = new Map(rows.map((row) => [row.traceId, row]));
	for (const [id, trace] of buffer.shown) all.set(id, trace);
	return [...all.values()].sort(compareNewest);
}
