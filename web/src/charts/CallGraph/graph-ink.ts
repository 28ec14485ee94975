/** What everything of a call graph is drawn with. */
import { type Palette, withAlpha } from "../../draw/palette.ts";
import type { Surface } from "../../draw/surface.ts";
import type { TextWidths } from "../../draw/text-width.ts";
import type { GraphRect } from "../../geometry/graph-curves.ts";
import type { GraphView } from "./graph-view.ts";

export interface GraphInk {
	readonly surface: Surface;
	readonly palette: Palette;
	readonly widths: TextWidths;
	readonly view: GraphView;
}

const BACK = 0.15;

/** A rectangle of the drawing, in the window. */
export function onScreen({ view }: Pick<GraphInk, "view">, { x, y, width, height }: GraphRect): GraphRect {
	return { x: (x - view.x) * view.zoom, y: (y - view.y) * view.zoom, width: width * view.zoom, height: height * view.zoom };
}

/** The colour, or a faint one for what stands back. */
export function inkOf(color: string, isBack: boolean): string {
	return isBack ? withAlpha(color, BACK) : color;
}
