/**
 * What a span says, whichever convention and framework said it: the canonical record (handbook: domain §1–§5).
 *
 * It is a function of the span's name, kind, status, scope name and a few attributes of low cardinality, so that rows which agree in those
 * share one record: see `collector/src/rollup/canonical-rows.ts`.
 */
import type { EdgeType, GraphNode } from "../model/call-graph.ts";

export const PROTOCOLS = ["http", "grpc", "rpc", "db", "messaging", "faas", "genai", "internal"] as const;
export type Protocol = (typeof PROTOCOLS)[number];

export interface CanonicalInput {
	readonly name: string;
	/** SpanKind as sent. */
	readonly kind: number;
	readonly scopeName: string;
	/** StatusCode as sent. */
	readonly statusCode: number;
	/** It has a parent id. */
	readonly hasParent: boolean;
	/** An attribute of the span under exactly this key, as canonical text; undefined when it is absent. */
	readonly get: (key: string) => string | undefined;
}

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
	 * Class of the outcome by what the protocol says: HTTP `2xx`, `3xx`, `4xx`, `5xx`, and by themselves `401`, `403`, `404`, `408`, `409`,
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
	/** It repeats an earlier attempt: `http.request.resend_count` (any name of it) above 0. */
	readonly isResend: boolean;
}
