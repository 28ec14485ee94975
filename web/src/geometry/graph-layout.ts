/** Where the nodes of a call graph stand: layers from left to right, callers before callees. Pure; the places depend on ids and edges alone. */
import { forwardEdges, type IndexedEdge, layersOf, orderSlots } from "./graph-order.ts";

export interface GraphBox {
	readonly id: string;
	readonly widthPx: number;
	readonly heightPx: number;
}

export interface GraphLink {
	readonly from: string;
	readonly to: string;
}

export interface GraphShape {
	readonly nodes: readonly GraphBox[];
	readonly links: readonly GraphLink[];
}

/** The middle of a node, pixels of the drawing. */
export interface GraphPlace {
	readonly x: number;
	readonly y: number;
}

/** Where links pass between nodes of the layers that they leap over: x, y, x, y … from caller to callee, by `linkKey`. */
export interface GraphLayout {
	readonly places: ReadonlyMap<string, GraphPlace>;
	readonly routes: ReadonlyMap<string, readonly number[]>;
}

export const COLUMN_GAP_PX = 172;
export const ROW_GAP_PX = 44;
/** Height of the lane of a link that leaps over a layer. */
const LANE_PX = 10;
const PASSES = 10;

export function linkKey({ from, to }: GraphLink): string {
	return `${from}\u0000${to}`;
}

/** Both ends of a link by its key. */
export function endsOf(key: string): readonly string[] {
	return key.split("\u0000");
}

interface Slot {
	readonly heightPx: number;
	/** Index of its node; undefined: a link passes here. */
	readonly node: number | undefined;
}

/**
 * Lay out a graph anew.
 *
 * Result  no two nodes overlap; a link that does not close a cycle runs from left to right; parts that are not connected stand below one
 *         another, the largest first, and nodes without links below all. Whole pixels. The order of nodes and links does not matter.
 * Cost    500 nodes with 2,000 links: some hundred milliseconds, in a worker.
 */
export function layoutGraph(shape: GraphShape): GraphLayout {
	const nodes = shape.nodes.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
	const index = new Map(nodes.map(({ id }, at) => [id, at]));
	const unique = new Map(shape.links.map((link) => [linkKey(link), link]));
	const links = [...unique.keys()].sort().flatMap((key): IndexedEdge[] => {
		const link = unique.get(key);
		const from = link && index.get(link.from);
		const to = link && index.get(link.to);
		return from === undefined || to === undefined ? [] : [{ from, to }];
	});
	const places = new Map<string, GraphPlace>();
	const routes = new Map<string, readonly number[]>();
	let topPx = 0;
	for (const part of partsOf(nodes.length, links)) {
		const laid = part.length === 1 ? undefined : layoutPart(nodes, part, links);
		if (laid === undefined) continue;
		for (const [node, { x, y }] of laid.places) places.set(nodes[node]?.id ?? "", { x, y: y + topPx });
		for (const [key, points] of laid.routes)
			routes.set(
				keyOf(nodes, key),
				points.map((value, at) => (at % 2 === 0 ? value : value + topPx)),
			);
		topPx += laid.heightPx + ROW_GAP_PX;
	}
	const alone = nodes.filter(({ id }) => !places.has(id));
	for (const [id, place] of trayPlaces(alone, topPx)) places.set(id, place);
	return { places, routes };
}

function keyOf(nodes: readonly GraphBox[], { from, to }: IndexedEdge): string {
	return linkKey({ from: nodes[from]?.id ?? "", to: nodes[to]?.id ?? "" });
}

/** Connected parts, the one with most nodes first, ties by their first node; nodes of a part in their order. */
function partsOf(count: number, links: readonly IndexedEdge[]): readonly (readonly number[])[] {
	const parent = Int32Array.from({ length: count }, (_, node) => node);
	const rootOf = (node: number): number => {
		let at = node;
		while (parent[at] !== at) {
			parent[at] = parent[parent[at] ?? at] ?? at;
			at = parent[at] ?? at;
		}
		return at;
	};
	for (const { from, to } of links) parent[Math.max(rootOf(from), rootOf(to))] = Math.min(rootOf(from), rootOf(to));
	const parts = Map.groupBy(
		Array.from({ length: count }, (_, node) => node),
		rootOf,
	);
	return [...parts.values()].sort((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0));
}

