/** The answer about the call graph as nodes and links of the drawing. Pure. */
import type { CallsJson, DurationsJson, EdgeJson, GraphJson, GraphNodeJson } from "@spanglass/shared/api/rollup-schemas";
import type { NodeShape } from "../../geometry/graph-shapes.ts";
import { edgeText, nodeText } from "../../state/url/map.ts";

/** All edges of one pair of nodes: calls of several kinds are one line. */
export interface CallPair {
	readonly from: string;
	readonly to: string;
	/** The busiest first. */
	readonly edges: readonly [EdgeJson, ...EdgeJson[]];
	readonly attempts: number;
	readonly errorCount: number;
	readonly ratePerSecond: number;
}

export interface GraphContent {
	readonly nodes: ReadonlyMap<string, GraphJson["nodes"][number]>;
	readonly pairs: readonly CallPair[];
}

/** Identity of a node: all that makes two of them differ. */
export function nodeIdOf({ type, namespace, name, system }: GraphNodeJson): string {
	return [type, system, namespace, name].join("\u0001");
}

/** Nodes by identity, edges by pair. */
export function contentOf({ nodes, edges }: Pick<GraphJson, "nodes" | "edges">): GraphContent {
	const byPair = Map.groupBy(edges, ({ caller, callee }) => `${nodeIdOf(caller)}\u0000${nodeIdOf(callee)}`);
	const pairs = [...byPair.values()].flatMap((all): CallPair[] => {
		const [first, ...others] = all.toSorted((a, b) => b.calls.attempts - a.calls.attempts || (a.type < b.type ? -1 : 1));
		if (first === undefined) return [];
		const sum = (value: (calls: CallsJson) => number): number => all.reduce((total, { calls }) => total + value(calls), 0);
		return [
			{
				from: nodeIdOf(first.caller),
				to: nodeIdOf(first.callee),
				edges: [first, ...others],
				attempts: sum(({ attempts }) => attempts),
				errorCount: sum(({ errorCount }) => errorCount),
				ratePerSecond: sum(({ ratePerSecond }) => ratePerSecond),
			},
		];
	});
	return { nodes: new Map(nodes.map((entry) => [nodeIdOf(entry.node), entry])), pairs };
}

const CACHES = new Set(["redis", "memcached", "valkey", "keydb", "dragonfly", "hazelcast"]);

export function shapeOfNode({ type, system }: GraphNodeJson): NodeShape {
	if (type === "database") return CACHES.has(system) ? "cache" : "database";
	return type === "genai" || type === "faas" ? "external" : type;
}

/** By what an edge's latency is told: the callee's clock, else the caller's; of messages, their time in the queue. */
export function latencyOfCalls({ server, client, queue }: CallsJson): {
	readonly side: "server" | "client" | "queue";
	readonly durations: DurationsJson;
} {
	const side = server.count > 0 ? "server" : client.count > 0 ? "client" : "queue";
	return { side, durations: { server, client, queue }[side] };
}

/** How a node stands in addresses: services by name as long as it is theirs alone. */
export function textOfNode({ nodes }: GraphContent, id: string): string {
	const node = nodes.get(id)?.node;
	if (node === undefined) return "";
	const namesakes = [...nodes.values()].filter((other) => other.node.type === "service" && other.node.name === node.name);
	return nodeText(node, namesakes.length < 2);
}

/** The node that a text of an address means; of services with one name the first. Undefined: none that is here. */
export function nodeOfText({ nodes }: GraphContent, text: string | undefined): string | undefined {
	if (text === undefined) return undefined;
	const found = [...nodes].filter(([, { node }]) => nodeText(node) === text || nodeText(node, false) === text).map(([id]) => id);
	return found.sort()[0];
}

export type MapSelection = { readonly node: string } | { readonly pair: CallPair };

/** What a selection of an address means; undefined: nothing that is here. */
export function selectionOf(content: GraphContent, text: string | undefined): MapSelection | undefined {
	if (text?.startsWith("node:") === true) {
		const node = nodeOfText(content, text.slice(5));
		return node === undefined ? undefined : { node };
	}
	const [from, to] = text?.startsWith("edge:") === true ? text.slice(5).split(">") : [];
	const pair = content.pairs.find((one) => one.from === nodeOfText(content, from) && one.to === nodeOfText(content, to));
	return pair === undefined ? undefined : { pair };
}

/** A pair as a selection of an address. */
export function textOfPair(content: GraphContent, { from, to }: Pick<CallPair, "from" | "to">): string {
	return edgeText(textOfNode(content, from), textOfNode(content, to));
}
