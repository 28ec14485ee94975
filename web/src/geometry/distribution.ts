/** A histogram of durations as bars of equal width: its buckets have equal ratios, so x is logarithmic. */

const LEAST_BARS = 16;
const LEAST_PEAK = 4;

export interface DurationBucket {
	readonly fromNanos: number;
	readonly toNanos: number;
	readonly count: number;
}

export interface DistributionBar {
	readonly fromNanos: number;
	readonly toNanos: number;
	readonly count: number;
	/** 0..1 of the highest bar, which counts as at least four spans high: one span alone is no peak. */
	readonly height: number;
	/** True for the bar that `at` lies in. */
	readonly isHere: boolean;
}

export interface Distribution {
	readonly bars: readonly DistributionBar[];
	/** Where `at` lies, 0..1 of the width; undefined beside the buckets. */
	readonly here: number | undefined;
	/** Where p50 lies, 0..1 of the width; undefined when it is not known or beside the buckets. */
	readonly median: number | undefined;
}

/**
 * Lay the buckets out.
 *
 * Shape   buckets ascending, half-open, each starting where the one before ends; a span in none of them has no place.
 * Result  at least 16 bars, with empty ones on both sides of a narrow histogram, and at most `mostBars`: then neighbours are joined.
 *         No bars for no buckets.
 */
export function layoutDistribution(
	buckets: readonly DurationBucket[],
	{ atNanos, medianNanos, mostBars }: { readonly atNanos: number; readonly medianNanos: number | null; readonly mostBars: number },
): Distribution {
	const padded = padBuckets(buckets);
	const step = Math.max(1, Math.ceil(padded.length / mostBars));
	const joined: DurationBucket[] = [];
	for (let first = 0; first < padded.length; first += step) {
		const group = padded.slice(first, first + step);
		joined.push({
			fromNanos: group[0]?.fromNanos ?? 0,
			toNanos: group.at(-1)?.toNanos ?? 0,
			count: group.reduce((sum, bucket) => sum + bucket.count, 0),
		});
	}
	const highest = joined.reduce((most, { count }) => Math.max(most, count), LEAST_PEAK);
	const bars = joined.map((bucket) => ({
		...bucket,
		height: bucket.count / highest,
		isHere: atNanos >= bucket.fromNanos && atNanos < bucket.toNanos,
	}));
	return { bars, here: placeOf(joined, atNanos), median: medianNanos === null ? undefined : placeOf(joined, medianNanos) };
}

function padBuckets(buckets: readonly DurationBucket[]): readonly DurationBucket[] {
	const first = buckets[0];
	const last = buckets.at(-1);
	if (first === undefined || last === undefined || last.fromNanos <= 0) return buckets;
	const ratio = last.toNanos / last.fromNanos;
	const padded = [...buckets];
	while (padded.length < LEAST_BARS) {
		const { fromNanos } = padded[0] ?? first;
		const { toNanos } = padded.at(-1) ?? last;
		if (fromNanos > 0) padded.unshift({ fromNanos: fromNanos / ratio, toNanos: fromNanos, count: 0 });
		padded.push({ fromNanos: toNanos, toNanos: toNanos * ratio, count: 0 });
	}
	return padded;
}

/** Inside of a bucket by ratio, as the buckets themselves; linear in one that starts at zero. */
function placeOf(buckets: readonly DurationBucket[], nanos: number): number | undefined {
	const index = buckets.findIndex(({ fromNanos, toNanos }) => nanos >= fromNanos && nanos < toNanos);
	const bucket = buckets[index];
	if (bucket === undefined) return undefined;
	const { fromNanos, toNanos } = bucket;
	const inside = fromNanos > 0 ? Math.log(nanos / fromNanos) / Math.log(toNanos / fromNanos) : (nanos - fromNanos) / (toNanos - fromNanos);
	return (index + inside) / buckets.length;
}
