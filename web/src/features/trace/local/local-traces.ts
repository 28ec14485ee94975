/** The traces of a file in memory, asked as the collector would be asked. Pure; it runs in the file's worker. */
import { normaliseLogRecord, normaliseSpan } from "@spanglass/shared/analysis/normalise";
import { skeletonOfSpans } from "@spanglass/shared/analysis/skeleton-of-spans";
import { byStart, summariseTrace } from "@spanglass/shared/analysis/trace-summary-of";
import { logRecordToApiJson, spanToApiJson, traceSummaryToJson } from "@spanglass/shared/api/model-json";
import type { LogRecordJson, SpanJson, TraceSummaryJson } from "@spanglass/shared/api/schemas";
import { encodeSkeleton } from "@spanglass/shared/api/skeleton-codec";
import type { TraceId } from "@spanglass/shared/model/ids";
import { type LogRecord, logRecordTime } from "@spanglass/shared/model/log-record";
import { assignServiceColor } from "@spanglass/shared/model/service-color";
import { ItemMark, type Span } from "@spanglass/shared/model/span";
import { logRecordsToOtlpJson, spansToOtlpJson } from "@spanglass/shared/otlp/json";
import type { TraceFile, TraceFileFormat } from "@spanglass/shared/otlp/trace-file";
import { serviceName } from "@spanglass/shared/semconv/identity";
import { compare } from "@spanglass/shared/units/compare";

export interface LocalSummary {
	readonly formats: readonly TraceFileFormat[];
	/** Newest first. */
	readonly traces: readonly TraceSummaryJson[];
	readonly spanCount: number;
	/** Log records that belong to none of the traces. */
	readonly strayLogs: number;
	/** English sentences. */
	readonly warnings: readonly string[];
}

export interface LocalAnswers {
	readonly summary: LocalSummary;
	/** Undefined: no such trace. */
	skeleton(traceId: string): Uint8Array | undefined;
	spans(traceId: string, spanId: string): readonly SpanJson[];
	/** In order of time. */
	logs(traceId: string): readonly LogRecordJson[];
	/** The trace with its log records, as a document that can be opened again. */
	otlp(traceId: string): Readonly<Record<string, unknown>>;
}

/**
 * Answer for what some files hold together.
 *
 * Colours  the registry's rule over names sorted by number of spans, most first: the same file always looks the same.
 * Marks    as the collector's; a span id that repeats within its trace is a duplicate.
 * Cost     O(n log n) once; an answer is O(its trace).
 */
export function createLocalTraces(files: readonly TraceFile[]): LocalAnswers {
	const spans = files.flatMap((file) => file.spans).map(normaliseSpan);
	const traces = Map.groupBy(spans, (span): string => span.traceId);
	for (const [traceId, trace] of traces) traces.set(traceId, withDuplicates(trace.sort(byStart)));
	const records = files.flatMap((file) => file.records).map(normaliseLogRecord);
	const logs = Map.groupBy(records, (record) => record.traceId);
	const colorOf = colorsOf(spans, records);
	const summaries = Array.from(traces.values(), summariseTrace).sort(
		(a, b) => compare(b.startTime, a.startTime) || compare(a.traceId, b.traceId),
	);
	const logsOf = (traceId: string): readonly LogRecord[] =>
		(logs.get(traceId) ?? []).toSorted((a, b) => compare(logRecordTime(a), logRecordTime(b)));
	return {
		summary: {
			formats: [...new Set(files.flatMap((file) => file.formats))],
			traces: summaries.map((trace) => traceSummaryToJson(trace, colorOf)),
			spanCount: spans.length,
			strayLogs: records.filter((record) => !traces.has(record.traceId)).length,
			warnings: files.flatMap((file) => file.warnings),
		},
		skeleton: (traceId) => {
			const skeleton = skeletonOfSpans(traceId as TraceId, traces.get(traceId) ?? [], logs.get(traceId) ?? []);
			return skeleton && encodeSkeleton({ ...skeleton, serviceColors: skeleton.services.map(colorOf) });
		},
		spans: (traceId, spanId) => (traces.get(traceId) ?? []).filter((span) => span.spanId === spanId).map(spanToApiJson),
		logs: (traceId) => logsOf(traceId).map((record, index) => logRecordToApiJson(String(index), record, colorOf)),
		otlp: (traceId) => {
			const own = logsOf(traceId);
			return { ...spansToOtlpJson(traces.get(traceId) ?? []), ...(own.length === 0 ? {} : logRecordsToOtlpJson(own)) };
		},
	};
}

function withDuplicates(trace: readonly Span[]): Span[] {
	const seen = new Set<string>();
	return trace.map((span) => {
		if (seen.has(span.spanId)) return { ...span, marks: span.marks | ItemMark.duplicate };
		seen.add(span.spanId);
		return span;
	});
}

function colorsOf(spans: readonly Span[], records: readonly LogRecord[]): (service: string) => number {
	const counts = new Map<string, number>();
	for (const { resource } of spans) counts.set(serviceName(resource.attributes), (counts.get(serviceName(resource.attributes)) ?? 0) + 1);
	for (const { resource } of records) if (!counts.has(serviceName(resource.attributes))) counts.set(serviceName(resource.attributes), 0);
	const names = [...counts].sort(([a, countA], [b, countB]) => countB - countA || compare(a, b)).map(([name]) => name);
	const colors = new Map<string, number>();
	for (const name of names) colors.set(name, assignServiceColor(name, [...colors.values()]));
	return (service) => colors.get(service) ?? 0;
}
