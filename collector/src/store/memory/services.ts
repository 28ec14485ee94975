/** Services, operations and edges over plain spans. */

import { durationHistogram } from "@spanglass/shared/analysis/duration-histogram";
import { logRecordTime } from "@spanglass/shared/model/log-record";
import type { Resource } from "@spanglass/shared/model/resource";
import { ItemMark, type Span, StatusCode } from "@spanglass/shared/model/span";
import { containsTime, type TimeRange } from "@spanglass/shared/query/time-range";
import { environment, serviceInstance, serviceName, serviceNamespace, serviceVersion } from "@spanglass/shared/semconv/identity";
import { durationBetween, type UnixNanos } from "@spanglass/shared/units/time";
import type { DurationQuery, DurationStats } from "../api/service-durations.ts";
import { type OperationStats, REQUEST_PARTS, type ServiceEdge, type ServiceStats } from "../api/telemetry-store.ts";
import { type MemoryItems, spanKey } from "./items.ts";
import { compare, isRequest } from "./traces.ts";

interface Seen {
	readonly resource: Resource;
	readonly time: UnixNanos;
	readonly span: Span | undefined;
}

/** Every service with an item in the range, of one environment or of all. */
export function listServiceStats(items: MemoryItems, range: TimeRange, wanted: string | undefined): readonly ServiceStats[] {
	const seen: Seen[] = [
		...items.spans.map(({ span }) => ({ resource: span.resource, time: span.startTime, span })),
		...items.logs.map(({ record }) => ({ resource: record.resource, time: logRecordTime(record), span: undefined })),
		...items.points.map(({ point }) => ({ resource: point.series.resource, time: point.time, span: undefined })),
	].filter(({ time, resource }) => containsTime(range, time) && (wanted === undefined || environment(resource.attributes) === wanted));
	const groups = Map.groupBy(seen, ({ resource }) => `${serviceName(resource.attributes)}\n${serviceNamespace(resource.attributes)}`);
	return [...groups.values()]
		.map((group) => statsOf(group, range))
		.sort((a, b) => compare(a.name, b.name) || compare(a.namespace, b.namespace));
}

function statsOf(seen: readonly Seen[], range: TimeRange): ServiceStats {
	const spans = seen.flatMap(({ span }) => (span === undefined ? [] : [span]));
	const firsts = spans.filter(isFirstCopy);
	const serving = firsts.filter(isRequest);
	const requests = serving.length > 0 ? serving : firsts;
	const durations = sortedDurations(requests);
	const resources = seen.map(({ resource }) => resource.attributes);
	const times = seen.map(({ time }) => time).sort(compare);
	return {
		name: serviceName(resources[0] ?? []),
		namespace: serviceNamespace(resources[0] ?? []),
		spanCount: spans.length,
		requestCount: requests.length,
		errorCount: requests.filter((span) => span.status.code === StatusCode.error).length,
		p50: nearestRank(durations, 0.5),
		p95: nearestRank(durations, 0.95),
		p99: nearestRank(durations, 0.99),
		versions: distinct(resources.map(serviceVersion)),
		instances: distinct(resources.map(serviceInstance)),
		environments: distinct(resources.map(environment)),
		requestCounts: countByPart(requests, range),
		firstSeen: times[0] ?? (0n as UnixNanos),
		lastSeen: times.at(-1) ?? (0n as UnixNanos),
	};
}

function sortedDurations(spans: readonly Span[]): readonly number[] {
	return spans.map((span) => Number(durationBetween(span.startTime, span.endTime))).sort((a, b) => a - b);
}

/** By start, in equal parts of the range; part k begins where (time - start) * parts / width reaches k. */
function countByPart(spans: readonly Span[], { start, end }: TimeRange): readonly number[] {
	const counts = Array.from({ length: REQUEST_PARTS }, () => 0);
	for (const { startTime } of spans) {
		const part = Number(((startTime - start) * BigInt(REQUEST_PARTS)) / (end - start));
		counts[part] = (counts[part] ?? 0) + 1;
	}
	return counts;
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

function distinct(values: readonly (string | undefined)[]): readonly string[] {
	return [...new Set(values.filter((value) => value !== undefined))].sort(compare);
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
