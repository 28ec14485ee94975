/** A histogram of durations as bars of equal width: its buckets have equal ratios, so x is logarithmic. */

export interface DurationBucket {
	readonly fromNanos: number;
	readonly toNanos: number;
	readonly count: number;
}

export interface DistributionBar {
	readonly fromNanos: number;
	readonly toNanos: number;
	readonly count: number;
	/** 0..1 of the highest bar. */
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
 * Result  at most `mostBars` bars: that many neighbours are joined that it fits. No bars for no buckets.
 */
export function layoutDistribution(
	buckets: readonly DurationBucket[],
	{ atNanos, medianNanos, mostBars }: { readonly atNanos: number; readonly medianNanos: number | null; readonly mostBars: number },
): Distribution {
	const step = Math.max(1, Math.ceil(buckets.length / mostBars));
	const joined: DurationBucket[] = [];
	for (let first = 0; first < buckets.length; first += step) {
		const group = buckets.slice(first, first + step);
		joined.push({
			fromNanos: group[0]?.fromNanos ?? 0,
			toNanos: group.at(-1)?.toNanos ?? 0,
			count: group.reduce((sum, bucket) => sum + bucket.count, 0),
		});
	}
	const highest = joined.reduce((most, { count }) => Math.max(most, count), 0);
	const bars = joined.map((bucket) => ({
		...bucket,
		height: highest === 0 ? 0 : bucket.count / highest,
		isHere: atNanos >= bucket.fromNanos && atNanos < bucket.toNanos,
	}));
	return { bars, here: placeOf(joined, atNanos), median: medianNanos === null ? undefined : placeOf(joined, medianNanos) };
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
