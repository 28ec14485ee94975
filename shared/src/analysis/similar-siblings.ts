import type { TraceSkeleton } from "../model/trace-skeleton.ts";
import type { SpanTree } from "./span-tree.ts";

/** Leaves of one parent that are alike: same service and operation. `rows` in order of start. */
export interface SimilarGroup {
	readonly parent: number;
	readonly rows: readonly number[];
	/** Nanoseconds of all, and of the one in the middle. */
	readonly sumNanos: number;
	readonly medianNanos: number;
	/** One after the other: a query in a loop looks like this (N+1). */
	readonly isSequential: boolean;
}

type SimilarInput = Pick<TraceSkeleton, "operation" | "service">;

const LEAST = 5;
/** So many of a group start after the one before has ended. */
const SEQUENTIAL_RATIO = 0.9;
const MOST_GROUPS = 1_000;

/**
 * Find at least five leaves alike below one parent.
 *
 * Result  most time first, at most 1,000 groups.   Error  "N+1" is an inference: a loop over pages looks the same.   Cost  O(n log n).
 */
export function findSimilarSiblings(tree: SpanTree, spans: SimilarInput): readonly SimilarGroup[] {
	const groups: SimilarGroup[] = [];
	for (let parent = 0; parent < tree.nodeCount; parent++) {
		const [from, to] = [tree.childStart[parent] ?? 0, tree.childStart[parent + 1] ?? 0];
		if (to - from < LEAST) continue;
		const alike = new Map<number, number[]>();
		for (let at = from; at < to; at++) {
			const row = tree.children[at] ?? 0;
			if (row >= tree.spanCount || tree.childStart[row] !== tree.childStart[row + 1]) continue;
			const key = (spans.operation[row] ?? 0) * 65_536 + (spans.service[row] ?? 0);
			const rows = alike.get(key);
			if (rows === undefined) alike.set(key, [row]);
			else rows.push(row);
		}
		for (const rows of alike.values()) if (rows.length >= LEAST) groups.push(groupOf(tree, parent, rows));
	}
	return groups.sort((a, b) => b.sumNanos - a.sumNanos || a.parent - b.parent).slice(0, MOST_GROUPS);
}

function groupOf(tree: SpanTree, parent: number, rows: readonly number[]): SimilarGroup {
	const lengths = Float64Array.from(rows, (row) => (tree.end[row] ?? 0) - (tree.start[row] ?? 0));
	const sumNanos = lengths.reduce((sum, each) => sum + each, 0);
	let following = 0;
	for (const [index, row] of rows.entries()) if (index > 0 && (tree.start[row] ?? 0) >= (tree.end[rows[index - 1] ?? 0] ?? 0)) following++;
	return {
		parent,
		rows,
		sumNanos,
		medianNanos: lengths.sort()[(rows.length - 1) >> 1] ?? 0,
		isSequential: following >= (rows.length - 1) * SEQUENTIAL_RATIO,
	};
}
