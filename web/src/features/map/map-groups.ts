/** Namespaces as one node each: what a large map begins with. Pure. */
import type { CallsJson, DurationsJson, EdgeJson, NumbersJson } from "@spanglass/shared/api/rollup-schemas";
import { type CallPair, type GraphContent, nodeIdOf } from "./graph-content.ts";

/** Stands for a namespace; the API knows no such system. */
const GROUP_SYSTEM = "namespace";
/** Quantiles of several services cannot be had from those of each. */
const UNKNOWN: DurationsJson = { count: 0, average: null, p50: null, p75: null, p90: null, p95: null, p99: null };

type NodeEntry = GraphContent["nodes"] extends ReadonlyMap<string, infer Entry> ? Entry : never;

/** Namespaces with more than one service, by name. */
export function groupNames({ nodes }: GraphContent): readonly string[] {
	const counts = new Map<string, number>();
	for (const { node } of nodes.values()) {
		if (node.type === "service" && node.namespace !== "") counts.set(node.namespace, (counts.get(node.namespace) ?? 0) + 1);
	}
	return [...counts].flatMap(([name, count]) => (count > 1 ? [name] : [])).sort();
}

/** The namespace that a node stands for; undefined for every other node. */
export function namespaceOfGroup({ nodes }: GraphContent, id: string): string | undefined {
	const node = nodes.get(id)?.node;
	return node?.system === GROUP_SYSTEM ? node.name : undefined;
}

/** Services of each namespace as one node with the sum of their requests; calls inside of it are its own business. */
export function groupContent(content: GraphContent): GraphContent {
	const names = new Set(groupNames(content));
	const members = Map.groupBy(
		[...content.nodes].filter(([, { node }]) => node.type === "service" && names.has(node.namespace)),
		([, { node }]) => node.namespace,
	);
	const groupOf = new Map<string, string>();
	const nodes = new Map(content.nodes);
	for (const [name, entries] of members) {
		const node = { type: "service", namespace: "", name, system: GROUP_SYSTEM } as const;
		const id = nodeIdOf(node);
		for (const [member] of entries) {
			groupOf.set(member, id);
			nodes.delete(member);
		}
		nodes.set(id, { node, color: 0, ...summedNodes(entries.map(([, entry]) => entry)) });
	}
	const idOf = (id: string): string => groupOf.get(id) ?? id;
	const outside = content.pairs.filter(({ from, to }) => idOf(from) !== idOf(to) || !groupOf.has(from));
	const byPair = Map.groupBy(outside, ({ from, to }) => `${idOf(from)}\n${idOf(to)}`);
	return { nodes, pairs: [...byPair.values()].flatMap((pairs) => mergedPair(pairs, idOf)) };
}

function summedNodes(entries: readonly NodeEntry[]): Pick<NodeEntry, "numbers" | "before" | "difference"> {
	const sum = (all: readonly NumbersJson[]): NumbersJson => {
		const total = (of: (numbers: NumbersJson) => number): number => all.reduce((result, numbers) => result + of(numbers), 0);
		const [count, errorCount] = [total((numbers) => numbers.count), total((numbers) => numbers.errorCount)];
		return {
			...{ count, errorCount, errorRatio: count === 0 ? null : errorCount / count },
			...{ ratePerSecond: total((numbers) => numbers.ratePerSecond), durations: UNKNOWN },
		};
	};
	const before = entries.flatMap((entry) => entry.before ?? []);
	return { numbers: sum(entries.map(({ numbers }) => numbers)), before: before.length === 0 ? null : sum(before), difference: null };
}

function mergedPair(pairs: readonly CallPair[], idOf: (id: string) => string): readonly CallPair[] {
	const [first, ...others] = pairs;
	if (first === undefined) return [];
	if (others.length === 0 && idOf(first.from) === first.from && idOf(first.to) === first.to) return [first];
	const edges = pairs.flatMap((pair) => pair.edges);
	const before = edges.flatMap((edge) => edge.before ?? []);
	const edge: EdgeJson = {
		...first.edges[0],
		calls: summedCalls(edges.map(({ calls }) => calls)),
		before: before.length === 0 ? null : summedCalls(before),
		difference: null,
	};
	const { attempts, errorCount, ratePerSecond } = edge.calls;
	return [{ from: idOf(first.from), to: idOf(first.to), edges: [edge], attempts, errorCount, ratePerSecond }];
}

function summedCalls(all: readonly CallsJson[]): CallsJson {
	const total = (of: (calls: CallsJson) => number): number => all.reduce((result, calls) => result + of(calls), 0);
	const [attempts, errorCount, resends] = [
		total((calls) => calls.attempts),
		total((calls) => calls.errorCount),
		total((calls) => calls.resends),
	];
	return {
		...{ attempts, resends, amplification: attempts > resends ? attempts / (attempts - resends) : null },
		...{ errorCount, errorRatio: attempts === 0 ? null : errorCount / attempts, ratePerSecond: total((calls) => calls.ratePerSecond) },
		...{ client: UNKNOWN, server: UNKNOWN, queue: UNKNOWN, network: null },
	};
}
