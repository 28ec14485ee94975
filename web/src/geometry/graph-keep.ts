/** Positions that stay when a graph changes: what is placed does not move, what is new finds room beside its neighbours. Pure. */
import {
	COLUMN_GAP_PX,
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
 *         else to the left of a callee, at the nearest free height, and overlap nobody. When `kept` knows less than half of the nodes, it is of
 *         another graph, and all is laid out anew.
 *         The order of nodes and links does not matter.
 */
export function extendLayout(shape: GraphShape, kept: GraphLayout | undefined): GraphLayout {
	const known = shape.nodes.filter(({ id }) => kept?.places.has(id) === true).length;
	if (kept === undefined || known === 0 || known * 2 < shape.nodes.length) return layoutGraph(shape);
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
