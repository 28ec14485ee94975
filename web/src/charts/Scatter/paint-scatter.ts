/** Points by start and duration, their counts below, and the rectangle that was drawn over them. Measures: `design/README.md`. */
import { type Palette, withAlpha } from "../../draw/palette.ts";
import type { Box, Surface } from "../../draw/surface.ts";
import { radiusOf, type ScatterPoint, xOfStart, yOfDuration } from "../../geometry/scatter.ts";
import { barRects, type PlotRect } from "../../geometry/series-frame.ts";
import type { ScatterData, ScatterPlot } from "./scatter-plot.ts";

export interface ScatterScene {
	readonly surface: Surface;
	readonly palette: Palette;
	readonly data: ScatterData;
	readonly plot: ScatterPlot;
}

const FONT_PX = "500 11px";
const CROSS_PX = 3;
const HANDLE_PX = 6;
const BRUSH_LINE_PX = 1.5;

/** Draw axes, points and bars. The same data is the same picture. Cost O(points). */
export function paintScatter({ surface, palette, data, plot }: ScatterScene): void {
	surface.clear(palette.surface);
	paintAxes(surface, palette, plot);
	const { frame } = plot;
	surface.clip({ x: frame.leftPx - 4, y: frame.topPx - 4, width: frame.widthPx + 8, height: frame.heightPx + 8 });
	const ok = withAlpha(palette.point, palette.isLight ? 0.5 : 0.6);
	for (const point of data.points) if (point.errorCount === 0) paintDot(surface, ok, plot, point);
	for (const point of data.points) if (point.errorCount > 0) paintCross(surface, palette.error, plot, point);
	surface.unclip();
	paintBars(surface, palette, data, plot);
}

function paintAxes(surface: Surface, palette: Palette, plot: ScatterPlot): void {
	const { frame } = plot;
	const style = { color: palette.textMuted, font: `${FONT_PX} ${palette.uiFont}` } as const;
	for (const { text, x, y } of plot.durationTexts) {
		surface.rect(palette.borderSubtle, frame.leftPx, Math.round(y - 4), frame.widthPx, 1);
		surface.text(text, x, y, { ...style, align: "right" });
	}
	for (const { text, x, y } of plot.timeTexts) surface.text(text, x, y, { ...style, align: "center" });
	for (const { text, x, y } of plot.countTexts) surface.text(text, x, y, { ...style, align: "right" });
}

function paintDot(surface: Surface, color: string, { frame }: ScatterPlot, point: ScatterPoint): void {
	const radius = radiusOf(point.spanCount);
	const x = xOfStart(frame, point.startMs) - radius;
	const y = yOfDuration(frame, point.durationNanos) - radius;
	surface.round(color, { x, y, width: 2 * radius, height: 2 * radius }, radius);
}

function paintCross(surface: Surface, color: string, { frame }: ScatterPlot, point: ScatterPoint): void {
	const x = xOfStart(frame, point.startMs);
	const y = yOfDuration(frame, point.durationNanos);
	surface.line(color, [x - CROSS_PX, y - CROSS_PX, x + CROSS_PX, y + CROSS_PX], { width: 1.5 });
	surface.line(color, [x - CROSS_PX, y + CROSS_PX, x + CROSS_PX, y - CROSS_PX], { width: 1.5 });
}

function paintBars(surface: Surface, palette: Palette, data: ScatterData, { bars }: ScatterPlot): void {
	const clean = data.counts.map((count, bucket) => count - (data.errorCounts[bucket] ?? 0));
	const healthy = withAlpha(palette.bar, 0.65);
	for (const rect of barRects(bars, [data.errorCounts, clean])) {
		const color = rect.series === 0 ? palette.error : healthy;
		surface.rect(color, rect.x, rect.y, rect.width, rect.height);
		const end = bars.startMs + (rect.bucket + 1) * bars.stepMs;
		if (data.incompleteFromMs === undefined || end <= data.incompleteFromMs) continue;
		surface.hatch({ color: palette.surface, pitch: 4, stroke: 1.5 }, rect);
	}
	surface.rect(palette.borderDefault, bars.leftPx, bars.topPx + bars.heightPx, bars.widthPx, 1);
}

export interface ScatterOverlay {
	/** What is selected, or is being drawn. */
	readonly brush: PlotRect | undefined;
	/** A range of time that is being drawn on the bars. */
	readonly band: PlotRect | undefined;
	/** Where the keys stand. */
	readonly cell: PlotRect | undefined;
	readonly hovered: ScatterPoint | undefined;
}

/** Draw what follows the pointer and the keys. */
export function paintScatterOverlay({ surface, palette, plot }: Omit<ScatterScene, "data">, overlay: ScatterOverlay): void {
	surface.clear();
	const { brush, band, cell, hovered } = overlay;
	if (brush !== undefined) paintBrush(surface, palette, brush);
	if (band !== undefined) {
		surface.rect(withAlpha(palette.accent, 0.2), band.x, band.y, band.width, band.height);
		for (const x of [band.x, band.x + band.width - 1]) surface.rect(palette.accent, x, band.y, 1, band.height);
	}
	if (cell !== undefined) surface.frame(palette.focus, around(cell, 1), { width: 1.5, radius: 1 });
	if (hovered !== undefined) {
		const x = xOfStart(plot.frame, hovered.startMs);
		const y = yOfDuration(plot.frame, hovered.durationNanos);
		surface.frame(palette.focus, { x: x - 7, y: y - 7, width: 14, height: 14 }, { width: 2, radius: 7 });
	}
}

function paintBrush(surface: Surface, palette: Palette, box: PlotRect): void {
	surface.rect(withAlpha(palette.picked, 0.09), box.x, box.y, box.width, box.height);
	surface.frame(palette.picked, around(box, BRUSH_LINE_PX / 2), { width: BRUSH_LINE_PX });
	for (const x of [box.x, box.x + box.width]) {
		for (const y of [box.y, box.y + box.height]) {
			const handle = { x: x - HANDLE_PX / 2, y: y - HANDLE_PX / 2, width: HANDLE_PX, height: HANDLE_PX };
			surface.rect(palette.surface, handle.x, handle.y, handle.width, handle.height);
			surface.frame(palette.picked, handle, { width: BRUSH_LINE_PX });
		}
	}
}

function around(box: PlotRect, px: number): Box {
	return { x: box.x - px, y: box.y - px, width: box.width + 2 * px, height: box.height + 2 * px };
}
