/** Who calls whom: edges and nodes of a range, from roll-ups. */
import { edgeId, edgesNear, edgesOfView, type GraphView, noCalls, nodeId, type SummedCalls } from "@spanglass/shared/analysis/call-graph";
import { addDurations } from "@spanglass/shared/analysis/duration-counts";
import type { GraphNode } from "@spanglass/shared/model/call-graph";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import type { EdgeGroup, RedGroup, RollupReader } from "../store/api/rollup-queries.ts";
import type { QueryControl } from "../store/api/telemetry-store.ts";
import { type Compared, type Numbers, numbersOf, requestsOf } from "./red-numbers.ts";

export interface CallsQuestion {
	readonly range: TimeRange;
	readonly environment: string | undefined;
	/** Only what begins or ends at the node of this name. */
	readonly touching?: string;
}

export interface GraphQuestion extends CallsQuestion, GraphView {
	readonly compareWith: TimeRange | undefined;
	readonly focus: string | undefined;
	/** Steps from the focus. */
	readonly hops: number;
}

export interface ComparedCalls {
	readonly calls: SummedCalls;
	/** Undefined when there is nothing to compare with. */
	readonly before: SummedCalls | undefined;
}

/** Requests of a service; calls of everything else. */
export interface GraphNodeNumbers extends Compared {
	readonly node: GraphNode;
}

export interface CallGraph {
	/** By type, then name; services without a call too, unless there is a focus. */
	readonly nodes: readonly GraphNodeNumbers[];
	readonly edges: readonly ComparedCalls[];
}

/** Calls of a range by edge, evidence and type. */
export async function summedCalls(
	reader: RollupReader,
	{ range, environment, touching }: CallsQuestion,
	control: QueryControl,
): Promise<readonly SummedCalls[]> {
	const where = environment === undefined ? {} : { environment };
	const by = ["type", "evidence", "isError"] as const;
	const groups = await reader.sumEdges({ range, by, where, ...(touching === undefined ? {} : { touching }) }, control);
	return [...Map.groupBy(groups, idOfGroup).values()].flatMap(callsOf);
}

function idOfGroup({ key: { caller, callee, type = "call", evidence = "paired" } }: EdgeGroup): string {
	return edgeId({ caller, callee, type, evidence });
}

/** Edges with what they were before, then those that were: nothing goes without a trace. */
export function compareCalls(edges: readonly SummedCalls[], before: readonly SummedCalls[] | undefined): readonly ComparedCalls[] {
	if (before === undefined) return edges.map((calls) => ({ calls, before: undefined }));
	const earlier = new Map(before.map((calls) => [edgeId(calls), calls]));
	const known = new Set(edges.map(edgeId));
	return [
		...edges.map((calls) => ({ calls, before: earlier.get(edgeId(calls)) ?? noCalls(calls) })),
		...before.filter((calls) => !known.has(edgeId(calls))).map((calls) => ({ calls: noCalls(calls), before: calls })),
	];
}

function callsOf(groups: readonly EdgeGroup[]): readonly SummedCalls[] {
	const [first] = groups;
	if (first === undefined) return [];
	const { caller, callee, type = "call", evidence = "paired" } = first.key;
	const total = (of: (group: EdgeGroup) => number) => groups.reduce((sum, group) => sum + of(group), 0);
	return [
		{
			...{ caller, callee, type, evidence },
			attempts: total(({ attempts }) => attempts),
			resends: total(({ resends }) => resends),
			errors: total(({ key, attempts }) => (key.isError === true ? attempts : 0)),
			client: addDurations(groups.map(({ client }) => client)),
			server: addDurations(groups.map(({ server }) => server)),
			queue: addDurations(groups.map(({ queue }) => queue)),
		},
	];
}

/** Undefined when there is no node that is called like the focus. */
export async function callGraph(reader: RollupReader, question: GraphQuestion, control: QueryControl): Promise<CallGraph | undefined> {
	const { focus, hops, compareWith } = question;
	const now = await measured(reader, question, control);
	const before = compareWith === undefined ? undefined : await measured(reader, { ...question, range: compareWith }, control);
	const all = compareCalls(edgesOfView(now.calls, question), before && edgesOfView(before.calls, question));
	const edges = focus === undefined ? all : compareNear(all, focus, hops);
	const lonely = [...now.services.values()].filter(({ node }) => focus === undefined || (edges === undefined && node.name === focus));
	if (edges === undefined && lonely.length === 0) return undefined;
	const ends = (edges ?? []).flatMap(({ calls }) => [calls.caller, calls.callee]);
	const nodes = new Map([...lonely.map(({ node }) => node), ...ends].map((node) => [nodeId(node), node]));
	const numbered = [...nodes].map(([id, node]) => ({ node, numbers: numbersIn(now, id), before: before && numbersIn(before, id) }));
	return { nodes: numbered.sort((a, b) => (sortText(a.node) < sortText(b.node) ? -1 : 1)), edges: edges ?? [] };
}

interface ServiceNumbers {
	readonly node: GraphNode;
	readonly numbers: Numbers;
}

/** All that is known of a range; the maps are by id of a node. */
interface Measured {
	readonly calls: readonly SummedCalls[];
	readonly services: ReadonlyMap<string, ServiceNumbers>;
	/** What others measured, of every node that is called; a message once. */
	readonly called: ReadonlyMap<string, readonly SummedCalls[]>;
}

async function measured(reader: RollupReader, question: CallsQuestion, control: QueryControl): Promise<Measured> {
	const { range, environment } = question;
	const calls = await summedCalls(reader, { range, environment }, control);
	const where = environment === undefined ? {} : { environment };
	const red = await reader.sumRed({ range, by: ["service", "namespace", "kind", "isError"], where }, control);
	const services = new Map<string, ServiceNumbers>();
	for (const [id, groups] of Map.groupBy(red, serviceIdOf)) {
		const [first] = groups;
		if (first !== undefined) services.set(id, { node: serviceNodeOf(first.key), numbers: numbersOf(requestsOf(groups)) });
	}
	const once = edgesOfView(calls, { topics: "shown", pairedOnly: false });
	return { calls, services, called: Map.groupBy(once, ({ callee }) => nodeId(callee)) };
}

/** The same whatever is shown of the graph: requests of a service, calls of what sends nothing itself. */
function numbersIn({ services, called }: Measured, id: string): Numbers {
	const calls = called.get(id) ?? [];
	return (
		services.get(id)?.numbers ?? {
			durations: addDurations(calls.map(({ client, server }) => (client.count > 0 ? client : server))),
			errors: calls.reduce((sum, { errors }) => sum + errors, 0),
		}
	);
}

function compareNear(all: readonly ComparedCalls[], focus: string, hops: number): readonly ComparedCalls[] | undefined {
	const near = edgesNear(
		all.map(({ calls }) => calls),
		focus,
		hops,
	);
	const kept = new Set(near);
	return near && all.filter(({ calls }) => kept.has(calls));
}

function serviceNodeOf({ namespace = "", service = "" }: Partial<RedGroup["key"]>): GraphNode {
	return { type: "service", namespace, name: service, system: "" };
}

function serviceIdOf({ key }: RedGroup): string {
	return nodeId(serviceNodeOf(key));
}

function sortText({ type, namespace, name, system }: GraphNode): string {
	return JSON.stringify([type, name, namespace, system]);
}
