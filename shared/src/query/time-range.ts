import { type UnixNanos, unixNanos } from "../units/time.ts";

/** Half-open range [start, end) of event time. */
export interface TimeRange {
	readonly start: UnixNanos;
	readonly end: UnixNanos;
}

/** Everything but the very last nanosecond that OTLP can name. */
export const ALL_TIME: TimeRange = { start: unixNanos(0n), end: unixNanos((1n << 64n) - 1n) };

/** True when `time` lies in [start, end). */
export function containsTime(range: TimeRange, time: bigint): boolean {
	return time >= range.start && time < range.end;
}
