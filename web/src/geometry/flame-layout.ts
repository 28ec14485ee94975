/**
 * Lanes of the flame view: x is wall time and never changed, y is chosen here.
 *
 * A node and all that lies below it form a block; the blocks of one parent, in order of start (then longest, then id: the order of rows),
 * take the first lanes beneath it that are free for their whole height. So sub-trees never interleave, and two children that do not
 * overlap share the lane right below their parent. A child that starts after its parent has ended (asynchronous work) belongs to the
 * nearest ancestor that still runs: it stays below its parent without keeping the lanes in between from others. Where a descendant
 * outlives the block's top, only its own lane stays taken until its end.
 */
import type { SpanTree } from "@spanglass/shared/analysis/span-tree";
import { type Block, LaneSearch } from "./lane-search.ts";

/** Lane of a node that is not drawn (hidden, or inside a folded sub-tree). */
export const NO_LANE = -1;

export interface FlameLayout {
	/** Per node, NO_LANE when it is not drawn. */
	readonly lane: Int32Array;
	readonly laneCount: number;
	/** Nodes of lane l in order of time, never overlapping: `laneNodes[laneStart[l]] .. laneNodes[laneStart[l + 1] - 1]`. */
	readonly laneStart: Uint32Array;
	readonly laneNodes: Uint32Array;
}

export interface FlameOptions {
	/** Nodes whose descendants are not drawn. */
	readonly folded?: ReadonlySet<number>;
	/** Per node, 1 = leave out; its children move up to the next ancestor that is drawn. */
	readonly hidden?: Uint8Array;
}

/** Ancestors that are asked whether they still run when a child starts after its parent's end. */
const FARTHEST_HOST = 64;
const NONE = -1;

/** Lay out a trace. Result: fresh arrays. Cost O(n log n) for traces of real programs, no recursion. */
export function layoutFlame(tree: SpanTree, options: FlameOptions = {}): FlameLayout {
	const { above, drawn } = drawnParents(tree, options);
	const host = hostsOf(tree, above, drawn);
	const offset = packAll(tree, { above, drawn, host });
	return lanesOf(tree, { drawn, host, offset });
}

/** `above`: the nearest drawn ancestor or NONE. */
function drawnParents(tree: SpanTree, { folded, hidden }: FlameOptions) {
	const above = new Int32Array(tree.nodeCount).fill(NONE);
	const drawn = new Uint8Array(tree.nodeCount).fill(1);
	if (folded === undefined && hidden === undefined) return { above: tree.parent, drawn };
	for (let place = 0; place < tree.nodeCount; place++) {
		const node = tree.preorder[place] ?? 0;
		const parent = tree.parent[node] ?? NONE;
		if (parent !== NONE) above[node] = drawn[parent] === 1 ? parent : (above[parent] ?? NONE);
		if (hidden?.[node] === 1) drawn[node] = 0;
		if (folded?.has(node) === true) {
			const last = place + (tree.subtreeSize[node] ?? 1);
			while (place + 1 < last) drawn[tree.preorder[++place] ?? 0] = 0;
		}
	}
	return { above, drawn };
}

function hostsOf(tree: SpanTree, above: Int32Array, drawn: Uint8Array): Int32Array {
	const host = new Int32Array(tree.nodeCount).fill(NONE);
	for (let node = 0; node < tree.nodeCount; node++) {
		if (drawn[node] === 0) continue;
		const start = tree.start[node] ?? 0;
		let at = above[node] ?? NONE;
		for (let step = 0; step < FARTHEST_HOST && at !== NONE && start >= (tree.end[at] ?? 0); step++) {
			const next = above[at] ?? NONE;
			if (next === NONE) break;
			at = next;
		}
		host[node] = at !== NONE && start >= (tree.end[at] ?? 0) ? (above[node] ?? NONE) : at;
	}
	return host;
}

interface Placing {
	readonly above: Int32Array;
	readonly drawn: Uint8Array;
	readonly host: Int32Array;
}

/** Taller blocks keep all their lanes until the last end. */
const TALLEST_PROFILE = 256;

/** Lanes between each node and its host (for nodes without a host: its lane). */
function packAll(tree: SpanTree, placing: Placing): Int32Array {
	const { drawn, host } = placing;
	const offset = new Int32Array(tree.nodeCount);
	const blocks: Blocks = {
		height: new Uint32Array(tree.nodeCount).fill(1),
		left: tree.start.slice(),
		right: tree.end.slice(),
		profiles: new Map(),
	};
	const { guestStart, guests } = guestsOf(tree, drawn, host);
	const search = new LaneSearch();
	for (let place = tree.nodeCount - 1; place >= 0; place--) {
		const node = tree.preorder[place] ?? 0;
		const own = guests.subarray(guestStart[node], guestStart[node + 1]);
		if (drawn[node] === 0 || own.length === 0) continue;
		search.reset();
		for (const guest of own) offset[guest] = search.place(blockOf(blocks, guest, lowestLane(placing, offset, guest) - 1)) + 1;
		enclose(blocks, node, own, offset);
	}
	search.reset();
	for (const root of guests.subarray(guestStart[tree.nodeCount], guestStart[tree.nodeCount + 1]))
		offset[root] = search.place(blockOf(blocks, root, 0));
	return offset;
}

