import type { TimeRange } from "@spanglass/shared/query/time-range";
import { halvesFromUnixNanos } from "@spanglass/shared/units/time";

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
