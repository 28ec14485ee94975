/**
 * The call graph as it is shown, from summed calls: which edges a view has and what is near a node. Pure; the same input gives the same
 * graph in the same order.
 */
import type { EdgeEvidence, EdgeType, GraphNode } from "../model/call-graph.ts";
import { type DurationCounts, DurationSums } from "./duration-counts.ts";

/** Calls of one edge, added up. */
export interface SummedCalls {
	readonly caller: GraphNode;
	readonly callee: GraphNode;
	readonly type: EdgeType;
	readonly evidence: EdgeEvidence;
	readonly attempts: number;
	readonly resends: number;
	readonly errors: number;
	readonly client: DurationCounts;
	readonly server: DurationCounts;
	readonly queue: DurationCounts;
}

export interface GraphView {
	/**
	 * shown: a topic is a node between those that send and those that take. folded: producers are joined to consumers by what was measured
	 * between them (parents and links); a topic through which nobody was joined stays a node, so that nothing is lost from sight.
	 */
	readonly topics: "shown" | "folded";
	/** Only edges of which both sides were measured. */
	readonly pairedOnly: boolean;
}

/** Two nodes are the same when their texts are equal. */
export function nodeId({ type, namespace, name, system }: GraphNode): string {
	return JSON.stringify([type, namespace, name, system]);
}

/** The edges of a view, each (caller, callee, type, evidence) once, by caller, then callee, then type, then evidence. */
export function edgesOfView(calls: readonly SummedCalls[], { topics, pairedOnly }: GraphView): readonly SummedCalls[] {
	const edges = pairedOnly ? calls.filter(({ evidence }) => evidence === "paired") : calls;
	const shown = topics === "folded" ? withoutJoinedTopics(edges) : withTopics(edges);
	return addUp(shown);
}

/** Messages between two services that topics tell of are not told twice; links are told by topics alone. */
function withTopics(edges: readonly SummedCalls[]): readonly SummedCalls[] {
	const told = new Set(topicsOf(edges).flatMap(({ senders, takers }) => pairsOf(senders, takers)));
	return edges.filter(({ caller, callee, type, evidence }) => {
		if (evidence === "link") return false;
		return type !== "messaging" || evidence !== "paired" || !told.has(pairId(nodeId(caller), nodeId(callee)));
	});
}

function withoutJoinedTopics(edges: readonly SummedCalls[]): readonly SummedCalls[] {
	const joined = new Set(
		edges
			.filter(({ evidence, caller, callee }) => (evidence === "paired" || evidence === "link") && nodeId(caller) !== nodeId(callee))
			.map(({ caller, callee }) => pairId(nodeId(caller), nodeId(callee))),
	);
	const folded = new Set(
		topicsOf(edges)
			.filter(({ senders, takers }) => pairsOf(senders, takers).some((pair) => joined.has(pair)))
			.map(({ topic }) => topic),
	);
	return edges.filter(({ caller, callee }) => !folded.has(nodeId(caller)) && !folded.has(nodeId(callee)));
}

interface Topic {
	/** Ids of nodes. */
	readonly topic: string;
	readonly senders: ReadonlySet<string>;
	readonly takers: ReadonlySet<string>;
}

function topicsOf(edges: readonly SummedCalls[]): readonly Topic[] {
	const topics = new Map<string, { readonly topic: string; readonly senders: Set<string>; readonly takers: Set<string> }>();
	const of = (topic: string) => {
		const known = topics.get(topic) ?? { topic, senders: new Set<string>(), takers: new Set<string>() };
		topics.set(topic, known);
		return known;
	};
	for (const { caller, callee } of edges) {
		if (callee.type === "topic") of(nodeId(callee)).senders.add(nodeId(caller));
		if (caller.type === "topic") of(nodeId(caller)).takers.add(nodeId(callee));
	}
	return [...topics.values()];
}

function pairsOf(senders: ReadonlySet<string>, takers: ReadonlySet<string>): readonly string[] {
	return [...senders].flatMap((sender) => [...takers].map((taker) => pairId(sender, taker)));
}

function pairId(caller: string, callee: string): string {
	return `${caller} ${callee}`;
}

function addUp(edges: readonly SummedCalls[]): readonly SummedCalls[] {
	const groups = Map.groupBy(edges, edgeId);
	return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).flatMap(([, group]) => sumOf(group));
}

function edgeId({ caller, callee, type, evidence }: SummedCalls): string {
	return `${pairId(nodeId(caller), nodeId(callee))} ${type} ${evidence}`;
}

function sumOf(group: readonly SummedCalls[]): readonly SummedCalls[] {
	const [first] = group;
	if (first === undefined) return [];
	const total = (of: (calls: SummedCalls) => number) => group.reduce((sum, calls) => sum + of(calls), 0);
	return [
		{
			...first,
			attempts: total(({ attempts }) => attempts),
			resends: total(({ resends }) => resends),
			errors: total(({ errors }) => errors),
			client: addDurations(group.map(({ client }) => client)),
			server: addDurations(group.map(({ server }) => server)),
			queue: addDurations(group.map(({ queue }) => queue)),
		},
	];
}

export function addDurations(all: readonly DurationCounts[]): DurationCounts {
	const [first] = all;
	if (first !== undefined && all.length === 1) return first;
	const sums = new DurationSums();
	for (const durations of all) sums.add(durations);
	return sums.counts();
}

/** Edges within so many steps of the nodes of this name, whichever way they go; undefined when there is no such node. */
export function edgesNear(edges: readonly SummedCalls[], name: string, hops: number): readonly SummedCalls[] | undefined {
	let near = new Set(
		edges
			.flatMap(({ caller, callee }) => [caller, callee])
			.filter((node) => node.name === name)
			.map(nodeId),
	);
	if (near.size === 0) return undefined;
	let found: readonly SummedCalls[] = [];
	for (let hop = 0; hop < hops; hop++) {
		const reached = near;
		found = edges.filter(({ caller, callee }) => reached.has(nodeId(caller)) || reached.has(nodeId(callee)));
		near = new Set([...near, ...found.flatMap(({ caller, callee }) => [nodeId(caller), nodeId(callee)])]);
	}
	return found;
}
