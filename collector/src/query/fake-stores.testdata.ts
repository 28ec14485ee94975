/** Plain arrays behind the readers' interfaces, for tests of what stands above a store. No cursors. */
import { serviceNode } from "@spanglass/shared/analysis/call-edges";
import { NO_DURATIONS } from "@spanglass/shared/analysis/duration-counts";
import type { TraceId } from "@spanglass/shared/model/ids";
import { type LogRecord, logRecordTime } from "@spanglass/shared/model/log-record";
import type { MetricPoint } from "@spanglass/shared/model/metric";
import type { Span } from "@spanglass/shared/model/span";
import type { TraceSkeleton } from "@spanglass/shared/model/trace-skeleton";
import type { TraceSummary } from "@spanglass/shared/model/trace-summary";
import { itemOfSpan } from "@spanglass/shared/query/field-values";
import { evaluateLogRecord, evaluateSeries } from "@spanglass/shared/query/filter-eval";
import { listedTexts } from "@spanglass/shared/query/listed-values";
import { containsTime } from "@spanglass/shared/query/time-range";
import { evaluateTrace } from "@spanglass/shared/query/trace-eval";
import { serviceName } from "@spanglass/shared/semconv/identity";
import { attributesJson } from "@spanglass/shared/semconv/value-text";
import { durationBetween, unixNanos } from "@spanglass/shared/units/time";
import type { AppReader, AppWriter, StoredDocument, VersionedJson } from "../store/api/app-store.ts";
import type { MatchReader } from "../store/api/match-queries.ts";
import { isMetric } from "../store/api/metric-queries.ts";
import type { EdgeGroup, RollupReader } from "../store/api/rollup-queries.ts";
import type { SpanSummary } from "../store/api/span-queries.ts";
import type { Coverage, QueryControl, TelemetryReader } from "../store/api/telemetry-store.ts";
import type { MemoryItems } from "../store/memory/items.ts";
import { countMatchFacets, groupMatchErrors, groupMatches, measureMatches } from "../store/memory/matches.ts";
import { sightingsIn, sumSpansByInstance } from "../store/memory/rollups.ts";

export const FREE_CONTROL: QueryControl = { checkpoint: async () => undefined };

export interface FakeItems {
	readonly spans?: readonly Span[];
	readonly logs?: readonly LogRecord[];
	readonly points?: readonly MetricPoint[];
	/** Spans of one batch of a stream. */
	readonly batch?: number;
}

const service = (span: Span) => serviceName(span.resource.attributes);
const COVERAGE: Coverage = { complete: true, scannedRows: 0, scannedBlocks: 0, warnings: [] };

const NO_CALLS = { resends: 0, client: NO_DURATIONS, server: NO_DURATIONS, queue: NO_DURATIONS };
const GATEWAY_TO_BANK: EdgeGroup = {
	key: { caller: serviceNode("", "gateway"), callee: serviceNode("", "bank"), evidence: "paired" },
	...{ start: unixNanos(0n), attempts: 3, ...NO_CALLS },
};
const ONE_EDGE: Omit<RollupReader, "sumInstances" | "listInstanceSightings"> = {
	sumRed: async () => [],
	sumEdges: async () => [GATEWAY_TO_BANK],
	listDeploys: async () => [],
	pairingCounters: async () => ({ partnerLate: 0, droppedEarly: 0, blocksToRollUp: 0 }),
};

/** Spans of one request that arrived at 2 ms. */
function itemsOf(spans: readonly Span[]): MemoryItems {
	const stored = spans.map((span, ordinal) => ({ span, sequence: 1, ordinal }));
	return { spans: stored, spanKeys: new Set(), logs: [], points: [], arrivals: new Map([[1, 2]]) };
}

function matchesOf(spans: readonly Span[]): MatchReader {
	const { spans: stored } = itemsOf(spans);
	return {
		measureTraces: async (query) => measureMatches(stored, query),
		countFacets: async (query) => countMatchFacets(stored, query),
		groupSpans: async (query) => groupMatches(stored, query),
		groupErrors: async (query) => groupMatchErrors(stored, query),
	};
}

