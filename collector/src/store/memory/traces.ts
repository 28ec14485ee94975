/** Trace queries over plain spans: the reference that other stores must equal. */

import { summariseTrace } from "@spanglass/shared/analysis/trace-summary-of";
import type { Span } from "@spanglass/shared/model/span";
import type { TraceSummary } from "@spanglass/shared/model/trace-summary";
import { containsTime, type TimeRange } from "@spanglass/shared/query/time-range";
import { evaluateTrace } from "@spanglass/shared/query/trace-eval";
import { compare } from "@spanglass/shared/units/compare";
import type { TraceQuery, TraceSort } from "../api/telemetry-store.ts";
import type { StoredSpan } from "./items.ts";

/** Summaries of every trace with a span that matches, in the query's order, without limit or cursor. */
export function summariseMatching(spans: readonly StoredSpan[], query: TraceQuery): readonly TraceSummary[] {
	const { range, filter, sinceSequence, sort } = query;
	return [...Map.groupBy(spans, ({ span }) => span.traceId).values()]
		.filter((trace) => sinceSequence === undefined || trace.some(({ sequence }) => sequence > sinceSequence))
		.map((trace) => trace.map(({ span }) => span))
		.filter((trace) => evaluateTrace(filter, trace).some((holds, at) => holds && isWithin(range, trace[at])))
		.map(summariseTrace)
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
