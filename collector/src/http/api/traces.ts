import { rangeFromParams, spanIdParam, traceIdParam } from "@spanglass/shared/api/codec";
import { spanToApiJson, traceSummaryToJson } from "@spanglass/shared/api/model-json";
import { SKELETON_TYPE } from "@spanglass/shared/api/paths";
import { encodeSkeleton, skeletonToJson } from "@spanglass/shared/api/skeleton-codec";
import { LIMITS } from "@spanglass/shared/model/limits";
import type { Span } from "@spanglass/shared/model/span";
import { spansToOtlpJson } from "@spanglass/shared/otlp/json";
import { inEnvironment } from "@spanglass/shared/query/environment-filter";
import { parseFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import type { Control, QueryServices } from "../../query/query-services.ts";
import type { Answer } from "../answer.ts";
import { AnswerTooLarge, jsonAnswer, listAnswer, type RouteRequest, streamAnswer, tookMs } from "./json-answer.ts";

export async function findTraces(request: RouteRequest<"traces">, services: QueryServices, control: Control): Promise<Answer> {
	const { q, from, to, env, sort, limit, cursor } = request.query;
	const filter = inEnvironment(parseFilterOrThrow(q), env);
	const range = rangeFromParams({ from, to }, services.now());
	const page = await services.traces.find({ range, filter, sort, limit, cursor }, control);
	const colorOf = services.colors.lookup();
	const rows = { rows: page.traces, toJson: (trace: (typeof page.traces)[number]) => traceSummaryToJson(trace, colorOf) };
	return listAnswer(rows, { ...page, range }, { control, startedMs: request.startedMs });
}

const WHOLE_TRACE = "ask for the trace as OTLP JSON, which is streamed: append /otlp";

export async function getTrace(request: RouteRequest<"trace">, services: QueryServices, control: Control): Promise<Answer> {
	const skeleton = await services.traces.getSkeleton(traceIdParam(request.path.traceId), control);
	const wantsJson = request.accept.includes("application/json") && !request.accept.includes(SKELETON_TYPE);
	const answer = wantsJson
		? jsonAnswer(skeletonToJson(skeleton))
		: { status: 200, headers: { "Content-Type": SKELETON_TYPE }, body: encodeSkeleton(skeleton) };
	if (answer.body instanceof Uint8Array && answer.body.byteLength > LIMITS.answerBytes) throw new AnswerTooLarge(WHOLE_TRACE);
	return { ...answer, headers: { ...answer.headers, Vary: "Accept" } };
}

export async function getTraceSpan(request: RouteRequest<"traceSpan">, services: QueryServices, control: Control): Promise<Answer> {
	const { traceId, spanId } = request.path;
	const spans = await services.traces.getSpans(traceIdParam(traceId), spanIdParam(spanId), control);
	return jsonAnswer({ data: spans.map(spanToApiJson), tookMs: tookMs(request.startedMs) });
}

export async function getTraceOtlp(request: RouteRequest<"traceOtlp">, services: QueryServices, control: Control): Promise<Answer> {
	return streamAnswer(otlpText(await services.traces.stream(traceIdParam(request.path.traceId), control)));
}

/** `{"resourceSpans":[...]}`, written batch by batch. */
async function* otlpText(batches: AsyncIterable<readonly Span[]>): AsyncGenerator<string> {
	let before = '{"resourceSpans":[';
	for await (const batch of batches) {
		const { resourceSpans } = spansToOtlpJson(batch);
		yield before + JSON.stringify(resourceSpans).slice(1, -1);
		before = ",";
	}
	yield "]}";
}
