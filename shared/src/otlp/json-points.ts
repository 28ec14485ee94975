import type { Exemplar, ExponentialBuckets, MetricPoint, MetricType, PointValue, Series } from "../model/metric.ts";
import { idOrAbsent } from "./ids.ts";
import {
	decimalUnlessZero,
	doublesAt,
	idAt,
	int32At,
	type JsonNotes,
	objectAt,
	objectsAt,
	optionalDoubleAt,
	timeAt,
	uint32At,
	uint64At,
	uint64sAt,
	unlessDefault,
	unlessEmpty,
	withoutAbsent,
} from "./json-fields.ts";
import { INT64, integerFromJson, jsonFromDouble } from "./json-number.ts";
import type { JsonObject } from "./json-text.ts";
import { attributesAt, attributesToJson } from "./json-values.ts";

const VALUE_READERS: Readonly<Record<MetricType, (json: JsonObject) => PointValue>> = {
	gauge: numberFromJson,
	sum: numberFromJson,
	histogram: histogramFromJson,
	exponential_histogram: exponentialFromJson,
	summary: summaryFromJson,
};

/** Read one data point of the series' metric; the series gets the point's attributes. */
export function pointFromJson(json: JsonObject, of: Omit<Series, "attributes">, notes: JsonNotes): MetricPoint {
	return {
		startTime: timeAt(json, "startTimeUnixNano"),
		time: timeAt(json, "timeUnixNano"),
		flags: uint32At(json, "flags"),
		value: VALUE_READERS[of.metric.type](json),
		exemplars: objectsAt(json, "exemplars").map((exemplar) => exemplarFromJson(exemplar, notes)),
		series: { ...of, attributes: attributesAt(json, "attributes", notes) },
		marks: 0,
	};
}

function exemplarFromJson(json: JsonObject, notes: JsonNotes): Exemplar {
	return {
		time: timeAt(json, "timeUnixNano"),
		value: numberFromJson(json),
		traceId: idOrAbsent(idAt(json, "traceId", notes), 32),
		spanId: idOrAbsent(idAt(json, "spanId", notes), 16),
		filteredAttributes: attributesAt(json, "filteredAttributes", notes),
	};
}

function numberFromJson(json: JsonObject): Exemplar["value"] {
	const integer = json.asInt ?? undefined;
	if (integer !== undefined) return { type: "int", value: integerFromJson(integer, "asInt", INT64) };
	const double = optionalDoubleAt(json, "asDouble");
	return double === undefined ? { type: "none" } : { type: "double", value: double };
}

function extremes(json: JsonObject) {
	return { sum: optionalDoubleAt(json, "sum"), min: optionalDoubleAt(json, "min"), max: optionalDoubleAt(json, "max") };
}

function histogramFromJson(json: JsonObject): PointValue {
	return {
		type: "histogram",
		count: uint64At(json, "count"),
		...extremes(json),
		bucketCounts: uint64sAt(json, "bucketCounts"),
		explicitBounds: doublesAt(json, "explicitBounds"),
	};
}

function exponentialFromJson(json: JsonObject): PointValue {
	return {
		type: "exponential_histogram",
		count: uint64At(json, "count"),
		...extremes(json),
		scale: int32At(json, "scale"),
		zeroCount: uint64At(json, "zeroCount"),
		zeroThreshold: optionalDoubleAt(json, "zeroThreshold") ?? 0,
		positive: bucketsFromJson(objectAt(json, "positive")),
		negative: bucketsFromJson(objectAt(json, "negative")),
	};
}

function bucketsFromJson(json: JsonObject | undefined): ExponentialBuckets | undefined {
	return json === undefined ? undefined : { offset: int32At(json, "offset"), bucketCounts: uint64sAt(json, "bucketCounts") };
}

function summaryFromJson(json: JsonObject): PointValue {
	const quantiles = objectsAt(json, "quantileValues").map((entry) => ({
		quantile: optionalDoubleAt(entry, "quantile") ?? 0,
		value: optionalDoubleAt(entry, "value") ?? 0,
	}));
	return { type: "summary", count: uint64At(json, "count"), sum: optionalDoubleAt(json, "sum") ?? 0, quantiles };
}

/** One data point as OTLP/JSON; fields at their default are left out, except those that say how a histogram is laid out. */
export function pointToJson(point: MetricPoint): JsonObject {
	return withoutAbsent({
		startTimeUnixNano: decimalUnlessZero(point.startTime),
		timeUnixNano: decimalUnlessZero(point.time),
		attributes: unlessEmpty(attributesToJson(point.series.attributes)),
		...pointValueToJson(point.value),
		exemplars: unlessEmpty(point.exemplars.map(exemplarToJson)),
		flags: unlessDefault(point.flags),
	});
}

function pointValueToJson(value: PointValue): JsonObject {
	switch (value.type) {
		case "none":
			return {};
		case "int":
			return { asInt: value.value.toString() };
		case "double":
			return { asDouble: jsonFromDouble(value.value) };
		case "histogram":
			return histogramToJson(value);
		case "exponential_histogram":
			return exponentialToJson(value);
		case "summary":
			return summaryToJson(value);
	}
}

function extremesToJson({ sum, min, max }: ReturnType<typeof extremes>): JsonObject {
	return { sum: optionalDouble(sum), min: optionalDouble(min), max: optionalDouble(max) };
}

function optionalDouble(value: number | undefined): number | string | undefined {
	return value === undefined ? undefined : jsonFromDouble(value);
}

function histogramToJson(value: PointValue & { type: "histogram" }): JsonObject {
	return {
		count: value.count.toString(),
		...extremesToJson(value),
		bucketCounts: unlessEmpty(value.bucketCounts.map(String)),
		explicitBounds: unlessEmpty(value.explicitBounds.map(jsonFromDouble)),
	};
}

function exponentialToJson(value: PointValue & { type: "exponential_histogram" }): JsonObject {
	return {
		count: value.count.toString(),
		...extremesToJson(value),
		scale: value.scale,
		zeroCount: value.zeroCount.toString(),
		zeroThreshold: jsonFromDouble(value.zeroThreshold),
		positive: bucketsToJson(value.positive),
		negative: bucketsToJson(value.negative),
	};
}

function bucketsToJson(buckets: ExponentialBuckets | undefined): JsonObject | undefined {
	return buckets === undefined ? undefined : { offset: buckets.offset, bucketCounts: buckets.bucketCounts.map(String) };
}

function summaryToJson(value: PointValue & { type: "summary" }): JsonObject {
	const quantiles = value.quantiles.map((entry) => ({ quantile: jsonFromDouble(entry.quantile), value: jsonFromDouble(entry.value) }));
	return { count: value.count.toString(), sum: jsonFromDouble(value.sum), quantileValues: unlessEmpty(quantiles) };
}

function exemplarToJson(exemplar: Exemplar): JsonObject {
	return withoutAbsent({
		timeUnixNano: decimalUnlessZero(exemplar.time),
		...pointValueToJson(exemplar.value),
		traceId: unlessDefault(exemplar.traceId),
		spanId: unlessDefault(exemplar.spanId),
		filteredAttributes: unlessEmpty(attributesToJson(exemplar.filteredAttributes)),
	});
}
