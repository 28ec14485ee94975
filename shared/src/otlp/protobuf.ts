import type { Attributes, AttributeValue } from "../model/attributes.ts";
import type { LogRecord } from "../model/log-record.ts";
import type { MetricPoint } from "../model/metric.ts";
import type { Span } from "../model/span.ts";
import { readRequest, writeRequest } from "./protobuf-envelope.ts";
import { readLogRecord, writeLogRecords } from "./protobuf-logs.ts";
import { readMetric, writeMetrics } from "./protobuf-metrics.ts";
import { ProtobufReader } from "./protobuf-reader.ts";
import { readSpan, writeSpans } from "./protobuf-traces.ts";
import { readArray, readList, writeArray, writeAttributes } from "./protobuf-values.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";

/**
 * OTLP's protobuf messages as model objects, both directions: for export, files, JSON on its way in, and as the reference that the
 * collector's walk is held equal to. Unlike that walk it makes an object per item, and it validates and cuts nothing.
 *
 * Decode  items in the order of the wire; items of one envelope share its Resource and Scope objects. Unknown fields, and known ones
 *         of another wire type, are passed over; of a field sent twice the last one wins; of a repeated attribute key too. Invalid
 *         UTF-8 becomes U+FFFD. Throws SpanglassError `invalid_input` when the bytes are malformed or a value is nested deeper than
 *         LIMITS.valueDepthParsed.
 * Encode  consecutive items with the same Resource and Scope objects share envelopes; nothing that was decoded is lost, except
 *         unknown fields and envelopes without items.
 */

/** Decode an ExportTraceServiceRequest or TracesData. A span's ids are the hex of whatever bytes were sent. */
export function decodeTraceRequest(bytes: Uint8Array): Span[] {
	return readRequest<Span>(bytes, (reader, envelope, spans) => spans.push(readSpan(reader, envelope)));
}

/** Decode an ExportLogsServiceRequest or LogsData. An id that is zero or of a wrong length is "" (`otlp.md` V02). */
export function decodeLogsRequest(bytes: Uint8Array): LogRecord[] {
	return readRequest<LogRecord>(bytes, (reader, envelope, records) => records.push(readLogRecord(reader, envelope)));
}

/**
 * Decode an ExportMetricsServiceRequest or MetricsData.
 *
 * Result  points of one metric share its Metric object; each point has its own Series. A metric without points leaves nothing.
 *         A number point without a value is of type `none`.
 */
export function decodeMetricsRequest(bytes: Uint8Array): MetricPoint[] {
	return readRequest<MetricPoint>(bytes, readMetric);
}

/** Encode an ExportTraceServiceRequest. An id that is not hex becomes one byte 0xff, so that a receiver rejects that one span. */
export function encodeTraceRequest(spans: readonly Span[]): Uint8Array {
	return writeRequest(spans, (span) => span, writeSpans);
}

/** Encode an ExportLogsServiceRequest. */
export function encodeLogsRequest(records: readonly LogRecord[]): Uint8Array {
	return writeRequest(records, (record) => record, writeLogRecords);
}

/** Encode an ExportMetricsServiceRequest; consecutive points with the same Metric object are one metric. */
export function encodeMetricsRequest(points: readonly MetricPoint[]): Uint8Array {
	return writeRequest(points, (point) => point.series, writeMetrics);
}

/** The elements of an encoded ArrayValue message. */
export function decodeArrayValue(bytes: Uint8Array): readonly AttributeValue[] {
	return readArray(new ProtobufReader(bytes), 1);
}

/** The entries of an encoded KeyValueList message, each key once. */
export function decodeKeyValueList(bytes: Uint8Array): Attributes {
	return readList(new ProtobufReader(bytes), 1);
}

/** Encode elements as an ArrayValue message. */
export function encodeArrayValue(values: readonly AttributeValue[]): Uint8Array {
	const writer = new ProtobufWriter();
	writeArray(writer, values, 2);
	return writer.finish();
}

/** Encode entries as a KeyValueList message. */
export function encodeKeyValueList(attributes: Attributes): Uint8Array {
	const writer = new ProtobufWriter();
	writeAttributes(writer, 1, attributes, 2);
	return writer.finish();
}
