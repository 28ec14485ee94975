import type { Attribute } from "../model/attributes.ts";
import { SpanglassError } from "../model/errors.ts";
import type { Exemplar, ExponentialBuckets, MetricPoint, MetricType, PointValue, Series } from "../model/metric.ts";
import { unixNanos } from "../units/time.ts";
import { lastOfEachKey } from "./attributes.ts";
import { idOrAbsent } from "./ids.ts";
import type { ProtobufReader } from "./protobuf-reader.ts";
import { addAttribute, writeAttributes } from "./protobuf-values.ts";
import type { ProtobufWriter } from "./protobuf-writer.ts";

/** Fields that every kind of data point has, under its own numbers; the start is always 2 and the time 3. 0: has none. */
interface CommonFields {
	readonly attributes: number;
	readonly exemplars: number;
	readonly flags: number;
}

const NUMBER_FIELDS: CommonFields = { attributes: 7, exemplars: 5, flags: 8 };
const COMMON_FIELDS: Readonly<Record<MetricType, CommonFields>> = {
	gauge: NUMBER_FIELDS,
	sum: NUMBER_FIELDS,
	histogram: { attributes: 9, exemplars: 8, flags: 10 },
	exponential_histogram: { attributes: 1, exemplars: 11, flags: 10 },
	summary: { attributes: 7, exemplars: 0, flags: 8 },
};
const NO_TIME = unixNanos(0n);

/** Takes the fields of one kind of point; `value` is asked at the point's end. */
interface ValueReader {
	read(reader: ProtobufReader): void;
	value(): PointValue;
}

const VALUE_READERS: Readonly<Record<MetricType, () => ValueReader>> = {
	gauge: numberReader,
	sum: numberReader,
	histogram: histogramReader,
	exponential_histogram: exponentialReader,
	summary: summaryReader,
};

/** Read one data point of the series' metric; the series gets the point's attributes. */
export function readPoint(reader: ProtobufReader, of: Omit<Series, "attributes">): MetricPoint {
	const fields = COMMON_FIELDS[of.metric.type];
	const kind = VALUE_READERS[of.metric.type]();
	const common = { startTime: NO_TIME, time: NO_TIME, flags: 0, exemplars: [] as Exemplar[] };
	const attributes: Attribute[] = [];
	while (reader.next()) {
		if (reader.field === 2) common.startTime = reader.time(common.startTime);
		else if (reader.field === 3) common.time = reader.time(common.time);
		else if (reader.field === fields.flags) common.flags = reader.uint32(common.flags);
		else if (reader.field === fields.attributes) addAttribute(reader, attributes);
		else if (reader.field === fields.exemplars) addExemplar(reader.message(), common.exemplars);
		else kind.read(reader);
	}
	return { ...common, value: kind.value(), series: { ...of, attributes: lastOfEachKey(attributes) }, marks: 0 };
}

type NumberValue = Exemplar["value"];

function intOr(value: bigint | undefined, before: NumberValue): NumberValue {
	return value === undefined ? before : { type: "int", value };
}

function doubleOr(value: number | undefined, before: NumberValue): NumberValue {
	return value === undefined ? before : { type: "double", value };
}

function numberReader(): ValueReader {
	let value: NumberValue = { type: "none" };
	return {
		read(reader) {
			if (reader.field === 4) value = doubleOr(reader.double(undefined), value);
			else if (reader.field === 6) value = intOr(reader.sfixed64(undefined), value);
		},
		value: () => value,
	};
}

function histogramReader(): ValueReader {
	let count = 0n;
	let sum: number | undefined;
	let min: number | undefined;
	let max: number | undefined;
	const bucketCounts: bigint[] = [];
	const explicitBounds: number[] = [];
	return {
		read(reader) {
			if (reader.field === 4) count = reader.fixed64(count);
			else if (reader.field === 5) sum = reader.double(sum);
			else if (reader.field === 6) reader.addFixed64s(bucketCounts);
			else if (reader.field === 7) reader.addDoubles(explicitBounds);
			else if (reader.field === 11) min = reader.double(min);
			else if (reader.field === 12) max = reader.double(max);
		},
		value: () => ({ type: "histogram", count, sum, min, max, bucketCounts, explicitBounds }),
	};
}

function exponentialReader(): ValueReader {
	const draft = { count: 0n, scale: 0, zeroCount: 0n, zeroThreshold: 0 };
	let sum: number | undefined;
	let min: number | undefined;
	let max: number | undefined;
	let positive: ExponentialBuckets | undefined;
	let negative: ExponentialBuckets | undefined;
	return {
		read(reader) {
			if (reader.field === 4) draft.count = reader.fixed64(draft.count);
			else if (reader.field === 5) sum = reader.double(sum);
			else if (reader.field === 6) draft.scale = reader.sint32(draft.scale);
			else if (reader.field === 7) draft.zeroCount = reader.fixed64(draft.zeroCount);
			else if (reader.field === 8) positive = readBuckets(reader.message()) ?? positive;
			else if (reader.field === 9) negative = readBuckets(reader.message()) ?? negative;
			else if (reader.field === 12) min = reader.double(min);
			else if (reader.field === 13) max = reader.double(max);
			else if (reader.field === 14) draft.zeroThreshold = reader.double(draft.zeroThreshold);
		},
		value: () => ({ type: "exponential_histogram", ...draft, sum, min, max, positive, negative }),
	};
}

