import type { z } from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import { errorSchema } from "./answer-schemas.ts";
import { API_BASE, PATHS } from "./paths.ts";
import type { RouteSpec } from "./route-spec.ts";
import { ROUTES } from "./routes.ts";
import { logsEventSchema, tracesEventSchema } from "./schemas.ts";
import { ingestEventSchema } from "./status-schemas.ts";

const ERRORS: Readonly<Record<string, string>> = {
	400: "a parameter or the body is not valid",
	404: "not found",
	409: "the version is stale",
	413: "the answer would be too large",
	422: "not available",
	503: "overloaded or not available now; Retry-After says when to come back",
};

/** The API's description in OpenAPI 3.1, from the table of routes. Cost: some milliseconds; callers keep the result. */
export function createOpenApi(): object {
	const paths: ZodOpenApiPathsObject = {};
	for (const [id, spec] of Object.entries<RouteSpec>(ROUTES)) {
		const path = API_BASE + spec.path;
		paths[path] = { ...paths[path], [spec.method.toLowerCase()]: operation(id, spec) };
	}
	paths[API_BASE + PATHS.live] = { get: liveOperation() };
	return createDocument({
		openapi: "3.1.0",
		info: {
			title: "Spanglass",
			version: "1",
			description: "Times are decimal strings of nanoseconds; ranges are half-open; 64-bit integers are strings.",
		},
		paths,
	});
}

function operation(id: string, spec: RouteSpec): ZodOpenApiOperationObject {
	const content = Object.fromEntries(Object.entries(spec.answers).map(([type, schema]) => [type, mediaType(schema)]));
	const hasBody = spec.method === "PUT" || spec.method === "POST";
	return {
		operationId: id,
		summary: spec.summary,
		requestParams: { path: spec.pathParams, query: spec.query },
		...(hasBody ? { requestBody: { required: true, content: { "application/json": { schema: spec.body } } } } : {}),
		responses: { [`${spec.successStatus ?? 200}` as "200"]: { description: spec.summary, content }, ...errorResponses() },
	};
}

function mediaType(schema: z.ZodType | null) {
	return { schema: schema ?? { type: "string" as const, format: "binary" } };
}

function errorResponses() {
	return Object.fromEntries(
		Object.entries(ERRORS).map(([status, description]) => [
			status as "400",
			{ description, content: { "application/json": { schema: errorSchema } } },
		]),
	);
}

function liveOperation(): ZodOpenApiOperationObject {
	return {
		operationId: "live",
		summary: "Server-sent events: ingest counts, traces that grew, log records that arrived; Last-Event-ID resumes or answers a gap",
		parameters: [
			{ name: "topics", in: "query", schema: { type: "string", default: "ingest,traces", example: "ingest,traces,logs" } },
			{ name: "q", in: "query", schema: { type: "string" }, description: "narrows traces and logs" },
			{ name: "env", in: "query", schema: { type: "string" }, description: "deployment.environment.name: narrows traces and logs" },
		],
		responses: {
			"200": {
				description: "events",
				content: { "text/event-stream": { schema: ingestEventSchema.or(tracesEventSchema).or(logsEventSchema) } },
			},
			...errorResponses(),
		},
	};
}
