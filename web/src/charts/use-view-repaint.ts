import { useEffect, useRef } from "react";
import type { Layers } from "./use-layers.ts";
import type { ViewStore } from "./view-store.ts";

/**
 * Draw again when the shared view changes: the base when window or pointed-at service do, the overlay only while there is something on it
 * (an empty one would cost every frame of a pan).
 */
export function useViewRepaint(view: ViewStore, layers: Layers, has: { readonly selection: boolean; readonly onMove?: () => void }): void {
	const latest = useRef(has);
	latest.current = has;
	const { repaint } = layers;
	useEffect(() => {
		let before = view.get();
		let wasShown = true;
		return view.subscribe(() => {
			const now = view.get();
			const moved = now.window !== before.window;
			if (moved || now.service !== before.service) repaint("base");
			const isShown = now.hover !== undefined || now.instant !== undefined || now.range !== undefined || latest.current.selection;
			if (isShown || wasShown) repaint("overlay");
			wasShown = isShown;
			before = now;
			if (moved) latest.current.onMove?.();
		});
	}, [view, repaint]);
}
