import { HTTP_STATUS, SpanglassError } from "@spanglass/shared/model/errors";
import type { Answer, QueryRequest } from "../../answer.ts";
import type { JaegerContext } from "./context.ts";
import { envelopeError } from "./envelope.ts";
import { traceIdOf } from "./params.ts";
import { isV3Route, type JaegerRouteId, type LegacyRouteId, type V3RouteId } from "./routes.ts";
import { listDependencies, listOperationNames, listOperations, listServices } from "./services.ts";
import { answerFamily, minStep } from "./span-metrics.ts";
import { findTraces, getTrace } from "./traces.ts";
import { transformOtlp } from "./transform.ts";
import { v3Error } from "./v3/answers.ts";
import { listV3Dependencies, listV3Operations, listV3Services } from "./v3/services.ts";
import { findV3Traces, getV3Trace, summarizeTraces } from "./v3/traces.ts";

interface JaegerRequest {
	readonly path: Readonly<Record<string, string>>;
	readonly params: URLSearchParams;
	readonly body: Uint8Array | undefined;
}

type JaegerHandler = (request: JaegerRequest, context: JaegerContext) => Promise<Answer>;

const LEGACY_HANDLERS: Readonly<Record<LegacyRouteId, JaegerHandler>> = {
	"jaeger.services": (_request, context) => listServices(context),
	"jaeger.serviceOperations": ({ path }, context) => listOperationNames(path.service ?? "", context),
	"jaeger.operations": ({ params }, context) => listOperations(params, context),
	"jaeger.traces": ({ params }, context) => findTraces(params, context),
	"jaeger.trace": ({ path, params }, context) => getTrace(path.traceId ?? "", params, context),
	"jaeger.archive": async ({ path }) => refuseArchive(path.traceId ?? ""),
	"jaeger.transform": ({ body }, context) => transformOtlp(body, context),
	"jaeger.dependencies": ({ params }, context) => listDependencies(params, context),
	"jaeger.latencies": ({ params }, context) => answerFamily("latencies", params, context),
	"jaeger.calls": ({ params }, context) => answerFamily("calls", params, context),
	"jaeger.errors": ({ params }, context) => answerFamily("errors", params, context),
	"jaeger.minStep": async () => minStep(),
};

const V3_HANDLERS: Readonly<Record<V3RouteId, JaegerHandler>> = {
	"jaeger.v3.services": (_request, context) => listV3Services(context),
	"jaeger.v3.operations": ({ params }, context) => listV3Operations(params, context),
	"jaeger.v3.traces": ({ params }, context) => findV3Traces(params, context),
	"jaeger.v3.trace": ({ path, params }, context) => getV3Trace(path.traceId ?? "", params, context),
	"jaeger.v3.summaries": ({ params }, context) => summarizeTraces(params, context),
	"jaeger.v3.dependencies": ({ params }, context) => listV3Dependencies(params, context),
};

/** Answer one route. What the caller can mend is answered in the form of the route's generation; a bug is thrown on. */
export async function answerJaeger(
	id: JaegerRouteId,
	{ path, query, body }: Pick<QueryRequest, "path" | "query"> & Partial<Pick<QueryRequest, "body">>,
	context: JaegerContext,
): Promise<Answer> {
	const request = { path, params: new URLSearchParams(query), body };
	try {
		return await (isV3Route(id) ? V3_HANDLERS[id](request, context) : LEGACY_HANDLERS[id](request, context));
	} catch (error) {
		if (!(error instanceof SpanglassError) || error.kind === "internal") throw error;
		const { kind, message, retryAfterMs } = error;
		const answer = isV3Route(id)
			? v3Error(kind === "unsupported" ? 501 : HTTP_STATUS[kind], message)
			: envelopeError(HTTP_STATUS[kind], message);
		if (retryAfterMs === undefined) return answer;
		return { ...answer, headers: { ...answer.headers, "Retry-After": String(Math.max(1, Math.ceil(retryAfterMs / 1000))) } };
	}
}

/** `POST /api/archive/{id}`, as Jaeger answers it without a storage for archived traces: retention alone decides what is kept. */
function refuseArchive(id: string): Answer {
	traceIdOf(id);
	return envelopeError(500, "archive span storage was not configured");
}
