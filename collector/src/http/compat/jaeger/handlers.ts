/** Jaeger's legacy query API for reading: routes, and which function answers them. */
import { HTTP_STATUS, SpanglassError } from "@spanglass/shared/model/errors";
import type { Answer, HttpRoute, QueryRequest } from "../../answer.ts";
import { envelopeError } from "./envelope.ts";
import { listDependencies, listOperationNames, listOperations, listServices } from "./services.ts";
import { findTraces, getTrace, type JaegerContext } from "./traces.ts";

interface JaegerRequest {
	readonly path: Readonly<Record<string, string>>;
	readonly params: URLSearchParams;
}

interface JaegerRoute {
	readonly path: string;
	answer(request: JaegerRequest, context: JaegerContext): Promise<Answer>;
}

const ROUTES = {
	"jaeger.services": { path: "/api/services", answer: (_request, context) => listServices(context) },
	"jaeger.serviceOperations": {
		path: "/api/services/{service}/operations",
		answer: ({ path }, context) => listOperationNames(path.service ?? "", context),
	},
	"jaeger.operations": { path: "/api/operations", answer: ({ params }, context) => listOperations(params, context) },
	"jaeger.traces": { path: "/api/traces", answer: ({ params }, context) => findTraces(params, context) },
	"jaeger.trace": { path: "/api/traces/{traceId}", answer: ({ path, params }, context) => getTrace(path.traceId ?? "", params, context) },
	"jaeger.dependencies": { path: "/api/dependencies", answer: ({ params }, context) => listDependencies(params, context) },
} satisfies Readonly<Record<string, JaegerRoute>>;

export type JaegerRouteId = keyof typeof ROUTES;

/** Paths at the root; they are mounted there and under `/jaeger`. */
export const JAEGER_ROUTES: readonly HttpRoute[] = Object.entries<JaegerRoute>(ROUTES).map(([id, { path }]) => ({
	id,
	method: "GET",
	path,
	runsOn: "query",
}));

export function isJaegerRoute(id: string): id is JaegerRouteId {
	return Object.hasOwn(ROUTES, id);
}

/** Answer one route. What the caller can mend is answered in Jaeger's envelope; a bug is thrown on. */
export async function answerJaeger(
	id: JaegerRouteId,
	{ path, query }: Pick<QueryRequest, "path" | "query">,
	context: JaegerContext,
): Promise<Answer> {
	try {
		const route: JaegerRoute = ROUTES[id];
		return await route.answer({ path, params: new URLSearchParams(query) }, context);
	} catch (error) {
		if (!(error instanceof SpanglassError) || error.kind === "internal") throw error;
		const answer = envelopeError(HTTP_STATUS[error.kind], error.message);
		const { retryAfterMs } = error;
		if (retryAfterMs === undefined) return answer;
		return { ...answer, headers: { ...answer.headers, "Retry-After": String(Math.max(1, Math.ceil(retryAfterMs / 1000))) } };
	}
}
