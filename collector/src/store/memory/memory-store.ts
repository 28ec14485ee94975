/**
 * The reference store: plain objects, `filter-eval`, no disk. Oracle of the other stores, and small enough to be read in one go.
 */
import { createHash } from "node:crypto";
import { normaliseLogRecord, normalisePoint, normaliseSpan } from "@spanglass/shared/analysis/normalise";
import { skeletonOfSpans } from "@spanglass/shared/analysis/skeleton-of-spans";
import { byStart } from "@spanglass/shared/analysis/trace-summary-of";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { logRecordTime } from "@spanglass/shared/model/log-record";
import { SIGNALS, type Signal } from "@spanglass/shared/model/signal";
import { ItemMark, type Span } from "@spanglass/shared/model/span";
import { decodeLogsRequest, decodeMetricsRequest, decodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { evaluateLogRecord } from "@spanglass/shared/query/filter-eval";
import { containsTime } from "@spanglass/shared/query/time-range";
import { serviceName } from "@spanglass/shared/semconv/identity";
import { compare } from "@spanglass/shared/units/compare";
import { transcodeJson } from "../../wire/otlp/json.ts";
import { WireError } from "../../wire/otlp/protobuf.ts";
import { validateRequest } from "../../wire/otlp/validate.ts";
import type { IngestRequest, IngestResult } from "../api/ingest-request.ts";
import type { SpanPage, SpanQuery } from "../api/span-queries.ts";
import { NO_STORAGE } from "../api/storage-health.ts";
import type { LogPage, LogQuery, TelemetryReader, TelemetryWriter, TracePage, TraceQuery } from "../api/telemetry-store.ts";
import type { BlockStatus, WriterStatus } from "../api/writer-status.ts";
import { agesOf, createHistory, delayOf, HISTORY_KEY } from "./activity.ts";
import { hasDemo, removeDemoItems } from "./demo.ts";
import { type MemoryItems, type StoredLog, spanKey } from "./items.ts";
import { sumRecords, templatesIn } from "./log-sums.ts";
import { byLogTime, countRecords, recordArrivals, storedRecordOf } from "./logs.ts";
import { countMatchFacets, groupMatchErrors, groupMatches, measureMatches } from "./matches.ts";
import { findPoints, listCatalog, streamedPoints } from "./metrics.ts";
import { countRepairs } from "./repairs.ts";
import { deploysIn, sightingsIn, sumCalls, sumSpans, sumSpansByInstance } from "./rollups.ts";
import { listDurationStats, listEdges, listOperationStats } from "./services.ts";
import { matchingSpans } from "./spans.ts";
import { countKeys, countValues } from "./suggestions.ts";
import { summariseMatching } from "./traces.ts";

const BATCH = 500;
const NOTHING: Readonly<Record<Signal, number>> = { traces: 0, metrics: 0, logs: 0 };
const NO_BLOCKS: BlockStatus = {
	count: NOTHING,
	bytes: NOTHING,
	oldestArrival: { traces: undefined, metrics: undefined, logs: undefined },
	quarantined: [],
};

export interface MemoryStore {
	readonly writer: TelemetryWriter;
	readonly reader: TelemetryReader;
}

/** An empty store. Not bounded: for tests and small tools. */
export function createMemoryStore(): MemoryStore {
	const items: MemoryItems = { spans: [], spanKeys: new Set(), logs: [], points: [], arrivals: new Map() };
	const state = { sequence: 0 };
	return { writer: createWriter(items, state), reader: createReader(items, state) };
}

function createWriter(items: MemoryItems, state: { sequence: number }): TelemetryWriter {
	const answers = new Map<string, IngestResult & { readonly sequence: number }>();
	const received: Record<Signal, number> = { traces: 0, metrics: 0, logs: 0 };
	const rejectedBySignal: Record<Signal, number> = { traces: 0, metrics: 0, logs: 0 };
	const resent: Record<Signal, number> = { traces: 0, metrics: 0, logs: 0 };
	const removed: Record<Signal, number> = { traces: 0, metrics: 0, logs: 0 };
	const reasons: Record<string, number> = {};
	const ages: number[] = [];
	const history = createHistory();
	const repaired = { duplicateKeys: 0, invalidUtf8: 0 };

	const ingest = async (request: IngestRequest): Promise<IngestResult> => {
		const { body, validation, warnings } = validate(request);
		const { rejected, items: count } = validation;
		const hash = createHash("sha256").update(`${request.signal}\n${request.encoding}\n`).update(request.body).digest("hex");
		const earlier = answers.get(hash);
		if (earlier !== undefined) {
			resent[request.signal]++;
			const { sequence: _, ...answer } = earlier;
			return { ...answer, resent: true };
		}
		received[request.signal] += count;
		rejectedBySignal[request.signal] += rejected.length;
		history.count("rejected", rejected.length);
		for (const [reason, times] of validation.reasons) reasons[reason] = (reasons[reason] ?? 0) + times;
		const message = [validation.message, ...warnings].filter((text) => text !== "").join("; ");
		const result = { accepted: count - rejected.length, rejected: rejected.length, message, resent: false };
		if (result.accepted === 0) return result;
		state.sequence++;
		items.arrivals.set(state.sequence, Date.now());
		keep(items, request.signal, body, { rejected: new Set(rejected), sequence: state.sequence });
		ages.push(...agesOf(items, state.sequence));
		history.count(HISTORY_KEY[request.signal], result.accepted);
		const { duplicateKeys, invalidUtf8 } = countRepairs(request.signal, body, rejected);
		repaired.duplicateKeys += duplicateKeys;
		repaired.invalidUtf8 += invalidUtf8;
		if (!validation.timeless) answers.set(hash, { ...result, sequence: state.sequence });
		return result;
	};
	const status = async (): Promise<WriterStatus> => ({
		sequence: state.sequence,
		received,
		rejected: rejectedBySignal,
		rejectedByReason: reasons,
		resent,
		repaired: { ...repaired, duplicateSpans: items.spans.filter(({ span }) => (span.marks & ItemMark.duplicate) !== 0).length },
		removed: { ...removed },
		stored: { traces: items.spans.length, metrics: items.points.length, logs: items.logs.length },
		deleted: { age: NOTHING, size: NOTHING },
		blocks: NO_BLOCKS,
		databaseBytes: 0,
		databaseLimitBytes: 0,
		walBytes: 0,
		openColumnBytes: 0,
		demoStored: hasDemo(items),
		storage: NO_STORAGE,
		delay: delayOf(ages),
		history: history.read(),
		senders: [],
	});
	const removeDemo = async () => {
		const removal = removeDemoItems(items);
		for (const signal of SIGNALS) removed[signal] += removal.counts[signal];
		for (const [hash, { sequence }] of answers) if (removal.emptied.has(sequence)) answers.delete(hash);
		return removal.counts;
	};
	return { ingest, removeDemo, onCommit: () => () => undefined, status, close: async () => undefined };
}

function validate(request: IngestRequest) {
	try {
		const transcoded = request.encoding === "json" ? transcodeJson(request.signal, request.body) : { body: request.body, warnings: [] };
		const validation = validateRequest(request.signal, transcoded.body);
		return { body: validation.body, validation, warnings: transcoded.warnings };
	} catch (error) {
		if (error instanceof WireError) throw new SpanglassError("invalid_input", error.message, { field: "body", cause: error });
		throw error;
	}
}

function keep(
	items: MemoryItems,
	signal: Signal,
	body: Uint8Array,
	request: { readonly rejected: ReadonlySet<number>; readonly sequence: number },
): void {
	const accepted = <T>(list: readonly T[]) => [...list.entries()].filter(([ordinal]) => !request.rejected.has(ordinal));
	const { sequence } = request;
	if (signal === "traces") {
		const spans = accepted(decodeTraceRequest(body));
		for (const [ordinal, span] of spans) items.spans.push({ sequence, ordinal, span: markRepeated(normaliseSpan(span), items.spanKeys) });
		for (const [, span] of spans) items.spanKeys.add(spanKey(span));
	} else if (signal === "logs") {
		for (const [ordinal, record] of accepted(decodeLogsRequest(body)))
			items.logs.push({ sequence, ordinal, record: normaliseLogRecord(record) });
	} else {
		for (const [ordinal, point] of accepted(decodeMetricsRequest(body)))
			items.points.push({ sequence, ordinal, point: normalisePoint(point) });
	}
}

/** Marked when an earlier request has brought this span. */
function markRepeated(span: Span, earlier: ReadonlySet<string>): Span {
	return earlier.has(spanKey(span)) ? { ...span, marks: span.marks | ItemMark.duplicate } : span;
}

function createReader(items: MemoryItems, state: { readonly sequence: number }): TelemetryReader {
	const spansOf = (traceId: string) => items.spans.filter(({ span }) => span.traceId === traceId).map(({ span }) => span);
	return {
		findTraces: async (query) => pageOfTraces(items, query, state.sequence),
		getTraceSkeleton: async (traceId) =>
			skeletonOfSpans(
				traceId,
				spansOf(traceId),
				items.logs.map(({ record }) => record),
			),
		async *streamTrace(traceId) {
			const spans = spansOf(traceId).sort(byStart);
			for (let at = 0; at < spans.length; at += BATCH) yield spans.slice(at, at + BATCH);
		},
		findSpans: async (query) => pageOfSpans(items, query, state.sequence),
		findLogs: async (query) => pageOfLogs(items.logs, query),
		listKeys: async (query) => countKeys(items, query),
		listValues: async (query) => countValues(items, query),
		measureTraces: async (query) => measureMatches(items.spans, query),
		countFacets: async (query) => countMatchFacets(items.spans, query),
		groupSpans: async (query) => groupMatches(items.spans, query),
		groupErrors: async (query) => groupMatchErrors(items.spans, query),
		countLogs: async (query) => countRecords(items.logs, query),
		findLogArrivals: async (query) => recordArrivals(items.logs, query),
		listDurations: async (query) => listDurationStats(items, query),
		listOperations: async (service, range) => listOperationStats(items, service, range),
		listServiceNames: async () => [...new Set(items.spans.map(({ span }) => serviceName(span.resource.attributes)))].sort(compare),
		listServiceEdges: async (range) => listEdges(items, range),
		listMetrics: async (query) => listCatalog(items.points, query),
		findMetricPoints: async (query) => findPoints(items.points, query),
		async *streamMetricPoints(query) {
			const points = streamedPoints(items.points, query);
			for (let at = 0; at < points.length; at += BATCH) yield points.slice(at, at + BATCH);
		},
		sumRed: async (query) => sumSpans(items, query),
		sumInstances: async (query) => sumSpansByInstance(items, query),
		sumEdges: async (query) => sumCalls(items, query),
		sumLogs: async (query) => sumRecords(items.logs, query),
		listLogTemplates: async (filter) => templatesIn(items.logs, filter),
		listInstanceSightings: async (filter) => sightingsIn(items, filter),
		listDeploys: async (query) => deploysIn(items, query),
		pairingCounters: async () => ({ partnerLate: 0, droppedEarly: 0, blocksToRollUp: 0 }),
		close: () => undefined,
	};
}

/** A cursor is the journal sequence that the first page saw and the offset of the next row. */
function readCursor(text: string | undefined): { readonly asOf: number; readonly offset: number } | undefined {
	if (text === undefined) return undefined;
	const match = /^(\d+):(\d+)$/.exec(text);
	if (match === null) throw new SpanglassError("invalid_input", "the cursor is damaged or from another query", { field: "cursor" });
	return { asOf: Number(match[1]), offset: Number(match[2]) };
}

function nextCursor(asOf: number, offset: number, total: number): string | undefined {
	return offset < total ? `${asOf}:${offset}` : undefined;
}

function pageOfTraces(items: MemoryItems, query: TraceQuery, sequence: number): TracePage {
	const { asOf, offset } = readCursor(query.cursor) ?? { asOf: sequence, offset: 0 };
	const spans = items.spans.filter((stored) => stored.sequence <= asOf);
	const all = summariseMatching(spans, query);
	const traces = all.slice(offset, offset + query.limit);
	const cursor = nextCursor(asOf, offset + traces.length, all.length);
	return { traces, cursor, total: all.length, asOf, complete: true, scannedRows: spans.length, scannedBlocks: 0, warnings: [] };
}

function pageOfSpans(items: MemoryItems, query: SpanQuery, sequence: number): SpanPage {
	const { asOf, offset } = readCursor(query.cursor) ?? { asOf: sequence, offset: 0 };
	const stored = items.spans.filter((span) => span.sequence <= asOf);
	const all = matchingSpans(stored, query);
	const spans = all.slice(offset, offset + query.limit);
	const cursor = nextCursor(asOf, offset + spans.length, all.length);
	return { spans, cursor, total: all.length, asOf, complete: true, scannedRows: stored.length, scannedBlocks: 0, warnings: [] };
}

function pageOfLogs(logs: readonly StoredLog[], query: LogQuery): LogPage {
	const { asOf, offset } = readCursor(query.cursor) ?? { asOf: logs.at(-1)?.sequence ?? 0, offset: 0 };
	const found = logs
		.filter(({ sequence }) => sequence <= asOf)
		.filter(({ record }) =>
			query.traceId === undefined ? containsTime(query.range, logRecordTime(record)) : record.traceId === query.traceId,
		)
		.filter(({ record }) => evaluateLogRecord(query.filter, record))
		.sort(byLogTime);
	if (query.order === "newest") found.reverse();
	const page = found.slice(offset, offset + query.limit);
	return {
		records: page.map(storedRecordOf),
		cursor: nextCursor(asOf, offset + page.length, found.length),
		total: found.length,
		complete: true,
		scannedRows: logs.length,
		scannedBlocks: 0,
		warnings: [],
	};
}
