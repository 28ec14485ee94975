import { NO_PARENT } from "../model/trace-skeleton.ts";
import type { SpanTree } from "./span-tree.ts";

/**
 * Who holds the trace's wall time: an unbroken row of pieces from the start of the longest root to its end.
 * Piece i: node `node[i]` itself holds [from, to) nanoseconds; pieces ordered by `from`.
 */
export interface CriticalPath {
	readonly node: Uint32Array;
	readonly from: Float64Array;
	readonly to: Float64Array;
	/** 1 for nodes that hold a piece or whose descendant does. */
	readonly onPath: Uint8Array;
	/** Nanoseconds of the path that each node itself holds. */
	readonly held: Float64Array;
	/** Length of the whole path: the duration of the root it starts from. */
	readonly totalNanos: number;
}

/**
 * Walk back from the end of the root through the child that finished last, then the one that finished last before that one started,
 * and so on; what no child explains is held by the node itself. A child that outlives its parent counts to the parent's end; one that
 * starts after it (asynchronous work) or runs beside the chosen one is not on the path. A child that starts before its parent counts
 * from the parent's start.
 *
 * Result  empty for an empty trace.   Cost  O(n log n), iterative.
 */
export function criticalPath(tree: SpanTree): CriticalPath {
	const pieces: { node: number; from: number; to: number }[] = [];
	const onPath = new Uint8Array(tree.nodeCount);
	const held = new Float64Array(tree.nodeCount);
	const root = longestRoot(tree);
	const open = root === NO_PARENT ? [] : [{ node: root, since: tree.start[root] ?? 0, until: tree.end[root] ?? 0 }];
	for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
		const { node, since } = visit;
		onPath[node] = 1;
		let reached = visit.until;
		const hold = (from: number): void => {
			if (reached <= from) return;
			pieces.push({ node, from, to: reached });
			held[node] = (held[node] ?? 0) + reached - from;
		};
		for (const child of childrenByEnd(tree, node)) {
			const childEnd = Math.min(tree.end[child] ?? 0, visit.until);
			const childStart = Math.max(tree.start[child] ?? 0, since);
			if (childEnd > reached || childStart >= childEnd) continue;
			hold(childEnd);
			open.push({ node: child, since: childStart, until: childEnd });
			reached = childStart;
		}
		hold(since);
	}
	pieces.sort((a, b) => a.from - b.from || a.node - b.node);
	return {
		node: Uint32Array.from(pieces, (piece) => piece.node),
		from: Float64Array.from(pieces, (piece) => piece.from),
		to: Float64Array.from(pieces, (piece) => piece.to),
		onPath,
		held,
		totalNanos: root === NO_PARENT ? 0 : (tree.end[root] ?? 0) - (tree.start[root] ?? 0),
	};
}

/** Children, the one that ends last first; ties: the one that started first. */
function childrenByEnd(tree: SpanTree, node: number): Uint32Array {
	const children = tree.children.slice(tree.childStart[node], tree.childStart[node + 1]);
	return children.length < 2 ? children : children.sort((a, b) => (tree.end[b] ?? 0) - (tree.end[a] ?? 0) || a - b);
}

function longestRoot(tree: SpanTree): number {
	let longest = NO_PARENT;
	let length = -1;
	for (const root of tree.roots) {
		const duration = (tree.end[root] ?? 0) - (tree.start[root] ?? 0);
		if (duration <= length) continue;
		longest = root;
		length = duration;
	}
	return longest;
}
