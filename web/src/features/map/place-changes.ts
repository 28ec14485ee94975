/** What changes the places of the map's nodes, and how a change is put on top of places that somebody else has changed meanwhile. Pure. */
import { extendLayout, moveNode } from "../../geometry/graph-keep.ts";
import { endsOf, type GraphLayout, type GraphPlace, type GraphShape } from "../../geometry/graph-layout.ts";
import type { MapPlaces } from "../../state/map-places.ts";

/**
 * extend: nodes without a place get one; `layout` is what came out over `basis`.
 * move: somebody put a node somewhere.   replace: somebody laid out anew, or took that back.
 */
export type PlaceChange =
	| { readonly type: "extend"; readonly shape: GraphShape; readonly layout: GraphLayout; readonly basis: MapPlaces }
	| { readonly type: "move"; readonly id: string; readonly place: GraphPlace }
	| { readonly type: "replace"; readonly places: MapPlaces };

/** More are not kept: those that are not drawn go first. */
const MOST_NODES = 2_000;

/**
 * The places after a change.
 *
 * Result  `known` itself when nothing is to change. What `known` holds stays where it is, except for the node that is moved, and for
 *         everything when it is replaced: of two who move one node, or lay out anew, the later one has it.
 */
export function applyChange(known: MapPlaces, change: PlaceChange): MapPlaces {
	switch (change.type) {
		case "move":
			return { ...moveNode(known, change.id, change.place), pinned: new Set([...known.pinned, change.id]) };
		case "replace":
			return change.places;
		case "extend": {
			const { shape, basis } = change;
			if (shape.nodes.every(({ id }) => known.places.has(id))) return known;
			const layout = known === basis ? change.layout : extendLayout(shape, known, known.pinned.size > 0);
			return trimmed({ ...layout, pinned: known.pinned }, shape);
		}
	}
}

function trimmed({ places, routes, pinned }: MapPlaces, shape: GraphShape): MapPlaces {
	if (places.size <= MOST_NODES) return { places, routes, pinned };
	const drawn = new Set(shape.nodes.map(({ id }) => id));
	const others = [...places.keys()].filter((id) => !drawn.has(id)).sort((a, b) => Number(pinned.has(b)) - Number(pinned.has(a)));
	const gone = new Set(others.slice(Math.max(0, MOST_NODES - drawn.size)));
	return {
		places: new Map([...places].filter(([id]) => !gone.has(id))),
		routes: new Map([...routes].filter(([key]) => !endsOf(key).some((id) => gone.has(id)))),
		pinned: new Set([...pinned].filter((id) => !gone.has(id))),
	};
}
