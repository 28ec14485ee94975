/** The difference of two traces as the rows of a tree. Pure. */
import type { DiffCause } from "@spanglass/shared/analysis/diff-cause";
import type { DiffNode, TraceDiff } from "@spanglass/shared/analysis/trace-diff";
import type { CompareSort } from "../../state/url/compare.ts";

export interface CompareRow {
	readonly index: number;
	readonly node: DiffNode;
	/** Rows below it, at any depth. */
	readonly descendants: number;
	readonly isFolded: boolean;
}

export interface RowWish {
	readonly sort: CompareSort;
	/** Nodes that are folded against what they are at first. */
	readonly turned: ReadonlySet<number>;
}

/** Trees that fit on a screen or two are open at first. */
const ALL_OPEN = 60;
/** In larger ones whatever holds this much of the difference is. */
const OPEN_RATIO = 0.02;

/** Rows of the tree in reading order; what lies below folded nodes is left out. Cost O(n log n). */
export function compareRows(diff: TraceDiff, cause: DiffCause, { sort, turned }: RowWish): readonly CompareRow[] {
	const { nodes } = diff;
	const children = Map.groupBy(nodes.keys(), (node) => nodes[node]?.parent ?? -1);
	const sizes = new Uint32Array(nodes.length);
	for (let at = nodes.length - 1; at >= 0; at--) {
		const parent = nodes[at]?.parent ?? -1;
		if (parent >= 0) sizes[parent] = (sizes[parent] ?? 0) + (sizes[at] ?? 0) + 1;
	}
	const open = openAtFirst(diff, cause);
	const order = (list: readonly number[]): readonly number[] =>
		sort === "structure" ? list : list.toSorted((a, b) => magnitude(nodes, b) - magnitude(nodes, a) || a - b);
	const rows: CompareRow[] = [];
	const waiting = order(children.get(-1) ?? []).toReversed();
	for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
		const node = nodes[at];
		if (node === undefined) continue;
		const isFolded = (sizes[at] ?? 0) > 0 && (open[at] === 1) === turned.has(at);
		rows.push({ index: at, node, descendants: sizes[at] ?? 0, isFolded });
		if (isFolded) continue;
		for (const child of order(children.get(at) ?? []).toReversed()) waiting.push(child);
	}
	return rows;
}

function magnitude(nodes: readonly DiffNode[], at: number): number {
	return Math.abs(nodes[at]?.deltaNanos ?? 0);
}

/** 1 for nodes whose children show at first. */
function openAtFirst({ nodes, deltaNanos }: TraceDiff, cause: DiffCause): Uint8Array {
	const open = new Uint8Array(nodes.length);
	if (nodes.length <= ALL_OPEN) return open.fill(1);
	for (const [at, { parent }] of nodes.entries()) {
		if (parent < 0) open[at] = 1;
		else if (Math.abs(nodes[at]?.deltaNanos ?? 0) >= OPEN_RATIO * Math.abs(deltaNanos)) open[parent] = 1;
	}
	for (let at = nodes[cause.main?.node ?? -1]?.parent ?? -1; at >= 0; at = nodes[at]?.parent ?? -1) open[at] = 1;
	return open;
}

/** The node of a row, its nearest ancestor that shows when it lies in a folded sub-tree; -1 when it is nowhere. */
export function shownRow(rows: readonly CompareRow[], nodes: readonly DiffNode[], index: number | undefined): number {
	for (let at = index ?? -1; at >= 0; at = nodes[at]?.parent ?? -1) {
		const row = rows.findIndex((each) => each.index === at);
		if (row >= 0) return row;
	}
	return -1;
}
