import { type Span, SpanKind } from "../model/span.ts";
import type { CanonicalInput } from "./canonical-span.ts";
import { KEY } from "./keys.ts";
import { templatePath } from "./path-template.ts";
import { rpcName } from "./rpc.ts";
import { inputOfSpan } from "./span-input.ts";

const HTTP_NAME = /^(HTTP\b|[A-Z]+( |$)|\/)/;
const NAME_WITH_PATH = /^(?:[A-Z]+ )?(\/\S*)$/;

/**
 * What an operation is called on the page and in every number (`CanonicalSpan.operation`). The span's own name stays untouched for search
 * and for Jaeger.
 *
 * Result  RPC: `Service/Method` without a leading slash · HTTP server or client: `METHOD route` when the span's name is only a method, a
 *         path or both; a bare path gets its method, and what looks like an id in a bare path or in the path of a client is `{id}` ·
 *         go-micro (by scope name): `service/Struct.Method`, split at the last two dots · anything else: the name.
 */
export function displayName({ name, kind, framework, get }: Pick<CanonicalInput, "name" | "kind" | "framework" | "get">): string {
	const rpc = rpcName(name, get);
	if (rpc !== undefined) return rpc;
	const http = httpName(name, kind, get);
	if (http !== undefined) return http;
	return framework?.operation?.(name) ?? name;
}

/** What a whole span is called on the page. */
export function spanDisplayName(span: Span): string {
	return displayName(inputOfSpan(span));
}

function httpName(name: string, kind: number, get: CanonicalInput["get"]): string | undefined {
	if (!HTTP_NAME.test(name)) return undefined;
	const method = get(KEY.httpMethod) ?? get(KEY.httpMethodOld) ?? "";
	if (method === "") return undefined;
	const route = routeOf(kind, get);
	if (route !== "") return `${method} ${route}`;
	const path = NAME_WITH_PATH.exec(name)?.[1];
	if (path === undefined || (kind !== SpanKind.client && !name.startsWith("/"))) return undefined;
	return `${method} ${templatePath(path)}`;
}

function routeOf(kind: number, get: CanonicalInput["get"]): string {
	if (kind === SpanKind.client) return get(KEY.urlTemplate) || get(KEY.httpRoute) || "";
	return (kind === SpanKind.server && get(KEY.httpRoute)) || "";
}
