import type { AgeHistogram } from "./age-histogram.ts";
import { SEGMENT_MASK, SEGMENT_ROWS, segmentOf } from "./layout.ts";
import type { RowHeap } from "./row-heap.ts";

/** The columns of an item's event time; `fallback` counts where the first is 0. */
export interface TimeColumns {
	readonly high: number;
	readonly low: number;
	readonly fallback: { readonly high: number; readonly low: number } | undefined;
}

const UINT32 = 0x1_0000_0000;

function join(high: number, low: number): bigint {
	return (BigInt(high) << 32n) | BigInt(low);
}

/** The least and greatest event time of all rows, nanoseconds; 0 and 0 without rows. Cost: one pass, no bigint in it. */
export function summarizeTimes(rows: RowHeap, columns: TimeColumns): { readonly minTime: bigint; readonly maxTime: bigint } {
	let minHigh = UINT32;
	let minLow = UINT32;
	let maxHigh = -1;
	let maxLow = -1;
	for (let row = 0; row < rows.count; row++) {
		const segment = rows.segmentAt(segmentOf(row));
		const slot = row & SEGMENT_MASK;
		let high = segment[columns.high * SEGMENT_ROWS + slot] as number;
		let low = segment[columns.low * SEGMENT_ROWS + slot] as number;
		if (columns.fallback !== undefined && high === 0 && low === 0) {
			high = segment[columns.fallback.high * SEGMENT_ROWS + slot] as number;
			low = segment[columns.fallback.low * SEGMENT_ROWS + slot] as number;
		}
		if (high < minHigh || (high === minHigh && low < minLow)) [minHigh, minLow] = [high, low];
		if (high > maxHigh || (high === maxHigh && low > maxLow)) [maxHigh, maxLow] = [high, low];
	}
	return maxHigh < 0 ? { minTime: 0n, maxTime: 0n } : { minTime: join(minHigh, minLow), maxTime: join(maxHigh, maxLow) };
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
