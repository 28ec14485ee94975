/** The metric catalog and points over plain objects. */
import type { MetricPoint } from "@spanglass/shared/model/metric";
import { evaluateSeries } from "@spanglass/shared/query/filter-eval";
import { containsTime } from "@spanglass/shared/query/time-range";
import { serviceName } from "@spanglass/shared/semconv/identity";
import { compare } from "@spanglass/shared/units/compare";
import { isMetric, type MetricStreamQuery, type StreamedPoint } from "../api/metric-queries.ts";
import type { MetricCatalogEntry, MetricCatalogQuery, MetricPointsPage, MetricPointsQuery } from "../api/telemetry-store.ts";
import type { StoredPoint } from "./items.ts";

/** One text per series: equal text, same series. */
function seriesKey({ series }: MetricPoint): string {
	const plain = (_key: string, value: unknown) =>
		typeof value === "bigint" ? `${value}n` : value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
	return JSON.stringify([series.metric, series.resource, series.scope, series.attributes], plain);
}

export function listCatalog(points: readonly StoredPoint[], { range, filter, name }: MetricCatalogQuery): readonly MetricCatalogEntry[] {
	const matching = points
		.map(({ point }) => point)
		.filter(
			({ time, series }) =>
				containsTime(range, time) && (name ?? series.metric.name) === series.metric.name && evaluateSeries(filter, series),
		);
	const groups = Map.groupBy(matching, ({ series: { metric } }) =>
		JSON.stringify([metric.name, metric.type, metric.unit, metric.temporality, metric.monotonic]),
	);
	return [...groups.values()]
		.map(entryOf)
		.sort((a, b) => compare(a.name, b.name) || compare(a.type, b.type) || a.temporality - b.temporality);
}

function entryOf(points: readonly MetricPoint[]): MetricCatalogEntry {
	const latest = points.reduce((best, point) => (point.time > best.time ? point : best));
	const { name, type, unit, description, temporality, monotonic } = latest.series.metric;
	return {
		name,
		type,
		unit,
		description,
		temporality,
		monotonic,
		seriesCount: new Set(points.map(seriesKey)).size,
		pointCount: points.length,
		services: [...new Set(points.map((point) => serviceName(point.series.resource.attributes)))].sort(compare),
		lastTime: latest.time,
	};
}

export function findPoints(points: readonly StoredPoint[], query: MetricPointsQuery): MetricPointsPage {
	const found = points
		.map(({ point }) => point)
		.filter(
			(point) =>
				point.series.metric.name === query.name && containsTime(query.range, point.time) && evaluateSeries(query.filter, point.series),
		);
	const order = new Map<string, number>();
	for (const point of found) if (!order.has(seriesKey(point))) order.set(seriesKey(point), order.size);
	const sorted = found.toSorted((a, b) => (order.get(seriesKey(a)) ?? 0) - (order.get(seriesKey(b)) ?? 0) || compare(a.time, b.time));
	return {
		points: sorted.slice(0, query.limit),
		total: sorted.length,
		complete: true,
		scannedRows: points.length,
		scannedBlocks: 0,
		warnings: [],
	};
}

/** By series, then time, then arrival. */
export function streamedPoints(points: readonly StoredPoint[], { metric, range, filter }: MetricStreamQuery): readonly StreamedPoint[] {
	const numbers = new Map<string, number>();
	const found = points
		.map(({ point }) => point)
		.filter(({ series, time }) => isMetric(series.metric, metric) && containsTime(range, time) && evaluateSeries(filter, series));
	for (const point of found) if (!numbers.has(seriesKey(point))) numbers.set(seriesKey(point), numbers.size);
	return found
		.map((point) => ({ series: numbers.get(seriesKey(point)) ?? 0, point }))
		.sort((a, b) => a.series - b.series || compare(a.point.time, b.point.time));
}
