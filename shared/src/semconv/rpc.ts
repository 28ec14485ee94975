/** What a span says of a remote call, in each generation of `rpc.*`. */
import type { CanonicalInput } from "./canonical-span.ts";
import { KEY } from "./keys.ts";
import { textUnder } from "./text-under.ts";

type Get = CanonicalInput["get"];

/** gRPC's status codes, by number. */
const GRPC_CODES = [
	"OK",
	"CANCELLED",
	"UNKNOWN",
	"INVALID_ARGUMENT",
	"DEADLINE_EXCEEDED",
	"NOT_FOUND",
	"ALREADY_EXISTS",
	"PERMISSION_DENIED",
	"RESOURCE_EXHAUSTED",
	"FAILED_PRECONDITION",
	"ABORTED",
	"OUT_OF_RANGE",
	"UNIMPLEMENTED",
	"INTERNAL",
	"UNAVAILABLE",
	"DATA_LOSS",
	"UNAUTHENTICATED",
] as const;

/** By letters alone: `DeadlineExceeded`, `deadline_exceeded` and `DEADLINE_EXCEEDED` are one code. */
const CODE_BY_LETTERS = new Map<string, string>([...GRPC_CODES.map((code) => [lettersOf(code), code] as const), ["canceled", "CANCELLED"]]);

/**
 * `Service/Method`, from a fully qualified `rpc.method` or from `rpc.service` and `rpc.method`; of a span with only some `rpc.*` the span's
 * name; undefined when it has none.
 */
export function rpcName(name: string, get: Get): string | undefined {
	const method = get(KEY.rpcMethod) ?? "";
	if (method.includes("/")) return withoutSlash(method);
	const service = get(KEY.rpcService) ?? "";
	if (service !== "" && method !== "") return `${withoutSlash(service)}/${method}`;
	const isRpc = service !== "" || method !== "" || get(KEY.rpcSystem) !== undefined || get(KEY.rpcSystemOld) !== undefined;
	return isRpc ? withoutSlash(name) : undefined;
}

/** The service that is called: what stands before the method; "" when it is not told. */
export function rpcService({ name, get }: CanonicalInput): string {
	const full = rpcName(name, get) ?? "";
	const slash = full.lastIndexOf("/");
	return slash < 0 ? withoutSlash(get(KEY.rpcService) ?? "") : full.slice(0, slash);
}

/** It has `rpc.*` of any generation. */
export function isRpc({ has }: CanonicalInput): boolean {
	return has(KEY.rpcMethod) || has(KEY.rpcService) || has(KEY.rpcSystem) || has(KEY.rpcSystemOld);
}

export function rpcSystem(input: CanonicalInput): string {
	return textUnder(input, KEY.rpcSystem);
}

/** The code of the answer by its name: gRPC's from int, numeric text or name; others as they were sent; "" when there is none. */
export function rpcCode(input: CanonicalInput): string {
	const code = textUnder(input, "rpc.status_code");
	return GRPC_CODES[/^\d{1,2}$/.test(code) ? Number(code) : -1] ?? CODE_BY_LETTERS.get(lettersOf(code)) ?? code;
}

export function withoutSlash(text: string): string {
	return text.length > 1 && text.startsWith("/") ? text.slice(1) : text;
}

function lettersOf(code: string): string {
	return code.replaceAll("_", "").toLowerCase();
}
