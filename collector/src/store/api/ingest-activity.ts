import type { UnixNanos } from "@spanglass/shared/units/time";

/**
 * Since this start: from the end of a span, or the time of a record or point, to being readable by queries. Clocks count as they are: an
 * item from the future has a delay of 0. An item without a time is not counted; one older than an hour is not delayed but `late`.
 */
export interface DelayStatus {
	readonly count: number;
	readonly late: number;
	/** Nanoseconds, nearest rank; undefined when `count` is 0. Error: at most 3.2 %, or the millisecond of the clock. */
	readonly p50: number | undefined;
	readonly p99: number | undefined;
}

export const HISTORY_STEPS = 360;
export const HISTORY_STEP_NANOS = 10_000_000_000;

/**
 * Items per step of the last hour, HISTORY_STEPS of HISTORY_STEP_NANOS, oldest first, aligned to the clock. The last step is the one that
 * runs. Steps before this start are 0. `rejected` counts items of all signals.
 */
export interface IngestHistory {
	/** Of the first step. */
	readonly start: UnixNanos;
	readonly stepNanos: number;
	readonly spans: readonly number[];
	readonly logRecords: readonly number[];
	readonly metricPoints: readonly number[];
	readonly rejected: readonly number[];
}
