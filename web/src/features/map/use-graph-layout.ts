/** The places of the map's nodes: known ones stay where they are, through refreshes, reloads, new nodes and browsers. */
import { useCallback, useEffect, useLayoutEffect, useMemo, useState } from "react";
import { boxOf, type CallScene } from "../../charts/CallGraph/graph-scene.ts";
import { extendLayout } from "../../geometry/graph-keep.ts";
import { type GraphLayout, type GraphPlace, type GraphShape, layoutGraph } from "../../geometry/graph-layout.ts";
import { type MapPlaces, NO_PLACES } from "../../state/map-places.ts";
import type { LayoutRequest } from "./layout-worker.ts";
import type { KeptPlaces } from "./use-place-keeper.ts";

/** Smaller graphs take less time than starting a worker. */
const WORKER_FROM_NODES = 80;

export interface KeptLayout {
	/** Undefined while it is being read or worked out for the first time. */
	readonly layout: GraphLayout | undefined;
	/** Lay out anew, for everybody. */
	readonly tidy: () => void;
	/** Counts layouts anew, and their taking back. */
	readonly turn: number;
	/** Takes the last layout anew back; undefined when there is none, or something changed since. */
	readonly undo: (() => void) | undefined;
	readonly move: (id: string, place: GraphPlace) => void;
}

/** Lay out a scene; places depend on nodes and links alone, so that new numbers change nothing. `isFinal`: the scene is what was asked for, not one that stands in. */
export function useGraphLayout(scene: CallScene, { keeper, state: { places, isRead } }: KeptPlaces, isFinal: boolean): KeptLayout {
	const shapeKey = JSON.stringify([scene.nodes.map(({ id }) => id).sort(), scene.links.map(({ from, to }) => `${from}\u0000${to}`).sort()]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: the key says all of a scene that matters here
	const shape: GraphShape = useMemo(() => ({ nodes: scene.nodes.map(boxOf), links: scene.links }), [shapeKey]);
	const isSmall = shape.nodes.length <= WORKER_FROM_NODES || typeof Worker === "undefined";
	const isOpen = isRead && isFinal && shape.nodes.some(({ id }) => !places.places.has(id));
	useLayoutEffect(() => {
		if (!isOpen || !isSmall) return;
		keeper.change({ type: "extend", shape, layout: extendLayout(shape, places, places.pinned.size > 0), basis: places });
	}, [isOpen, isSmall, keeper, shape, places]);
	useEffect(() => {
		if (!isOpen || isSmall) return;
		return layOutAside({ shape, kept: places, isHeld: places.pinned.size > 0 }, (layout) =>
			keeper.change({ type: "extend", shape, layout, basis: places }),
		);
	}, [isOpen, isSmall, keeper, shape, places]);
	const [tidied, setTidied] = useState<{ readonly before: MapPlaces; readonly after: MapPlaces }>();
	const [turn, setTurn] = useState(0);
	const tidy = useCallback(() => {
		const put = (layout: GraphLayout): void => {
			const after = { ...layout, pinned: NO_PLACES.pinned };
			setTidied({ before: keeper.state().places, after });
			setTurn((now) => now + 1);
			keeper.change({ type: "replace", places: after });
		};
		if (isSmall) put(layoutGraph(shape));
		else layOutAside({ shape, kept: undefined, isHeld: false }, put);
	}, [keeper, shape, isSmall]);
	const undo = useCallback(() => {
		if (tidied === undefined) return;
		setTidied(undefined);
		setTurn((now) => now + 1);
		keeper.change({ type: "replace", places: tidied.before });
	}, [keeper, tidied]);
	const move = useCallback((id: string, place: GraphPlace) => keeper.change({ type: "move", id, place }), [keeper]);
	const isLaid = isRead && (places.places.size > 0 || shape.nodes.length === 0);
	return { layout: isLaid ? places : undefined, tidy, turn, undo: tidied?.after === places ? undo : undefined, move };
}

/** In a worker. Result: forgets about it. */
function layOutAside(request: LayoutRequest, onDone: (layout: GraphLayout) => void): () => void {
	const began = performance.now();
	const worker = new Worker(new URL("./layout-worker.ts", import.meta.url), { type: "module" });
	worker.addEventListener("message", ({ data }: MessageEvent<GraphLayout>) => {
		worker.terminate();
		performance.measure("map-layout", { start: began });
		onDone(data);
	});
	// a worker that does not start: slower, but here
	worker.addEventListener("error", () => onDone(extendLayout(request.shape, request.kept, request.isHeld)));
	worker.postMessage(request);
	return () => worker.terminate();
}
