import { SpanKind } from "../model/span.ts";
import type { SpanTree } from "./span-tree.ts";

/** Times of a parent that no child covers: gap i lies in node `node[i]`, [from, to) nanoseconds, ordered by node, then time. */
export interface Gaps {
	readonly node: Uint32Array;
	readonly from: Float64Array;
	readonly to: Float64Array;
}

const SHARE_OF_PARENT = 0.1;
const SHORTEST_NANOS = 1e6;

/**
 * Find the gaps worth naming: at least 10 % of the parent and 1 ms. Only parents that have children and are neither CLIENT
 * nor PRODUCER spans (time around the other side's span is network or broker, not missing instrumentation).
 *
 * Cost O(n).
 */
export function findGaps(tree: SpanTree, kind: Uint8Array): Gaps {
	const nodes: number[] = [];
	const from: number[] = [];
	const to: number[] = [];
	for (let node = 0; node < tree.spanCount; node++) {
		const isOutgoing = kind[node] === SpanKind.client || kind[node] === SpanKind.producer;
		if (isOutgoing || tree.childStart[node] === tree.childStart[node + 1]) continue;
		gapsOf(tree, node, (gapFrom, gapTo) => {
			nodes.push(node);
			from.push(gapFrom);
			to.push(gapTo);
		});
	}
	return { node: Uint32Array.from(nodes), from: Float64Array.from(from), to: Float64Array.from(to) };
}

function gapsOf(tree: SpanTree, node: number, found: (from: number, to: number) => void): void {
	const start = tree.start[node] ?? 0;
	const end = tree.end[node] ?? 0;
	const least = Math.max(SHORTEST_NANOS, (end - start) * SHARE_OF_PARENT);
	let reached = start;
	for (let at = tree.childStart[node] ?? 0; at < (tree.childStart[node + 1] ?? 0); at++) {
		const child = tree.children[at] ?? 0;
		const childFrom = Math.min(tree.start[child] ?? 0, end);
		if (childFrom - reached >= least) found(reached, childFrom);
		reached = Math.max(reached, Math.min(tree.end[child] ?? 0, end));
	}
	if (end - reached >= least) found(reached, end);
}
