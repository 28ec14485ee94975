/** The places of the map's nodes: known ones stay where they are, through refreshes, reloads and new nodes. */
import { useCallback, useEffect, useMemo, useState } from "react";
import { boxOf, type CallScene } from "../../charts/CallGraph/graph-scene.ts";
import { extendLayout } from "../../geometry/graph-keep.ts";
import type { GraphLayout, GraphShape } from "../../geometry/graph-layout.ts";
import { keepPlaces, recallPlaces } from "../../state/map-places.ts";
import type { LayoutRequest } from "./layout-worker.ts";

/** Smaller graphs take less time than starting a worker. */
const WORKER_FROM_NODES = 80;

export interface KeptLayout {
	/** Undefined while it is being worked out for the first time. */
	readonly layout: GraphLayout | undefined;
	/** Forget all places and lay out anew. */
	readonly tidy: () => void;
}

/** Lay out a scene; places depend on nodes and links alone, so that new numbers change nothing. */
export function useGraphLayout(scene: CallScene, environment: string): KeptLayout {
	const [turn, setTurn] = useState(0);
	const shapeKey = JSON.stringify([scene.nodes.map(({ id }) => id).sort(), scene.links.map(({ from, to }) => `${from}\u0000${to}`).sort()]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: the key says all of a scene that matters here
	const shape: GraphShape = useMemo(() => ({ nodes: scene.nodes.map(boxOf), links: scene.links }), [shapeKey]);
	const isSmall = shape.nodes.length <= WORKER_FROM_NODES || typeof Worker === "undefined";
	// biome-ignore lint/correctness/useExhaustiveDependencies: a turn asks for another layout
	const small = useMemo(() => (isSmall ? extendLayout(shape, recallPlaces(environment)) : undefined), [isSmall, shape, environment, turn]);
	const large = useLargeLayout(isSmall ? undefined : shape, environment, turn);
	const layout = small ?? large;
	useEffect(() => {
		if (layout !== undefined && layout.places.size > 0) keepPlaces(environment, layout);
	}, [layout, environment]);
	const tidy = useCallback(() => {
		keepPlaces(environment, undefined);
		setTurn((now) => now + 1);
	}, [environment]);
	return { layout, tidy };
}

/** In a worker; the former layout of the same environment stays until the next one is there. */
function useLargeLayout(shape: GraphShape | undefined, environment: string, turn: number): GraphLayout | undefined {
	const [found, setFound] = useState<{ readonly environment: string; readonly layout: GraphLayout }>();
	// biome-ignore lint/correctness/useExhaustiveDependencies: a turn asks for another layout
	useEffect(() => {
		if (shape === undefined) return;
		const worker = new Worker(new URL("./layout-worker.ts", import.meta.url), { type: "module" });
		const kept = recallPlaces(environment);
		const here = (): void => setFound({ environment, layout: extendLayout(shape, kept) });
		worker.addEventListener("message", ({ data }: MessageEvent<GraphLayout>) => setFound({ environment, layout: data }));
		// a worker that does not start: slower, but here
		worker.addEventListener("error", here);
		worker.postMessage({ shape, kept } satisfies LayoutRequest);
		return () => worker.terminate();
	}, [shape, environment, turn]);
	return shape !== undefined && found?.environment === environment ? found.layout : undefined;
}
