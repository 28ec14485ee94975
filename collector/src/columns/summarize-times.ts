/** When items were: the columns that tell it, what lies between the first and the last of them, and how old they are. */
import type { Signal } from "@spanglass/shared/model/signal";
import type { AgeHistogram } from "./age-histogram.ts";
import { uint64FromHalves } from "./halves.ts";
import { LogColumn, PointColumn, SEGMENT_MASK, SEGMENT_ROWS, SpanColumn, segmentOf } from "./layout.ts";
import type { RowHeap } from "./row-heap.ts";

/** The columns of an item's time; `fallback` counts where the first is 0. */
export interface TimeColumns {
	readonly high: number;
	readonly low: number;
	readonly fallback: { readonly high: number; readonly low: number } | undefined;
}

/** Of the event time: when a span starts, a record was written, else observed, a point was taken. */
export const EVENT_TIMES: Readonly<Record<Signal, TimeColumns>> = {
	traces: { high: SpanColumn.startHigh, low: SpanColumn.startLow, fallback: undefined },
	logs: {
		high: LogColumn.timeHigh,
		low: LogColumn.timeLow,
		fallback: { high: LogColumn.observedHigh, low: LogColumn.observedLow },
	},
	metrics: { high: PointColumn.timeHigh, low: PointColumn.timeLow, fallback: undefined },
};

/** When an item is over: from then on it can be sent. */
export const END_TIMES: Readonly<Record<Signal, TimeColumns>> = {
	...EVENT_TIMES,
	traces: { high: SpanColumn.endHigh, low: SpanColumn.endLow, fallback: undefined },
};

const UINT32 = 0x1_0000_0000;

/** One column of one segment. */
export type ColumnSource = (column: number, segment: number) => Uint32Array;

/**
 * The least and the greatest event time of rows that only become more.
 *
 * Cost  one pass over what is new, no bigint in it: 1 to 2 ns a row.
 */
export class TimeExtent {
	readonly #columns: TimeColumns;
	#rows = 0;
	#minHigh = UINT32;
	#minLow = 0;
	#maxHigh = -1;
	#maxLow = 0;

	constructor(columns: TimeColumns) {
		this.#columns = columns;
	}

	/** Take in the rows up to `rows`, which is not part of them. */
	extendTo(rows: number, source: ColumnSource): void {
		while (this.#rows < rows) {
			const segment = segmentOf(this.#rows);
			const end = Math.min(rows, (segment + 1) * SEGMENT_ROWS);
			this.#addSegment((column) => source(column, segment), this.#rows - segment * SEGMENT_ROWS, end - segment * SEGMENT_ROWS);
			this.#rows = end;
		}
	}

	/** Both inclusive, as halves and in nanoseconds; all 0 without rows. */
	get times(): EventTimes {
		if (this.#rows === 0) return NO_TIMES;
		return {
			min: uint64FromHalves(this.#minHigh, this.#minLow),
			max: uint64FromHalves(this.#maxHigh, this.#maxLow),
			minHalves: [this.#minHigh, this.#minLow],
		};
	}

	#addSegment(column: (number: number) => Uint32Array, from: number, to: number): void {
		const { fallback } = this.#columns;
		const highs = column(this.#columns.high);
		const lows = column(this.#columns.low);
		const otherHighs = fallback && column(fallback.high);
		const otherLows = fallback && column(fallback.low);
		for (let slot = from; slot < to; slot++) {
			let high = highs[slot] as number;
			let low = lows[slot] as number;
			if (high === 0 && low === 0 && otherHighs !== undefined && otherLows !== undefined) {
				high = otherHighs[slot] as number;
				low = otherLows[slot] as number;
			}
			if (high < this.#minHigh || (high === this.#minHigh && low < this.#minLow)) [this.#minHigh, this.#minLow] = [high, low];
			if (high > this.#maxHigh || (high === this.#maxHigh && low > this.#maxLow)) [this.#maxHigh, this.#maxLow] = [high, low];
		}
	}
}

export interface EventTimes {
	readonly min: bigint;
	readonly max: bigint;
	readonly minHalves: readonly [number, number];
}

const NO_TIMES: EventTimes = { min: 0n, max: 0n, minHalves: [0, 0] };

/** The least and greatest event time of all rows, nanoseconds; 0 and 0 without rows. */
export function summarizeTimes(rows: RowHeap, columns: TimeColumns): { readonly minTime: bigint; readonly maxTime: bigint } {
	const extent = new TimeExtent(columns);
	extent.extendTo(rows.count, (column, segment) => rows.columnAt(column, segment));
	const { min, max } = extent.times;
	return { minTime: min, maxTime: max };
}

/** Add how old each row from `from` on is at `now`, nanoseconds; rows without a time are left out. Cost: a subtraction and a bucket a row. */
export function addAges(rows: RowHeap, columns: TimeColumns, from: number, now: bigint, ages: AgeHistogram): void {
	const nowHigh = Number(now >> 32n);
	const nowLow = Number(now & 0xffff_ffffn);
	for (let row = from; row < rows.count; row++) {
		const segment = rows.segmentAt(segmentOf(row));
		const slot = row & SEGMENT_MASK;
		let high = segment[columns.high * SEGMENT_ROWS + slot] as number;
		let low = segment[columns.low * SEGMENT_ROWS + slot] as number;
		if (columns.fallback !== undefined && high === 0 && low === 0) {
			high = segment[columns.fallback.high * SEGMENT_ROWS + slot] as number;
			low = segment[columns.fallback.low * SEGMENT_ROWS + slot] as number;
		}
		if (high !== 0 || low !== 0) ages.add((nowHigh - high) * UINT32 + nowLow - low);
	}
}
