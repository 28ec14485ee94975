/** Traces laid over each other: calls at the same place of the tree become one node. */
import type { TraceSkeleton } from "../model/trace-skeleton.ts";
import { criticalPath } from "./critical-path.ts";
import { selfTimes } from "./self-time.ts";
import { buildSpanTree } from "./span-tree.ts";
import { nestWrapped } from "./wrappers.ts";

export interface MergedNode {
	/** Index of the parent's node, -1 of a root. */
	readonly parent: number;
	readonly service: string;
	readonly operation: string;
	readonly kind: number;
	/** Traces that have a span here. */
	traces: number;
	spans: number;
	errorCount: number;
	/** Nanoseconds of all spans. */
	sumNanos: number;
	sumSelfNanos: number;
	/** Nanoseconds of critical paths that its spans themselves hold. */
	sumHeldNanos: number;
}

/** OTLP status code of an error. */
const ERROR = 2;

/**
 * Adds traces one by one. A node is a path of (service, operation, kind) from the root; siblings that are alike are one node with several
 * spans. Of more nodes than `most` the rarest are left out of the answer, with everything below them.
 */
export class MergedTree {
	readonly #nodes: MergedNode[] = [];
	readonly #byPath = new Map<string, number>();
	readonly #most: number;

	constructor(most: number) {
		this.#most = most;
	}

	/** Answers the node of each row, as `all` numbers them. Cost O(n log n). */
	add(skeleton: TraceSkeleton): Int32Array {
		const tree = buildSpanTree(skeleton);
		const selves = selfTimes(tree);
		const { held } = criticalPath(nestWrapped(tree, skeleton));
		const nodes = new Int32Array(tree.nodeCount).fill(-1);
		const seen = new Set<number>();
		for (const row of tree.preorder) {
			if (row >= skeleton.spanCount) continue;
			const parent = tree.parent[row] as number;
			const node = this.#nodeOf(skeleton, row, parent < 0 ? -1 : (nodes[parent] as number));
			nodes[row] = node;
			const merged = this.#nodes[node] as MergedNode;
			merged.spans++;
			merged.sumNanos += skeleton.duration[row] as number;
			merged.sumSelfNanos += selves[row] as number;
			merged.sumHeldNanos += held[row] as number;
			if (skeleton.status[row] === ERROR) merged.errorCount++;
			if (!seen.has(node)) merged.traces++;
			seen.add(node);
		}
		return nodes;
	}

	/** Every node in the order in which they came: after its parent, those of the first trace by their start. */
	all(): readonly MergedNode[] {
		return this.#nodes;
	}

	/** Every node after its parent, siblings by traces, then the time they take. `left`: nodes that are not among them. */
	nodes(): { readonly nodes: readonly MergedNode[]; readonly left: number } {
		const kept = this.#kept().toSorted((a, b) => this.#bySize(a, b));
		const children = Map.groupBy(kept, (node) => (this.#nodes[node] as MergedNode).parent);
		const ordered: MergedNode[] = [];
		const waiting = (children.get(-1) ?? []).map((node) => ({ node, parent: -1 })).reverse();
		for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
			const at = ordered.length;
			ordered.push({ ...(this.#nodes[next.node] as MergedNode), parent: next.parent });
			for (const node of (children.get(next.node) ?? []).toReversed()) waiting.push({ node, parent: at });
		}
		return { nodes: ordered, left: this.#nodes.length - kept.length };
	}

	/** The most frequent: a parent has at least the traces of its children, and was there before them. */
	#kept(): readonly number[] {
		const all = this.#nodes.map((_, node) => node);
		const tracesOf = (node: number) => (this.#nodes[node] as MergedNode).traces;
		all.sort((a, b) => tracesOf(b) - tracesOf(a) || a - b);
		return all.slice(0, this.#most);
	}

	#bySize(a: number, b: number): number {
		const [left, right] = [this.#nodes[a] as MergedNode, this.#nodes[b] as MergedNode];
		return right.traces - left.traces || right.sumNanos - left.sumNanos || a - b;
	}

	#nodeOf(skeleton: TraceSkeleton, row: number, parent: number): number {
		const service = skeleton.services[skeleton.service[row] as number] ?? "";
		const operation = skeleton.operations[skeleton.operation[row] as number] ?? "";
		const kind = skeleton.kind[row] as number;
		const path = JSON.stringify([parent, service, operation, kind]);
		const known = this.#byPath.get(path);
		if (known !== undefined) return known;
		this.#byPath.set(path, this.#nodes.length);
		this.#nodes.push({
			parent,
			service,
			operation,
			kind,
			traces: 0,
			spans: 0,
			errorCount: 0,
			sumNanos: 0,
			sumSelfNanos: 0,
			sumHeldNanos: 0,
		});
		return this.#nodes.length - 1;
	}
}
