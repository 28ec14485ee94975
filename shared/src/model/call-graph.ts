/** The nouns of the call graph: who calls whom, and how we know. */

/**
 * service: sent spans itself, or is called by its name · database (caches too: `system` tells) · topic: a queue or topic · external: an
 * address that sends nothing · genai, faas: a model provider, a function · user: whoever calls from outside.
 */
export const NODE_TYPES = ["service", "database", "topic", "external", "genai", "faas", "user"] as const;
export type NodeType = (typeof NODE_TYPES)[number];

/** One node. Two are the same when all four fields are equal. */
export interface GraphNode {
	readonly type: NodeType;
	/** `service.namespace` of a service; "" for all others. */
	readonly namespace: string;
	/** Service name, database, destination, host …; "user" for the user. */
	readonly name: string;
	/** `postgresql`, `redis`, `kafka`, `rabbitmq`, `openai` …; "" when it does not apply or is not known. */
	readonly system: string;
}

/** What travels on an edge. `call`: spans of two services that are parent and child, and nothing tells more. */
export const EDGE_TYPES = ["http", "rpc", "messaging", "call", "database", "genai", "faas", "external", "user"] as const;
export type EdgeType = (typeof EDGE_TYPES)[number];

/**
 * paired: both spans are stored, one is the other's parent · link: both are stored, one links the other · peer: only one side is stored and
 * names the other in its attributes · inferred: only one side is stored, and what it leaves out was concluded (a database by a span's name, a
 * user by a SERVER span without a parent).
 */
export const EDGE_EVIDENCE = ["paired", "link", "peer", "inferred"] as const;
export type EdgeEvidence = (typeof EDGE_EVIDENCE)[number];
