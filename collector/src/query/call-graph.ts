/** Who calls whom: edges and nodes of a range, from roll-ups. */
import { addDurations, edgesNear, edgesOfView, type GraphView, nodeId, type SummedCalls } from "@spanglass/shared/analysis/call-graph";
import type { GraphNode } from "@spanglass/shared/model/call-graph";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import type { EdgeGroup, RedGroup, RollupReader } from "../store/api/rollup-queries.ts";
import type { QueryControl } from "../store/api/telemetry-store.ts";
import { type Numbers, numbersOf, requestsOf } from "./red-numbers.ts";

export interface CallsQuestion {
	readonly range: TimeRange;
	readonly environment: string | undefined;
	/** Only what begins or ends at the node of this name. */
	readonly touching?: string;
}

export interface GraphQuestion extends CallsQuestion, GraphView {
	readonly focus: string | undefined;
	/** Steps from the focus. */
	readonly hops: number;
}

export interface GraphNodeNumbers {
	readonly node: GraphNode;
	/** Requests of a service; calls of everything else. */
	readonly numbers: Numbers;
}

export interface CallGraph {
	/** By type, then name; services without a call too, unless there is a focus. */
	readonly nodes: readonly GraphNodeNumbers[];
	readonly edges: readonly SummedCalls[];
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
	return [...Map.groupBy(groups, edgeIdOf).values()].flatMap(callsOf);
}

function edgeIdOf({ key }: EdgeGroup): string {
	return [nodeId(key.caller), nodeId(key.callee), key.type, key.evidence].join(" ");
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
	const { range, environment, focus, hops } = question;
	const calls = await summedCalls(reader, { range, environment }, control);
	const all = edgesOfView(calls, question);
	const where = environment === undefined ? {} : { environment };
	const red = await reader.sumRed({ range, by: ["service", "namespace", "kind", "isError"], where }, control);
	const services = new Map([...Map.groupBy(red, serviceIdOf)].map(([id, groups]) => [id, numbersOf(requestsOf(groups))]));
	const near = focus === undefined ? all : edgesNear(all, focus, hops);
	const isLonely = near === undefined && red.some(({ key }) => key.service === focus);
	if (near === undefined && !isLonely) return undefined;
	const edges = near ?? [];
	const nodes = new Map(edges.flatMap(({ caller, callee }) => [caller, callee]).map((node) => [nodeId(node), node]));
	for (const { key } of red) {
		const node = serviceNodeOf(key);
		if (focus === undefined || (isLonely && key.service === focus)) nodes.set(nodeId(node), node);
	}
	const numbered = [...nodes].map(([id, node]) => ({ node, numbers: services.get(id) ?? calledNumbers(id, edges) }));
	return { nodes: numbered.sort((a, b) => (sortText(a.node) < sortText(b.node) ? -1 : 1)), edges };
}

function serviceNodeOf({ namespace = "", service = "" }: Partial<RedGroup["key"]>): GraphNode {
	return { type: "service", namespace, name: service, system: "" };
}

function serviceIdOf({ key }: RedGroup): string {
	return nodeId(serviceNodeOf(key));
}

/** What others measured of a node that sends nothing itself. */
function calledNumbers(id: string, edges: readonly SummedCalls[]): Numbers {
	const calls = edges.filter(({ callee }) => nodeId(callee) === id);
	return {
		durations: addDurations(calls.map(({ client, server }) => (client.count > 0 ? client : server))),
		errors: calls.reduce((sum, { errors }) => sum + errors, 0),
	};
}

function sortText({ type, namespace, name, system }: GraphNode): string {
	return JSON.stringify([type, name, namespace, system]);
}
