/** What ECharts is told to draw: grid lines, axis texts, lines, bars, hatches and diamonds. Everything that reacts is not its business. */
import type { CustomSeriesOption, LineSeriesOption } from "echarts/charts";
import type { GridComponentOption } from "echarts/components";
import type { ComposeOption } from "echarts/core";
import {
	barRects,
	endOf,
	hatchLines,
	isIsolated,
	type PlotRect,
	type SeriesFrame,
	xOfTime,
	yOfValue,
} from "../../geometry/series-frame.ts";
import type { Plot } from "./plot.ts";
import type { TimeSeriesContent, TimeSeriesData } from "./time-series.ts";

export type PlotOption = ComposeOption<GridComponentOption | LineSeriesOption | CustomSeriesOption>;

/** Value of a custom property of the theme, by its name without `--`. */
export type ColorOf = (token: string) => string;

const LINE_PX = 1.5;
const DOT_PX = 4;
const DIMMED = 0.22;
const HATCH_PX = 6;
const FONT_PX = 11;
const DIAMOND_PX = 4.5;

/** The whole option; it replaces the one before. */
export function plotOption(content: TimeSeriesContent, plot: Plot, colorOf: ColorOf): PlotOption {
	const { frame } = plot;
	const label = { color: colorOf("text-muted"), fontSize: FONT_PX, fontFamily: colorOf("font-ui"), hideOverlap: false };
	const texts = (ticks: Plot["valueTicks"]) => {
		const known = new Map(ticks.map(({ at, text }) => [at, text]));
		return { ...label, customValues: ticks.map(({ at }) => at), formatter: (value: number) => known.get(value) ?? "" };
	};
	const axis = { type: "value", axisLine: { show: false }, axisTick: { show: false } } as const;
	return {
		animation: false,
		grid: { left: frame.leftPx, top: frame.topPx, width: frame.widthPx, height: frame.heightPx, outerBoundsMode: "none" },
		xAxis: {
			...axis,
			min: frame.startMs,
			max: endOf(frame),
			splitLine: { show: false },
			axisLabel: { ...texts(plot.timeTicks), margin: 6 },
		},
		yAxis: { ...axis, min: frame.low, max: frame.high, splitLine: { show: false }, axisLabel: { ...texts(plot.valueTicks), margin: 8 } },
		series: [
			drawn("grid", 0, gridLines(plot, colorOf("border-subtle"))),
			...(content.kind === "lines" ? linesOf(content, frame, colorOf) : [drawn("bars", 2, bars(content, frame, colorOf))]),
			drawn("incomplete", 3, hatch(content, frame, colorOf)),
			drawn("marks", 4, diamonds(plot, colorOf)),
		],
	};
}

type Shape = Extract<
	NonNullable<ReturnType<NonNullable<CustomSeriesOption["renderItem"]>>>,
	{ readonly type: "group" }
>["children"][number];

/** Shapes in the chart's own pixels, as one custom series. */
function drawn(id: string, z: number, children: Shape[]): CustomSeriesOption {
	return { type: "custom", id, z, silent: true, clip: false, data: [[0, 0]], renderItem: () => ({ type: "group", children }) };
}

/** Lines on whole pixels, so that one pixel stays one pixel. */
function gridLines({ frame, valueTicks }: Plot, stroke: string): Shape[] {
	return valueTicks.map(({ at }) => {
		const y = Math.round(yOfValue(frame, at)) + 0.5;
		return {
			type: "line",
			shape: { x1: frame.leftPx, y1: y, x2: frame.leftPx + frame.widthPx, y2: y },
			style: { stroke, lineWidth: 1 },
		};
	});
}

function isDimmed(content: TimeSeriesContent, series: TimeSeriesData): boolean {
	return content.isolated !== undefined && content.isolated !== series.key && content.series.some(({ key }) => key === content.isolated);
}

function linesOf(content: TimeSeriesContent, frame: SeriesFrame, colorOf: ColorOf): LineSeriesOption[] {
	const isAlone = content.series.length === 1;
	return content.series.map((series) => {
		const opacity = isDimmed(content, series) ? DIMMED : 1;
		const color = colorOf(series.color);
		return {
			type: "line",
			id: `line ${series.key}`,
			z: 2,
			silent: true,
			clip: false,
			data: series.values.map((value, index) => [frame.startMs + (index + 0.5) * frame.stepMs, value ?? Number.NaN]),
			connectNulls: false,
			symbol: "circle",
			showAllSymbol: true,
			symbolSize: (_value: unknown, { dataIndex }: { readonly dataIndex: number }) => (isIsolated(series.values, dataIndex) ? DOT_PX : 0),
			lineStyle: { color, opacity, width: series.widthPx ?? LINE_PX, type: series.dash ?? "solid", join: "round" },
			itemStyle: { color, opacity, borderWidth: 0 },
			...(isAlone ? { areaStyle: { color, opacity: 0.1 } } : {}),
		};
	});
}

function bars(content: TimeSeriesContent, frame: SeriesFrame, colorOf: ColorOf): Shape[] {
	const paints = content.series.map((series) => ({ fill: colorOf(series.color), opacity: isDimmed(content, series) ? DIMMED : 1 }));
	const rects = barRects(
		frame,
		content.series.map(({ values }) => values),
	);
	return rects.map(({ x, y, width, height, series }) => ({ type: "rect", shape: { x, y, width, height }, style: { ...paints[series] } }));
}

/** Bars are cut by lines of the surface's colour; behind lines the buckets get faint ones. */
function hatch({ incompleteFromMs, kind }: TimeSeriesContent, frame: SeriesFrame, colorOf: ColorOf): Shape[] {
	if (incompleteFromMs === undefined || incompleteFromMs >= endOf(frame)) return [];
	const x = xOfTime(frame, Math.max(incompleteFromMs, frame.startMs));
	const box: PlotRect = { x, y: frame.topPx, width: frame.leftPx + frame.widthPx - x, height: frame.heightPx };
	const style = kind === "bars" ? { stroke: colorOf("bg-surface"), lineWidth: 2 } : { stroke: colorOf("border-default"), lineWidth: 1 };
	return hatchLines(box, HATCH_PX).map(([x1, y1, x2, y2]) => ({ type: "line", shape: { x1, y1, x2, y2 }, style }));
}

function diamonds({ marks }: Plot, colorOf: ColorOf): Shape[] {
	const style = { fill: colorOf("path"), stroke: colorOf("path-halo"), lineWidth: 1.5 };
	const size = DIAMOND_PX;
	return marks.map(({ x, y }) => ({
		type: "polygon",
		shape: {
			points: [
				[x, y - size],
				[x + size, y],
				[x, y + size],
				[x - size, y],
			],
		},
		style,
	}));
}
