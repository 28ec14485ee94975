/** The call that a span stands for as a command to try by hand. A skeleton: bodies and secrets are not in a span. */
import type { KeyValueJson, SpanJson } from "@spanglass/shared/api/schemas";
import { keyNames } from "@spanglass/shared/semconv/renames";
import { anyValuePlain, anyValueText } from "../../api/any-value.ts";

type Called = Pick<SpanJson, "name" | "attributes">;

/** Header values that were captured but should not travel on. */
const SECRET_HEADERS: ReadonlySet<string> = new Set(["authorization", "cookie", "proxy-authorization", "x-api-key"]);
const WITH_BODY: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);

/** `curl` for an HTTP span, undefined for any other. Old and new attribute names are understood. */
export function curlOf(span: Called): string | undefined {
	const method = textOfAny(span.attributes, "http.request.method");
	if (method === undefined) return undefined;
	const url = textOfAny(span.attributes, "url.full") ?? urlFromParts(span);
	if (url === undefined) return undefined;
	const headers = headersOf(span.attributes, ["http.request.header."]);
	const parts = ["curl", ...(method === "GET" ? [] : ["-X", shellWord(method)]), shellWord(url)];
	for (const header of headers) parts.push("-H", shellWord(header));
	if (WITH_BODY.has(method)) {
		if (!headers.some((header) => header.startsWith("content-type:"))) parts.push("-H", shellWord("content-type: application/json"));
		parts.push("-d", shellWord("{}"));
	}
	return parts.join(" ");
}

function urlFromParts({ attributes }: Called): string | undefined {
	const target = valueOfFirst(attributes, ["http.target"]);
	const query = valueOfFirst(attributes, ["url.query"]);
	const path = valueOfFirst(attributes, ["url.path", "http.route"]);
	const host = hostOf(attributes, valueOfFirst(attributes, ["http.host"]));
	if (host === undefined || (target === undefined && path === undefined)) return undefined;
	const scheme = textOfAny(attributes, "url.scheme") ?? "http";
	return `${scheme}://${host}${target ?? `${path}${query === undefined || query === "" ? "" : `?${query}`}`}`;
}

/** `grpcurl` for a gRPC span, undefined for any other. */
export function grpcurlOf(span: Called): string | undefined {
	if (textOfAny(span.attributes, "rpc.system.name") !== "grpc") return undefined;
	const call = callOf(span);
	if (call === undefined) return undefined;
	const parts = ["grpcurl", "-plaintext", "-d", shellWord("{}")];
	for (const header of headersOf(span.attributes, ["rpc.request.metadata.", "rpc.grpc.request.metadata."]))
		parts.push("-H", shellWord(header));
	parts.push(shellWord(hostOf(span.attributes) ?? "HOST:PORT"), shellWord(call));
	return parts.join(" ");
}

/** `package.Service/Method`, from the attributes or else the span's name. */
function callOf({ name, attributes }: Called): string | undefined {
	const method = textOfAny(attributes, "rpc.method") ?? "";
	const service = textOfAny(attributes, "rpc.service") ?? "";
	const call = method.includes("/") ? method : service !== "" && method !== "" ? `${service}/${method}` : name;
	const bare = call.replace(/^\//, "");
	return /^[\w.]+\/\w+$/.test(bare) ? bare : undefined;
}

const HOST_KEYS = ["server.address", "net.peer.name", "net.host.name", "network.peer.address", "net.sock.peer.addr"] as const;
const PORT_KEYS = ["server.port", "net.peer.port", "net.host.port", "network.peer.port"] as const;

function hostOf(attributes: readonly KeyValueJson[], fallback?: string): string | undefined {
	const host = valueOfFirst(attributes, HOST_KEYS);
	if (host === undefined) return fallback;
	const port = valueOfFirst(attributes, PORT_KEYS);
	const name = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
	return port === undefined ? name : `${name}:${port}`;
}

function headersOf(attributes: readonly KeyValueJson[], prefixes: readonly string[]): readonly string[] {
	return attributes.flatMap(({ key, value }) => {
		const prefix = prefixes.find((start) => key.startsWith(start));
		if (prefix === undefined) return [];
		const name = key.slice(prefix.length).replaceAll("_", "-");
		const plain = anyValuePlain(value);
		const text = Array.isArray(plain) ? plain.map(String).join(", ") : anyValueText(value);
		return [SECRET_HEADERS.has(name) ? `${name}: …` : `${name}: ${text}`];
	});
}

function textOfAny(attributes: readonly KeyValueJson[], canonical: string): string | undefined {
	return valueOfFirst(attributes, keyNames(canonical));
}

/** The first of some keys that is there and not empty. */
function valueOfFirst(attributes: readonly KeyValueJson[], keys: readonly string[]): string | undefined {
	for (const key of keys) {
		const found = attributes.find((attribute) => attribute.key === key);
		const text = found === undefined ? "" : anyValueText(found.value);
		if (text !== "") return text;
	}
	return undefined;
}

/** A word that a POSIX shell takes as it is. */
function shellWord(text: string): string {
	return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