export function createFakeReader({ spans = [], logs = [], points = [], batch = 500 }: FakeItems): TelemetryReader {
	const ordered = [...spans].sort((a, b) => Number(a.startTime - b.startTime) || (a.spanId < b.spanId ? -1 : 1));
	const traceOf = (id: TraceId) => ordered.filter((span) => span.traceId === id);
	return {
		findTraces: async ({ range, filter, limit }) => {
			const byTrace = [...Map.groupBy(ordered, (span) => span.traceId).values()];
			const isFound = (trace: readonly Span[]) =>
				evaluateTrace(filter, trace).some((holds, at) => holds && containsTime(range, (trace[at] as Span).startTime));
			const traces = byTrace.filter(isFound).map(summary);
			traces.sort((a, b) => Number(b.startTime - a.startTime));
			return { ...COVERAGE, traces: traces.slice(0, limit), cursor: undefined, total: traces.length, asOf: 7 };
		},
		findSpans: async ({ range, filter, limit }) => {
			const traces = [...Map.groupBy(ordered, (span) => span.traceId).values()];
			const found = traces.flatMap((trace) => trace.filter((_span, at) => evaluateTrace(filter, trace)[at]));
			const inRange = found.filter(({ startTime }) => containsTime(range, startTime));
			return { ...COVERAGE, spans: inRange.slice(0, limit).map(spanSummary), cursor: undefined, total: inRange.length, asOf: 7 };
		},
		listKeys: async ({ scope = "span", text, limit }) => {
			const keys = new Set(spans.flatMap(({ attributes }) => attributes.map(({ key }) => key)).filter((key) => key.includes(text)));
			return { ...COVERAGE, keys: [...keys].slice(0, limit).map((key) => ({ scope, key, count: 1 })), total: keys.size };
		},
		listValues: async ({ field, prefix, limit }) => {
			const texts = new Set(spans.flatMap((span) => [...listedTexts(field, itemOfSpan(span))]).filter((text) => text.startsWith(prefix)));
			return { ...COVERAGE, values: [...texts].slice(0, limit).map((text) => ({ text, count: 1 })), total: texts.size };
		},
		...matchesOf(spans),
		sumInstances: async (query) => sumSpansByInstance(itemsOf(spans), query),
		listInstanceSightings: async (filter) => sightingsIn(itemsOf(spans), filter),
		getTraceSkeleton: async (id) => (traceOf(id).length === 0 ? undefined : skeleton(id, traceOf(id))),
		streamTrace: async function* (id) {
			const trace = traceOf(id);
			for (let at = 0; at < trace.length; at += batch) yield trace.slice(at, at + batch);
		},
		findLogs: async ({ range, filter, traceId, limit }) => {
			const matching = logs
				.filter((record) => (traceId === undefined ? containsTime(range, logRecordTime(record)) : record.traceId === traceId))
				.filter((record) => evaluateLogRecord(filter, record));
			const records = matching.slice(0, limit).map((record, index) => ({ id: `1.${index}`, record }));
			return { ...COVERAGE, records, cursor: undefined, total: matching.length };
		},
		/** All in the first bucket. */
		countLogs: async ({ range, filter, buckets }) => {
			const total = logs.filter((record) => containsTime(range, logRecordTime(record)) && evaluateLogRecord(filter, record)).length;
			return { ...COVERAGE, counts: { error: Array.from({ length: buckets.count }, (_, bucket) => (bucket === 0 ? total : 0)) }, total };
		},
		findLogArrivals: async ({ filter, limit }) => {
			const found = logs.filter((record) => evaluateLogRecord(filter, record));
			return { records: found.slice(0, limit).map((record, index) => ({ id: `1.${index}`, record })), total: found.length };
		},
		listDurations: async ({ service: name, at }) => {
			const durations = spans.filter((span) => service(span) === name).map((span) => Number(durationBetween(span.startTime, span.endTime)));
			const below = at === undefined ? undefined : durations.filter((duration) => duration < at).length;
			const histogram = durations.length === 0 ? [] : [{ from: 1, to: 10, count: durations.length }];
			return { count: durations.length, errorCount: 0, below, p50: durations[0], p95: undefined, p99: undefined, histogram };
		},
		listOperations: async (name) => {
			const names = new Map(spans.filter((span) => service(span) === name).map((span) => [`${span.name} ${span.kind}`, span]));
			return [...names.values()].map((span) => ({ name: span.name, kind: span.kind, count: 1 }));
		},
		listServiceNames: async () => [...new Set(spans.map(service))].sort(),
		listServiceEdges: async () => [{ parent: "gateway", child: "bank", count: 3 }],
		listMetrics: async ({ filter, name }) => {
			const found = points.filter(({ series }) => series.metric.name === (name ?? series.metric.name) && evaluateSeries(filter, series));
			return [...Map.groupBy(found, ({ series }) => series.metric)].map(([metric, own]) => ({
				...metric,
				seriesCount: 1,
				pointCount: own.length,
				services: [],
				lastTime: unixNanos(2n),
			}));
		},
		findMetricPoints: async ({ name, filter, limit }) => {
			const matching = points.filter(({ series }) => series.metric.name === name && evaluateSeries(filter, series));
			return { ...COVERAGE, points: matching.slice(0, limit), total: matching.length };
		},
		streamMetricPoints: async function* ({ metric, filter }) {
			const numbers = new Map<string, number>();
			const found = points.filter(({ series }) => isMetric(series.metric, metric) && evaluateSeries(filter, series));
			for (const point of found) {
				const key = attributesJson(point.series.attributes);
				const series = numbers.get(key) ?? numbers.size;
				numbers.set(key, series);
				yield [{ series, point }];
			}
		},
		...ONE_EDGE,
		close: () => undefined,
	};
}