const TRAY_COLUMNS = 6;

/** Nodes that nobody calls and that call nobody, in rows. */
function trayPlaces(nodes: readonly GraphBox[], topPx: number): ReadonlyMap<string, GraphPlace> {
	const width = Math.max(0, ...nodes.map(({ widthPx }) => widthPx)) + ROW_GAP_PX;
	const height = Math.max(0, ...nodes.map(({ heightPx }) => heightPx)) + ROW_GAP_PX;
	return new Map(
		nodes.map(({ id }, at) => {
			const [column, row] = [at % TRAY_COLUMNS, Math.floor(at / TRAY_COLUMNS)];
			return [id, { x: Math.round((column + 0.5) * width), y: Math.round(topPx + (row + 0.5) * height) }];
		}),
	);
}

interface LaidPart {
	readonly places: ReadonlyMap<number, GraphPlace>;
	readonly routes: readonly (readonly [IndexedEdge, readonly number[]])[];
	readonly heightPx: number;
}

function layoutPart(nodes: readonly GraphBox[], part: readonly number[], links: readonly IndexedEdge[]): LaidPart {
	const local = new Map(part.map((node, at) => [node, at]));
	const own = links.flatMap(({ from, to }): IndexedEdge[] => {
		const [a, b] = [local.get(from), local.get(to)];
		return a === undefined || b === undefined ? [] : [{ from: a, to: b }];
	});
	const forward = forwardEdges(part.length, own);
	const layer = layersOf(part.length, forward);
	const slots: Slot[] = part.map((node, at) => ({ heightPx: nodes[node]?.heightPx ?? 0, node: at }));
	const layers: number[][] = Array.from({ length: Math.max(...layer) + 1 }, () => []);
	const put = (slot: number, at: number): void => void layers[at]?.push(slot);
	for (const at of part.keys()) put(at, layer[at] ?? 0);
	const before: number[][] = part.map(() => []);
	const after: number[][] = part.map(() => []);
	const chains = new Map<string, readonly number[]>();
	for (const { from, to } of withLanes(forward, layer)) {
		const key = `${from} ${to}`;
		if (chains.has(key)) continue;
		const chain: number[] = [];
		let last = from;
		for (let at = (layer[from] ?? 0) + 1; at <= (layer[to] ?? 0); at++) {
			const slot = at === layer[to] ? to : slots.push({ heightPx: LANE_PX, node: undefined }) - 1;
			before[slot] ??= [];
			after[slot] ??= [];
			if (slot !== to) {
				put(slot, at);
				chain.push(slot);
			}
			before[slot].push(last);
			after[last]?.push(slot);
			last = slot;
		}
		chains.set(key, chain);
	}
	const ordered = orderSlots({ layers, before, after });
	const ys = heightsOf(ordered, slots, { before, after });
	const xs = columnsOf(
		ordered,
		slots,
		part.map((node) => nodes[node]?.widthPx ?? 0),
	);
	const slotLayer = new Map(ordered.flatMap((column, at) => column.map((slot) => [slot, at] as const)));
	const placeOf = (slot: number): GraphPlace => ({ x: xs[slotLayer.get(slot) ?? 0]?.x ?? 0, y: Math.round(ys[slot] ?? 0) });
	const routes = own.flatMap(({ from, to }): [IndexedEdge, readonly number[]][] => {
		const chain = chains.get(`${from} ${to}`);
		if (chain === undefined || chain.length === 0) return [];
		const points = chain.flatMap((slot) => {
			const { x, y } = placeOf(slot);
			const half = (xs[slotLayer.get(slot) ?? 0]?.widthPx ?? 0) / 2;
			return [x - half, y, x + half, y];
		});
		return [[{ from: part[from] ?? 0, to: part[to] ?? 0 }, points]];
	});
	const bottomPx = slots.reduce((bottom, { heightPx }, slot) => Math.max(bottom, (ys[slot] ?? 0) + heightPx / 2), 0);
	return { places: new Map(part.map((node, at) => [node, placeOf(at)])), routes, heightPx: Math.ceil(bottomPx) };
}

