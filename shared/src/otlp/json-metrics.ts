import type { Metric, MetricPoint, MetricType } from "../model/metric.ts";
import { boolAt, enumAt, type JsonNotes, objectAt, objectsAt, stringAt, unlessDefault, unlessEmpty, withoutAbsent } from "./json-fields.ts";
import { pointFromJson, pointToJson } from "./json-points.ts";
import type { JsonObject } from "./json-text.ts";
import { attributesAt, attributesToJson } from "./json-values.ts";
import type { Envelope } from "./protobuf-envelope.ts";
import { runsOf } from "./runs.ts";

const KEY_OF_TYPE: Readonly<Record<MetricType, string>> = {
	gauge: "gauge",
	sum: "sum",
	histogram: "histogram",
	exponential_histogram: "exponentialHistogram",
	summary: "summary",
};
const TYPES = Object.keys(KEY_OF_TYPE) as MetricType[];
const HAS_TEMPORALITY: ReadonlySet<MetricType> = new Set(["sum", "histogram", "exponential_histogram"]);
const TEMPORALITIES: ReadonlyMap<string, number> = new Map(
	["UNSPECIFIED", "DELTA", "CUMULATIVE"].map((name, number) => [`AGGREGATION_TEMPORALITY_${name}`, number]),
);

/** The points of one metric; none when it has no data. */
export function pointsFromJson(json: JsonObject, envelope: Envelope, notes: JsonNotes): readonly MetricPoint[] {
	const type = TYPES.find((candidate) => objectAt(json, KEY_OF_TYPE[candidate]) !== undefined);
	const data = type === undefined ? undefined : objectAt(json, KEY_OF_TYPE[type]);
	if (type === undefined || data === undefined) return [];
	const metric: Metric = {
		name: stringAt(json, "name"),
		description: stringAt(json, "description"),
		unit: stringAt(json, "unit"),
		type,
		temporality: HAS_TEMPORALITY.has(type) ? enumAt(data, "aggregationTemporality", TEMPORALITIES, notes) : 0,
		monotonic: type === "sum" && boolAt(data, "isMonotonic"),
		metadata: attributesAt(json, "metadata", notes),
	};
	return objectsAt(data, "dataPoints").map((point) => pointFromJson(point, { metric, ...envelope }, notes));
}

/** Points as metrics: consecutive ones with the same Metric object are one metric. */
export function metricsToJson(points: readonly MetricPoint[]): readonly JsonObject[] {
	return [...runsOf(points, (point) => point.series.metric)].map(metricToJson);
}

function metricToJson(points: readonly MetricPoint[]): JsonObject {
	const { metric } = (points[0] as MetricPoint).series;
	const data = withoutAbsent({
		dataPoints: points.map(pointToJson),
		aggregationTemporality: HAS_TEMPORALITY.has(metric.type) ? metric.temporality : undefined,
		isMonotonic: metric.monotonic ? true : undefined,
	});
	return withoutAbsent({
		name: metric.name,
		description: unlessDefault(metric.description),
		unit: unlessDefault(metric.unit),
		[KEY_OF_TYPE[metric.type]]: data,
		metadata: unlessEmpty(attributesToJson(metric.metadata)),
	});
}
