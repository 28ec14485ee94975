import { HTTP_STATUS, SpanglassError } from "@spanglass/shared/model/errors";
import type { Answer, QueryRequest } from "../../answer.ts";
import { envelopeError } from "./envelope.ts";
import type { JaegerRouteId } from "./routes.ts";
import { listDependencies, listOperationNames, listOperations, listServices } from "./services.ts";
import { findTraces, getTrace, type JaegerContext } from "./traces.ts";

interface JaegerRequest {
	readonly path: Readonly<Record<string, string>>;
	readonly params: URLSearchParams;
}

type JaegerHandler = (request: JaegerRequest, context: JaegerContext) => Promise<Answer>;

const HANDLERS: Readonly<Record<JaegerRouteId, JaegerHandler>> = {
	"jaeger.services": (_request, context) => listServices(context),
	"jaeger.serviceOperations": ({ path }, context) => listOperationNames(path.service ?? "", context),
	"jaeger.operations": ({ params }, context) => listOperations(params, context),
	"jaeger.traces": ({ params }, context) => findTraces(params, context),
	"jaeger.trace": ({ path, params }, context) => getTrace(path.traceId ?? "", params, context),
	"jaeger.dependencies": ({ params }, context) => listDependencies(params, context),
};

/** Answer one route. What the caller can mend is answered in Jaeger's envelope; a bug is thrown on. */
export async function answerJaeger(
	id: JaegerRouteId,
	{ path, query }: Pick<QueryRequest, "path" | "query">,
	context: JaegerContext,
): Promise<Answer> {
	try {
		return await HANDLERS[id]({ path, params: new URLSearchParams(query) }, context);
	} catch (error) {
		if (!(error instanceof SpanglassError) || error.kind === "internal") throw error;
		const answer = envelopeError(HTTP_STATUS[error.kind], error.message);
		const { retryAfterMs } = error;
		if (retryAfterMs === undefined) return answer;
		return { ...answer, headers: { ...answer.headers, "Retry-After": String(Math.max(1, Math.ceil(retryAfterMs / 1000))) } };
	}
}
