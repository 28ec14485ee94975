/** Questions about many data points of one metric. */
import type { Metric, MetricPoint } from "@spanglass/shared/model/metric";
import type { ItemFilter } from "@spanglass/shared/query/filter";
import type { TimeRange } from "@spanglass/shared/query/time-range";

/** What tells one catalog entry from another of the same name. */
export type MetricIdentity = Pick<Metric, "name" | "type" | "unit" | "temporality" | "monotonic">;

/** Points of one catalog entry with their time in `range`, of series that satisfy `filter`. */
export interface MetricStreamQuery {
	readonly metric: MetricIdentity;
	readonly range: TimeRange;
	readonly filter: ItemFilter;
}

/** A point with its series' number in this stream, counted from 0 by first sight: equal numbers, equal series. */
export interface StreamedPoint {
	readonly series: number;
	readonly point: MetricPoint;
}

export function isMetric(metric: Metric, { name, type, unit, temporality, monotonic }: MetricIdentity): boolean {
	return (
		metric.name === name &&
		metric.type === type &&
		metric.unit === unit &&
		metric.temporality === temporality &&
		metric.monotonic === monotonic
	);
}
