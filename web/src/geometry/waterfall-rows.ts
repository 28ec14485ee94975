/** Rows of the waterfall: the tree in reading order without what is folded away or hidden. */
import type { SpanTree } from "@spanglass/shared/analysis/span-tree";
import { NO_PARENT } from "@spanglass/shared/model/trace-skeleton";
import type { FlameOptions } from "./flame-layout.ts";

export interface WaterfallRows {
	/** Node of each row, top to bottom. */
	readonly nodes: Uint32Array;
	/** Row of each node, -1 when it is not listed. */
	readonly rowOf: Int32Array;
}

/** List the rows. Cost O(n). */
export function waterfallRows(tree: SpanTree, { folded, hidden }: FlameOptions = {}): WaterfallRows {
	const nodes = new Uint32Array(tree.nodeCount);
	const rowOf = new Int32Array(tree.nodeCount).fill(-1);
	let count = 0;
	for (let place = 0; place < tree.nodeCount; place++) {
		const node = tree.preorder[place] ?? 0;
		if (hidden?.[node] !== 1) {
			rowOf[node] = count;
			nodes[count++] = node;
		}
		if (folded?.has(node) === true) place += (tree.subtreeSize[node] ?? 1) - 1;
	}
	return { nodes: nodes.subarray(0, count), rowOf };
}

/**
 * Ancestors that stay at the top while their sub-tree scrolls by: those of the first row that they do not cover, root first.
 *
 * Result  at most `limit` nodes; none while the list is at its top. At the end of a sub-tree, where no such set exists, the ancestors of
 *         the last covered row stay.
 * Cost    O(depth).
 */
export function stickyAncestors(tree: SpanTree, rows: WaterfallRows, firstRow: number, limit: number): readonly number[] {
	let before: readonly number[] = [];
	for (let height = 0; height <= limit; height++) {
		const hidden = hiddenAncestors(tree, rows, firstRow + height);
		if (hidden.length === height) return hidden;
		if (hidden.length < height) return before.slice(0, height);
		before = hidden;
	}
	return before.slice(0, limit);
}

/** Ancestors of a row that stand above it, root first. */
function hiddenAncestors(tree: SpanTree, rows: WaterfallRows, row: number): readonly number[] {
	const chain: number[] = [];
	const node = rows.nodes[row];
	for (let at = node === undefined ? NO_PARENT : (tree.parent[node] ?? NO_PARENT); at !== NO_PARENT; at = tree.parent[at] ?? NO_PARENT) {
		if ((rows.rowOf[at] ?? -1) >= 0 && (rows.rowOf[at] ?? 0) < row) chain.push(at);
	}
	return chain.reverse();
}
