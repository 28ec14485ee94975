/** Cells of a heatmap with its axes, and what follows the pointer and the keys. */
import { type Palette, withAlpha } from "../../draw/palette.ts";
import type { Surface } from "../../draw/surface.ts";
import { countAt, rectOfCells, shadeOf } from "../../geometry/heatmap.ts";
import { type PlotRect, xOfTime } from "../../geometry/series-frame.ts";
import type { HeatmapData, HeatmapPlot } from "./heatmap-plot.ts";

export interface HeatmapScene {
	readonly surface: Surface;
	readonly palette: Palette;
	readonly data: HeatmapData;
	readonly plot: HeatmapPlot;
}

const FONT_PX = "500 11px";
/** Wider cells have a seam between them. */
const SEAM_FROM_PX = 7;

/** Draw axes and cells; a cell without spans is background. Cost O(cells). */
export function paintHeatmap({ surface, palette, data, plot }: HeatmapScene): void {
	surface.clear(palette.surface);
	const { frame, grid } = plot;
	const style = { color: palette.textMuted, font: `${FONT_PX} ${palette.uiFont}` } as const;
	for (const { text, x, y } of plot.durationTexts) {
		surface.rect(palette.borderSubtle, frame.leftPx, Math.round(y - 4), frame.widthPx, 1);
		surface.text(text, x, y, { ...style, align: "right" });
	}
	for (const { text, x, y } of plot.timeTexts) surface.text(text, x, y, { ...style, align: "center" });
	const seam = frame.widthPx / grid.columns >= SEAM_FROM_PX && frame.heightPx / grid.rows >= SEAM_FROM_PX ? 1 : 0;
	for (let column = 0; column < grid.columns; column++) {
		for (let row = 0; row < grid.rows; row++) {
			const shade = shadeOf(countAt(data.heat, { column, row }), data.heat.most);
			if (shade === undefined) continue;
			const { x, y, width, height } = rectOfCells(frame, grid, { column, row }, { column, row });
			surface.rect(palette.counts[shade] ?? palette.bar, x, y, width - seam, height - seam);
		}
	}
	surface.rect(palette.borderDefault, frame.leftPx, frame.topPx + frame.heightPx, frame.widthPx, 1);
	paintIncomplete({ surface, palette, data, plot });
}

function paintIncomplete({ surface, palette, data, plot: { frame, times } }: HeatmapScene): void {
	const { incompleteFromMs } = data;
	if (incompleteFromMs === undefined || incompleteFromMs >= frame.endMs) return;
	const x = Math.max(frame.leftPx, xOfTime(times, incompleteFromMs));
	const box = { x, y: frame.topPx, width: frame.leftPx + frame.widthPx - x, height: frame.heightPx };
	surface.hatch({ color: palette.gapHatch, pitch: 5, stroke: 1 }, box);
}

export interface HeatmapOverlay {
	/** What is selected, or is being drawn. */
	readonly brush: PlotRect | undefined;
	/** Under the pointer, or where the keys stand. */
	readonly cell: PlotRect | undefined;
}

export function paintHeatmapOverlay(
	{ surface, palette }: Pick<HeatmapScene, "surface" | "palette">,
	{ brush, cell }: HeatmapOverlay,
): void {
	surface.clear();
	if (brush !== undefined) {
		surface.rect(withAlpha(palette.picked, 0.12), brush.x, brush.y, brush.width, brush.height);
		surface.frame(palette.picked, around(brush, 1), { width: 1.5 });
	}
	if (cell !== undefined) surface.frame(palette.focus, around(cell, 1.5), { width: 1.5, radius: 1 });
}

function around(box: PlotRect, px: number): PlotRect {
	return { x: box.x - px, y: box.y - px, width: box.width + 2 * px, height: box.height + 2 * px };
}