/** Lanes in all: more would take longer than they help. */
const MOST_LANES = 3_000;

/** The links that get lanes in the layers that they leap over: the shortest leaps first, as far as there are lanes. The others run straight. */
function withLanes(links: readonly IndexedEdge[], layer: Int32Array): readonly IndexedEdge[] {
	const span = ({ from, to }: IndexedEdge): number => (layer[to] ?? 0) - (layer[from] ?? 0) - 1;
	let lanes = 0;
	return links
		.toSorted((a, b) => span(a) - span(b) || a.from - b.from || a.to - b.to)
		.filter((link) => {
			lanes += span(link);
			return lanes <= MOST_LANES;
		});
}

/** The middle of each layer and its width. */
function columnsOf(layers: readonly (readonly number[])[], slots: readonly Slot[], widths: readonly number[]) {
	let leftPx = 0;
	return layers.map((layer) => {
		const widthPx = Math.max(0, ...layer.flatMap((slot) => widths[slots[slot]?.node ?? -1] ?? []));
		const x = Math.round(leftPx + widthPx / 2);
		leftPx += widthPx + COLUMN_GAP_PX;
		return { x, widthPx };
	});
}

interface Neighbours {
	readonly before: readonly (readonly number[])[];
	readonly after: readonly (readonly number[])[];
}

/** Heights of all slots: each as near to the mean of its neighbours as order and gaps allow, to and fro; the topmost begins at 0. */
function heightsOf(layers: readonly (readonly number[])[], slots: readonly Slot[], { before, after }: Neighbours): Float64Array {
	const ys = new Float64Array(slots.length);
	for (const layer of layers) {
		const places = settle(layer, slots, () => 0);
		for (const [at, slot] of layer.entries()) ys[slot] = places[at] ?? 0;
	}
	for (let pass = 0; pass < PASSES; pass++) {
		const isForward = pass % 2 === 0;
		const neighbours = isForward ? before : after;
		for (const layer of isForward ? layers : layers.toReversed()) {
			const places = settle(layer, slots, (slot) => {
				const near = neighbours[slot] ?? [];
				return near.length === 0 ? (ys[slot] ?? 0) : near.reduce((sum, one) => sum + (ys[one] ?? 0), 0) / near.length;
			});
			for (const [at, slot] of layer.entries()) ys[slot] = places[at] ?? 0;
		}
	}
	const topPx = slots.reduce((top, { heightPx }, slot) => Math.min(top, (ys[slot] ?? 0) - heightPx / 2), Number.POSITIVE_INFINITY);
	return ys.map((y) => y - topPx);
}

/**
 * Places of a layer's slots that keep their order and gaps and are, in all, as near as possible to where they want to be: neighbours that
 * press against each other become one block at the mean of its wishes (isotonic regression).
 */
function settle(layer: readonly number[], slots: readonly Slot[], wishOf: (slot: number) => number): readonly number[] {
	const offsets: number[] = [];
	let reach = 0;
	for (const [at, slot] of layer.entries()) {
		const height = slots[slot]?.heightPx ?? 0;
		if (at > 0) reach += gapBetween(slots[layer[at - 1] ?? 0], slots[slot]) + height / 2;
		offsets.push(reach);
		reach += height / 2;
	}
	const blocks: { sum: number; count: number }[] = [];
	for (const [at, slot] of layer.entries()) {
		blocks.push({ sum: wishOf(slot) - (offsets[at] ?? 0), count: 1 });
		for (let last = blocks.length - 1; last > 0; last--) {
			const [upper, lower] = [blocks[last - 1], blocks[last]];
			if (upper === undefined || lower === undefined || upper.sum / upper.count <= lower.sum / lower.count) break;
			blocks.splice(last - 1, 2, { sum: upper.sum + lower.sum, count: upper.count + lower.count });
		}
	}
	const bases = blocks.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count));
	return offsets.map((offset, at) => offset + (bases[at] ?? 0));
}

/** Links that pass side by side need less room than nodes. */
function gapBetween(upper: Slot | undefined, lower: Slot | undefined): number {
	const lanes = Number(upper?.node === undefined) + Number(lower?.node === undefined);
	return lanes === 2 ? 4 : lanes === 1 ? 14 : ROW_GAP_PX;
}
