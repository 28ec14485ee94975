import type { TimeRange } from "@spanglass/shared/query/time-range";
import { type UnixNanos, unixNanos } from "@spanglass/shared/units/time";

const NANOS_PER_MINUTE = 60_000_000_000n;

/** Minutes [first, end) since 1970. */
export interface MinuteRange {
	readonly first: number;
	readonly end: number;
}

/** The minutes that a range touches. */
export function minuteRange({ start, end }: TimeRange): MinuteRange {
	const first = Number(start / NANOS_PER_MINUTE);
	return { first, end: Math.max(first, Number((end + NANOS_PER_MINUTE - 1n) / NANOS_PER_MINUTE)) };
}

export function nanosOfMinute(minute: number): UnixNanos {
	return unixNanos(BigInt(minute) * NANOS_PER_MINUTE);
}
