/** Which part of two traces explains the most of their difference: rules only; the page chooses the words. */
import { SpanKind } from "../model/span.ts";
import type { DiffNode, TraceDiff } from "./trace-diff.ts";

export interface DiffPart {
	/** Index into the nodes of the difference. */
	readonly node: number;
	/** Of the whole difference; beyond 1 where something else made up for it. */
	readonly share: number;
	readonly deltaNanos: number;
	/** The node's own time is meant, without what lies below it. */
	readonly isItself: boolean;
}

export interface DiffCause {
	/** same: the two took the same time, within a hundredth · found: one sub-tree explains most · spread: several together do. */
	readonly verdict: "same" | "found" | "spread";
	/** The deepest sub-tree that still explains most, from where its service was entered; undefined for `same`. */
	readonly main: DiffPart | undefined;
	/** The sub-tree inside of `main` that the walk ended at, where that is a deeper one. */
	readonly inside: DiffPart | undefined;
	/** The largest parts of a sub-tree that no single one of them explains. */
	readonly parts: readonly DiffPart[];
	/** The nearest node at or above `main` that is called more often on one side than on the other; the caller's span of a call. */
	readonly calls: number | undefined;
}

const SAME_RATIO = 0.01;
const SAME_NANOS = 1_000;
/** A step down is taken while one child explains this much of its parent's difference, and of the whole. */
const OF_PARENT = 0.6;
const OF_WHOLE = 0.5;
/** Smaller parts are not named, nor more of them. */
const PART_RATIO = 0.15;
const MOST_PARTS = 3;
/** Averages of many traces are rarely whole numbers. */
const CALLS_DIFFER = 0.5;

/**
 * Walk down from the root to the child whose sub-tree differs most, as long as it explains at least 60 % of its parent's difference and
 * half of the whole.
 *
 *   gateway +1.10 s          100 %
 *     checkout +1.09 s        99 %
 *       Reserve +40 ms
 *       payment Pay +922 ms   84 %  ← main: 85 % of checkout's, and payment is entered here
 *         SELECT +700 ms      64 %  ← inside: 76 % of that, and nothing is called from it
 *
 * Result  the same cause for A and B as for B and A.   Cost  O(n).
 */
export function diffCause(diff: TraceDiff): DiffCause {
	const { nodes, deltaNanos, aNanos, bNanos } = diff;
	if (Math.abs(deltaNanos) <= Math.max(SAME_NANOS, SAME_RATIO * Math.max(aNanos, bNanos))) {
		return { verdict: "same", main: undefined, inside: undefined, parts: [], calls: undefined };
	}
	const children = childrenOf(nodes);
	const weight = (node: number): number => (nodes[node]?.deltaNanos ?? 0) / deltaNanos;
	let at = -1;
	for (let next = heaviest(children, at, weight); next !== undefined; next = heaviest(children, at, weight)) {
		const ofParent = at === -1 ? 1 : weight(at);
		if (weight(next) < OF_WHOLE || weight(next) < OF_PARENT * ofParent) break;
		at = next;
	}
	const partOf = (node: number, isItself: boolean): DiffPart => {
		const nanos = (isItself ? nodes[node]?.ownDeltaNanos : nodes[node]?.deltaNanos) ?? 0;
		return { node, share: nanos / deltaNanos, deltaNanos: nanos, isItself };
	};
	const own = at === -1 ? 0 : (nodes[at]?.ownDeltaNanos ?? 0) / deltaNanos;
	const isItself = at !== -1 && own >= OF_PARENT * weight(at);
	const inside = (children.get(at) ?? []).map((node) => partOf(node, false));
	const candidates = at === -1 ? inside : [...inside, partOf(at, true)];
	const parts = candidates
		.filter(({ share }) => share >= PART_RATIO)
		.sort((one, other) => other.share - one.share || one.node - other.node)
		.slice(0, MOST_PARTS);
	const main = entryOf(nodes, at);
	const isFound = at !== -1 && (isItself || nodes[at]?.parent !== -1);
	return {
		verdict: isFound ? "found" : "spread",
		main: at === -1 ? undefined : partOf(main, isItself && main === at),
		inside: main === at ? undefined : partOf(at, isItself),
		parts: isItself ? [] : parts,
		calls: moreCalls(nodes, main),
	};
}

/** The nearest node at or above one at which its service was entered from another; the node itself below a root of the same service. */
function entryOf(nodes: readonly DiffNode[], from: number): number {
	for (let at = from; at >= 0; at = nodes[at]?.parent ?? -1) {
		const parent = nodes[at]?.parent ?? -1;
		if (parent >= 0 && nodes[parent]?.service !== nodes[at]?.service) return at;
	}
	return from;
}

function childrenOf(nodes: readonly DiffNode[]): ReadonlyMap<number, readonly number[]> {
	return Map.groupBy(nodes.keys(), (node) => nodes[node]?.parent ?? -1);
}

function heaviest(children: ReadonlyMap<number, readonly number[]>, node: number, weight: (node: number) => number): number | undefined {
	let best: number | undefined;
	for (const child of children.get(node) ?? []) if (best === undefined || weight(child) > weight(best)) best = child;
	return best;
}

function moreCalls(nodes: readonly DiffNode[], from: number): number | undefined {
	for (let at = from; at >= 0; at = nodes[at]?.parent ?? -1) {
		if (!callsDiffer(nodes[at])) continue;
		const caller = nodes[at]?.parent ?? -1;
		const isAnswer = nodes[at]?.kind === SpanKind.server && nodes[caller]?.kind === SpanKind.client;
		return isAnswer && callsDiffer(nodes[caller]) ? caller : at;
	}
	return undefined;
}

function callsDiffer(node: DiffNode | undefined): boolean {
	return Math.abs((node?.a?.spans ?? 0) - (node?.b?.spans ?? 0)) >= CALLS_DIFFER;
}
