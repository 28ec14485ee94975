/**
 * The call graph as it is shown, from summed calls: which edges a view has and what is near a node. Pure; the same input gives the same
 * graph in the same order.
 */
import type { EdgeEvidence, EdgeType, GraphNode } from "../model/call-graph.ts";
import { addDurations, type DurationCounts, NO_DURATIONS } from "./duration-counts.ts";

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
	 * between them (parents and links); who was joined to nobody through a topic stays joined to the topic, so that nothing is lost from sight.
	 */
	readonly topics: "shown" | "folded";
	/** Only edges of which both sides were measured. */
	readonly pairedOnly: boolean;
}

const BETWEEN = "\u0000";

/** Nothing of an edge. */
export function noCalls({ caller, callee, type, evidence }: SummedCalls): SummedCalls {
	const durations = { client: NO_DURATIONS, server: NO_DURATIONS, queue: NO_DURATIONS };
	return { caller, callee, type, evidence, attempts: 0, resends: 0, errors: 0, ...durations };
}

/**
 * What a call takes on average beyond what its callee measured: network and queues before the callee.
 *
 * Result  nanoseconds, below 0 when callees go on after they have answered; undefined unless both sides measured every call.
 */
export function networkNanos({ type, evidence, client, server }: SummedCalls): number | undefined {
	if (evidence !== "paired" || type === "messaging" || client.count === 0 || client.count !== server.count) return undefined;
	return (client.sumNanos - server.sumNanos) / client.count;
}

/** Attempts of a call: 1 when nothing was repeated. Undefined without a first attempt. */
export function amplificationOf({ attempts, resends }: Pick<SummedCalls, "attempts" | "resends">): number | undefined {
	return attempts > resends ? attempts / (attempts - resends) : undefined;
}

/**
 * Which part of all calls each edge has, in the order of the edges.
 *
 * Result  0..1; undefined of messages that were followed from their sender to their taker while a topic tells of them too: they are told once.
 */
export function sharesOf(edges: readonly SummedCalls[]): readonly (number | undefined)[] {
	const hasTopic = edges.some(({ caller, callee }) => caller.type === "topic" || callee.type === "topic");
	const isCounted = (calls: SummedCalls) => calls.evidence !== "link" && !(hasTopic && isFollowedMessage(calls));
	const total = edges.filter(isCounted).reduce((sum, { attempts }) => sum + attempts, 0);
	return edges.map((calls) => (isCounted(calls) && total > 0 ? calls.attempts / total : undefined));
}

/** Two nodes are the same when their texts are equal. */
export function nodeId({ type, namespace, name, system }: GraphNode): string {
	const texts = `${namespace}${BETWEEN}${name}${BETWEEN}${system}`;
	// Of texts that contain what stands between them nobody knows any more where one ends.
	return texts.split(BETWEEN, 4).length === 3 ? `${type}${BETWEEN}${texts}` : JSON.stringify([type, namespace, name, system]);
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

/** Leaves of a topic what nobody was seen to send to, or take from, whoever else sends and takes: nothing is lost from sight. */
function withoutJoinedTopics(edges: readonly SummedCalls[]): readonly SummedCalls[] {
	const joined = new Set(edges.filter(isFollowedMessage).map(({ caller, callee }) => pairId(nodeId(caller), nodeId(callee))));
	const told = new Set(
		topicsOf(edges).flatMap(({ topic, senders, takers }) =>
			[...senders].flatMap((sender) =>
				[...takers].flatMap((taker) => (joined.has(pairId(sender, taker)) ? [pairId(sender, topic), pairId(topic, taker)] : [])),
			),
		),
	);
	return edges.filter(({ caller, callee }) => !told.has(pairId(nodeId(caller), nodeId(callee))));
}

/** A message whose sender and taker are known: other calls between the two say nothing of a topic. */
function isFollowedMessage({ evidence, type, caller, callee }: SummedCalls): boolean {
	const isFollowed = evidence === "link" || (evidence === "paired" && type === "messaging");
	return isFollowed && nodeId(caller) !== nodeId(callee);
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

/** Two edges are the same when their texts are equal. */
export function edgeId({ caller, callee, type, evidence }: Pick<SummedCalls, "caller" | "callee" | "type" | "evidence">): string {
	return `${pairId(nodeId(caller), nodeId(callee))} ${type} ${evidence}`;
}

function sumOf(group: readonly SummedCalls[]): readonly SummedCalls[] {
	const [first] = group;
	if (first === undefined || group.length === 1) return group;
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
