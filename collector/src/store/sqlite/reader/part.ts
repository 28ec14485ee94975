/** Rows of a snapshot that lie together, wherever they lie. */
import type { ItemFilter } from "@spanglass/shared/query/filter";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import type { RowView } from "../../../columns/row-view.ts";
import type { EventTimes } from "../../../columns/summarize-times.ts";
import type { TraceProbe } from "../../../columns/trace-filter.ts";

/** What the spans of each trace of a view add up to, by the view's ordinals. Times as halves. */
export interface TraceSums {
	readonly startHigh: Uint32Array;
	readonly startLow: Uint32Array;
	readonly endHigh: Uint32Array;
	readonly endLow: Uint32Array;
	/** 0: none of its spans is among the rows, and the other columns mean nothing. */
	readonly spans: Uint32Array;
	readonly errors: Uint32Array;
}

/** Sums that a block keeps: rows of a trace are [firstRow, firstRow + spans). */
export interface StoredSums extends TraceSums {
	readonly firstRow: Uint32Array;
}

/**
 * Rows [from, to) of one view, and of those the ones that `has` accepts; all when it is undefined. It is there when rows are not in order of
 * arrival and only some arrived in the window that was asked for.
 */
export interface Rows {
	readonly view: RowView;
	/** The view for later: one of a block holds what was read of it, so keep this instead. */
	readonly again: () => RowView;
	readonly from: number;
	readonly to: number;
	readonly has: ((row: number) => boolean) | undefined;
	/** Of spans in a block that has all of its rows here. */
	readonly sums?: () => StoredSums;
}

/** Journal sequences in (after, upTo]. */
export interface Arrivals {
	readonly after: number;
	readonly upTo: number;
}

export const EVER: Arrivals = { after: -1, upTo: Number.MAX_SAFE_INTEGER };

/** Rows of a signal as far as a snapshot sees them; parts of a signal are in order of their first sequence. */
export interface Part {
	/** Its number when it is a block. */
	readonly block?: number;
	/** Of a block: its rows. */
	readonly rowCount?: number;
	/** No row has its event time outside; undefined when nothing is known of them. */
	readonly times: EventTimes | undefined;
	/** False when it is ruled out that an item has its event time in the range. */
	mayOverlap(range: TimeRange): boolean;
	/** False when directory or columns rule out the trace. */
	mayHold(trace: TraceProbe): boolean;
	/** False when every request in it has a sequence up to this one. */
	mayHoldAfter(sequence: number): boolean;
	/** False when directory or value filters rule out that an item matches. Cost in a block: at most the reading of its filters. */
	mayMatch(filter: ItemFilter): boolean;
	/** Names of services when the directory has them, else undefined: look at the rows. */
	readonly services: readonly string[] | undefined;
	/** Those that arrived in the window; all that the snapshot sees when it is left out. Row numbers stay the same. Cost: nothing. */
	open(arrivals?: Arrivals): Promise<Rows>;
}

/** Rows of a trace, by its ordinal in the view, that are among these. */
export function rowsOf({ view, from, to, has }: Rows, trace: number): Uint32Array {
	const rows = view.rowsOfTrace(trace);
	return rows.every((row) => row >= from && row < to && (has === undefined || has(row)))
		? rows
		: rows.filter((row) => row >= from && row < to && (has === undefined || has(row)));
}