/** Per node: the lanes and the time that its block takes; `profiles` has the end of each lane where they differ. */
interface Blocks {
	readonly height: Uint32Array;
	readonly left: Float64Array;
	readonly right: Float64Array;
	readonly profiles: Map<number, Float64Array>;
}

function blockOf({ height, left, right, profiles }: Blocks, node: number, from: number): Block {
	return { start: left[node] ?? 0, end: right[node] ?? 0, height: height[node] ?? 1, from, ends: profiles.get(node) };
}

/** Grow a node's block around its placed guests. */
function enclose({ height, left, right, profiles }: Blocks, node: number, guests: Uint32Array, offset: Int32Array): void {
	const ownEnd = right[node] ?? 0;
	for (const guest of guests) {
		height[node] = Math.max(height[node] ?? 1, (offset[guest] ?? 0) + (height[guest] ?? 1));
		left[node] = Math.min(left[node] ?? 0, left[guest] ?? 0);
		right[node] = Math.max(right[node] ?? 0, right[guest] ?? 0);
	}
	const lanes = height[node] ?? 1;
	if ((right[node] ?? 0) > ownEnd && lanes <= TALLEST_PROFILE) {
		const ends = new Float64Array(lanes).fill(ownEnd);
		for (const guest of guests) {
			const top = offset[guest] ?? 0;
			const inner = profiles.get(guest);
			for (let lane = 0; lane < (height[guest] ?? 1); lane++) {
				ends[top + lane] = Math.max(ends[top + lane] ?? 0, inner?.[lane] ?? right[guest] ?? 0);
			}
		}
		profiles.set(node, ends);
	}
	for (const guest of guests) profiles.delete(guest);
}

/** One below the node's own parent, counted from its host. */
function lowestLane({ above, host }: Placing, offset: Int32Array, node: number): number {
	const until = host[node] ?? NONE;
	let lanes = 1;
	let at = above[node] ?? NONE;
	for (let step = 0; step < FARTHEST_HOST && at !== until && at !== NONE; step++) {
		lanes += offset[at] ?? 0;
		at = host[at] ?? NONE;
	}
	return lanes;
}

/** Drawn nodes by host, in order of start; those without a host come last, as guests of node `nodeCount`. */
function guestsOf(tree: SpanTree, drawn: Uint8Array, host: Int32Array) {
	const count = tree.nodeCount;
	const guestStart = new Uint32Array(count + 2);
	const keyOf = (node: number): number => {
		const at = host[node] ?? NONE;
		return at === NONE ? count : at;
	};
	for (let node = 0; node < count; node++) {
		if (drawn[node] === 1) guestStart[keyOf(node) + 1] = (guestStart[keyOf(node) + 1] ?? 0) + 1;
	}
	for (let node = 0; node <= count; node++) guestStart[node + 1] = (guestStart[node + 1] ?? 0) + (guestStart[node] ?? 0);
	const next = guestStart.slice(0, count + 1);
	const guests = new Uint32Array(guestStart[count + 1] ?? 0);
	for (let node = 0; node < count; node++) {
		if (drawn[node] === 0) continue;
		const key = keyOf(node);
		const place = next[key] ?? 0;
		guests[place] = node;
		next[key] = place + 1;
	}
	sortByStart(guests.subarray(guestStart[count], guestStart[count + 1]), tree);
	return { guestStart, guests };
}

function sortByStart(nodes: Uint32Array, tree: SpanTree): void {
	if (nodes.some((node) => node >= tree.spanCount)) nodes.sort((a, b) => (tree.start[a] ?? 0) - (tree.start[b] ?? 0) || a - b);
}

function lanesOf(
	tree: SpanTree,
	{ drawn, host, offset }: { readonly drawn: Uint8Array; readonly host: Int32Array; readonly offset: Int32Array },
): FlameLayout {
	const lane = new Int32Array(tree.nodeCount).fill(NO_LANE);
	let laneCount = 0;
	for (const node of tree.preorder) {
		if (drawn[node] === 0) continue;
		const at = host[node] ?? NONE;
		lane[node] = (offset[node] ?? 0) + (at === NONE ? 0 : (lane[at] ?? 0));
		laneCount = Math.max(laneCount, (lane[node] ?? 0) + 1);
	}
	const laneStart = new Uint32Array(laneCount + 1);
	for (const at of lane) if (at !== NO_LANE) laneStart[at + 1] = (laneStart[at + 1] ?? 0) + 1;
	for (let at = 0; at < laneCount; at++) laneStart[at + 1] = (laneStart[at + 1] ?? 0) + (laneStart[at] ?? 0);
	const next = laneStart.slice(0, laneCount);
	const laneNodes = new Uint32Array(laneStart[laneCount] ?? 0);
	for (let node = 0; node < tree.nodeCount; node++) {
		const at = lane[node] ?? NO_LANE;
		if (at === NO_LANE) continue;
		const place = next[at] ?? 0;
		laneNodes[place] = node;
		next[at] = place + 1;
	}
	for (let node = tree.spanCount; node < tree.nodeCount; node++) {
		const at = lane[node] ?? NO_LANE;
		if (at !== NO_LANE) sortByStart(laneNodes.subarray(laneStart[at], laneStart[at + 1]), tree);
	}
	return { lane, laneCount, laneStart, laneNodes };
}
