/** From a trace's spans to its columns. The reference: stores that hold columns must equal it. */
import type { TraceId } from "../model/ids.ts";
import type { LogRecord } from "../model/log-record.ts";
import { type Span, StatusCode } from "../model/span.ts";
import { MISSING_PARENT, NO_PARENT, type TraceSkeleton } from "../model/trace-skeleton.ts";
import { spanDisplayName } from "../semconv/display-name.ts";
import { serviceInstance, serviceName } from "../semconv/identity.ts";
import { compare } from "../units/compare.ts";
import { type DurationNanos, durationBetween } from "../units/time.ts";

/** By start, then longest, then span id: the order of a skeleton's rows. */
function bySkeletonOrder(a: Span, b: Span): number {
	return compare(a.startTime, b.startTime) || compare(durationOf(b), durationOf(a)) || compare(a.spanId, b.spanId);
}

function durationOf(span: Span): DurationNanos {
	return durationBetween(span.startTime, span.endTime);
}

/** What the skeleton counts of a log record. */
type LoggedIds = Pick<LogRecord, "traceId" | "spanId">;

/**
 * The columns of one trace.
 *
 * Shape   spans of one trace in any order; log records of any trace, of which only its own are counted.
 * Result  undefined without spans. `serviceColors` is empty: whoever knows the colours adds them.
 * Cost    O(n log n), an object per span is expected to exist already.
 */
export function skeletonOfSpans(traceId: TraceId, unordered: readonly Span[], logs: readonly LoggedIds[]): TraceSkeleton | undefined {
	const spans = unordered.toSorted(bySkeletonOrder);
	const [first] = spans;
	if (first === undefined) return undefined;
	const rows = new Map<string, number>();
	for (const [row, span] of spans.entries()) if (!rows.has(span.spanId)) rows.set(span.spanId, row);
	const services = createIndex();
	const operations = createIndex();
	const instances = createIndex();
	const logCounts = new Map<string, number>();
	const traceLogs = logs.filter((record) => record.traceId === traceId);
	for (const { spanId } of traceLogs) logCounts.set(spanId, (logCounts.get(spanId) ?? 0) + 1);
	const end = spans.reduce((latest, span) => (span.endTime > latest ? span.endTime : latest), first.startTime);
	const numbers = (value: (span: Span, row: number) => number) => spans.map(value);
	return {
		traceId,
		startTime: first.startTime,
		durationNanos: Number(durationBetween(first.startTime, end)),
		spanCount: spans.length,
		logCount: traceLogs.length,
		service: Uint16Array.from(numbers((span) => services.of(serviceName(span.resource.attributes)))),
		operation: Uint32Array.from(numbers((span) => operations.of(spanDisplayName(span)))),
		instance: Uint32Array.from(numbers((span) => instances.of(serviceInstance(span.resource.attributes) ?? ""))),
		services: services.list,
		serviceColors: [],
		operations: operations.list,
		instances: instances.list,
		warnings: [],
		complete: true,
		parent: Int32Array.from(numbers((span) => parentRow(span, rows))),
		start: Float64Array.from(numbers((span) => Number(span.startTime - first.startTime))),
		duration: Float64Array.from(numbers((span) => Number(durationOf(span)))),
		kind: Uint8Array.from(numbers((span) => span.kind)),
		status: Uint8Array.from(numbers((span) => span.status.code)),
		marks: Uint16Array.from(numbers((span) => span.marks)),
		eventCount: Uint32Array.from(numbers((span) => span.events.length)),
		linkCount: Uint32Array.from(numbers((span) => span.links.length)),
		spanLogCount: Uint32Array.from(numbers((span) => logCounts.get(span.spanId) ?? 0)),
		spanIds: idBytes(spans.map((span) => span.spanId)),
		parentIds: idBytes(spans.map((span) => span.parentSpanId ?? "0".repeat(16))),
		errorMessages: spans.flatMap((span, row) =>
			span.status.code === StatusCode.error && span.status.message !== "" ? [{ row, message: span.status.message }] : [],
		),
	};
}

function parentRow(span: Span, rows: ReadonlyMap<string, number>): number {
	return span.parentSpanId === undefined ? NO_PARENT : (rows.get(span.parentSpanId) ?? MISSING_PARENT);
}

function createIndex() {
	const list: string[] = [];
	const indices = new Map<string, number>();
	const of = (text: string): number => {
		const known = indices.get(text);
		if (known !== undefined) return known;
		indices.set(text, list.length);
		list.push(text);
		return list.length - 1;
	};
	return { list, of };
}

function idBytes(ids: readonly string[]): Uint8Array {
	const bytes = new Uint8Array(ids.length * 8);
	ids.forEach((id, row) => {
		for (let at = 0; at < 8; at++) bytes[row * 8 + at] = Number.parseInt(id.slice(2 * at, 2 * at + 2), 16);
	});
	return bytes;
}
