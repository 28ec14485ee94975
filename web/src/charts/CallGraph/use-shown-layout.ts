/** The layout as it is drawn: a node follows the pointer that drags it, and whatever else gets a new place glides there. */
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { isMoved, layoutBetween, moveNode } from "../../geometry/graph-keep.ts";
import type { GraphLayout, GraphPlace } from "../../geometry/graph-layout.ts";

const TWEEN_MS = 200;

export interface ShownLayout {
	readonly layout: GraphLayout;
	/** It changes with every frame: words of links wait. */
	readonly isMoving: boolean;
	readonly drag: (id: string, by: GraphPlace) => void;
	/** End of dragging. Result: what was dragged where. */
	readonly drop: () => { readonly id: string; readonly place: GraphPlace } | undefined;
}

export function useShownLayout(layout: GraphLayout): ShownLayout {
	const [between, setBetween] = useState<GraphLayout>();
	const [dragged, setDragged] = useState<{ readonly id: string; readonly place: GraphPlace }>();
	const shown = useRef(layout);
	useLayoutEffect(() => {
		const from = shown.current;
		shown.current = layout;
		setBetween(undefined);
		if (!isMoved(from, layout) || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
		let frame = 0;
		const began = performance.now();
		const step = (now: number): void => {
			const share = Math.min(1, Math.max(0, now - began) / TWEEN_MS);
			shown.current = layoutBetween(from, layout, 1 - (1 - share) ** 3);
			setBetween(share < 1 ? shown.current : undefined);
			if (share < 1) frame = requestAnimationFrame(step);
		};
		step(began);
		return () => cancelAnimationFrame(frame);
	}, [layout]);
	const settled = between ?? layout;
	const drawn = useMemo(() => (dragged === undefined ? settled : moveNode(settled, dragged.id, dragged.place)), [settled, dragged]);
	return {
		layout: drawn,
		isMoving: between !== undefined || dragged !== undefined,
		drag: (id, by) =>
			setDragged((before) => {
				const from = before?.id === id ? before.place : settled.places.get(id);
				return from === undefined ? undefined : { id, place: { x: from.x + by.x, y: from.y + by.y } };
			}),
		drop: () => {
			setDragged(undefined);
			if (dragged !== undefined) shown.current = drawn;
			return dragged;
		},
	};
}
