import type { TraceId } from "@spanglass/shared/model/ids";
import { LIMITS } from "@spanglass/shared/model/limits";
import type { Span } from "@spanglass/shared/model/span";
import type { TraceSummary } from "@spanglass/shared/model/trace-summary";
import { jaegerNameOfService } from "@spanglass/shared/otlp/jaeger-json";
import type { Answer } from "../../../answer.ts";
import { boundedBody } from "../bounded-body.ts";
import type { JaegerContext } from "../context.ts";
import { traceIdOf } from "../params.ts";
import { boundedSpans, countSpans, openTrace, searchTraces, TOO_LARGE } from "../stored-traces.ts";
import { v3Error, v3Stream } from "./answers.ts";
import { otlpText } from "./otlp-text.ts";
import { flagParam, timeParam } from "./params.ts";
import { v3SearchOf } from "./search.ts";

const NOT_FOUND = "No traces found";

/** `GET /api/v3/traces/{id}`. Times are hints that are not needed here. */
export async function getV3Trace(id: string, params: URLSearchParams, context: JaegerContext): Promise<Answer> {
	const traceId = traceIdOf(id);
	timeParam(params, ["startTime", "start_time"]);
	timeParam(params, ["endTime", "end_time"]);
	const raw = flagParam(params, ["rawTraces", "raw_traces"]);
	const batches = await openTrace(traceId, context);
	if (batches === undefined) return v3Error(404, NOT_FOUND);
	return answerSpans(opened([batches]), raw, () => countSpans(traceId, context));
}

/** `GET /api/v3/traces`: whole traces, newest first. */
export async function findV3Traces(params: URLSearchParams, context: JaegerContext): Promise<Answer> {
	const raw = flagParam(params, ["query.rawTraces", "query.raw_traces"]);
	const found = await searchTraces(await v3SearchOf(params, context), context);
	if (found.length === 0) return v3Error(404, NOT_FOUND);
	const spans = found.reduce((sum, trace) => sum + trace.spanCount, 0);
	const traceIds = found.map((trace) => trace.traceId);
	return answerSpans(openEach(traceIds, context), raw, async () => spans);
}

/** `GET /api/v3/trace-summaries`: an empty list when nothing is found, which Jaeger's page does not take for a fault. */
export async function summarizeTraces(params: URLSearchParams, context: JaegerContext): Promise<Answer> {
	const found = await searchTraces(await v3SearchOf(params, context), context);
	const progress = { summaries: 0 };
	const body = await boundedBody(summariesText(found, progress), {
		limitBytes: LIMITS.compatAnswerBytes,
		expectBytes: async (bytes) => (bytes / Math.max(1, progress.summaries)) * found.length,
	});
	return body === undefined ? v3Error(413, "the answer is too large; ask for fewer traces") : v3Stream(body);
}

async function* summariesText(traces: readonly TraceSummary[], progress: { summaries: number }): AsyncGenerator<string> {
	let before = '{"summaries":[';
	for (const trace of traces) {
		yield before + JSON.stringify(summaryToJson(trace));
		progress.summaries++;
		before = ",";
	}
	yield traces.length === 0 ? `${before}]}` : "]}";
}

async function answerSpans(
	traces: AsyncIterable<AsyncIterable<readonly Span[]>>,
	raw: boolean,
	total: () => Promise<number>,
): Promise<Answer> {
	const progress = { spans: 0 };
	const body = await boundedSpans(otlpText(traces, raw, progress), progress, total);
	return body === undefined ? v3Error(413, TOO_LARGE) : v3Stream(body);
}

async function* opened<T>(items: readonly T[]): AsyncGenerator<T> {
	yield* items;
}

/** Traces that retention has removed meanwhile are left out. */
async function* openEach(traceIds: readonly TraceId[], context: JaegerContext): AsyncGenerator<AsyncIterable<readonly Span[]>> {
	for (const traceId of traceIds) {
		const batches = await openTrace(traceId, context);
		if (batches !== undefined) yield batches;
	}
}

/** A trace without a root that was received has no root's names. */
function summaryToJson(trace: TraceSummary): object {
	const hasRoot = trace.rootSpanId !== undefined;
	const services = trace.services.map(({ name, spanCount, errorCount }) => ({
		...{ name: jaegerNameOfService(name), spanCount, errorSpanCount: errorCount },
	}));
	return {
		traceId: trace.traceId,
		rootServiceName: hasRoot ? jaegerNameOfService(trace.service) : "",
		rootOperationName: hasRoot ? trace.name : "",
		minStartTimeUnixNano: String(trace.startTime),
		maxEndTimeUnixNano: String(trace.startTime + trace.duration),
		spanCount: trace.spanCount,
		errorSpanCount: trace.errorCount,
		orphanSpanCount: trace.orphanCount,
		services: services.sort((a, b) => (a.name < b.name ? -1 : 1)),
	};
}
