/**
 * What a span says, whichever convention and framework said it: the canonical record (handbook: domain §1–§5).
 *
 * It is a function of the span's name, kind, status, scope name and a few attributes of low cardinality, so that rows which agree in those
 * share one record: see `collector/src/rollup/canonical-rows.ts`.
 */
import type { EdgeType, GraphNode } from "../model/call-graph.ts";
import { SpanKind, StatusCode } from "../model/span.ts";
import type { FrameworkAdapter } from "./adapters/adapter.ts";
import { displayName } from "./display-name.ts";
import { peerOf } from "./peer.ts";
import { protocolOf } from "./protocol.ts";
import { isRpc } from "./rpc.ts";
import { statusClass } from "./status-class.ts";
import { firstText, textUnder } from "./text-under.ts";

export const PROTOCOLS = ["http", "grpc", "rpc", "db", "messaging", "faas", "genai", "internal"] as const;
export type Protocol = (typeof PROTOCOLS)[number];

export interface CanonicalInput {
	readonly name: string;
	/** SpanKind as sent. */
	readonly kind: number;
	/** Of a span without a kind, or INTERNAL: its parent is of another process; undefined when its flags do not tell. */
	readonly isParentRemote: boolean | undefined;
	/** What sent it, where the general rules do not tell all (`frameworkOf` its scope's name). */
	readonly framework: FrameworkAdapter | undefined;
	/** StatusCode as sent; of codes that are not assigned, any that is not assigned. */
	readonly statusCode: number;
	/** It has a parent id. */
	readonly hasParent: boolean;
	/**
	 * An attribute of the span under exactly this key, as canonical text, or what `part` takes of the text; undefined when it is absent.
	 * A key with many values is asked with a part where a part is all that is needed (the host of a URL), so that spans can share an answer.
	 */
	readonly get: (key: string, part?: TextPart) => string | undefined;
	/** An attribute stands under exactly this key, whatever its value. */
	readonly has: (key: string) => boolean;
}

/** What is needed of a text. It is known by its identity: hand in a function of the module, not one made for the call. */
export type TextPart = (text: string) => string;

/** Where a span goes or comes from, as far as it says so itself. */
export interface CanonicalPeer {
	/** type `topic`: the destination of a PRODUCER or CONSUMER (or of a CLIENT that receives or settles). */
	readonly node: GraphNode;
	readonly edge: EdgeType;
	/** `peer`: attributes name it. `inferred`: it was concluded. */
	readonly evidence: "peer" | "inferred";
}

export interface CanonicalSpan {
	/** SpanKind after repair by the framework's adapter (go-micro `Pub to` is a PRODUCER …). */
	readonly kind: number;
	readonly protocol: Protocol;
	/** Display name, with ids in bare paths and in raw client paths templated. */
	readonly operation: string;
	/**
	 * Class of the outcome by what the protocol says: HTTP `1xx`, `2xx`, `3xx`, `4xx`, `5xx`, and by themselves `401`, `403`, `404`, `408`, `409`,
	 * `429`, `499`, `500`, `502`, `503`, `504`; RPC: the code's name (`OK`, `UNAVAILABLE`); else `error.type` of a failed span when it is a
	 * name (at most 64 characters of letters, digits, `_ . : $ -`), else "".
	 */
	readonly statusClass: string;
	/** Its status is Error. Nothing else makes a span failed: HTTP 4xx of a server is no error unless its status says so. */
	readonly isError: boolean;
	/** Of CLIENT, PRODUCER, CONSUMER spans (and spans that an adapter takes for such): undefined when they name nobody. */
	readonly peer: CanonicalPeer | undefined;
	/** Of SERVER spans of frameworks that name their caller (Kratos `peer.service`): the caller's service name; else "". */
	readonly callerService: string;
	/** It repeats an earlier attempt: `http.request.resend_count` (any name of it), or gRPC's header of earlier attempts, is above 0. */
	readonly isResend: boolean;
}

/**
 * What a span says, in the newest words.
 *
 * Result  old and new names of an attribute, and both at once, give equal records. Depends on nothing but the input.
 * Cost    about 2 µs; `get` and `has` are called some 60 times, so share the record among spans that agree.
 * Source  semantic conventions 1.0 to 1.44; what frameworks send (handbook: domain §1–§5).
 */
export function canonicalSpan(input: CanonicalInput): CanonicalSpan {
	const repair = input.framework?.repair?.(input);
	const kind = repair?.kind ?? kindOf(input);
	const protocol = repair?.protocol ?? protocolOf(input, kind);
	return {
		kind,
		protocol,
		operation: displayName(input),
		statusClass: statusClass(input, protocol),
		isError: input.statusCode === StatusCode.error,
		peer: repair?.peer ?? peerOf(input, kind, protocol),
		callerService: kind === SpanKind.server ? textUnder(input, "service.peer.name") : "",
		isResend: Number(textUnder(input, "http.request.resend_count")) > 0 || hasEarlierAttempts(input),
	};
}

/** Where instrumentation puts the header `grpc-previous-rpc-attempts` when it is told to capture it: a list of one text. */
const ATTEMPTS_KEY = "rpc.request.metadata.grpc-previous-rpc-attempts";
const ATTEMPTS_NAMES = [
	ATTEMPTS_KEY,
	"rpc.request.metadata.grpc_previous_rpc_attempts",
	"rpc.grpc.request.metadata.grpc-previous-rpc-attempts",
	"rpc.grpc.request.metadata.grpc_previous_rpc_attempts",
];

function hasEarlierAttempts(input: CanonicalInput): boolean {
	return Number(firstText(input, ATTEMPTS_NAMES, { key: ATTEMPTS_KEY }).replace(/^\["?|"?\]$/g, "")) > 0;
}

/** A call of another process that was taken without saying so: its instrumentation set no kind. */
function kindOf(input: CanonicalInput): number {
	const { kind } = input;
	if ((kind !== SpanKind.internal && kind !== SpanKind.unspecified) || !isRpc(input)) return kind;
	return (input.isParentRemote ?? input.hasParent) ? SpanKind.server : kind;
}
