/** The merged call tree as indented rows. Pure. */
import type { TraceStructureJson } from "@spanglass/shared/api/search-schemas";

type StructureNode = TraceStructureJson["nodes"][number];

export interface StructureRow extends StructureNode {
	/** In the answer's nodes. */
	readonly index: number;
	readonly depth: number;
	/** Rows below it, at any depth. */
	readonly descendants: number;
	readonly isFolded: boolean;
}

/**
 * The rows in the order of a walk from the roots; children that are in more traces first, then slower ones.
 *
 * Shape   every node after its parent. Rows below folded nodes are left out.
 */
export function structureRows(nodes: readonly StructureNode[], folded: ReadonlySet<number>): readonly StructureRow[] {
	const children = new Map<number, number[]>();
	for (const [index, { parent }] of nodes.entries()) {
		const list = children.get(parent) ?? [];
		list.push(index);
		children.set(parent, list);
	}
	const sizes = new Array<number>(nodes.length).fill(0);
	for (let index = nodes.length - 1; index >= 0; index--) {
		const parent = nodes[index]?.parent ?? -1;
		if (parent >= 0) sizes[parent] = (sizes[parent] ?? 0) + (sizes[index] ?? 0) + 1;
	}
	const rows: StructureRow[] = [];
	const byWeight = (a: number, b: number): number => {
		const [one, other] = [nodes[a], nodes[b]];
		if (one === undefined || other === undefined) return 0;
		return other.traces - one.traces || other.averageNanos - one.averageNanos || a - b;
	};
	const open: { readonly index: number; readonly depth: number }[] = [];
	const push = (parent: number, depth: number): void => {
		const list = (children.get(parent) ?? []).toSorted(byWeight);
		for (const index of list.reverse()) open.push({ index, depth });
	};
	push(-1, 0);
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		const node = nodes[next.index];
		if (node === undefined) continue;
		const isFolded = folded.has(next.index);
		rows.push({ ...node, index: next.index, depth: next.depth, descendants: sizes[next.index] ?? 0, isFolded });
		if (!isFolded) push(next.index, next.depth + 1);
	}
	return rows;
}
