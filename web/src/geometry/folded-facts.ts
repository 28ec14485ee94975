/** What a folded sub-tree hides. Kept by model, so that each drawing only looks it up. */
import type { TraceModel } from "./trace-model.ts";

interface SubtreeFacts {
	/** Failed spans before each place of the tree's reading order; one more entry for the end. */
	readonly errorsBefore: Uint32Array;
	/** Latest end of each node and all below it. */
	readonly lastEnd: Float64Array;
}

const known = new WeakMap<TraceModel["tree"], SubtreeFacts>();

function factsOf({ tree, skeleton }: Pick<TraceModel, "tree" | "skeleton">): SubtreeFacts {
	const kept = known.get(tree);
	if (kept !== undefined) return kept;
	const errorsBefore = new Uint32Array(tree.nodeCount + 1);
	for (let place = 0; place < tree.nodeCount; place++) {
		const node = tree.preorder[place] ?? 0;
		errorsBefore[place + 1] = (errorsBefore[place] ?? 0) + (skeleton.status[node] === 2 ? 1 : 0);
	}
	const lastEnd = tree.end.slice();
	for (let place = tree.nodeCount - 1; place >= 0; place--) {
		const node = tree.preorder[place] ?? 0;
		const parent = tree.parent[node] ?? -1;
		if (parent >= 0) lastEnd[parent] = Math.max(lastEnd[parent] ?? 0, lastEnd[node] ?? 0);
	}
	const facts = { errorsBefore, lastEnd };
	known.set(tree, facts);
	return facts;
}

/** Failed spans below a node. Cost O(1), O(n) the first time. */
export function errorsBelow(model: Pick<TraceModel, "tree" | "skeleton">, node: number): number {
	const { errorsBefore } = factsOf(model);
	const place = model.tree.position[node] ?? 0;
	return (errorsBefore[place + (model.tree.subtreeSize[node] ?? 1)] ?? 0) - (errorsBefore[place + 1] ?? 0);
}

/** The latest end of a node and all below it, nanoseconds. Cost O(1), O(n) the first time. */
export function lastEndBelow(model: Pick<TraceModel, "tree" | "skeleton">, node: number): number {
	return factsOf(model).lastEnd[node] ?? 0;
}
