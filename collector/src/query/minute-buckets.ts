/** Numbers over time in buckets that begin at multiples of their width: rows by 10 and by 60 minutes fit into them, minutes alone are many. */
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { type UnixNanos, unixNanos } from "@spanglass/shared/units/time";

const NANOS_PER_MINUTE = 60_000_000_000n;
/** Minutes. Beyond the last one it is doubled. */
const WIDTHS = [1, 2, 5, 10, 30, 60, 180, 360, 720, 1440] as const;

export interface MinuteBuckets {
	/** Whole minutes; it may begin inside of the first bucket and end inside of the last one. */
	readonly range: TimeRange;
	/** Of the first bucket. */
	readonly start: UnixNanos;
	readonly stepMinutes: number;
	readonly count: number;
}

/** At most `most` buckets, or one more, that cover a range of whole minutes. */
export function minuteBuckets(range: TimeRange, most: number): MinuteBuckets {
	const minutes = Number((range.end - range.start) / NANOS_PER_MINUTE);
	let stepMinutes: number = WIDTHS.find((width) => minutes <= width * most) ?? 2880;
	while (minutes > stepMinutes * most) stepMinutes *= 2;
	const step = BigInt(stepMinutes) * NANOS_PER_MINUTE;
	const first = (range.start / step) * step;
	return { range, start: unixNanos(first), stepMinutes, count: Number((range.end - first + step - 1n) / step) };
}

export function bucketOf({ start, stepMinutes }: MinuteBuckets, at: UnixNanos): number {
	return Number((at - start) / (BigInt(stepMinutes) * NANOS_PER_MINUTE));
}

export function startOfBucket({ start, stepMinutes }: MinuteBuckets, bucket: number): UnixNanos {
	return unixNanos(start + BigInt(bucket * stepMinutes) * NANOS_PER_MINUTE);
}

/** What a question of roll-ups says of times. */
export interface BucketPiece {
	readonly range: TimeRange;
	readonly stepMinutes?: number;
}

/** A range that begins inside a bucket is asked for in two pieces: steps of a question are counted from its start. */
export async function sumByBucket<Group>(
	buckets: MinuteBuckets,
	ask: (piece: BucketPiece) => Promise<readonly Group[]>,
): Promise<readonly Group[]> {
	const { range, start, stepMinutes } = buckets;
	const border = startOfBucket(buckets, 1);
	if (range.start === start || border >= range.end) return ask({ range, stepMinutes });
	const first = await ask({ range: { start: range.start, end: border } });
	return [...first, ...(await ask({ range: { start: border, end: range.end }, stepMinutes }))];
}
