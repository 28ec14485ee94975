/**
 * Two traces, or one and the average of many, laid side by side: what both have at the same place of the tree is one node.
 *
 * A place is a path of (service, operation, kind) from the root, so a call that is made three times in one trace and once in the other is
 * one node with three spans and one. Time is told twice: as the sum of the spans' durations, which is what the spans say, and as time on
 * the critical path, which adds up: the parts that nodes themselves hold sum to what the root took.
 */
import type { MergedNode } from "./merged-tree.ts";

/** One side: nodes with sums over `traces` traces, every node after its parent. */
export interface DiffSide {
	readonly traces: number;
	readonly nodes: readonly MergedNode[];
}

/** What one side has at a place; averages for each of its traces. Units: nanoseconds. */
export interface DiffTimes {
	/** Of the side's traces, 0..1: how many have a span here. */
	readonly frequency: number;
	readonly spans: number;
	readonly errors: number;
	readonly nanos: number;
	/** Of the critical path, held by the spans themselves. */
	readonly ownHeldNanos: number;
	/** Of the critical path, by the spans and all below them. */
	readonly heldNanos: number;
}

export interface DiffNode {
	/** Index of the parent's node, -1 of a root. */
	readonly parent: number;
	readonly depth: number;
	readonly service: string;
	readonly operation: string;
	readonly kind: number;
	/** Its index in the nodes of each side; undefined where the side has no such place. */
	readonly inA: number | undefined;
	readonly inB: number | undefined;
	readonly a: DiffTimes | undefined;
	readonly b: DiffTimes | undefined;
	/** A's time on the critical path less B's, by the node and all below it. */
	readonly deltaNanos: number;
	/** The same, by the node itself. */
	readonly ownDeltaNanos: number;
}

export interface TraceDiff {
	/** Every node after its parent; those of A in A's order, then those that only B has. */
	readonly nodes: readonly DiffNode[];
	/** Length of the critical path: what the root took. */
	readonly aNanos: number;
	readonly bNanos: number;
	/** A's less B's; the sum of all `ownDeltaNanos`. */
	readonly deltaNanos: number;
}

interface Place {
	readonly parent: number;
	readonly depth: number;
	readonly of: MergedNode;
	inA: number | undefined;
	inB: number | undefined;
}

/**
 * Match two sides.
 *
 * Result  each node of either side is in exactly one node of the answer. The other way round all differences change their sign.
 * Error   sums of floating numbers: a nanosecond in a day.
 * Cost    O(n).
 */
export function diffTraces(a: DiffSide, b: DiffSide): TraceDiff {
	const places: Place[] = [];
	const byPath = new Map<string, number>();
	placeAll(places, byPath, a.nodes, "inA");
	placeAll(places, byPath, b.nodes, "inB");
	const [heldA, heldB] = [heldBelow(a), heldBelow(b)];
	const nodes = places.map(({ parent, depth, of, inA, inB }): DiffNode => {
		const [timesA, timesB] = [timesOf(a, heldA, inA), timesOf(b, heldB, inB)];
		return {
			...{ parent, depth, service: of.service, operation: of.operation, kind: of.kind, inA, inB, a: timesA, b: timesB },
			deltaNanos: (timesA?.heldNanos ?? 0) - (timesB?.heldNanos ?? 0),
			ownDeltaNanos: (timesA?.ownHeldNanos ?? 0) - (timesB?.ownHeldNanos ?? 0),
		};
	});
	const aNanos = pathNanos(a);
	const bNanos = pathNanos(b);
	return { nodes, aNanos, bNanos, deltaNanos: aNanos - bNanos };
}

function placeAll(places: Place[], byPath: Map<string, number>, nodes: readonly MergedNode[], side: "inA" | "inB"): void {
	const placeOf = new Int32Array(nodes.length).fill(-1);
	for (const [index, node] of nodes.entries()) {
		const parent = node.parent < 0 ? -1 : (placeOf[node.parent] ?? -1);
		const key = JSON.stringify([parent, node.service, node.operation, node.kind]);
		let at = byPath.get(key);
		if (at === undefined) {
			at = places.length;
			byPath.set(key, at);
			places.push({ parent, depth: parent < 0 ? 0 : (places[parent]?.depth ?? 0) + 1, of: node, inA: undefined, inB: undefined });
		}
		placeOf[index] = at;
		const place = places[at];
		if (place !== undefined) place[side] = index;
	}
}

/** Per node, what it and all below it hold, in all traces of the side together. */
function heldBelow({ nodes }: DiffSide): Float64Array {
	const held = Float64Array.from(nodes, ({ sumHeldNanos }) => sumHeldNanos);
	for (let index = nodes.length - 1; index >= 0; index--) {
		const parent = nodes[index]?.parent ?? -1;
		if (parent >= 0) held[parent] = (held[parent] ?? 0) + (held[index] ?? 0);
	}
	return held;
}

function timesOf({ traces, nodes }: DiffSide, held: Float64Array, index: number | undefined): DiffTimes | undefined {
	const node = index === undefined ? undefined : nodes[index];
	if (node === undefined || index === undefined || traces === 0) return undefined;
	return {
		frequency: node.traces / traces,
		spans: node.spans / traces,
		errors: node.errorCount / traces,
		nanos: node.sumNanos / traces,
		ownHeldNanos: node.sumHeldNanos / traces,
		heldNanos: (held[index] ?? 0) / traces,
	};
}

function pathNanos({ traces, nodes }: DiffSide): number {
	return traces === 0 ? 0 : nodes.reduce((sum, { sumHeldNanos }) => sum + sumHeldNanos, 0) / traces;
}
