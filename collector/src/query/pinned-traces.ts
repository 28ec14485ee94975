/** Traces that were kept as evidence answer when what is stored of them is less: retention has been there. */
import { zstdDecompressSync } from "node:zlib";
import { skeletonOfSpans } from "@spanglass/shared/analysis/skeleton-of-spans";
import type { TraceId } from "@spanglass/shared/model/ids";
import type { LogRecord } from "@spanglass/shared/model/log-record";
import type { Span } from "@spanglass/shared/model/span";
import { decodeLogsRequest, decodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { evaluateLogRecord } from "@spanglass/shared/query/filter-eval";
import type { AlertReader, PinnedTrace } from "../store/api/alert-store.ts";
import type { LogPage, LogQuery, QueryControl, TelemetryReader } from "../store/api/telemetry-store.ts";

const BATCH = 500;
/** A copy is never larger than this when it is unpacked. */
const UNPACKED_BYTES = 256 * 1024 * 1024;

/** The reader, but that a trace by its id, its spans and its log records may come from the evidence of an incident. */
export function withPinnedTraces(reader: TelemetryReader, alerts: Pick<AlertReader, "getPinnedTrace">): TelemetryReader {
	/** Undefined: what is stored is all there is. */
	const pinnedBeyond = async (traceId: TraceId, control: QueryControl): Promise<PinnedTrace | undefined> => {
		const pinned = alerts.getPinnedTrace(traceId);
		if (pinned === undefined) return undefined;
		const stored = await reader.getTraceSkeleton(traceId, control);
		return (stored?.spanCount ?? 0) < pinned.spanCount ? pinned : undefined;
	};
	return {
		...reader,
		getTraceSkeleton: async (traceId, control) => {
			const pinned = await pinnedBeyond(traceId, control);
			if (pinned === undefined) return reader.getTraceSkeleton(traceId, control);
			const skeleton = skeletonOfSpans(traceId, spansOf(pinned), logsOf(pinned));
			return skeleton && { ...skeleton, pinned: pinned.incident };
		},
		async *streamTrace(traceId, control, spanId) {
			const pinned = await pinnedBeyond(traceId, control);
			if (pinned === undefined) return yield* reader.streamTrace(traceId, control, spanId);
			const spans = spansOf(pinned).sort((a, b) => compare(a.startTime, b.startTime) || compare(a.spanId, b.spanId));
			for (let at = 0; at < spans.length; at += BATCH) yield spans.slice(at, at + BATCH);
		},
		findLogs: async (query, control) => {
			const page = await reader.findLogs(query, control);
			const pinned = query.traceId === undefined || query.cursor !== undefined ? undefined : alerts.getPinnedTrace(query.traceId);
			return pinned === undefined ? page : pageOfPinned(pinned, query, page);
		},
	};
}

function compare<T extends bigint | string>(a: T, b: T): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

function unpacked(bytes: Uint8Array): Uint8Array {
	return zstdDecompressSync(bytes, { maxOutputLength: UNPACKED_BYTES });
}

function spansOf({ spans }: PinnedTrace): Span[] {
	return decodeTraceRequest(unpacked(spans));
}

function logsOf({ logs }: PinnedTrace): LogRecord[] {
	return logs.length === 0 ? [] : decodeLogsRequest(unpacked(logs));
}

/** The records that were kept, where there are more of them; they were kept oldest first. */
function pageOfPinned(pinned: PinnedTrace, { filter, order, limit }: LogQuery, page: LogPage): LogPage {
	const all = logsOf(pinned)
		.map((record, at) => ({ id: `${pinned.incident}.${at}`, record }))
		.filter(({ record }) => evaluateLogRecord(filter, record));
	if (page.total === undefined || page.total >= all.length) return page;
	const records = (order === "newest" ? all.toReversed() : all).slice(0, limit);
	return { ...page, records, cursor: undefined, total: all.length };
}
