import { API_BASE } from "@spanglass/shared/api/paths";
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { TraceId } from "@spanglass/shared/model/ids";
import { LIMITS } from "@spanglass/shared/model/limits";
import type { Span } from "@spanglass/shared/model/span";
import { createJaegerTraceWriter } from "@spanglass/shared/otlp/jaeger-trace";
import { type UnixNanos, unixNanos } from "@spanglass/shared/units/time";
import type { Control, QueryServices } from "../../../query/query-services.ts";
import type { Answer } from "../../answer.ts";
import { boundedBody } from "./bounded-body.ts";
import { ENVELOPE_START, envelopeEnd, envelopeError, type JaegerError, streamedAnswer } from "./envelope.ts";
import { durationOf, flagOf, invalidParam, limitOf, tagsOf, timeOf, traceIdOf } from "./params.ts";
import { filterOfSearch } from "./search-filter.ts";

const LOOKBACK = 48n * 3600n * 1_000_000_000n;
const NOT_FOUND = "trace not found";

export interface JaegerContext {
	readonly services: QueryServices;
	readonly control: Control;
}

/** `GET /api/traces/{id}`. `start` and `end` are hints that are not needed here. */
export async function getTrace(id: string, params: URLSearchParams, context: JaegerContext): Promise<Answer> {
	const traceId = traceIdOf(id);
	timeOf(params, "start");
	timeOf(params, "end");
	const raw = flagOf(params, "raw");
	const batches = await open(traceId, context);
	if (batches === undefined) return envelopeError(404, NOT_FOUND);
	const count = async () => (await context.services.traces.getSkeleton(traceId, context.control)).spanCount;
	return answerTraces([traceId], count, { context, raw, missing: "error", opened: batches });
}

/** `GET /api/traces`: a search, or with `traceID` those traces. */
export async function findTraces(params: URLSearchParams, context: JaegerContext): Promise<Answer> {
	const raw = flagOf(params, "raw");
	const ids = params.getAll("traceID").filter((id) => id !== "");
	if (ids.length > 0) {
		const traceIds = [...new Set(ids.map(traceIdOf))];
		const count = async () => (await Promise.all(traceIds.map((id) => spanCount(id, context)))).reduce((sum, spans) => sum + spans, 0);
		return answerTraces(traceIds, count, { context, raw, missing: "error" });
	}
	const found = await search(params, context);
	const spans = found.reduce((sum, trace) => sum + trace.spanCount, 0);
	return answerTraces(
		found.map((trace) => trace.traceId),
		async () => spans,
		{ context, raw, missing: "skip" },
	);
}

async function spanCount(traceId: TraceId, { services, control }: JaegerContext): Promise<number> {
	try {
		return (await services.traces.getSkeleton(traceId, control)).spanCount;
	} catch (error) {
		if (isNotFound(error)) return 0;
		throw error;
	}
}

type Found = Awaited<ReturnType<QueryServices["traces"]["find"]>>["traces"];

/** The newest traces that satisfy a search, page by page. */
async function search(params: URLSearchParams, { services, control }: JaegerContext): Promise<Found> {
	const { filter, range, limit } = searchOf(params, services.now());
	const found: Found[number][] = [];
	let cursor: string | undefined;
	do {
		const most = Math.min(limit - found.length, LIMITS.pageRowsMax);
		const page = await services.traces.find({ range, filter, sort: "newest", limit: most, cursor }, control);
		found.push(...page.traces);
		cursor = page.cursor;
	} while (cursor !== undefined && found.length < limit);
	return found;
}

function searchOf(params: URLSearchParams, now: UnixNanos) {
	const service = params.get("service") ?? "";
	if (service === "") throw new SpanglassError("invalid_input", "parameter 'service' is required", { field: "service" });
	const end = timeOf(params, "end") ?? now;
	const start = timeOf(params, "start") ?? unixNanos(end > LOOKBACK ? end - LOOKBACK : 0n);
	if (start > end) throw invalidParam("start", "it lies after 'end'");
	const minDuration = durationOf(params, "minDuration");
	const maxDuration = durationOf(params, "maxDuration");
	if (minDuration !== undefined && maxDuration !== undefined && maxDuration < minDuration) {
		throw new SpanglassError("invalid_input", "'maxDuration' should be greater than 'minDuration'", { field: "maxDuration" });
	}
	const operation = params.get("operation") ?? "";
	const filter = filterOfSearch({ service, operation, tags: tagsOf(params), minDuration, maxDuration });
	return { filter, range: { start, end: unixNanos(end + 1n) }, limit: limitOf(params) };
}

interface TraceAnswer {
	readonly context: JaegerContext;
	readonly raw: boolean;
	/** A trace that is not there: named in `errors`, or left out. */
	readonly missing: "error" | "skip";
	/** The first trace, when it was opened already. */
	readonly opened?: AsyncIterable<readonly Span[]>;
}

const TOO_LARGE = `larger than ${LIMITS.compatAnswerBytes / 1024 / 1024} MiB as Jaeger JSON; ask for each trace at ${API_BASE}/traces/{traceId}/otlp`;

async function answerTraces(traceIds: readonly TraceId[], total: () => Promise<number>, how: TraceAnswer): Promise<Answer> {
	const progress = { spans: 0 };
	const body = await boundedBody(tracesText(traceIds, how, progress), {
		limitBytes: LIMITS.compatAnswerBytes,
		expectBytes: async (bytes) => (bytes / Math.max(1, progress.spans)) * (await total()),
	});
	return body === undefined ? envelopeError(413, TOO_LARGE) : streamedAnswer(body);
}

async function* tracesText(traceIds: readonly TraceId[], how: TraceAnswer, progress: { spans: number }): AsyncGenerator<string> {
	const errors: JaegerError[] = [];
	let count = 0;
	yield ENVELOPE_START;
	for (const [index, traceId] of traceIds.entries()) {
		const batches = (index === 0 ? how.opened : undefined) ?? (await open(traceId, how.context));
		if (batches === undefined) {
			if (how.missing === "error") errors.push({ code: 404, msg: NOT_FOUND, traceID: traceId });
			continue;
		}
		if (count++ > 0) yield ",";
		yield* traceText(traceId, batches, how.raw, progress);
	}
	yield envelopeEnd(count, errors);
}

async function* traceText(
	traceId: TraceId,
	batches: AsyncIterable<readonly Span[]>,
	raw: boolean,
	progress: { spans: number },
): AsyncGenerator<string> {
	const writer = createJaegerTraceWriter(raw);
	let before = `{"traceID":"${traceId}","spans":[`;
	for await (const batch of batches) {
		const texts = batch.flatMap((span) => writer.add(span) ?? []);
		progress.spans += batch.length;
		if (texts.length === 0) continue;
		yield before + texts.join(",");
		before = ",";
	}
	yield `],${writer.end()}}`;
}

async function open(traceId: TraceId, { services, control }: JaegerContext): Promise<AsyncIterable<readonly Span[]> | undefined> {
	try {
		return await services.traces.stream(traceId, control);
	} catch (error) {
		if (isNotFound(error)) return undefined;
		throw error;
	}
}

function isNotFound(error: unknown): boolean {
	return error instanceof SpanglassError && error.kind === "not_found";
}
