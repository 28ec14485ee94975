/** Trace queries over plain spans: the reference that other stores must equal. */

import { type Span, StatusCode } from "@spanglass/shared/model/span";
import { ERRORS_LOOKED_AT, type TraceServiceCount, type TraceSummary } from "@spanglass/shared/model/trace-summary";
import { containsTime, type TimeRange } from "@spanglass/shared/query/time-range";
import { evaluateTrace } from "@spanglass/shared/query/trace-eval";
import { spanDisplayName } from "@spanglass/shared/semconv/display-name";
import { serviceName } from "@spanglass/shared/semconv/identity";
import { durationBetween } from "@spanglass/shared/units/time";
import type { TraceQuery, TraceSort } from "../api/telemetry-store.ts";
import type { StoredSpan } from "./items.ts";

/** By start, then span id, then arrival (the sort is stable). */
export function byStart(a: Span, b: Span): number {
	return compare(a.startTime, b.startTime) || compare(a.spanId, b.spanId);
}

export function compare<T extends bigint | number | string>(a: T, b: T): number {
	return a < b ? -1 : a > b ? 1 : 0;
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
