/** Which part of a drawing is in sight. Pure. `x`, `y`: the drawing's pixel at the upper left corner of the window. */
import type { GraphRect } from "../../geometry/graph-curves.ts";
import type { GraphPlace } from "../../geometry/graph-layout.ts";

export interface GraphView {
	readonly x: number;
	readonly y: number;
	readonly zoom: number;
}

export interface ViewSize {
	readonly widthPx: number;
	readonly heightPx: number;
}

const LEAST_ZOOM = 0.15;
const MOST_ZOOM = 2;
const MARGIN_PX = 48;

/** Everything of `bounds` in sight, in the middle, never larger than drawn. */
export function fitView({ x, y, width, height }: GraphRect, { widthPx, heightPx }: ViewSize): GraphView {
	const free = { width: Math.max(widthPx - 2 * MARGIN_PX, 1), height: Math.max(heightPx - 2 * MARGIN_PX, 1) };
	const zoom = Math.max(LEAST_ZOOM, Math.min(1, free.width / width, free.height / height));
	return { x: x + width / 2 - widthPx / zoom / 2, y: y + height / 2 - heightPx / zoom / 2, zoom };
}

/** Zoom so that what is at `at` (pixels of the window) stays there. */
export function zoomView(view: GraphView, factor: number, at: GraphPlace): GraphView {
	const zoom = Math.max(LEAST_ZOOM, Math.min(MOST_ZOOM, view.zoom * factor));
	return { x: view.x + at.x / view.zoom - at.x / zoom, y: view.y + at.y / view.zoom - at.y / zoom, zoom };
}

/** Move what is seen by pixels of the window. */
export function panView(view: GraphView, { x, y }: GraphPlace): GraphView {
	return { ...view, x: view.x - x / view.zoom, y: view.y - y / view.zoom };
}

/** A place in the window as one of the drawing. */
export function toDrawing(view: GraphView, { x, y }: GraphPlace): GraphPlace {
	return { x: view.x + x / view.zoom, y: view.y + y / view.zoom };
}

/** Move as little as needed to have a rectangle in sight. */
export function revealRect(view: GraphView, rect: GraphRect, { widthPx, heightPx }: ViewSize): GraphView {
	const margin = MARGIN_PX / view.zoom;
	const shift = (from: number, length: number, start: number, room: number): number => {
		if (from - margin < start) return from - margin;
		return from + length + margin > start + room ? from + length + margin - room : start;
	};
	return {
		...view,
		x: shift(rect.x, rect.width, view.x, widthPx / view.zoom),
		y: shift(rect.y, rect.height, view.y, heightPx / view.zoom),
	};
}
