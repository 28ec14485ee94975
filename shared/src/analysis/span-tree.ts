/**
 * The tree of one trace's spans, as columns.
 *
 * Nodes 0 .. spanCount-1 are the rows of the skeleton; nodes from spanCount on stand for parents that never arrived, one per missing
 * parent id, each covering the time of its children. Whatever was sent, the result is a forest that reaches every node exactly once:
 * a span that is its own ancestor is cut loose at the earliest span of its cycle and becomes a root.
 */
import { MISSING_PARENT, NO_PARENT, type TraceSkeleton } from "../model/trace-skeleton.ts";
import { hexFromBytes } from "../units/hex.ts";

/** Drawn time ends here: longer spans are impossible data (24 h, nanoseconds). */
export const LONGEST_NANOS = 86_400e9;

export type TreeInput = Pick<TraceSkeleton, "spanCount" | "parent" | "start" | "duration" | "parentIds">;

export interface SpanTree {
	readonly spanCount: number;
	/** Spans and placeholders. */
	readonly nodeCount: number;
	/** Parent node, NO_PARENT for roots; never a cycle. */
	readonly parent: Int32Array;
	/** Children of node i: `children[childStart[i]] .. children[childStart[i + 1] - 1]`, in start order. */
	readonly childStart: Uint32Array;
	readonly children: Uint32Array;
	/** In start order. */
	readonly roots: Uint32Array;
	/** 0 for roots. */
	readonly depth: Uint32Array;
	/** Every node once, parents before children, siblings in start order. */
	readonly preorder: Uint32Array;
	/** Place of each node in `preorder`. */
	readonly position: Uint32Array;
	/** Nodes in the sub-tree, itself included. */
	readonly subtreeSize: Uint32Array;
	/** Nanoseconds from the trace's start; `end >= start`, at most LONGEST_NANOS later. */
	readonly start: Float64Array;
	readonly end: Float64Array;
	/** Parent links that were dropped because they closed a cycle. */
	readonly cutLinks: number;
}

/**
 * Build the tree.
 *
 * Shape   any skeleton, also a hostile one: cycles, self-parents, repeated ids, parents out of range, negative or non-finite times.
 * Result  fresh typed arrays.
 * Cost    O(n + r log r) for r roots, iterative (a chain of any depth).
 */
export function buildSpanTree(input: TreeInput): SpanTree {
	const parentsOfSpans = soundParents(input);
	const missing = missingParents(input);
	const nodeCount = input.spanCount + missing.count;
	const { start, end } = nodeTimes(input, missing, nodeCount);
	const parent = new Int32Array(nodeCount).fill(NO_PARENT);
	for (let row = 0; row < input.spanCount; row++) {
		const group = missing.groupOf[row] ?? NO_PARENT;
		parent[row] = group === NO_PARENT ? (parentsOfSpans.parent[row] ?? NO_PARENT) : input.spanCount + group;
	}
	const { childStart, children } = childrenOf(parent);
	const roots = rootsOf(parent, start);
	const walk = walkPreorder(roots, childStart, children);
	return {
		spanCount: input.spanCount,
		nodeCount,
		parent,
		childStart,
		children,
		roots,
		...walk,
		subtreeSize: sizesOf(walk.preorder, parent),
		start,
		end,
		cutLinks: parentsOfSpans.cut,
	};
}

/** How long a trace took: from its start to the last end of any node, as header and lists say it. Units: nanoseconds. Cost O(n). */
export function traceNanos({ end }: Pick<SpanTree, "end">): number {
	let last = 0;
	for (const each of end) last = Math.max(last, each);
	return last;
}

/** Parents in range, cycles cut at their earliest row. Colours: 0 unseen, otherwise the number of the walk that saw the row. */
function soundParents({ spanCount, parent: sent }: TreeInput): { readonly parent: Int32Array; readonly cut: number } {
	const parent = new Int32Array(spanCount).fill(NO_PARENT);
	for (let row = 0; row < spanCount; row++) {
		const to = sent[row] ?? NO_PARENT;
		if (to >= 0 && to < spanCount) parent[row] = to;
	}
	const seenBy = new Uint32Array(spanCount);
	let cut = 0;
	for (let row = 0; row < spanCount; row++) {
		let at = row;
		while (at !== NO_PARENT && seenBy[at] === 0) {
			seenBy[at] = row + 1;
			at = parent[at] ?? NO_PARENT;
		}
		if (at !== NO_PARENT && seenBy[at] === row + 1) {
			parent[earliestOfCycle(parent, at)] = NO_PARENT;
			cut++;
		}
	}
	return { parent, cut };
}

