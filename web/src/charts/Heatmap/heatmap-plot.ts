/** A heatmap laid out in a box: frame, axes, flags, lines over it. Pure, in CSS pixels. */
import { formatDuration, textOf } from "@spanglass/shared/units/format";
import { endsOfHeat, gridOfHeat, type HeatCounts } from "../../geometry/heatmap.ts";
import { type CellGrid, type ScatterFrame, xOfStart, yOfDuration } from "../../geometry/scatter.ts";
import type { SeriesFrame } from "../../geometry/series-frame.ts";
import { timeTexts } from "../TimeSeries/plot.ts";
import { type PlacedFlag, placedFlags } from "../TimeSeries/plot-flags.ts";
import type { TimeSeriesFlag } from "../TimeSeries/time-series.ts";

export interface HeatmapLine {
	readonly key: string;
	/** A custom property of tokens.css, without `--`. */
	readonly color: string;
	/** Nanoseconds by column; null is a gap. */
	readonly values: readonly (number | null)[];
}

export interface HeatmapData {
	/** Column `i` begins at `startMs + i * stepMs`. */
	readonly startMs: number;
	readonly stepMs: number;
	readonly heat: HeatCounts;
	/** Quantiles over the cells. */
	readonly lines: readonly HeatmapLine[];
	readonly flags: readonly TimeSeriesFlag[];
	/** Columns from here on are not over: they are hatched. */
	readonly incompleteFromMs?: number;
}

export interface PlotText {
	readonly text: string;
	readonly x: number;
	readonly y: number;
}

export interface HeatmapPlot {
	readonly frame: ScatterFrame;
	readonly grid: CellGrid;
	/** The same place, for what only knows time. */
	readonly times: SeriesFrame;
	/** Right-aligned beside the left edge. */
	readonly durationTexts: readonly PlotText[];
	/** Centred below the cells. */
	readonly timeTexts: readonly PlotText[];
	readonly flags: readonly PlacedFlag[];
}

export interface HeatmapSize {
	readonly widthPx: number;
	readonly heightPx: number;
	readonly language: "en" | "zh";
}

const TOP_PX = 22;
const BOTTOM_PX = 22;
const LEFT_PX = 58;
const RIGHT_PX = 16;
const CHAR_PX = 6.4;
const TICK_PX = 22;
const TEXT_BASE_PX = 4;
const MANTISSAS = [1, 3] as const;

/** Lay a heatmap out. The left edge never moves. */
export function heatmapPlot({ startMs, stepMs, heat, flags }: HeatmapData, { widthPx, heightPx, language }: HeatmapSize): HeatmapPlot {
	const columns = Math.max(heat.columns, 1);
	const place = {
		...{ leftPx: LEFT_PX, topPx: TOP_PX, startMs },
		widthPx: Math.max(widthPx - LEFT_PX - RIGHT_PX, 1),
		heightPx: Math.max(heightPx - TOP_PX - BOTTOM_PX, 1),
	};
	const frame: ScatterFrame = { ...place, endMs: startMs + columns * stepMs, ...endsOfHeat(heat) };
	const times: SeriesFrame = { ...place, stepMs, bucketCount: columns, low: 0, high: 1 };
	return {
		...{ frame, grid: gridOfHeat(heat), times },
		durationTexts: durationTicks(frame).map((tick) => ({
			text: textOf(formatDuration(tick)),
			x: LEFT_PX - 8,
			y: yOfDuration(frame, tick) + TEXT_BASE_PX,
		})),
		timeTexts: timeTexts(times, language)
			.map(({ at, text }) => ({ text, x: xOfStart(frame, at), y: TOP_PX + place.heightPx + 15 }))
			.filter(({ text, x }) => x - (text.length * CHAR_PX) / 2 >= LEFT_PX),
		flags: placedFlags(times, flags, (text) => text.length * CHAR_PX),
	};
}

/** 1 and 3 of each decade inside of the axis; where there is no room for all, decades only. */
function durationTicks({ low, high, heightPx }: ScatterFrame): readonly number[] {
	const all: number[] = [];
	for (let power = 0; power < 19; power++) for (const mantissa of MANTISSAS) all.push(mantissa * 10 ** power);
	const inside = all.filter((tick) => tick >= low && tick <= high);
	const most = Math.max(2, Math.floor(heightPx / TICK_PX));
	return inside.length <= most ? inside : inside.filter((tick) => Number.isInteger(Math.round(Math.log10(tick) * 1e6) / 1e6));
}

/** The drawn pieces of a line, as points x y of SVG paths; a point with nothing beside it is a piece of no length. */
export function linePath({ values }: HeatmapLine, { frame, times }: HeatmapPlot): string {
	const slot = times.widthPx / times.bucketCount;
	let path = "";
	for (const [column, value] of values.entries()) {
		if (value === null) continue;
		const at = `${(frame.leftPx + (column + 0.5) * slot).toFixed(1)} ${yOfDuration(frame, value).toFixed(1)}`;
		path += (values[column - 1] ?? null) === null ? `M${at}h0` : `L${at}`;
	}
	return path;
}
