/** What a row of the table of routes says. */
import { z } from "zod";

export type RouteThread = "query" | "main";

export interface RouteSpec<
	P extends z.ZodObject = z.ZodObject,
	Q extends z.ZodObject = z.ZodObject,
	B extends z.ZodType = z.ZodType,
	W extends RouteThread = RouteThread,
> {
	readonly method: "GET" | "PUT" | "POST" | "DELETE";
	/** Below API_BASE. */
	readonly path: string;
	/** `main` for what needs the writer or main's own state. */
	readonly runsOn: W;
	readonly summary: string;
	readonly pathParams: P;
	readonly query: Q;
	readonly body: B;
	/** Content type -> schema of the successful answer; null: bytes. */
	readonly answers: Readonly<Record<string, z.ZodType | null>>;
	readonly successStatus?: number;
}

export const JSON_TYPE = "application/json";
export const NO_PARAMS = z.object({});
export const NO_BODY = z.undefined();

/** A row that a query worker answers. */
export function get<P extends z.ZodObject, Q extends z.ZodObject>(
	path: string,
	spec: Pick<RouteSpec<P, Q>, "summary" | "pathParams" | "query" | "answers">,
): RouteSpec<P, Q, typeof NO_BODY, "query"> {
	return { runsOn: "query", ...spec, method: "GET", path, body: NO_BODY };
}
