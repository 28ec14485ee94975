import { getAttribute } from "../model/attributes.ts";
import { type Span, SpanKind } from "../model/span.ts";
import { KEY } from "./keys.ts";
import { valueText } from "./value-text.ts";

const GO_MICRO_SCOPE = /(^|\/)(go-)?micro(\.dev)?\//;
const HTTP_NAME = /^(HTTP\b|[A-Z]+( |$)|\/)/;

/**
 * What an operation is called on the page. The span's own name stays untouched for search and for Jaeger.
 *
 * Shape   `get` answers an attribute of the span as text, undefined when it is absent; it is called at most eight times.
 * Result  RPC: `Service/Method` without a leading slash · HTTP server or client: `METHOD route` when the span's name is only a method, a
 *         path or both, and a bare path gets its method · go-micro (by scope name): `service/Struct.Method`, split at the last two dots ·
 *         anything else: the name.
 */
export function displayName(name: string, kind: number, scopeName: string, get: (key: string) => string | undefined): string {
	const rpc = rpcName(name, get);
	if (rpc !== undefined) return rpc;
	const http = httpName(name, kind, get);
	if (http !== undefined) return http;
	return GO_MICRO_SCOPE.test(scopeName) ? goMicroName(name) : name;
}

/** What a whole span is called on the page. */
export function spanDisplayName({ name, kind, scope, attributes }: Pick<Span, "name" | "kind" | "scope" | "attributes">): string {
	return displayName(name, kind, scope.name, (key) => {
		const value = getAttribute(attributes, key);
		return value === undefined ? undefined : valueText(value);
	});
}

function rpcName(name: string, get: (key: string) => string | undefined): string | undefined {
	const method = get(KEY.rpcMethod) ?? "";
	if (method.includes("/")) return withoutSlash(method);
	const service = get(KEY.rpcService) ?? "";
	if (service !== "" && method !== "") return `${withoutSlash(service)}/${method}`;
	const isRpc = service !== "" || method !== "" || get(KEY.rpcSystem) !== undefined || get(KEY.rpcSystemOld) !== undefined;
	return isRpc ? withoutSlash(name) : undefined;
}

function httpName(name: string, kind: number, get: (key: string) => string | undefined): string | undefined {
	if (!HTTP_NAME.test(name)) return undefined;
	const method = get(KEY.httpMethod) ?? get(KEY.httpMethodOld) ?? "";
	if (method === "") return undefined;
	const route = kind === SpanKind.server || kind === SpanKind.client ? get(KEY.httpRoute) : undefined;
	if (route !== undefined && route !== "") return `${method} ${route}`;
	return name.startsWith("/") ? `${method} ${name}` : undefined;
}

function goMicroName(name: string): string {
	const last = name.lastIndexOf(".");
	const split = last > 0 ? name.lastIndexOf(".", last - 1) : -1;
	if (split <= 0 || name.includes(" ")) return name;
	return `${name.slice(0, split)}/${name.slice(split + 1)}`;
}

function withoutSlash(text: string): string {
	return text.length > 1 && text.startsWith("/") ? text.slice(1) : text;
}
