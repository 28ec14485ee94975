/** Services, operations and edges over plain spans. */

import { durationHistogram } from "@spanglass/shared/analysis/duration-histogram";
import { ItemMark, type Span, StatusCode } from "@spanglass/shared/model/span";
import { containsTime, type TimeRange } from "@spanglass/shared/query/time-range";
import { environment, serviceName } from "@spanglass/shared/semconv/identity";
import { compare } from "@spanglass/shared/units/compare";
import { durationBetween } from "@spanglass/shared/units/time";
import type { DurationQuery, DurationStats } from "../api/service-durations.ts";
import type { OperationStats, ServiceEdge } from "../api/telemetry-store.ts";
import { type MemoryItems, spanKey } from "./items.ts";

function sortedDurations(spans: readonly Span[]): readonly number[] {
	return spans.map((span) => Number(durationBetween(span.startTime, span.endTime))).sort((a, b) => a - b);
}

/** See `TelemetryReader.listDurations`. */
export function listDurationStats(
	items: MemoryItems,
	{ service, name, kind, range, environment: wanted, at }: DurationQuery,
): DurationStats {
	const spans = items.spans
		.map(({ span }) => span)
		.filter((span) => isFirstCopy(span) && span.name === name && span.kind === kind && containsTime(range, span.startTime))
		.filter(({ resource: { attributes } }) => serviceName(attributes) === service)
		.filter(({ resource: { attributes } }) => wanted === undefined || environment(attributes) === wanted);
	const durations = sortedDurations(spans);
	return {
		count: spans.length,
		errorCount: spans.filter((span) => span.status.code === StatusCode.error).length,
		below: at === undefined ? undefined : durations.filter((duration) => duration < at).length,
		p50: nearestRank(durations, 0.5),
		p95: nearestRank(durations, 0.95),
		p99: nearestRank(durations, 0.99),
		histogram: durationHistogram(durations),
	};
}

/** False for a span that another request had brought before: it counts in no rate and no edge. */
function isFirstCopy(span: Span): boolean {
	return (span.marks & ItemMark.duplicate) === 0;
}

/** The smallest value with at least q of all values at or below it. */
function nearestRank(sorted: readonly number[], q: number): number | undefined {
	return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
}

export function listOperationStats(items: MemoryItems, service: string, range: TimeRange | undefined): readonly OperationStats[] {
	const spans = items.spans
		.map(({ span }) => span)
		.filter((span) => serviceName(span.resource.attributes) === service && (range === undefined || containsTime(range, span.startTime)));
	const groups = Map.groupBy(spans, (span) => `${span.kind}\n${span.name}`);
	return [...groups.values()]
		.map((group) => ({ name: group[0]?.name ?? "", kind: group[0]?.kind ?? 0, count: group.length }))
		.sort((a, b) => compare(a.name, b.name) || a.kind - b.kind);
}

/** Which of several spans with one id is the parent: the earliest, then the longest, then the first that arrived. */
function byStartThenLongest(a: Span, b: Span): number {
	return compare(a.startTime, b.startTime) || compare(durationBetween(b.startTime, b.endTime), durationBetween(a.startTime, a.endTime));
}

/** Parent → child pairs whose child starts in the range; the parent may lie outside of it. */
export function listEdges(items: MemoryItems, range: TimeRange): readonly ServiceEdge[] {
	const services = new Map<string, string>();
	const spans = items.spans.map(({ span }) => span).filter(isFirstCopy);
	for (const span of spans.toSorted(byStartThenLongest)) {
		const key = spanKey(span);
		if (!services.has(key)) services.set(key, serviceName(span.resource.attributes));
	}
	const counts = new Map<string, number>();
	for (const span of spans) {
		const parent = span.parentSpanId === undefined ? undefined : services.get(`${span.traceId}${span.parentSpanId}`);
		if (parent === undefined || !containsTime(range, span.startTime)) continue;
		const key = JSON.stringify([parent, serviceName(span.resource.attributes)]);
		counts.set(key, (counts.get(key) ?? 0) + 1);
	}
	return [...counts]
		.map(([key, count]) => {
			const [parent, child] = JSON.parse(key) as [string, string];
			return { parent, child, count };
		})
		.sort((a, b) => compare(a.parent, b.parent) || compare(a.child, b.child));
}
