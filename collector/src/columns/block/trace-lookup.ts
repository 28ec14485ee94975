import { SEGMENT_ROWS, segmentOf } from "../layout.ts";
import { TRACE_WORDS } from "../trace-table.ts";

/** The place of an id among ids that ascend, 4 words each; -1 when it is not there. Cost O(log n). */
export function findTraceId(ids: Uint32Array, id: Uint32Array): number {
	let low = 0;
	let high = ids.length / TRACE_WORDS - 1;
	while (low <= high) {
		const middle = (low + high) >>> 1;
		const order = compareAt(ids, middle * TRACE_WORDS, id);
		if (order === 0) return middle;
		if (order < 0) low = middle + 1;
		else high = middle - 1;
	}
	return -1;
}

function compareAt(ids: Uint32Array, at: number, id: Uint32Array): number {
	for (let word = 0; word < TRACE_WORDS; word++) {
		const difference = (ids[at + word] as number) - (id[word] as number);
		if (difference !== 0) return difference;
	}
	return 0;
}

/** The rows of trace i are rows[firstPlace[i], firstPlace[i + 1]), ascending. */
export interface RowsByTrace {
	readonly firstPlace: Uint32Array;
	readonly rows: Uint32Array;
}

/** Rows of log records by trace. `column`: the trace column of a segment, ordinals + 1. Cost: two passes over it. */
export function rowsByTrace(traces: number, rowCount: number, column: (segment: number) => Uint32Array): RowsByTrace {
	const next = new Uint32Array(traces + 2);
	for (let start = 0; start < rowCount; start += SEGMENT_ROWS) {
		for (const trace of column(segmentOf(start))) next[trace + 1] = (next[trace + 1] as number) + 1;
	}
	// Rows without a trace come first.
	for (let trace = 1; trace < next.length; trace++) next[trace] = (next[trace] as number) + (next[trace - 1] as number);
	const firstPlace = next.slice(1);
	const rows = new Uint32Array(rowCount);
	for (let start = 0; start < rowCount; start += SEGMENT_ROWS) {
		column(segmentOf(start)).forEach((trace, slot) => {
			const place = next[trace] as number;
			next[trace] = place + 1;
			rows[place] = start + slot;
		});
	}
	return { firstPlace, rows };
}
