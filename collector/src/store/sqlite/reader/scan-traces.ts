/** The pass of a trace search over one generation: which traces match, and what all of their spans add up to. */
import { StatusCode } from "@spanglass/shared/model/span";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { halvesFromUnixNanos } from "@spanglass/shared/units/time";
import { LOW_BYTE, SEGMENT_MASK, SEGMENT_ROWS, SpanColumn, segmentOf } from "../../../columns/layout.ts";
import { EVERY_ROW } from "./compile-filter.ts";
import type { RowTest } from "./filter-target.ts";
import { FILTERED_ROWS, type Pace } from "./pace.ts";
import type { Rows } from "./snapshot.ts";
import { TraceFlag, type TraceIndex } from "./trace-index.ts";

const UINT64_END = 1n << 64n;

/** A half-open range as halves; an end past 2^64 is "no end". */
export interface HalvesRange {
	readonly startHigh: number;
	readonly startLow: number;
	readonly endHigh: number;
	readonly endLow: number;
	readonly isUnending: boolean;
}

export function halvesRange({ start, end }: TimeRange): HalvesRange {
	const from = start > 0n ? start : 0n;
	const [startHigh, startLow] = halvesFromUnixNanos(from < UINT64_END ? from : UINT64_END - 1n);
	const [endHigh, endLow] = halvesFromUnixNanos(end > 0n ? end : 0n);
	return { startHigh, startLow, endHigh, endLow, isUnending: end >= UINT64_END };
}

/** True when the time (high, low) lies in the range. */
export function isWithin(range: HalvesRange, high: number, low: number): boolean {
	const { startHigh, startLow, endHigh, endLow } = range;
	if (high < startHigh || (high === startHigh && low < startLow)) return false;
	return range.isUnending || high < endHigh || (high === endHigh && low < endLow);
}

export interface TraceScan {
	readonly range: HalvesRange;
	/** Sequences above this make a trace `recent`. */
	readonly since: number;
	readonly test: RowTest;
}

/**
 * Add a generation's rows to the index.
 *
 * Result  for each trace ordinal of the generation its ordinal in the index, -1 when it has no row among these.
 * Cost    10 to 30 ns a row and what the filter costs.
 */
export async function scanTraces(rows: Rows, scan: TraceScan, index: TraceIndex, pace: Pace): Promise<Int32Array> {
	const { view, from, to } = rows;
	const ordinals = new Int32Array(view.counts.traces).fill(-1);
	const stretch = scan.test === EVERY_ROW ? SEGMENT_ROWS : FILTERED_ROWS;
	for (let row = from; row < to; ) {
		if (pace.isDue()) await pace.rest();
		const end = Math.min(to, row + stretch, (segmentOf(row) + 1) * SEGMENT_ROWS);
		scanSegment({ ...rows, from: row, to: end }, scan, index, ordinals);
		row = end;
	}
	return ordinals;
}

/** All rows lie in one segment. */
function scanSegment({ view, has, from, to }: Rows, { range, test, since }: TraceScan, index: TraceIndex, ordinals: Int32Array): void {
	const { traces } = view;
	const matchesAll = test === EVERY_ROW;
	const sinceOffset = since - view.firstSequence;
	const column = (number: number) => view.column(number, segmentOf(from));
	const sequenceColumn = column(SpanColumn.sequence);
	const traceColumn = column(SpanColumn.trace);
	const startHighColumn = column(SpanColumn.startHigh);
	const startLowColumn = column(SpanColumn.startLow);
	const endHighColumn = column(SpanColumn.endHigh);
	const endLowColumn = column(SpanColumn.endLow);
	const bitsColumn = column(SpanColumn.bits);
	for (let row = from; row < to; row++) {
		if (has !== undefined && !has(row)) continue;
		const slot = row & SEGMENT_MASK;
		const trace = traceColumn[slot] as number;
		let ordinal = ordinals[trace] as number;
		if (ordinal < 0) {
			const at = trace * 4;
			ordinal = index.intern(traces[at] ?? 0, traces[at + 1] ?? 0, traces[at + 2] ?? 0, traces[at + 3] ?? 0);
			ordinals[trace] = ordinal;
		}
		const { startHigh, startLow, endHigh, endLow, spans, errors, flags } = index.columns;
		const high = startHighColumn[slot] as number;
		const low = startLowColumn[slot] as number;
		const stopHigh = endHighColumn[slot] as number;
		const stopLow = endLowColumn[slot] as number;
		if (high < (startHigh[ordinal] as number) || (high === startHigh[ordinal] && low < (startLow[ordinal] as number))) {
			startHigh[ordinal] = high;
			startLow[ordinal] = low;
		}
		if (stopHigh > (endHigh[ordinal] as number) || (stopHigh === endHigh[ordinal] && stopLow > (endLow[ordinal] as number))) {
			endHigh[ordinal] = stopHigh;
			endLow[ordinal] = stopLow;
		}
		spans[ordinal] = (spans[ordinal] as number) + 1;
		if (((bitsColumn[slot] as number) & LOW_BYTE) === StatusCode.error) errors[ordinal] = (errors[ordinal] as number) + 1;
		let flag = flags[ordinal] as number;
		if ((sequenceColumn[slot] as number) > sinceOffset) flag |= TraceFlag.recent;
		if ((flag & TraceFlag.matched) === 0 && isWithin(range, high, low) && (matchesAll || test(row))) flag |= TraceFlag.matched;
		flags[ordinal] = flag;
	}
}
