import type { MetricPoint } from "../model/metric.ts";

/** One line of a chart before it is labelled: a value per bucket, null without data. */
export interface NamedValues {
	readonly name: string;
	readonly values: readonly (number | null)[];
}

/** The buckets of a chart in nanoseconds since the first one's start. Exact to 104 days. */
export interface ChartFrame {
	readonly count: number;
	readonly stepNanos: number;
	/** The part of the buckets that was asked for: [fromNanos, toNanos). */
	readonly fromNanos: number;
	readonly toNanos: number;
	/** Points were read from here on. */
	readonly readFrom: bigint;
	offsetOf(time: bigint): number;
}

/** What a reader of the chart is told beside its lines; folds write to it. */
export interface ChartNotes {
	/** Cumulative series that began again inside the range. */
	resetCount: number;
	/** The largest relative error of the lines' values; undefined when none is known. */
	relativeError: number | undefined;
	/** Sentences for people. */
	readonly warnings: Set<string>;
}

/** Takes the points of one series by time. */
export type SeriesFold = (point: MetricPoint) => void;

/** How points of one type become lines. `S` is what is added up for one label; `merge`, `createSeries` and `settle` change it. */
export interface ChartKind<S> {
	readonly shape: "rate" | "gauge" | "quantiles";
	createSums(): S;
	createSeries(sums: S): SeriesFold;
	/** No more points come. */
	settle(): void;
	merge(into: S, from: S): void;
	/** Labels with more of this are drawn first. */
	weight(sums: S): number;
	/** `isSplit`: one line, for charts that have a line per label. */
	lines(sums: S, isSplit: boolean): readonly NamedValues[];
}

/** The value of a number point; undefined for what cannot be drawn. Integers beyond 2^53 are rounded. */
export function numberOf({ value }: MetricPoint): number | undefined {
	if (value.type !== "int" && value.type !== "double") return undefined;
	const number = Number(value.value);
	return Number.isFinite(number) ? number : undefined;
}
