/** Span searches over plain objects: the reference that other stores must equal. */
import type { Span } from "@spanglass/shared/model/span";
import { containsTime } from "@spanglass/shared/query/time-range";
import { evaluateTrace } from "@spanglass/shared/query/trace-eval";
import { spanDisplayName } from "@spanglass/shared/semconv/display-name";
import { serviceName } from "@spanglass/shared/semconv/identity";
import { compare } from "@spanglass/shared/units/compare";
import { durationBetween } from "@spanglass/shared/units/time";
import type { SpanQuery, SpanSort, SpanSummary } from "../api/span-queries.ts";
import type { StoredSpan } from "./items.ts";

/** Every span that matches, in the query's order, without limit or cursor. */
export function matchingSpans(spans: readonly StoredSpan[], { range, filter, sort }: SpanQuery): readonly SpanSummary[] {
	const found = [...Map.groupBy(spans, ({ span }) => span.traceId).values()].flatMap((stored) => {
		const trace = stored.map(({ span }) => span);
		const holds = evaluateTrace(filter, trace);
		return trace.filter(({ startTime }, at) => holds[at] === true && containsTime(range, startTime));
	});
	return found.map(summaryOf).sort((a, b) => ORDERS[sort](a, b) || byId(a, b));
}

/** By trace id, span id, start; then arrival (the sort is stable). */
function byId(a: SpanSummary, b: SpanSummary): number {
	return compare(a.traceId, b.traceId) || compare(a.spanId, b.spanId) || compare(a.startTime, b.startTime);
}

const ORDERS: Readonly<Record<SpanSort, (a: SpanSummary, b: SpanSummary) => number>> = {
	newest: (a, b) => compare(b.startTime, a.startTime),
	longest: (a, b) => compare(b.duration, a.duration),
};

function summaryOf(span: Span): SpanSummary {
	return {
		traceId: span.traceId,
		spanId: span.spanId,
		parentSpanId: span.parentSpanId,
		service: serviceName(span.resource.attributes),
		name: span.name,
		operation: spanDisplayName(span),
		kind: span.kind,
		status: span.status.code,
		statusMessage: span.status.message,
		startTime: span.startTime,
		duration: durationBetween(span.startTime, span.endTime),
		marks: span.marks,
	};
}
