import type { Palette } from "../draw/palette.ts";
import type { Surface } from "../draw/surface.ts";
import { type TimeScale, type TimeWindow, xOf } from "../geometry/time-scale.ts";

export interface RangeBox {
	readonly scale: TimeScale;
	readonly leftPx: number;
	readonly topPx: number;
}

/** The measured stretch: its two edges, and a bar between them at the top. */
export function paintRange(surface: Surface, palette: Palette, range: TimeWindow | undefined, { scale, leftPx, topPx }: RangeBox): void {
	if (range === undefined) return;
	const [one, other] = [xOf(scale, range.from), xOf(scale, range.to)];
	const from = Math.max(Math.min(one, other), leftPx);
	const to = Math.min(Math.max(one, other), surface.widthPx);
	if (to < leftPx || from > surface.widthPx) return;
	surface.rect(palette.accent, from, topPx, Math.max(to - from, 1), 3);
	surface.rect(palette.accent, Math.round(from), topPx, 1, surface.heightPx);
	surface.rect(palette.accent, Math.round(to), topPx, 1, surface.heightPx);
}
