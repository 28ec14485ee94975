import { type UnixNanos, unixNanos } from "./time.ts";

const SECOND = 1_000_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Widths that a chart's buckets may have, in nanoseconds: people read them off an axis. Beyond a day the width doubles. */
const LADDER: readonly number[] = [
	...[1, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
	...[1, 2, 5, 10, 30].map((minutes) => minutes * MINUTE),
	...[1, 3, 6, 12].map((hours) => hours * HOUR),
	DAY,
];

/** Buckets of equal width: bucket i is [start + i * stepNanos, start + (i + 1) * stepNanos). */
export interface TimeBuckets {
	readonly start: UnixNanos;
	/** A whole number of seconds, exact as a double. */
	readonly stepNanos: number;
	readonly count: number;
}

export interface BucketLimits {
	/** The range is at most so many steps long. */
	readonly most: number;
	/** Nanoseconds; the step is at least this. */
	readonly atLeast?: number;
}

/**
 * Cut a half-open range into buckets that are aligned to the wall clock, so that bars stay where they are when the range moves.
 *
 * Shape   the smallest step of the ladder with at most `most` steps in the range's length; a range that begins inside a bucket has one
 *         bucket more. The step depends on the length alone: it does not change while a range moves on.
 * Units   multiples of the step since the epoch, in UTC: a bucket of 12 hours begins at 00:00 or 12:00 UTC, one of a day at 00:00 UTC
 *         whatever the reader's zone, one of 2^n days every 2^n days since 1970.
 * Result  covers the range; at least one bucket, also for an empty range.
 */
export function timeBuckets(start: bigint, end: bigint, { most, atLeast = 0 }: BucketLimits): TimeBuckets {
	const length = end > start ? end - start : 0n;
	const stepNanos = bucketStep(length, most, atLeast);
	const step = BigInt(stepNanos);
	const first = start - (start % step);
	const count = Math.max(1, Number((end - first + step - 1n) / step));
	return { start: unixNanos(first), stepNanos, count };
}

function bucketStep(length: bigint, most: number, atLeast: number): number {
	const fits = (step: number) => step >= atLeast && BigInt(step) * BigInt(most) >= length;
	const known = LADDER.find(fits);
	if (known !== undefined) return known;
	let step = 2 * DAY;
	while (!fits(step)) step *= 2;
	return step;
}
