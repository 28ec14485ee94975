/** The answer about the call graph as nodes and links of the drawing. Pure. */
import { errorState, serviceState } from "@spanglass/shared/analysis/error-state";
import type { CallsJson, DurationsJson, EdgeJson, GraphJson, GraphNodeJson } from "@spanglass/shared/api/rollup-schemas";
import { formatDuration, formatExact, formatPercent, formatRate, quantilePrefix, textOf } from "@spanglass/shared/units/format";
import type { CallLink, CallNode, CallScene } from "../../charts/CallGraph/graph-scene.ts";
import type { NodeShape } from "../../geometry/graph-shapes.ts";
import { edgeText, type MapLayer, nodeText } from "../../state/url/map.ts";

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

const FEW = 20;
const ERROR_STEPS = [0.001, 0.01, 0.05] as const;
const LATENCY_STEPS = [100e6, 300e6, 1e9] as const;
const WIDEST_PX = 8;

function stepOf(value: number, steps: readonly number[]): number {
	return steps.filter((limit) => value > limit).length;
}

function linkOf(pair: CallPair, layer: MapLayer): CallLink {
	const { from, to, attempts, errorCount, ratePerSecond, edges } = pair;
	const [{ calls, type }] = edges;
	const isAsync = type === "messaging";
	if (attempts < FEW) {
		return { from, to, widthPx: 1, level: 0, isAsync, label: `n = ${formatExact(attempts)}`, weight: ratePerSecond };
	}
	const { durations } = latencyOfCalls(calls);
	const ratio = errorCount / attempts;
	const level = layer === "err" ? stepOf(ratio, ERROR_STEPS) : layer === "lat" ? stepOf(durations.p95 ?? 0, LATENCY_STEPS) : 0;
	const rate = textOf(formatRate(ratePerSecond));
	const p95 = durations.p95 === null ? [] : [quantilePrefix(0.95, durations.count) + textOf(formatDuration(durations.p95))];
	const words = layer === "lat" ? [rate, ...p95] : level > 0 ? [rate, textOf(formatPercent(ratio)), ...p95] : [rate];
	const widthPx = Math.min(WIDEST_PX, 1 + 2.4 * Math.log10(ratePerSecond + 1));
	return { from, to, widthPx, level, isAsync, label: words.join(" · "), weight: ratePerSecond * (1 + level) };
}

const TOLD_AMPLIFICATION = 1.5;

/** The scene of a graph: what is drawn how. */
export function sceneOf({ nodes, pairs }: GraphContent, layer: MapLayer, userName: string): CallScene {
	const repeated = new Map<string, number>();
	for (const { to, edges } of pairs) {
		const factor = edges[0].calls.amplification ?? 1;
		if (factor >= TOLD_AMPLIFICATION && edges[0].calls.attempts >= FEW) repeated.set(to, Math.max(factor, repeated.get(to) ?? 0));
	}
	const drawn = [...nodes].map(([id, { node, color, numbers }]): CallNode => {
		const factor = repeated.get(id);
		return {
			id,
			shape: shapeOfNode(node),
			name: node.type === "user" ? userName : node.name,
			color,
			state:
				node.type === "service" ? serviceState({ errorRatio: numbers.errorRatio, isHeard: false }) : errorState(numbers.errorRatio ?? 0),
			badge: factor === undefined ? undefined : `↻ ×${factor.toFixed(1)}`,
		};
	});
	return {
		nodes: drawn,
		links: pairs.map((pair) => linkOf(pair, layer)),
		ink: layer === "err" ? "errors" : layer === "lat" ? "amount" : "none",
	};
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
