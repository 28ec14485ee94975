/** Trace queries over plain spans: the reference that other stores must equal. */

import type { TraceId } from "@spanglass/shared/model/ids";
import { type Span, StatusCode } from "@spanglass/shared/model/span";
import { MISSING_PARENT, NO_PARENT, type TraceSkeleton } from "@spanglass/shared/model/trace-skeleton";
import { ERRORS_LOOKED_AT, type TraceServiceCount, type TraceSummary } from "@spanglass/shared/model/trace-summary";
import { containsTime, type TimeRange } from "@spanglass/shared/query/time-range";
import { evaluateTrace } from "@spanglass/shared/query/trace-eval";
import { spanDisplayName } from "@spanglass/shared/semconv/display-name";
import { serviceInstance, serviceName } from "@spanglass/shared/semconv/identity";
import { type DurationNanos, durationBetween } from "@spanglass/shared/units/time";
import type { TraceQuery, TraceSort } from "../api/telemetry-store.ts";
import type { StoredLog, StoredSpan } from "./items.ts";

/** By start, then longest, then span id: the order of a skeleton's rows. */
function bySkeletonOrder(a: Span, b: Span): number {
	return compare(a.startTime, b.startTime) || compare(durationOf(b), durationOf(a)) || compare(a.spanId, b.spanId);
}

/** By start, then span id, then arrival (the sort is stable). */
export function byStart(a: Span, b: Span): number {
	return compare(a.startTime, b.startTime) || compare(a.spanId, b.spanId);
}

export function compare<T extends bigint | number | string>(a: T, b: T): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

function durationOf(span: Span): DurationNanos {
	return durationBetween(span.startTime, span.endTime);
}

/** Summaries of every trace with a span that matches, in the query's order, without limit or cursor. */
export function summariseMatching(spans: readonly StoredSpan[], query: TraceQuery): readonly TraceSummary[] {
	const { range, filter, sinceSequence, sort } = query;
	return [...Map.groupBy(spans, ({ span }) => span.traceId).values()]
		.filter((trace) => sinceSequence === undefined || trace.some(({ sequence }) => sequence > sinceSequence))
		.map((trace) => trace.map(({ span }) => span))
		.filter((trace) => evaluateTrace(filter, trace).some((holds, at) => holds && isWithin(range, trace[at])))
		.map(summarise)
		.sort(ORDERS[sort]);
}

function isWithin(range: TimeRange, span: Span | undefined): boolean {
	return span !== undefined && containsTime(range, span.startTime);
}

const ORDERS: Readonly<Record<TraceSort, (a: TraceSummary, b: TraceSummary) => number>> = {
	newest: (a, b) => compare(b.startTime, a.startTime) || compare(a.traceId, b.traceId),
	longest: (a, b) => compare(b.duration, a.duration) || compare(a.traceId, b.traceId),
	spans: (a, b) => compare(b.spanCount, a.spanCount) || compare(a.traceId, b.traceId),
	errors: (a, b) => compare(b.errorCount, a.errorCount) || compare(a.traceId, b.traceId),
};

/** The summary of one trace's spans (at least one). */
function summarise(unordered: readonly Span[]): TraceSummary {
	const spans = unordered.toSorted(byStart);
	const [first] = spans;
	if (first === undefined) throw new RangeError("a trace has at least one span");
	const root = spans.find((span) => span.parentSpanId === undefined);
	const ids = new Set(spans.map((span) => span.spanId));
	const end = spans.reduce((latest, span) => (span.endTime > latest ? span.endTime : latest), first.startTime);
	const failed = spans.filter(isError).slice(0, ERRORS_LOOKED_AT);
	const told = failed.find(({ status }) => status.message !== "") ?? failed[0];
	const top = root ?? first;
	return {
		traceId: first.traceId,
		startTime: first.startTime,
		duration: durationBetween(first.startTime, end),
		spanCount: spans.length,
		errorCount: spans.filter(isError).length,
		orphanCount: spans.filter((span) => span.parentSpanId !== undefined && !ids.has(span.parentSpanId)).length,
		service: serviceName(top.resource.attributes),
		name: top.name,
		operation: spanDisplayName(top),
		rootSpanId: root?.spanId,
		rootStatus: root?.status.code ?? 0,
		services: countServices(spans),
		firstError: told && { service: serviceName(told.resource.attributes), message: told.status.message || spanDisplayName(told) },
	};
}

function isError(span: Span): boolean {
	return span.status.code === StatusCode.error;
}

function countServices(spans: readonly Span[]): readonly TraceServiceCount[] {
	const groups = Map.groupBy(spans, (span) => serviceName(span.resource.attributes));
	return [...groups].map(([name, group]) => ({ name, spanCount: group.length, errorCount: group.filter(isError).length }));
}

/** The columns of one trace; undefined without spans. */
export function buildSkeleton(traceId: TraceId, unordered: readonly Span[], logs: readonly StoredLog[]): TraceSkeleton | undefined {
	const spans = unordered.toSorted(bySkeletonOrder);
	const [first] = spans;
	if (first === undefined) return undefined;
	const rows = new Map<string, number>();
	for (const [row, span] of spans.entries()) if (!rows.has(span.spanId)) rows.set(span.spanId, row);
	const services = createIndex();
	const operations = createIndex();
	const instances = createIndex();
	const logCounts = new Map<string, number>();
	const traceLogs = logs.filter(({ record }) => record.traceId === traceId);
	for (const { record } of traceLogs) logCounts.set(record.spanId, (logCounts.get(record.spanId) ?? 0) + 1);
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
	return Uint8Array.from(Buffer.from(ids.join(""), "hex"));
}
