/** A request's texts against its row of the table. */
import type { z } from "zod";
import { SpanglassError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";
import type { RouteSpec } from "./route-spec.ts";
import { type BodyOf, type PathOf, type QueryOf, ROUTES, type RouteId } from "./routes.ts";

/** What a handler gets: everything checked and converted. */
export interface RouteInput<R extends RouteId> {
	readonly path: PathOf<R>;
	readonly query: QueryOf<R>;
	readonly body: BodyOf<R>;
}

/** A request before it was looked at. `query` is the query string without `?`. */
export interface RawInput {
	readonly path: Readonly<Record<string, string>>;
	readonly query: string;
	readonly body: Uint8Array | undefined;
}

/**
 * Check a request.
 *
 * Throws  invalid_input that names the parameter: unknown, given twice, of the wrong form; or a body that is missing, too large or no JSON.
 */
export function validateRequest<R extends RouteId>(id: R, raw: RawInput): RouteInput<R> {
	const spec: RouteSpec = ROUTES[id];
	const path = checked(spec.pathParams, raw.path, "path");
	const query = checked(spec.query, queryValues(spec, raw.query), "query");
	const body = spec.method === "GET" || spec.method === "DELETE" ? undefined : checked(spec.body, jsonBody(raw.body), "body");
	return { path, query, body } as RouteInput<R>;
}

function queryValues(spec: RouteSpec, text: string): Record<string, string> {
	const known = Object.keys(spec.query.shape);
	const values: Record<string, string> = {};
	for (const [key, value] of new URLSearchParams(text)) {
		if (!known.includes(key)) {
			const advice = known.length === 0 ? "this route takes no parameters" : `known are ${known.join(", ")}`;
			throw new SpanglassError("invalid_input", `unknown parameter ${JSON.stringify(key.slice(0, 100))}`, {
				field: key.slice(0, 100),
				advice,
			});
		}
		if (Object.hasOwn(values, key)) throw new SpanglassError("invalid_input", `${key} is given twice`, { field: key });
		values[key] = value;
	}
	return values;
}

function checked(schema: z.ZodType, value: unknown, place: string): unknown {
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	const [issue] = result.error.issues;
	const field = issue === undefined || issue.path.length === 0 ? place : issue.path.map(String).join(".");
	throw new SpanglassError("invalid_input", `${field}: ${issue?.message ?? "not valid"}`, { field });
}

function jsonBody(body: Uint8Array | undefined): unknown {
	if (body === undefined || body.length === 0) {
		throw new SpanglassError("invalid_input", "the request has no JSON body", {
			field: "body",
			advice: "send JSON with Content-Type: application/json",
		});
	}
	if (body.length > LIMITS.apiBodyBytes) {
		throw new SpanglassError("invalid_input", "the body is larger than 1 MiB", { field: "body", advice: "keep less in one document" });
	}
	try {
		return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
	} catch (cause) {
		throw new SpanglassError("invalid_input", "the body is no JSON in UTF-8", { field: "body", cause });
	}
}
