/** Positions that stay when a graph changes: what is placed does not move, what is new finds room beside its neighbours. Pure. */
import {
	COLUMN_GAP_PX,
	endsOf,
	type GraphBox,
	type GraphLayout,
	type GraphPlace,
	type GraphShape,
	layoutGraph,
	ROW_GAP_PX,
} from "./graph-layout.ts";

/**
 * Lay out a graph of which some nodes have places already.
 *
 * Result  every node that `kept` knows stays exactly there, also one that is gone and may come back; new ones stand to the right of a caller,
 *         else to the left of a callee, at the nearest free height, and overlap nobody. When `kept` is smaller than the graph and knows less
 *         than half of it, it says too little, and all is laid out anew; not when `isHeld`, because somebody put nodes where they are.
 *         The order of nodes and links does not matter.
 */
export function extendLayout(shape: GraphShape, kept: GraphLayout | undefined, isHeld = false): GraphLayout {
	const known = shape.nodes.filter(({ id }) => kept?.places.has(id) === true).length;
	if (kept === undefined || kept.places.size === 0) return layoutGraph(shape);
	if (!isHeld && known * 2 < shape.nodes.length && kept.places.size < shape.nodes.length) return layoutGraph(shape);
	const boxes = new Map(shape.nodes.map((node) => [node.id, node]));
	const places = new Map(kept.places);
	const waiting = new Set(shape.nodes.flatMap(({ id }) => (places.has(id) ? [] : [id])));
	if (waiting.size === 0) return kept;
	const room = new Room(boxes, places);
	const links = shape.links.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.to < b.to ? -1 : Number(a.to > b.to)));
	while (waiting.size > 0) {
		const found = [...waiting]
			.sort()
			.map((id) => ({ id, wish: wishOf(id) }))
			.find(({ wish }) => wish !== undefined);
		const id = found?.id ?? [...waiting].sort()[0] ?? "";
		const box = boxes.get(id);
		if (box !== undefined) room.put(box, found?.wish ?? room.below());
		waiting.delete(id);
	}
	return { places, routes: kept.routes };

	function wishOf(id: string): GraphPlace | undefined {
		const caller = links.find(({ from, to }) => to === id && places.has(from));
		const callee = links.find(({ from, to }) => from === id && places.has(to));
		const near = places.get(caller?.from ?? callee?.to ?? "");
		if (near === undefined) return undefined;
		const other = boxes.get(caller?.from ?? callee?.to ?? "");
		const step = COLUMN_GAP_PX + ((other?.widthPx ?? 0) + (boxes.get(id)?.widthPx ?? 0)) / 2;
		return { x: Math.round(near.x + (caller === undefined ? -step : step)), y: near.y };
	}
}

/** A node somewhere else; its links lose the lanes that were made for its former place. */
export function moveNode({ places, routes }: GraphLayout, id: string, { x, y }: GraphPlace): GraphLayout {
	return {
		places: new Map(places).set(id, { x: Math.round(x), y: Math.round(y) }),
		routes: new Map([...routes].filter(([key]) => !endsOf(key).includes(id))),
	};
}

/** Whether some node stands elsewhere in `to` than in `from`. */
export function isMoved(from: GraphLayout, to: GraphLayout): boolean {
	for (const [id, { x, y }] of to.places) {
		const before = from.places.get(id);
		if (before !== undefined && (before.x !== x || before.y !== y)) return true;
	}
	return false;
}

/** On the way from one layout to another: `share` 0..1. Nodes that are new are at their place already; lanes come at the end. */
export function layoutBetween(from: GraphLayout, to: GraphLayout, share: number): GraphLayout {
	if (share >= 1) return to;
	const places = [...to.places].map(([id, { x, y }]): [string, GraphPlace] => {
		const { x: x0, y: y0 } = from.places.get(id) ?? { x, y };
		return [id, { x: x0 + (x - x0) * share, y: y0 + (y - y0) * share }];
	});
	return { places: new Map(places), routes: new Map() };
}

const DEFAULT_BOX = { widthPx: 116, heightPx: 44 };
const STEP_PX = 20;

/** Which places are taken. */
class Room {
	private readonly boxes: ReadonlyMap<string, GraphBox>;
	private readonly places: Map<string, GraphPlace>;

	constructor(boxes: ReadonlyMap<string, GraphBox>, places: Map<string, GraphPlace>) {
		this.boxes = boxes;
		this.places = places;
	}

	/** Under everything that is there. */
	below(): GraphPlace {
		const ys = [...this.places.values()].map(({ y }) => y);
		return { x: Math.min(...[...this.places.values()].map(({ x }) => x)), y: Math.max(...ys) + DEFAULT_BOX.heightPx + ROW_GAP_PX };
	}

	/** Take the free place nearest to a wish, above or below it. */
	put(box: GraphBox, wish: GraphPlace): void {
		for (let step = 0; ; step++) {
			const offset = Math.ceil(step / 2) * STEP_PX * (step % 2 === 0 ? -1 : 1);
			const place = { x: wish.x, y: wish.y + offset };
			if (!this.isFree(box, place)) continue;
			this.places.set(box.id, place);
			return;
		}
	}

	private isFree(box: GraphBox, { x, y }: GraphPlace): boolean {
		for (const [id, place] of this.places) {
			const other = this.boxes.get(id) ?? DEFAULT_BOX;
			const isBeside = Math.abs(place.x - x) >= (box.widthPx + other.widthPx) / 2 + ROW_GAP_PX / 2;
			const isApart = Math.abs(place.y - y) >= (box.heightPx + other.heightPx) / 2 + ROW_GAP_PX / 2;
			if (!isBeside && !isApart) return false;
		}
		return true;
	}
}
