import { SpanglassError } from "@spanglass/shared/model/errors";
import type { TraceId } from "@spanglass/shared/model/ids";
import type { Span } from "@spanglass/shared/model/span";
import { createJaegerTraceWriter } from "@spanglass/shared/otlp/jaeger-trace";
import { unixNanos } from "@spanglass/shared/units/time";
import type { Answer } from "../../answer.ts";
import type { JaegerContext } from "./context.ts";
import { ENVELOPE_START, envelopeEnd, envelopeError, type JaegerError, streamedAnswer } from "./envelope.ts";
import { durationOf, flagOf, invalidParam, limitOf, tagsOf, timeOf, traceIdOf } from "./params.ts";
import { filterOfSearch } from "./search-filter.ts";
import { filterOfService } from "./service-names.ts";
import { boundedSpans, countSpans, openTrace, type Progress, searchTraces, TOO_LARGE, type TraceSearch } from "./stored-traces.ts";

const LOOKBACK = 48n * 3600n * 1_000_000_000n;
const NOT_FOUND = "trace not found";

/** `GET /api/traces/{id}`. `start` and `end` are hints that are not needed here. */
export async function getTrace(id: string, params: URLSearchParams, context: JaegerContext): Promise<Answer> {
	const traceId = traceIdOf(id);
	timeOf(params, "start");
	timeOf(params, "end");
	const raw = flagOf(params, "raw");
	const batches = await openTrace(traceId, context);
	if (batches === undefined) return envelopeError(404, NOT_FOUND);
	return answerTraces([traceId], () => countSpans(traceId, context), { context, raw, missing: "error", opened: batches });
}

/** `GET /api/traces`: a search, or with `traceID` those traces. */
export async function findTraces(params: URLSearchParams, context: JaegerContext): Promise<Answer> {
	const raw = flagOf(params, "raw");
	const ids = params.getAll("traceID").filter((id) => id !== "");
	if (ids.length > 0) {
		const traceIds = [...new Set(ids.map(traceIdOf))];
		const count = async () => (await Promise.all(traceIds.map((id) => countSpans(id, context)))).reduce((sum, spans) => sum + spans, 0);
		return answerTraces(traceIds, count, { context, raw, missing: "error" });
	}
	const found = await searchTraces(await searchOf(params, context), context);
	const spans = found.reduce((sum, trace) => sum + trace.spanCount, 0);
	return answerTraces(
		found.map((trace) => trace.traceId),
		async () => spans,
		{ context, raw, missing: "skip" },
	);
}

async function searchOf(params: URLSearchParams, context: JaegerContext): Promise<TraceSearch> {
	const service = params.get("service") ?? "";
	if (service === "") throw new SpanglassError("invalid_input", "parameter 'service' is required", { field: "service" });
	const end = timeOf(params, "end") ?? context.services.now();
	const start = timeOf(params, "start") ?? unixNanos(end > LOOKBACK ? end - LOOKBACK : 0n);
	if (start > end) throw invalidParam("start", "it lies after 'end'");
	const minDuration = durationOf(params, "minDuration");
	const maxDuration = durationOf(params, "maxDuration");
	if (minDuration !== undefined && maxDuration !== undefined && maxDuration < minDuration) {
		throw new SpanglassError("invalid_input", "'maxDuration' should be greater than 'minDuration'", { field: "maxDuration" });
	}
	const conditions = { operation: params.get("operation") ?? "", tags: tagsOf(params), minDuration, maxDuration };
	const limit = limitOf(params);
	const filter = filterOfSearch({ service: await filterOfService(service, context), ...conditions });
	return { filter, range: { start, end: unixNanos(end + 1n) }, limit };
}

interface TraceAnswer {
	readonly context: JaegerContext;
	readonly raw: boolean;
	/** A trace that is not there: named in `errors`, or left out. */
	readonly missing: "error" | "skip";
	/** The first trace, when it was opened already. */
	readonly opened?: AsyncIterable<readonly Span[]>;
}

async function answerTraces(traceIds: readonly TraceId[], total: () => Promise<number>, how: TraceAnswer): Promise<Answer> {
	const progress = { spans: 0 };
	const body = await boundedSpans(tracesText(traceIds, how, progress), progress, total);
	return body === undefined ? envelopeError(413, TOO_LARGE) : streamedAnswer(body);
}

async function* tracesText(traceIds: readonly TraceId[], how: TraceAnswer, progress: Progress): AsyncGenerator<string> {
	const errors: JaegerError[] = [];
	let count = 0;
	yield ENVELOPE_START;
	for (const [index, traceId] of traceIds.entries()) {
		const batches = (index === 0 ? how.opened : undefined) ?? (await openTrace(traceId, how.context));
		if (batches === undefined) {
			if (how.missing === "error") errors.push({ code: 404, msg: NOT_FOUND, traceID: traceId });
			continue;
		}
		if (count++ > 0) yield ",";
		yield* traceText(traceId, batches, how.raw, progress);
	}
	yield envelopeEnd(count, errors);
}

/** One element of `data`. */
export async function* traceText(
	traceId: TraceId,
	batches: AsyncIterable<readonly Span[]>,
	raw: boolean,
	progress: Progress,
): AsyncGenerator<string> {
	const writer = createJaegerTraceWriter(raw);
	let before = `{"traceID":${JSON.stringify(traceId)},"spans":[`;
	for await (const batch of batches) {
		const texts = batch.flatMap((span) => writer.add(span) ?? []);
		progress.spans += batch.length;
		if (texts.length === 0) continue;
		yield before + texts.join(",");
		before = ",";
	}
	yield `],${writer.end()}}`;
}
