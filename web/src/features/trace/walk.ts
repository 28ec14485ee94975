/** Where keys lead from a span: along the tree, along its lane, and through errors, matches and the critical path. */
import { NO_PARENT } from "@spanglass/shared/model/trace-skeleton";
import type { FlameLayout } from "../../geometry/flame-layout.ts";
import type { TraceModel } from "../../geometry/trace-model.ts";

export type TreeStep = "parent" | "child" | "previous" | "next";

/** The node that a step along the tree leads to; the same node where there is none. */
export function treeStep({ tree }: TraceModel, node: number, step: TreeStep): number {
	const parent = tree.parent[node] ?? NO_PARENT;
	if (step === "parent") return parent === NO_PARENT ? node : parent;
	if (step === "child")
		return tree.childStart[node] === tree.childStart[node + 1] ? node : (tree.children[tree.childStart[node] ?? 0] ?? node);
	const siblings = parent === NO_PARENT ? tree.roots : tree.children.subarray(tree.childStart[parent], tree.childStart[parent + 1]);
	return siblings[siblings.indexOf(node) + (step === "next" ? 1 : -1)] ?? node;
}

/** The neighbour in the same lane; the same node at its ends. */
export function laneStep(layout: FlameLayout, node: number, step: 1 | -1): number {
	const lane = layout.lane[node] ?? -1;
	if (lane < 0) return node;
	const nodes = layout.laneNodes.subarray(layout.laneStart[lane], layout.laneStart[lane + 1]);
	return nodes[nodes.indexOf(node) + step] ?? node;
}

/** The next of a list after the current one, around its end; undefined for an empty list. */
export function listStep(list: ArrayLike<number>, current: number | undefined, step: 1 | -1): number | undefined {
	if (list.length === 0) return undefined;
	const at = current === undefined ? -1 : Array.prototype.indexOf.call(list, current);
	if (at < 0) return list[step === 1 ? 0 : list.length - 1];
	return list[(at + step + list.length) % list.length];
}

/** Nodes on the critical path that hold a part of it, in order of time, each once. */
export function pathNodes({ path }: TraceModel): readonly number[] {
	return [...new Set(path.node)];
}

/** Rows of spans that have logs, in order of start. */
export function loggedRows({ skeleton }: TraceModel): readonly number[] {
	const rows: number[] = [];
	skeleton.spanLogCount.forEach((count, row) => {
		if (count > 0) rows.push(row);
	});
	return rows;
}

/** Attempts after the first of each retried call, in order of start. */
export function retriedRows({ retries }: TraceModel): readonly number[] {
	return retries.flatMap(({ rows }) => rows.slice(1)).sort((a, b) => a - b);
}

/** Consumers that waited in a queue, in order of start. */
export function queuedRows({ queues }: TraceModel): readonly number[] {
	return [...queues.consumer.filter((_row, entry) => (queues.waited[entry] ?? 0) > 0)];
}

/** Spans with a time that no child covers, each once, in order of start. */
export function gapRows({ gaps }: TraceModel): readonly number[] {
	return [...new Set(gaps.node)];
}

export interface Matches {
	/** Per row, 1 = found. */
	readonly hits: Uint8Array;
	/** Found rows in reading order of the tree. */
	readonly rows: readonly number[];
}

/**
 * Spans whose operation or service holds every word, without regard to case; undefined when nothing is searched.
 *
 * Cost  O(n + dictionary).
 */
export function findSpans(model: TraceModel, text: string): Matches | undefined {
	const { skeleton } = model;
	const words = text
		.toLowerCase()
		.split(/\s+/)
		.filter((word) => word !== "");
	if (words.length === 0) return undefined;
	const inNames = (names: readonly string[], word: string): Uint8Array =>
		Uint8Array.from(names, (name) => (name.toLowerCase().includes(word) ? 1 : 0));
	const byWord = words.map((word) => ({ operations: inNames(skeleton.operations, word), services: inNames(skeleton.services, word) }));
	return matchesOf(model, (row) => {
		const operation = skeleton.operation[row] ?? 0;
		const service = skeleton.service[row] ?? 0;
		return byWord.every((found) => found.operations[operation] === 1 || found.services[service] === 1);
	});
}

/** Rows that pass, in reading order. Cost O(n). */
export function matchesOf({ skeleton, tree }: TraceModel, passes: (row: number) => boolean): Matches {
	const hits = new Uint8Array(tree.nodeCount);
	for (let row = 0; row < skeleton.spanCount; row++) if (passes(row)) hits[row] = 1;
	return { hits, rows: Array.from(tree.preorder.filter((node) => hits[node] === 1)) };
}

/** Per node, 1 = neither found nor with anything found below it, or hidden already. Cost O(n). */
export function hiddenBesides({ tree }: TraceModel, { hits }: Matches, hidden: Uint8Array | undefined): Uint8Array {
	const keeps = hits.slice();
	for (let place = tree.nodeCount - 1; place >= 0; place--) {
		const node = tree.preorder[place] ?? 0;
		const parent = tree.parent[node] ?? NO_PARENT;
		if (keeps[node] === 1 && parent >= 0) keeps[parent] = 1;
	}
	return keeps.map((kept, node) => (kept === 1 && hidden?.[node] !== 1 ? 0 : 1));
}
