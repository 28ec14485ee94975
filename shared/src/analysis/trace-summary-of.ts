/** From a trace's spans to its line in a list. The reference: stores that count in columns must equal it. */
import { type Span, StatusCode } from "../model/span.ts";
import { ERRORS_LOOKED_AT, type TraceServiceCount, type TraceSummary } from "../model/trace-summary.ts";
import { spanDisplayName } from "../semconv/display-name.ts";
import { serviceName } from "../semconv/identity.ts";
import { compare } from "../units/compare.ts";
import { durationBetween } from "../units/time.ts";

/** By start, then span id, then arrival (the sort is stable). */
export function byStart(a: Span, b: Span): number {
	return compare(a.startTime, b.startTime) || compare(a.spanId, b.spanId);
}

/**
 * The summary of one trace.
 *
 * Shape   spans of one trace, at least one, in any order.
 * Throws  RangeError without spans.
 * Cost    O(n log n).
 */
export function summariseTrace(unordered: readonly Span[]): TraceSummary {
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