function readBuckets(reader: ProtobufReader | undefined): ExponentialBuckets | undefined {
	if (reader === undefined) return undefined;
	let offset = 0;
	const bucketCounts: bigint[] = [];
	while (reader.next()) {
		if (reader.field === 1) offset = reader.sint32(offset);
		else if (reader.field === 2) reader.addUint64s(bucketCounts);
	}
	return { offset, bucketCounts };
}

function summaryReader(): ValueReader {
	let count = 0n;
	let sum = 0;
	const quantiles: { quantile: number; value: number }[] = [];
	return {
		read(reader) {
			if (reader.field === 4) count = reader.fixed64(count);
			else if (reader.field === 5) sum = reader.double(sum);
			else if (reader.field === 6) addQuantile(reader.message(), quantiles);
		},
		value: () => ({ type: "summary", count, sum, quantiles }),
	};
}

function addQuantile(reader: ProtobufReader | undefined, quantiles: { quantile: number; value: number }[]): void {
	if (reader === undefined) return;
	let quantile = 0;
	let value = 0;
	while (reader.next()) {
		if (reader.field === 1) quantile = reader.double(quantile);
		else if (reader.field === 2) value = reader.double(value);
	}
	quantiles.push({ quantile, value });
}

function addExemplar(reader: ProtobufReader | undefined, exemplars: Exemplar[]): void {
	if (reader === undefined) return;
	let time = NO_TIME;
	let value: NumberValue = { type: "none" };
	let spanId = "";
	let traceId = "";
	const attributes: Attribute[] = [];
	while (reader.next()) {
		if (reader.field === 2) time = reader.time(time);
		else if (reader.field === 3) value = doubleOr(reader.double(undefined), value);
		else if (reader.field === 4) spanId = reader.hex(spanId);
		else if (reader.field === 5) traceId = reader.hex(traceId);
		else if (reader.field === 6) value = intOr(reader.sfixed64(undefined), value);
		else if (reader.field === 7) addAttribute(reader, attributes);
	}
	const ids = { traceId: idOrAbsent(traceId, 32), spanId: idOrAbsent(spanId, 16) };
	exemplars.push({ time, value, ...ids, filteredAttributes: lastOfEachKey(attributes) });
}

/** Write the fields of one data point. Throws `internal` when the value is not of the metric's type. */
export function writePoint(writer: ProtobufWriter, point: MetricPoint): void {
	const { type } = point.series.metric;
	const fields = COMMON_FIELDS[type];
	writer.fixed64(2, point.startTime);
	writer.fixed64(3, point.time);
	writeAttributes(writer, fields.attributes, point.series.attributes);
	for (const exemplar of point.exemplars) {
		if (fields.exemplars !== 0) writeExemplar(writer, fields.exemplars, exemplar);
	}
	writer.uint32(fields.flags, point.flags);
	if (!fits(type, point.value)) throw new SpanglassError("internal", `a metric of type ${type} has a point of type ${point.value.type}`);
	writeValue(writer, point.value);
}

function fits(type: MetricType, value: PointValue): boolean {
	if (value.type === "int" || value.type === "double") return type === "gauge" || type === "sum";
	return value.type === "none" || value.type === type;
}

function writeValue(writer: ProtobufWriter, value: PointValue): void {
	switch (value.type) {
		case "none":
			break;
		case "int":
			writer.presentFixed64(6, value.value);
			break;
		case "double":
			writer.presentDouble(4, value.value);
			break;
		case "histogram":
			writeHistogram(writer, value);
			break;
		case "exponential_histogram":
			writeExponential(writer, value);
			break;
		case "summary":
			writeSummary(writer, value);
			break;
	}
}

function writeHistogram(writer: ProtobufWriter, value: PointValue & { type: "histogram" }): void {
	writer.fixed64(4, value.count);
	writer.presentDouble(5, value.sum);
	writer.packedFixed64s(6, value.bucketCounts);
	writer.packedDoubles(7, value.explicitBounds);
	writer.presentDouble(11, value.min);
	writer.presentDouble(12, value.max);
}

function writeExponential(writer: ProtobufWriter, value: PointValue & { type: "exponential_histogram" }): void {
	writer.fixed64(4, value.count);
	writer.presentDouble(5, value.sum);
	writer.sint32(6, value.scale);
	writer.fixed64(7, value.zeroCount);
	writeBuckets(writer, 8, value.positive);
	writeBuckets(writer, 9, value.negative);
	writer.presentDouble(12, value.min);
	writer.presentDouble(13, value.max);
	writer.double(14, value.zeroThreshold);
}

function writeBuckets(writer: ProtobufWriter, field: number, buckets: ExponentialBuckets | undefined): void {
	if (buckets === undefined) return;
	const mark = writer.begin(field);
	writer.sint32(1, buckets.offset);
	writer.packedUint64s(2, buckets.bucketCounts);
	writer.end(mark);
}

function writeSummary(writer: ProtobufWriter, value: PointValue & { type: "summary" }): void {
	writer.fixed64(4, value.count);
	writer.double(5, value.sum);
	for (const { quantile, value: amount } of value.quantiles) {
		const mark = writer.begin(6);
		writer.double(1, quantile);
		writer.double(2, amount);
		writer.end(mark);
	}
}

function writeExemplar(writer: ProtobufWriter, field: number, exemplar: Exemplar): void {
	const mark = writer.begin(field);
	writer.fixed64(2, exemplar.time);
	if (exemplar.value.type === "double") writer.presentDouble(3, exemplar.value.value);
	writer.id(4, exemplar.spanId);
	writer.id(5, exemplar.traceId);
	if (exemplar.value.type === "int") writer.presentFixed64(6, exemplar.value.value);
	writeAttributes(writer, 7, exemplar.filteredAttributes);
	writer.end(mark);
}
