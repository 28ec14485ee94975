import { StatusCode } from "../model/span.ts";
import { NO_PARENT } from "../model/trace-skeleton.ts";
import type { SpanTree } from "./span-tree.ts";

export interface ErrorChain {
	/** Rows with status error in causal order: deepest first, then by start. */
	readonly rows: Uint32Array;
	/**
	 * The suspected cause: of the error spans without a failing child, the one whose unbroken run of failing ancestors is longest;
	 * ties: the deepest, then the earliest. Undefined without errors.
	 */
	readonly suspected: number | undefined;
	/** From the suspected span up through its failing ancestors. */
	readonly chain: readonly number[];
}

/** Order the errors of a trace. Cost O(n + e log e). */
export function errorChain(tree: SpanTree, status: Uint8Array): ErrorChain {
	const failed = (node: number): boolean => node >= 0 && node < tree.spanCount && status[node] === StatusCode.error;
	/** Failing ancestors in a row, itself included; 0 for spans that did not fail. */
	const run = new Uint32Array(tree.nodeCount);
	const hasFailingChild = new Uint8Array(tree.nodeCount);
	const rows: number[] = [];
	for (const node of tree.preorder) {
		if (!failed(node)) continue;
		const parent = tree.parent[node] ?? NO_PARENT;
		run[node] = 1 + (parent >= 0 ? (run[parent] ?? 0) : 0);
		if (parent >= 0) hasFailingChild[parent] = 1;
		rows.push(node);
	}
	const depth = (node: number): number => tree.depth[node] ?? 0;
	rows.sort((a, b) => depth(b) - depth(a) || a - b);
	const origins = rows.filter((node) => hasFailingChild[node] === 0);
	const suspected = origins.reduce<number | undefined>(
		(best, node) => (best === undefined || (run[node] ?? 0) > (run[best] ?? 0) ? node : best),
		undefined,
	);
	const chain: number[] = [];
	for (let node = suspected ?? NO_PARENT; failed(node); node = tree.parent[node] ?? NO_PARENT) chain.push(node);
	return { rows: Uint32Array.from(rows), suspected, chain };
}
