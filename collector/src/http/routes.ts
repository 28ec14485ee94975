/** The table of routes as Express knows it: path patterns, methods, bodies; each request becomes a QueryRequest, each answer comes from a dispatcher. */
import { SpanglassError, toSpanglassError } from "@spanglass/shared/model/errors";
import { LIMITS } from "@spanglass/shared/model/limits";
import express, { type Request, type RequestHandler, type Response, type Router } from "express";
import type { Answer, HttpRoute, QueryRequest } from "./answer.ts";
import { errorAnswer } from "./error-answer.ts";
import { requestIdOf } from "./headers.ts";
import { sendAnswer } from "./send-answer.ts";

/** Answers one request; the signal fires when the client is gone. */
export type Dispatch = (request: QueryRequest, signal: AbortSignal) => Promise<Answer>;

export interface Dispatchers {
	readonly query: Dispatch;
	readonly main: Dispatch;
	readonly onBug: (error: SpanglassError) => void;
}

/** A router of all `routes`; a known path asked with another method is 405. */
export function createRouter(routes: readonly HttpRoute[], dispatchers: Dispatchers): Router {
	const router = express.Router({ caseSensitive: true });
	const jsonBody = express.raw({ type: "application/json", limit: LIMITS.apiBodyBytes });
	const methods = new Map<string, string[]>();
	for (const route of routes) {
		const path = route.path.replace(/\{(\w+)\}/g, ":$1");
		methods.set(path, [...(methods.get(path) ?? []), route.method]);
		const dispatch = route.runsOn === "main" ? dispatchers.main : dispatchers.query;
		const handle = (request: Request, response: Response): void =>
			void answer(route, request, response, { dispatch, onBug: dispatchers.onBug });
		const method = route.method.toLowerCase() as "get" | "put" | "post" | "delete";
		if (method === "get") router.get(path, handle);
		else router[method](path, route.anyBodyBytes === undefined ? jsonBody : anyBody(route.anyBodyBytes), handle);
	}
	for (const [path, allowed] of methods) {
		router.all(path, (_request, response) => {
			response.setHeader("Allow", allowed.join(", "));
			const error = new SpanglassError("invalid_input", `method not allowed, use ${allowed.join(" or ")}`);
			void sendAnswer(response, errorAnswer(error, requestIdOf(response), 405));
		});
	}
	return router;
}

function anyBody(limitBytes: number): RequestHandler {
	return express.raw({ type: () => true, limit: limitBytes });
}

interface Handling {
	readonly dispatch: Dispatch;
	readonly onBug: (error: SpanglassError) => void;
}

async function answer(route: HttpRoute, request: Request, response: Response, { dispatch, onBug }: Handling): Promise<void> {
	const gone = new AbortController();
	response.once("close", () => gone.abort());
	const requestId = requestIdOf(response);
	const at = request.originalUrl.indexOf("?");
	const query: QueryRequest = {
		routeId: route.id,
		path: { ...request.params } as Record<string, string>,
		query: at < 0 ? "" : request.originalUrl.slice(at + 1),
		accept: request.headers.accept ?? "",
		body: request.body instanceof Uint8Array ? new Uint8Array(request.body) : undefined,
		requestId,
	};
	try {
		await sendAnswer(response, await dispatch(query, gone.signal));
	} catch (thrown) {
		const error = toSpanglassError(thrown);
		if (error.kind === "internal") onBug(error);
		if (!response.destroyed) await sendAnswer(response, errorAnswer(error, requestId));
	}
}