function earliestOfCycle(parent: Int32Array, on: number): number {
	let earliest = on;
	for (let at = parent[on] ?? on; at !== on; at = parent[at] ?? on) earliest = Math.min(earliest, at);
	return earliest;
}

interface MissingParents {
	readonly count: number;
	/** Index of the missing parent of each row, NO_PARENT when its parent is known or absent. */
	readonly groupOf: Int32Array;
}

function missingParents({ spanCount, parent, parentIds }: TreeInput): MissingParents {
	const groupOf = new Int32Array(spanCount).fill(NO_PARENT);
	const known = new Map<string, number>();
	for (let row = 0; row < spanCount; row++) {
		if (parent[row] !== MISSING_PARENT) continue;
		const id = spanIdAt(parentIds, row);
		const group = known.get(id) ?? known.size;
		known.set(id, group);
		groupOf[row] = group;
	}
	return { count: known.size, groupOf };
}

/** Hex text of the 8-byte id of a row; "" beyond the last one. */
export function spanIdAt(ids: Uint8Array, row: number): string {
	return hexFromBytes(ids.subarray(row * 8, row * 8 + 8));
}

function nodeTimes({ spanCount, start: sent, duration }: TreeInput, missing: MissingParents, nodeCount: number) {
	const start = new Float64Array(nodeCount).fill(Number.POSITIVE_INFINITY, spanCount);
	const end = new Float64Array(nodeCount);
	for (let row = 0; row < spanCount; row++) {
		const from = sent[row] ?? 0;
		const length = duration[row] ?? 0;
		start[row] = Number.isFinite(from) ? from : 0;
		end[row] = (start[row] ?? 0) + (length > 0 ? Math.min(length, LONGEST_NANOS) : 0);
		const group = missing.groupOf[row] ?? NO_PARENT;
		if (group === NO_PARENT) continue;
		start[spanCount + group] = Math.min(start[spanCount + group] ?? 0, start[row] ?? 0);
		end[spanCount + group] = Math.max(end[spanCount + group] ?? 0, end[row] ?? 0);
	}
	return { start, end };
}

function childrenOf(parent: Int32Array) {
	const childStart = new Uint32Array(parent.length + 1);
	for (const to of parent) {
		if (to >= 0) childStart[to + 1] = (childStart[to + 1] ?? 0) + 1;
	}
	for (let node = 0; node < parent.length; node++) childStart[node + 1] = (childStart[node + 1] ?? 0) + (childStart[node] ?? 0);
	const next = childStart.slice(0, parent.length);
	const children = new Uint32Array(childStart[parent.length] ?? 0);
	for (let node = 0; node < parent.length; node++) {
		const to = parent[node] ?? NO_PARENT;
		if (to < 0) continue;
		const place = next[to] ?? 0;
		children[place] = node;
		next[to] = place + 1;
	}
	return { childStart, children };
}

function rootsOf(parent: Int32Array, start: Float64Array): Uint32Array {
	const roots: number[] = [];
	for (let node = 0; node < parent.length; node++) {
		if (parent[node] === NO_PARENT) roots.push(node);
	}
	return Uint32Array.from(roots.sort((a, b) => (start[a] ?? 0) - (start[b] ?? 0) || a - b));
}

function walkPreorder(roots: Uint32Array, childStart: Uint32Array, children: Uint32Array) {
	const nodeCount = childStart.length - 1;
	const preorder = new Uint32Array(nodeCount);
	const position = new Uint32Array(nodeCount);
	const depth = new Uint32Array(nodeCount);
	const stack = new Uint32Array(nodeCount);
	let top = 0;
	for (let at = roots.length - 1; at >= 0; at--) stack[top++] = roots[at] ?? 0;
	let place = 0;
	while (top > 0) {
		const node = stack[--top] ?? 0;
		preorder[place] = node;
		position[node] = place++;
		const below = (depth[node] ?? 0) + 1;
		for (let at = (childStart[node + 1] ?? 0) - 1; at >= (childStart[node] ?? 0); at--) {
			const child = children[at] ?? 0;
			depth[child] = below;
			stack[top++] = child;
		}
	}
	return { preorder, position, depth };
}

function sizesOf(preorder: Uint32Array, parent: Int32Array): Uint32Array {
	const size = new Uint32Array(preorder.length).fill(1);
	for (let place = preorder.length - 1; place >= 0; place--) {
		const node = preorder[place] ?? 0;
		const to = parent[node] ?? NO_PARENT;
		if (to >= 0) size[to] = (size[to] ?? 0) + (size[node] ?? 0);
	}
	return size;
}
