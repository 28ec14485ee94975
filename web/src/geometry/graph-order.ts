/** The order of a layered graph: which edges run backwards, which layer a node is in, who stands above whom. Indices only, no places. */

export interface IndexedEdge {
	readonly from: number;
	readonly to: number;
}

/**
 * Turn edges round until no cycle is left.
 *
 * Shape   nodes are 0 … count - 1 in the caller's order, which decides where a cycle is entered: at nodes that nobody calls, then at the first.
 * Result  edges that all run forwards, the turned ones too; self-calls are left out.   Cost  O(nodes + edges).
 */
export function forwardEdges(count: number, edges: readonly IndexedEdge[]): readonly IndexedEdge[] {
	const out = Array.from({ length: count }, (): number[] => []);
	const calls = new Uint32Array(count);
	for (const { from, to } of edges) {
		if (from === to) continue;
		out[from]?.push(to);
		calls[to] = (calls[to] ?? 0) + 1;
	}
	const roots = Array.from({ length: count }, (_, node) => node).sort(
		(a, b) => Number((calls[a] ?? 0) > 0) - Number((calls[b] ?? 0) > 0) || a - b,
	);
	/** 0 unseen, 1 on the way, 2 done. */
	const state = new Uint8Array(count);
	const forward: IndexedEdge[] = [];
	for (const root of roots) {
		if (state[root] !== 0) continue;
		const path: { readonly node: number; next: number }[] = [{ node: root, next: 0 }];
		state[root] = 1;
		while (path.length > 0) {
			const top = path[path.length - 1];
			const to = top === undefined ? undefined : out[top.node]?.[top.next];
			if (top === undefined) break;
			if (to === undefined) {
				state[top.node] = 2;
				path.pop();
				continue;
			}
			top.next++;
			forward.push(state[to] === 1 ? { from: to, to: top.node } : { from: top.node, to });
			if (state[to] !== 0) continue;
			state[to] = 1;
			path.push({ node: to, next: 0 });
		}
	}
	return forward;
}

/**
 * The layer of every node: one more than the deepest of its callers. Nodes that nobody calls stand right before the first that they call.
 *
 * Shape   `edges` without cycles.   Cost  O(nodes + edges).
 */
export function layersOf(count: number, edges: readonly IndexedEdge[]): Int32Array {
	const layer = new Int32Array(count);
	const open = new Uint32Array(count);
	const out = Array.from({ length: count }, (): number[] => []);
	for (const { from, to } of edges) {
		out[from]?.push(to);
		open[to] = (open[to] ?? 0) + 1;
	}
	const sources = Array.from({ length: count }, (_, node) => node).filter((node) => open[node] === 0);
	const queue = [...sources];
	for (let at = 0; at < queue.length; at++) {
		const node = queue[at] ?? 0;
		for (const to of out[node] ?? []) {
			layer[to] = Math.max(layer[to] ?? 0, (layer[node] ?? 0) + 1);
			open[to] = (open[to] ?? 1) - 1;
			if (open[to] === 0) queue.push(to);
		}
	}
	for (const node of sources) {
		const callees = out[node] ?? [];
		if (callees.length > 0) layer[node] = Math.min(...callees.map((to) => layer[to] ?? 0)) - 1;
	}
	return layer;
}

/** Slots of a layer from top to bottom; `above[s]` are its neighbours in the layer before, `below[s]` in the one after. */
export interface SlotGraph {
	readonly layers: readonly (readonly number[])[];
	readonly before: readonly (readonly number[])[];
	readonly after: readonly (readonly number[])[];
}

const SWEEPS = 12;

/**
 * Put the slots of each layer into an order with few crossings: sweeps to and fro, each slot at the mean of its neighbours, the best order wins.
 *
 * Result  the layers, reordered. The same graph gives the same order.   Cost  O(sweeps × edges × log).
 */
export function orderSlots({ layers, before, after }: SlotGraph): readonly (readonly number[])[] {
	const slotCount = before.length;
	const rank = new Float64Array(slotCount);
	let current = layers.map((layer) => [...layer]);
	const setRanks = (layer: readonly number[]): void => {
		for (const [at, slot] of layer.entries()) rank[slot] = at;
	};
	current.forEach(setRanks);
	const sortBy = (layer: number[], neighbours: readonly (readonly number[])[]): void => {
		const wish = new Map(layer.map((slot) => [slot, meanRank(neighbours[slot] ?? [], rank) ?? rank[slot] ?? 0]));
		layer.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0) || (rank[a] ?? 0) - (rank[b] ?? 0));
		setRanks(layer);
	};
	let best = current.map((layer) => [...layer]);
	let least = crossings(best, after);
	for (let sweep = 0; sweep < SWEEPS && least > 0; sweep++) {
		const isForward = sweep % 2 === 0;
		for (const layer of isForward ? current.slice(1) : current.slice(0, -1).reverse()) sortBy(layer, isForward ? before : after);
		const found = crossings(current, after);
		if (found >= least) continue;
		least = found;
		best = current.map((layer) => [...layer]);
	}
	current = best;
	return current;
}

function meanRank(slots: readonly number[], rank: Float64Array): number | undefined {
	if (slots.length === 0) return undefined;
	return slots.reduce((sum, slot) => sum + (rank[slot] ?? 0), 0) / slots.length;
}

/** How many pairs of edges between neighbouring layers cross. Cost: O(edges × log). */
export function crossings(layers: readonly (readonly number[])[], after: readonly (readonly number[])[]): number {
	let sum = 0;
	for (const [at, layer] of layers.entries()) {
		const next = layers[at + 1];
		if (next === undefined) break;
		const rank = new Map(next.map((slot, index) => [slot, index]));
		const ends = layer.flatMap((slot) => (after[slot] ?? []).map((to) => rank.get(to) ?? 0).sort((a, b) => a - b));
		sum += inversions(ends, next.length);
	}
	return sum;
}

/** Pairs of which the earlier is the larger. */
function inversions(values: readonly number[], size: number): number {
	const tree = new Uint32Array(size + 1);
	let sum = 0;
	for (const [seen, value] of values.entries()) {
		let smallerOrEqual = 0;
		for (let at = value + 1; at > 0; at -= at & -at) smallerOrEqual += tree[at] ?? 0;
		sum += seen - smallerOrEqual;
		for (let at = value + 1; at <= size; at += at & -at) tree[at] = (tree[at] ?? 0) + 1;
	}
	return sum;
}
