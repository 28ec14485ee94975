/** What a point of a cumulative series says about the time since the point before it. */
import type { MetricPoint } from "../model/metric.ts";

/** A silence longer than this, and than several of the series' own intervals, is a gap and not an interval. As Prometheus' lookback. */
const GAP_NANOS = 300_000_000_000;
const GAP_INTERVALS = 4;

/**
 * `first`: nothing can be said; the count began before the range. `fresh`: the whole value was counted since `sinceTime` (the series began
 * in the range, or again: then `isReset`). `grown`: the difference to the point before was counted since that one. `gap`: too long ago.
 */
export type Step =
	| { readonly type: "first" }
	| { readonly type: "fresh"; readonly sinceTime: bigint; readonly isReset: boolean }
	| { readonly type: "grown"; readonly sinceTime: bigint }
	| { readonly type: "gap" };

interface Seen {
	readonly time: bigint;
	readonly startTime: bigint;
	/** Nanoseconds between it and the point before; 0 for the first. */
	readonly interval: number;
}

/**
 * Follows one cumulative series; points must come by time.
 *
 * A series has begun again when its start lies at or after the point before, or when a count went down (`isLower`). A start that merely
 * moved while the counts went on is jitter of a sender that computes it from its uptime, and no reset.
 * Source  OTLP data model, "Resets and Gaps".
 */
export class CumulativeSeries {
	readonly #rangeStart: bigint;
	#seen: Seen | undefined;

	constructor(rangeStart: bigint) {
		this.#rangeStart = rangeStart;
	}

	/** The step to this point. `isLower` is asked only when the start does not tell. */
	next({ time, startTime }: Pick<MetricPoint, "time" | "startTime">, isLower: () => boolean): Step {
		const seen = this.#seen;
		const interval = seen === undefined ? 0 : Number(time - seen.time);
		this.#seen = { time, startTime, interval };
		if (seen === undefined) {
			const isFromInside = startTime !== 0n && startTime >= this.#rangeStart && startTime <= time;
			return isFromInside ? { type: "fresh", sinceTime: startTime, isReset: false } : { type: "first" };
		}
		const hasNewStart = startTime !== 0n && startTime !== seen.startTime && startTime >= seen.time;
		if (hasNewStart || isLower()) {
			return { type: "fresh", sinceTime: startTime > seen.time && startTime <= time ? startTime : seen.time, isReset: true };
		}
		const isGap = interval > GAP_NANOS && interval > GAP_INTERVALS * seen.interval;
		return isGap ? { type: "gap" } : { type: "grown", sinceTime: seen.time };
	}

	/** The series says that it has no value: what comes next is a first point. */
	interrupt(): void {
		this.#seen = undefined;
	}
}
