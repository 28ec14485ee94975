import type { SpanTree } from "./span-tree.ts";

/**
 * Time that each node spends itself: its duration minus the union of its children, clipped to it.
 *
 * Units   nanoseconds.   Result  one entry per node; 0 for placeholders of missing parents.   Cost  O(n).
 */
export function selfTimes(tree: SpanTree): Float64Array {
	const self = new Float64Array(tree.nodeCount);
	for (let node = 0; node < tree.spanCount; node++)
		self[node] = (tree.end[node] ?? 0) - (tree.start[node] ?? 0) - coveredByChildren(tree, node);
	return self;
}

function coveredByChildren(tree: SpanTree, node: number): number {
	const end = tree.end[node] ?? 0;
	let reached = tree.start[node] ?? 0;
	let covered = 0;
	for (let at = tree.childStart[node] ?? 0; at < (tree.childStart[node + 1] ?? 0); at++) {
		const child = tree.children[at] ?? 0;
		const from = Math.max(tree.start[child] ?? 0, reached);
		const to = Math.min(tree.end[child] ?? 0, end);
		if (to <= from) continue;
		covered += to - from;
		reached = to;
	}
	return covered;
}
