/** What the metrics SDK collected, as OTLP points of the product's own model, with the exemplars that were kept beside it. */
import { type Attributes as SdkAttributes, ValueType } from "@opentelemetry/api";
import { type DataPoint, DataPointType, type Histogram, type MetricData, type ResourceMetrics } from "@opentelemetry/sdk-metrics";
import type { Attributes, AttributeValue } from "@spanglass/shared/model/attributes";
import { AggregationTemporality, type Exemplar, type Metric, type MetricPoint, type PointValue } from "@spanglass/shared/model/metric";
import { unixNanos } from "@spanglass/shared/units/time";
import type { ExemplarReservoir, Measurement } from "./exemplar-reservoir.ts";

/** Exponential histograms are not converted: no view of the fleet asks for one. */
export function pointsFromSdk({ resource, scopeMetrics }: ResourceMetrics, reservoir: ExemplarReservoir): readonly MetricPoint[] {
	const from = { attributes: attributesFromSdk(resource.attributes), droppedAttributesCount: 0, entityRefs: [], schemaUrl: "" };
	return scopeMetrics.flatMap(({ scope, metrics }) => {
		const of = { name: scope.name, version: scope.version ?? "", attributes: [], droppedAttributesCount: 0, schemaUrl: "" };
		return metrics.flatMap((data) => {
			const metric = metricFromSdk(data);
			return data.dataPoints.map((point): MetricPoint => {
				const series = { metric, attributes: attributesFromSdk(point.attributes), resource: from, scope: of };
				const exemplars = reservoir.take(data.descriptor.name, point.attributes).map(exemplarFromMeasurement);
				const times = { startTime: nanosFromHrTime(point.startTime), time: nanosFromHrTime(point.endTime) };
				return { ...times, flags: 0, value: valueFromSdk(data, point), exemplars, series, marks: 0 };
			});
		});
	});
}

function metricFromSdk(data: MetricData): Metric {
	const { name, description, unit } = data.descriptor;
	const isGauge = data.dataPointType === DataPointType.GAUGE;
	return {
		name,
		description,
		unit,
		type: data.dataPointType === DataPointType.HISTOGRAM ? "histogram" : isGauge ? "gauge" : "sum",
		temporality: isGauge ? AggregationTemporality.unspecified : AggregationTemporality.cumulative,
		monotonic: data.dataPointType === DataPointType.SUM && data.isMonotonic,
		metadata: [],
	};
}

function valueFromSdk(data: MetricData, { value }: DataPoint<unknown>): PointValue {
	if (typeof value !== "number") return histogramValue(value);
	if (data.descriptor.valueType === ValueType.INT) return { type: "int", value: BigInt(value) };
	return { type: "double", value };
}

function histogramValue(value: unknown): PointValue {
	if (!isHistogram(value)) return { type: "none" };
	const { count, sum, min, max, buckets } = value;
	const bucketCounts = buckets.counts.map(BigInt);
	return { type: "histogram", count: BigInt(count), sum, min, max, bucketCounts, explicitBounds: buckets.boundaries };
}

function isHistogram(value: unknown): value is Histogram {
	return typeof value === "object" && value !== null && "buckets" in value;
}

function exemplarFromMeasurement({ value, at, traceId, spanId }: Measurement): Exemplar {
	const time = unixNanos(BigInt(at) * 1_000_000n);
	return { time, value: { type: "double", value }, traceId, spanId, filteredAttributes: [] };
}

function nanosFromHrTime([seconds, nanos]: readonly [number, number]) {
	return unixNanos(BigInt(seconds) * 1_000_000_000n + BigInt(nanos));
}

function attributesFromSdk(attributes: SdkAttributes): Attributes {
	return Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: valueFromJs(value) }]));
}

function valueFromJs(value: unknown): AttributeValue {
	if (typeof value === "string") return { type: "string", value };
	if (typeof value === "boolean") return { type: "bool", value };
	if (typeof value === "number") return Number.isInteger(value) ? { type: "int", value: BigInt(value) } : { type: "double", value };
	if (Array.isArray(value)) return { type: "array", value: value.map(valueFromJs) };
	return { type: "empty" };
}
