import type { UnixNanos } from "../units/time.ts";

/** Half-open range [start, end) of event time. */
export interface TimeRange {
	readonly start: UnixNanos;
	readonly end: UnixNanos;
}

/** True when `time` lies in [start, end). */
export function containsTime(range: TimeRange, time: bigint): boolean {
	return time >= range.start && time < range.end;
}
