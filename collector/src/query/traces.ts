import { SpanglassError } from "@spanglass/shared/model/errors";
import type { SpanId, TraceId } from "@spanglass/shared/model/ids";
import { LIMITS } from "@spanglass/shared/model/limits";
import type { Span } from "@spanglass/shared/model/span";
import type { TraceSkeleton } from "@spanglass/shared/model/trace-skeleton";
import type { Filter } from "@spanglass/shared/query/filter";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { type UnixNanos, unixNanos, unixNanosFromMillis } from "@spanglass/shared/units/time";
import type { QueryControl, TelemetryReader, TracePage, TraceQuery } from "../store/api/telemetry-store.ts";
import type { ServiceColors } from "./service-colors.ts";

const LIVE_TRACES = 500;

export interface TraceQueries {
	find(query: TraceQuery, control: QueryControl): Promise<TracePage>;
	/** Traces that got spans after a journal sequence: the newest 500 by start; those out of the receiver's time window are left out. */
	findSince(sequence: number, filter: Filter, control: QueryControl): Promise<TracePage>;
	/** With its services' colours. Throws not_found. */
	getSkeleton(traceId: TraceId, control: QueryControl): Promise<TraceSkeleton>;
	/** Every stored span with this id, at least one. Throws not_found. */
	getSpans(traceId: TraceId, spanId: SpanId, control: QueryControl): Promise<readonly Span[]>;
	/** All spans in batches, by start; at least one batch. Throws not_found before anything is yielded. */
	stream(traceId: TraceId, control: QueryControl): Promise<AsyncIterable<readonly Span[]>>;
}

export function createTraceQueries(reader: TelemetryReader, colors: ServiceColors, now: () => UnixNanos): TraceQueries {
	return {
		find: (query, control) => reader.findTraces(query, control),
		findSince: (sequence, filter, control) => reader.findTraces(liveQuery(sequence, filter, now()), control),
		getSkeleton: async (traceId, control) => {
			const skeleton = await reader.getTraceSkeleton(traceId, control);
			if (skeleton === undefined) throw traceNotFound(traceId);
			return { ...skeleton, serviceColors: skeleton.services.map(colors.lookup()) };
		},
		getSpans: async (traceId, spanId, control) => {
			const spans: Span[] = [];
			for await (const batch of reader.streamTrace(traceId, control, spanId)) {
				for (const span of batch) if (span.spanId === spanId) spans.push(span);
			}
			if (spans.length > 0) return spans;
			throw new SpanglassError("not_found", `no span ${spanId} in trace ${traceId}`);
		},
		stream: (traceId, control) => nonEmptyStream(reader.streamTrace(traceId, control), traceId),
	};
}

/** The times that the receiver lets in. */
export function receivableRange(now: UnixNanos): TimeRange {
	const start = unixNanos(now - unixNanosFromMillis(LIMITS.rangeMs));
	return { start, end: unixNanos(now + unixNanosFromMillis(LIMITS.futureWindowMs)) };
}

function liveQuery(sequence: number, filter: Filter, now: UnixNanos): TraceQuery {
	return { range: receivableRange(now), filter, sort: "newest", limit: LIVE_TRACES, cursor: undefined, sinceSequence: sequence };
}

async function nonEmptyStream(batches: AsyncIterable<readonly Span[]>, traceId: TraceId): Promise<AsyncIterable<readonly Span[]>> {
	const iterator = batches[Symbol.asyncIterator]();
	const first = await iterator.next();
	if (first.done === true) throw traceNotFound(traceId);
	return resume(first.value, iterator);
}

async function* resume(first: readonly Span[], iterator: AsyncIterator<readonly Span[]>): AsyncGenerator<readonly Span[]> {
	try {
		yield first;
		for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
	} finally {
		await iterator.return?.();
	}
}

function traceNotFound(traceId: TraceId): SpanglassError {
	const advice = "it may not have arrived yet, or retention has removed it";
	return new SpanglassError("not_found", `no span of trace ${traceId} is stored`, { advice });
}
