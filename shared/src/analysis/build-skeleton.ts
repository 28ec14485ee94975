/** The columns of one trace out of its spans: what is kept of a trace, a file, the reference store. */

import type { TraceId } from "../model/ids.ts";
import type { LogRecord } from "../model/log-record.ts";
import { type Span, StatusCode } from "../model/span.ts";
import { MISSING_PARENT, NO_PARENT, type TraceSkeleton } from "../model/trace-skeleton.ts";
import { spanDisplayName } from "../semconv/display-name.ts";
import { serviceInstance, serviceName } from "../semconv/identity.ts";
import { type DurationNanos, durationBetween } from "../units/time.ts";

/** A record that carries the trace's id. */
type LogOfTrace = Pick<LogRecord, "spanId">;

function compare<T extends bigint | number | string>(a: T, b: T): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

function isError(span: Span): boolean {
	return span.status.code === StatusCode.error;
}

/** By start, then longest, then span id: the order of a skeleton's rows. */
function bySkeletonOrder(a: Span, b: Span): number {
	return compare(a.startTime, b.startTime) || compare(durationOf(b), durationOf(a)) || compare(a.spanId, b.spanId);
}

function durationOf(span: Span): DurationNanos {
	return durationBetween(span.startTime, span.endTime);
}

/**
 * The columns of one trace.
 *
 * Shape   `logs`: the records of the trace.
 * Result  undefined without spans; `serviceColors` is left empty.
 * Cost    O(n log n), an object a span: not for large traces that are stored.
 */
export function buildSkeleton(traceId: TraceId, unordered: readonly Span[], logs: readonly LogOfTrace[]): TraceSkeleton | undefined {
	const spans = unordered.toSorted(bySkeletonOrder);
	const [first] = spans;
	if (first === undefined) return undefined;
	const rows = new Map<string, number>();
	for (const [row, span] of spans.entries()) if (!rows.has(span.spanId)) rows.set(span.spanId, row);
	const services = createIndex();
	const operations = createIndex();
	const instances = createIndex();
	const logCounts = new Map<string, number>();
	for (const { spanId } of logs) logCounts.set(spanId ?? "", (logCounts.get(spanId ?? "") ?? 0) + 1);
	const end = spans.reduce((latest, span) => (span.endTime > latest ? span.endTime : latest), first.startTime);
	const numbers = (value: (span: Span, row: number) => number) => spans.map(value);
	return {
		traceId,
		startTime: first.startTime,
		durationNanos: Number(durationBetween(first.startTime, end)),
		spanCount: spans.length,
		logCount: logs.length,
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
			isError(span) && span.status.message !== "" ? [{ row, message: span.status.message }] : [],
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
	const digits = ids.join("");
	return Uint8Array.from({ length: digits.length / 2 }, (_, at) => Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16));
}
