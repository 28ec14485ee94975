/** Folded sub-trees and hidden services: from what the address says to nodes, and back. */
import { spanIdAt } from "@spanglass/shared/analysis/span-tree";
import { NO_PARENT } from "@spanglass/shared/model/trace-skeleton";
import { rowOfSpan, type TraceModel } from "../../geometry/trace-model.ts";
import { FOLD_ALL } from "../../state/url/trace.ts";

const MOST_FOLDED = 60;

/** Nodes whose descendants are folded away. */
export function foldedNodes(model: TraceModel, ids: readonly string[]): ReadonlySet<number> {
	const { tree } = model;
	const folded = new Set<number>();
	if (ids.includes(FOLD_ALL)) {
		for (const root of tree.roots) for (const child of childrenOf(model, root)) if (childrenOf(model, child).length > 0) folded.add(child);
		return folded;
	}
	for (const id of ids.slice(0, MOST_FOLDED)) {
		const row = rowOfSpan(model.skeleton, id);
		if (row !== undefined) folded.add(row);
	}
	return folded;
}

function childrenOf({ tree }: TraceModel, node: number): Uint32Array {
	return tree.children.subarray(tree.childStart[node], tree.childStart[node + 1]);
}

function idsOf({ skeleton, tree }: TraceModel, nodes: Iterable<number>): readonly string[] {
	return [...nodes]
		.filter((node) => node < tree.spanCount)
		.slice(-MOST_FOLDED)
		.map((node) => spanIdAt(skeleton.spanIds, node));
}

/** Fold an open sub-tree, open a folded one. */
export function toggleFold(model: TraceModel, folded: ReadonlySet<number>, node: number): readonly string[] {
	const next = new Set(folded);
	if (!next.delete(node) && childrenOf(model, node).length > 0) next.add(node);
	return idsOf(model, next);
}

/** Fold a node, or, when it is folded or has no children, its parent: one level up with each call. `at`: the node to select then. */
export function foldLevel(
	model: TraceModel,
	folded: ReadonlySet<number>,
	node: number,
): { readonly ids: readonly string[]; readonly at: number } {
	const parent = model.tree.parent[node] ?? NO_PARENT;
	const up = (folded.has(node) || childrenOf(model, node).length === 0) && parent !== NO_PARENT;
	const at = up ? parent : node;
	return { ids: idsOf(model, new Set([...folded, at])), at };
}

/** Open a folded node so that its children show, each folded in turn. */
export function openLevel(model: TraceModel, folded: ReadonlySet<number>, node: number): readonly string[] {
	const next = new Set(folded);
	if (next.delete(node)) for (const child of childrenOf(model, node)) if (childrenOf(model, child).length > 0) next.add(child);
	return idsOf(model, next);
}

/** Open every folded ancestor, so that a node shows. The same ids when it shows already. */
export function revealed(model: TraceModel, folded: ReadonlySet<number>, node: number): readonly string[] | undefined {
	const next = new Set(folded);
	let changed = false;
	for (let at = model.tree.parent[node] ?? NO_PARENT; at !== NO_PARENT; at = model.tree.parent[at] ?? NO_PARENT)
		changed = next.delete(at) || changed;
	return changed ? idsOf(model, next) : undefined;
}

/** Per node, 1 for spans of hidden services; undefined when none is hidden. */
export function hiddenNodes({ skeleton, tree }: TraceModel, names: readonly string[]): Uint8Array | undefined {
	const services = new Set(names.map((name) => skeleton.services.indexOf(name)).filter((index) => index >= 0));
	if (services.size === 0) return undefined;
	const hidden = new Uint8Array(tree.nodeCount);
	for (let row = 0; row < skeleton.spanCount; row++) if (services.has(skeleton.service[row] ?? 0)) hidden[row] = 1;
	return hidden;
}
