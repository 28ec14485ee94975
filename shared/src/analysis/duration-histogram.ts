/** Nanoseconds, half-open [from, to). */
export interface DurationBucket {
	readonly from: number;
	readonly to: number;
	readonly count: number;
}

/** Buckets per power of ten, finest first; the last one fits every duration that 64 bits can hold. */
const RESOLUTIONS: readonly number[] = [12, 6, 4, 3, 2, 1];
export const MAX_DURATION_BUCKETS = 60;

/**
 * Durations in buckets of equal ratio.
 *
 * Shape   sorted: ascending, whole nanoseconds, none negative.
 * Result  bounds are powers of 10^(1/n) with the largest n of 12, 6, 4, 3, 2, 1 for which there are at most MAX_DURATION_BUCKETS; ascending,
 *         without a gap, from the bucket of the smallest to that of the largest duration. Durations of 0 are in the first bucket, which
 *         then starts at 0. Counts add up to the number of durations; without durations there is no bucket.
 * Cost    O(buckets · log n).
 */
export function durationHistogram(sorted: ArrayLike<number>): readonly DurationBucket[] {
	if (sorted.length === 0) return [];
	const zeros = countBelow(sorted, 1);
	const smallest = sorted[zeros] ?? 1;
	const largest = Math.max(1, sorted[sorted.length - 1] as number);
	const perDecade = RESOLUTIONS.find((n) => bucketOf(largest, n) - bucketOf(smallest, n) < MAX_DURATION_BUCKETS) ?? 1;
	const first = bucketOf(smallest, perDecade);
	const last = bucketOf(largest, perDecade);
	const buckets: DurationBucket[] = [];
	let counted = 0;
	for (let bucket = first; bucket <= last; bucket++) {
		const to = lowerBound(bucket + 1, perDecade);
		const below = countBelow(sorted, to);
		const from = bucket === first && zeros > 0 ? 0 : lowerBound(bucket, perDecade);
		buckets.push({ from, to, count: below - counted });
		counted = below;
	}
	return buckets;
}

/** How many of the ascending values are less than `limit`. */
export function countBelow(sorted: ArrayLike<number>, limit: number): number {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((sorted[middle] as number) < limit) low = middle + 1;
		else high = middle;
	}
	return low;
}

function lowerBound(bucket: number, perDecade: number): number {
	return 10 ** (bucket / perDecade);
}

/** The bucket whose bounds hold the duration (at least 1); the logarithm may be off by one. */
function bucketOf(duration: number, perDecade: number): number {
	const guess = Math.floor(Math.log10(duration) * perDecade);
	if (duration < lowerBound(guess, perDecade)) return guess - 1;
	return duration >= lowerBound(guess + 1, perDecade) ? guess + 1 : guess;
}
