/** The tail of the log: the newest records by time, bounded, held back while somebody reads. Pure. */
import type { LogRecordJson } from "@spanglass/shared/api/schemas";
import { recordNanos } from "./log-line.ts";

export interface LogTail {
	/** On screen, by time: what arrives late stands where it belongs, as it will when the page is loaded again. Each id once. */
	readonly rows: readonly LogRecordJson[];
	/** Arrived while held, by time. */
	readonly held: readonly LogRecordJson[];
	/** Held records that were let go again because too many waited. They are stored. */
	readonly lost: number;
}

/** Rows that a tail keeps; older ones leave at the top. */
export const TAIL_ROWS = 20_000;
/** A record comes again only soon after the first time: among so many. */
const RECENT_ROWS = 2_000;
export const EMPTY_TAIL: LogTail = { rows: [], held: [], lost: 0 };

/** Put what a list's answer holds into the tail, by time: at its start, and again after events were lost. Cost O(n log n). */
export function seedTail(tail: LogTail, records: readonly LogRecordJson[]): LogTail {
	const known = new Set([...tail.rows, ...tail.held].map((record) => record.id));
	const fresh = records.filter((record) => !known.has(record.id));
	if (fresh.length === 0) return tail;
	return { ...tail, rows: merged(tail.rows, fresh).slice(-TAIL_ROWS) };
}

/** Take in records that arrived, in any order; what is there already (the stream came back, the seed had it) counts once. */
export function appendTail(tail: LogTail, records: readonly LogRecordJson[], isHeld: boolean): LogTail {
	const recent = new Set([...tail.rows.slice(-RECENT_ROWS), ...tail.held.slice(-RECENT_ROWS)].map((record) => record.id));
	const fresh = records.filter((record) => !recent.has(record.id));
	if (fresh.length === 0) return tail;
	if (!isHeld) return { ...tail, rows: merged(tail.rows, fresh).slice(-TAIL_ROWS) };
	const held = merged(tail.held, fresh);
	return { ...tail, held: held.slice(-TAIL_ROWS), lost: tail.lost + Math.max(0, held.length - TAIL_ROWS) };
}

/** Show what was held. */
export function releaseTail(tail: LogTail): LogTail {
	if (tail.held.length === 0) return tail;
	return { ...tail, rows: merged(tail.rows, tail.held).slice(-TAIL_ROWS), held: [], lost: 0 };
}

/** Rows that are by time, and others, by time. Cost: only the rows that are later than the earliest of the others are sorted again. */
function merged(rows: readonly LogRecordJson[], others: readonly LogRecordJson[]): readonly LogRecordJson[] {
	const sorted = others.toSorted(compareOldest);
	const [first] = sorted;
	let end = rows.length;
	while (first !== undefined && end > 0 && compareOldest(rows[end - 1] as LogRecordJson, first) > 0) end--;
	if (end === rows.length) return [...rows, ...sorted];
	return [...rows.slice(0, end), ...[...rows.slice(end), ...sorted].sort(compareOldest)];
}

/** Oldest first, ties by id: the collector's order. */
function compareOldest(a: LogRecordJson, b: LogRecordJson): number {
	const difference = recordNanos(a) - recordNanos(b);
	if (difference !== 0n) return difference < 0n ? -1 : 1;
	return a.id < b.id ? -1 : 1;
}

/** What one event of the stream brought, and when. */
export interface Arrival {
	readonly atMs: number;
	readonly shown: number;
	readonly skipped: number;
}

/** The stream tells once a second; one that comes a little early must not count as two in a second. */
const SECOND_MS = 900;

/** The arrivals of the last second, and a new one. */
export function withArrival(arrivals: readonly Arrival[], next: Arrival): readonly Arrival[] {
	return [...arrivals.filter((arrival) => arrival.atMs > next.atMs - SECOND_MS), next];
}
