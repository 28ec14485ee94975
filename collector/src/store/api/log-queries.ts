/** Questions about many log records at once: counts over time, and what arrived since. */
import type { ItemFilter } from "@spanglass/shared/query/filter";
import type { COUNTED_LEVELS } from "@spanglass/shared/query/log-level";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import type { TimeBuckets } from "@spanglass/shared/units/time-buckets";
import type { Coverage, StoredLogRecord } from "./telemetry-store.ts";

/** Records whose time (own, else observed) lies in `range` and that satisfy `filter`, by bucket and level. `buckets` cover the range. */
export interface LogCountQuery {
	readonly range: TimeRange;
	readonly filter: ItemFilter;
	readonly buckets: TimeBuckets;
}

/** `unspecified`: neither the severity number nor the text tells. */
export type CountedLevel = (typeof COUNTED_LEVELS)[number];

export interface LogCounts extends Coverage {
	/** One count per bucket; a level without records is left out. */
	readonly counts: Readonly<Partial<Record<CountedLevel, readonly number[]>>>;
	readonly total: number;
}

/** Records of the requests with a journal sequence in (since, until] whose time lies in `range` and that satisfy `filter`. */
export interface LogArrivalsQuery {
	readonly range: TimeRange;
	readonly filter: ItemFilter;
	readonly since: number;
	readonly until: number;
	/** Of more records so many are picked, evenly over the order. */
	readonly limit: number;
}

export interface LogArrivals {
	/** Oldest first, ties by arrival. */
	readonly records: readonly StoredLogRecord[];
	readonly total: number;
}

/**
 * The index of each of `limit` items that are picked evenly of `total`: the first and the last are among them, none comes twice.
 * All of them when there are no more than `limit`; of one item's worth the last.
 */
export function evenlyPicked(total: number, limit: number): readonly number[] {
	if (total <= limit) return Array.from({ length: total }, (_, index) => index);
	if (limit === 1) return [total - 1];
	return Array.from({ length: limit }, (_, index) => Math.round((index * (total - 1)) / (limit - 1)));
}
