import { halvesFromUnixNanos, unixNanos } from "@spanglass/shared/units/time";
import type { TimeBuckets } from "@spanglass/shared/units/time-buckets";

const UINT32 = 0x1_0000_0000;
const MAX_TIME = (1n << 64n) - 1n;

/**
 * The bucket of a time given as halves; the time must lie in one.
 *
 * Cost  a division; rounding of far distances is put right by comparing with the edges, so the answer is exact.
 */
export function bucketIndexOf({ start, stepNanos, count }: TimeBuckets): (high: number, low: number) => number {
	const [startHigh, startLow] = halvesFromUnixNanos(start);
	const edges = Array.from({ length: count + 1 }, (_, index) => {
		const edge = start + BigInt(index) * BigInt(stepNanos);
		return halvesFromUnixNanos(unixNanos(edge < MAX_TIME ? edge : MAX_TIME));
	});
	const isBefore = (high: number, low: number, edge: number): boolean => {
		const [edgeHigh, edgeLow] = edges[edge] as readonly [number, number];
		return high < edgeHigh || (high === edgeHigh && low < edgeLow);
	};
	return (high, low) => {
		const offset = (high - startHigh) * UINT32 + (low - startLow);
		let index = Math.min(count - 1, Math.max(0, Math.floor(offset / stepNanos)));
		while (index > 0 && isBefore(high, low, index)) index--;
		while (index < count - 1 && !isBefore(high, low, index + 1)) index++;
		return index;
	};
}