function summary(trace: readonly Span[]): TraceSummary {
	const first = trace[0] as Span;
	return {
		traceId: first.traceId,
		startTime: first.startTime,
		duration: durationBetween(first.startTime, first.endTime),
		spanCount: trace.length,
		errorCount: 0,
		orphanCount: 0,
		service: service(first),
		name: first.name,
		operation: first.name,
		rootSpanId: first.spanId,
		rootStatus: first.status.code,
		services: [...new Set(trace.map(service))].map((name) => ({ name, spanCount: 1, errorCount: 0 })),
		firstError: undefined,
	};
}

function spanSummary(span: Span): SpanSummary {
	const { traceId, spanId, parentSpanId, name, kind, startTime, marks } = span;
	return {
		...{ traceId, spanId, parentSpanId, name, kind, startTime, marks, service: service(span), operation: name },
		...{ status: span.status.code, statusMessage: span.status.message },
		duration: durationBetween(span.startTime, span.endTime),
	};
}

/** Dictionaries and counts; of the columns only parents are right. */
function skeleton(traceId: TraceId, trace: readonly Span[]): TraceSkeleton {
	const n = trace.length;
	const words = () => new Uint32Array(n);
	return {
		...{ traceId, startTime: (trace[0] as Span).startTime, durationNanos: 1, spanCount: n, logCount: 0 },
		...{ services: [...new Set(trace.map(service))], serviceColors: [], operations: ["a"], instances: [""], warnings: [], complete: true },
		parent: Int32Array.from(trace, (span) => trace.findIndex((other) => other.spanId === span.parentSpanId)),
		...{ start: new Float64Array(n), duration: new Float64Array(n), operation: words(), instance: words(), eventCount: words() },
		...{ linkCount: words(), spanLogCount: words(), service: new Uint16Array(n), marks: new Uint16Array(n), kind: new Uint8Array(n) },
		...{ status: new Uint8Array(n), spanIds: new Uint8Array(8 * n), parentIds: new Uint8Array(8 * n), errorMessages: [] },
	};
}

/** An app store in memory: both faces. Versions as promised; a stale write throws what `conflict` makes. */
export function createFakeApp(conflict: () => Error): AppReader & AppWriter {
	const settings = new Map<string, VersionedJson>();
	const documents = new Map<string, StoredDocument>();
	const next = (known: VersionedJson | undefined, version: number) => {
		if ((known?.version ?? 0) !== version) throw conflict();
		return version + 1;
	};
	return {
		getSetting: (key) => settings.get(key),
		listServiceEntries: () => [{ name: "gateway", color: 9, firstSeen: 0, lastSeen: 7 }],
		getDocument: (kind, id) => documents.get(`${kind}/${id}`),
		listDocuments: (kind) => [...documents.values()].filter((document) => document.kind === kind),
		putSetting: async (key, json, version) => {
			const stored = next(settings.get(key), version);
			settings.set(key, { json, version: stored });
			return stored;
		},
		putDocument: async (kind, id, json, version) => {
			const stored = next(documents.get(`${kind}/${id}`), version);
			documents.set(`${kind}/${id}`, { kind, id, json, version: stored, updatedAt: 5 });
			return stored;
		},
		deleteDocument: async (kind, id, version) => {
			next(documents.get(`${kind}/${id}`), version);
			documents.delete(`${kind}/${id}`);
		},
	};
}
