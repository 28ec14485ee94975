import type { LogRecord } from "../model/log-record.ts";
import type { MetricPoint } from "../model/metric.ts";
import type { Span } from "../model/span.ts";
import { LOG_KEYS, METRIC_KEYS, readRequestText, requestToJson, TRACE_KEYS } from "./json-envelope.ts";
import type { JsonNotes } from "./json-fields.ts";
import { logRecordFromJson, logRecordToJson } from "./json-logs.ts";
import { metricsToJson, pointsFromJson } from "./json-metrics.ts";
import type { JsonObject } from "./json-text.ts";
import { spanFromJson, spanToJson } from "./json-traces.ts";

/**
 * OTLP/JSON as model objects, both directions (`otlp.md` J01-J11).
 *
 * Parse   items in the order of the text; items of one envelope share its Resource and Scope objects. Unknown keys are ignored; null
 *         is absent, also as an entry of a list; ids become lower case; 64-bit integers are exact from strings and numbers.
 *         Throws SpanglassError `invalid_input`: not one JSON object, or a field with a value of another type.
 * Write   plain objects for `JSON.stringify`: hex ids, 64-bit integers as decimal strings, enums as numbers, NaN, Infinity and -0 as
 *         strings, bytes as base64, fields at their default left out. Consecutive items of one envelope share it again.
 */
export interface ParseNotes {
	/** English sentences for the sender, each once, at most a few: ignored keys, ids that are not hex. */
	readonly warnings: readonly string[];
	/** Items that are left out here because nothing later could tell what is wrong with them; a warning says why. */
	readonly rejected: number;
	/** Enums sent by name. */
	readonly enumNames: number;
}

/** Parse an ExportTraceServiceRequest. A span whose ids are not hex is kept; encoded, its ids have a wrong length. */
export function parseTraceRequestJson(text: string): ParseNotes & { readonly spans: readonly Span[] } {
	const { items, notes } = readRequestText<Span>(text, TRACE_KEYS, (json, envelope, into) => {
		into.items.push(spanFromJson(json, envelope, into.notes));
	});
	return { spans: items, ...result(notes) };
}

/** Parse an ExportLogsServiceRequest. Records with base64 ids are left out and counted in `rejected`. */
export function parseLogsRequestJson(text: string): ParseNotes & { readonly records: readonly LogRecord[] } {
	const { items, notes } = readRequestText<LogRecord>(text, LOG_KEYS, (json, envelope, into) => {
		const record = logRecordFromJson(json, envelope, into.notes);
		if (record === undefined) into.notes.rejected++;
		else into.items.push(record);
	});
	return { records: items, ...result(notes) };
}

/** Parse an ExportMetricsServiceRequest. A number point without a value, or with null, is of type `none`. */
export function parseMetricsRequestJson(text: string): ParseNotes & { readonly points: readonly MetricPoint[] } {
	const { items, notes } = readRequestText<MetricPoint>(text, METRIC_KEYS, (json, envelope, into) => {
		for (const point of pointsFromJson(json, envelope, into.notes)) into.items.push(point);
	});
	return { points: items, ...result(notes) };
}

function result({ warnings, rejected, enumNames }: JsonNotes): ParseNotes {
	return { warnings, rejected, enumNames };
}

/** Spans as an ExportTraceServiceRequest: `{resourceSpans: [...]}`. */
export function spansToOtlpJson(spans: readonly Span[]): JsonObject {
	return requestToJson(spans, { keys: TRACE_KEYS, envelopeOf: (span) => span, toJson: (ofScope) => ofScope.map(spanToJson) });
}

/** Log records as an ExportLogsServiceRequest: `{resourceLogs: [...]}`. */
export function logRecordsToOtlpJson(records: readonly LogRecord[]): JsonObject {
	return requestToJson(records, { keys: LOG_KEYS, envelopeOf: (record) => record, toJson: (ofScope) => ofScope.map(logRecordToJson) });
}

/** Data points as an ExportMetricsServiceRequest: `{resourceMetrics: [...]}`. */
export function pointsToOtlpJson(points: readonly MetricPoint[]): JsonObject {
	return requestToJson(points, { keys: METRIC_KEYS, envelopeOf: (point) => point.series, toJson: metricsToJson });
}
