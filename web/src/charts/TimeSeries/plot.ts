/** A chart's content laid out in a box: axes with their texts, the frame, end labels, marks. Pure, in CSS pixels. */
import { formatClock, formatDayShort, zoneOffsetMinutes } from "@spanglass/shared/units/clock-text";
import { textOf } from "@spanglass/shared/units/format";
import { timeTicks, type ValueAxis, valueAxis } from "../../geometry/axis-ticks.ts";
import { endOf, type SeriesFrame, spreadLabels, xOfTime, yOfValue } from "../../geometry/series-frame.ts";
import { type PlacedFlag, placedFlags } from "./plot-flags.ts";
import type { TimeSeriesBand, TimeSeriesContent, TimeSeriesMark } from "./time-series.ts";

export interface AxisTick {
	readonly at: number;
	readonly text: string;
}

export interface EndLabel {
	readonly key: string;
	readonly name: string;
	readonly value: string;
	readonly color: string;
	readonly y: number;
}

export interface PlacedMark {
	readonly mark: TimeSeriesMark;
	readonly x: number;
	readonly y: number;
}

export interface PlacedLimit {
	readonly y: number;
	readonly label: string;
	/** Its text stands behind the plot; otherwise above the line, inside. */
	readonly isOutside: boolean;
}

export interface PlacedBand {
	readonly band: TimeSeriesBand;
	readonly left: number;
	readonly width: number;
	/** There is room for its word. */
	readonly hasWord: boolean;
}

export interface Plot {
	readonly frame: SeriesFrame;
	readonly valueTicks: readonly AxisTick[];
	readonly timeTicks: readonly AxisTick[];
	readonly endLabels: readonly EndLabel[];
	readonly marks: readonly PlacedMark[];
	readonly flags: readonly PlacedFlag[];
	readonly limit: PlacedLimit | undefined;
	readonly bands: readonly PlacedBand[];
}

export interface PlotSize {
	readonly widthPx: number;
	readonly heightPx: number;
	readonly language: "en" | "zh";
}

const TOP_PX = 8;
const FLAGS_TOP_PX = 22;
const BOTTOM_PX = 22;
const RIGHT_PX = 10;
const CHAR_PX = 6.4;
const LABEL_HEIGHT_PX = 16;
/** Narrower charts name their lines in the legend only. */
const END_LABELS_FROM_PX = 480;
const END_LABELS_MOST = 3;

export function bucketCountOf(content: Pick<TimeSeriesContent, "series">): number {
	return Math.max(1, ...content.series.map(({ values }) => values.length));
}

/** Sum of a bucket's values; null when none of them has data. */
export function totalAt(series: TimeSeriesContent["series"], bucket: number): number | null {
	const known = series.flatMap(({ values }) => values[bucket] ?? []);
	return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

function extent(content: TimeSeriesContent): { readonly least: number; readonly most: number } {
	let least = Number.POSITIVE_INFINITY;
	let most = Number.NEGATIVE_INFINITY;
	const see = (value: number | null): void => {
		if (value === null || !Number.isFinite(value)) return;
		least = Math.min(least, value);
		most = Math.max(most, value);
	};
	if (content.kind === "bars") {
		for (let bucket = 0; bucket < bucketCountOf(content); bucket++) see(totalAt(content.series, bucket));
	} else {
		for (const { values } of content.series) values.forEach(see);
	}
	for (const { value } of content.marks ?? []) see(value ?? null);
	see(content.limit?.value ?? null);
	return { least, most };
}

function axisOf(content: TimeSeriesContent, heightPx: number): ValueAxis {
	const { least, most } = extent(content);
	const reach = Math.max(Math.abs(least), Math.abs(most));
	return valueAxis({
		least,
		most,
		intervals: heightPx < 110 ? 3 : heightPx < 220 ? 4 : 5,
		whole:
			content.kind === "bars" && content.series.every(({ values }) => values.every((value) => value === null || Number.isInteger(value))),
		unit: Number.isFinite(reach) ? (content.roundUnit?.(reach) ?? 1) : 1,
		labelOf: (value) => tickText(content, value, reach),
	});
}

/** Nothing is nothing in any unit: `0`, not `0 ns`. */
function tickText({ formatTick, formatValue }: TimeSeriesContent, value: number, most: number): string {
	return value === 0 ? "0" : textOf(formatTick?.(value, most) ?? formatValue(value));
}

const textPx = (text: string): number => text.length * CHAR_PX;

/** Lay out a chart. The frame's place depends on the texts of the axis, so values of another magnitude may move it. */
export function plotOf(content: TimeSeriesContent, size: PlotSize): Plot {
	const axis = axisOf(content, size.heightPx);
	const reach = Math.max(Math.abs(axis.low), Math.abs(axis.high));
	const valueTexts = axis.ticks.map((at) => ({ at, text: tickText(content, at, reach) }));
	const ends = endsOf(content, size.widthPx);
	const leftPx = Math.ceil(Math.max(28, ...valueTexts.map(({ text }) => textPx(text) + 12)));
	const isLimitOutside = content.limit !== undefined && size.widthPx >= END_LABELS_FROM_PX;
	const rightTexts = [...ends.map(({ name, value }) => `${name} ${value}`), ...(isLimitOutside ? [content.limit.label] : [])];
	const rightPx = rightTexts.length === 0 ? RIGHT_PX : Math.ceil(Math.max(...rightTexts.map(textPx)) + (isLimitOutside ? 20 : 14));
	const topPx = content.flags === undefined ? TOP_PX : FLAGS_TOP_PX;
	const frame: SeriesFrame = {
		leftPx,
		topPx,
		widthPx: Math.max(size.widthPx - leftPx - rightPx, 1),
		heightPx: Math.max(size.heightPx - topPx - BOTTOM_PX, 1),
		startMs: content.startMs,
		stepMs: content.stepMs,
		bucketCount: bucketCountOf(content),
		low: axis.low,
		high: axis.high,
	};
	const heights = spreadLabels(
		ends.map(({ last }) => yOfValue(frame, last) - LABEL_HEIGHT_PX / 2),
		{ heightPx: LABEL_HEIGHT_PX, topPx: 0, bottomPx: topPx + frame.heightPx - LABEL_HEIGHT_PX },
	);
	return {
		frame,
		valueTicks: valueTexts,
		timeTicks: timeTexts(frame, size.language),
		endLabels: ends.map(({ key, name, value, color }, index) => ({ key, name, value, color, y: heights[index] ?? 0 })),
		marks: placedMarks(frame, content.marks ?? []),
		flags: placedFlags(frame, content.flags ?? [], textPx),
		limit:
			content.limit === undefined
				? undefined
				: { y: Math.round(yOfValue(frame, content.limit.value)), label: content.limit.label, isOutside: isLimitOutside },
		bands: placedBands(frame, content.bands ?? []),
	};
}

/** The parts of bands inside of the plot, at least two pixels wide so that a short one is seen. */
function placedBands(frame: SeriesFrame, bands: readonly TimeSeriesBand[]): readonly PlacedBand[] {
	return bands.flatMap((band) => {
		if (band.toMs <= frame.startMs || band.fromMs >= endOf(frame)) return [];
		const left = xOfTime(frame, Math.max(band.fromMs, frame.startMs));
		const width = Math.max(2, xOfTime(frame, Math.min(band.toMs, endOf(frame))) - left);
		return [{ band, left, width, hasWord: width >= textPx(band.label) + 8 }];
	});
}

function endsOf(content: TimeSeriesContent, widthPx: number) {
	if (content.kind === "bars" || widthPx < END_LABELS_FROM_PX) return [];
	if (content.series.length < 2 || content.series.length > END_LABELS_MOST) return [];
	return content.series.flatMap(({ key, name, color, values }) => {
		const last = values.findLast((value) => value !== null) ?? null;
		return last === null ? [] : [{ key, name: shortName(name), color, last, value: textOf(content.formatValue(last)) }];
	});
}

const shortName = (name: string): string => (name.length <= 14 ? name : `${name.slice(0, 13)}…`);

const MARK_PX = 9;

/** Marks that would cover one another are thinned out: of each nine pixels the highest stays. */
function placedMarks(frame: SeriesFrame, marks: readonly TimeSeriesMark[]): readonly PlacedMark[] {
	const kept = new Map<number, PlacedMark>();
	for (const mark of marks) {
		if (mark.timeMs < frame.startMs || mark.timeMs >= endOf(frame)) continue;
		const x = xOfTime(frame, mark.timeMs);
		const column = Math.floor(x / MARK_PX);
		const rival = kept.get(column)?.mark.value ?? Number.NEGATIVE_INFINITY;
		if ((mark.value ?? 0) > rival) kept.set(column, { mark, x, y: yOfValue(frame, mark.value ?? 0) });
	}
	return [...kept.values()];
}

const TICK_PX = 76;
const DAY_MS = 86_400_000;

/** Clock texts; midnight is said as the day, and a text that would stick out at the end is left out. */
export function timeTexts(frame: SeriesFrame, language: "en" | "zh"): readonly AxisTick[] {
	const endMs = endOf(frame);
	const offsetMinutes = zoneOffsetMinutes(frame.startMs);
	const { stepMs, ticks } = timeTicks({
		startMs: frame.startMs,
		endMs,
		most: Math.max(2, Math.floor(frame.widthPx / TICK_PX)),
		offsetMinutes,
	});
	const precision = stepMs < 1_000 ? "milli" : stepMs < 60_000 ? "second" : "minute";
	const texts = ticks.map((at) => ({
		at,
		text: (at + offsetMinutes * 60_000) % DAY_MS === 0 ? formatDayShort(at, language) : formatClock(at, precision),
	}));
	const room = frame.leftPx + frame.widthPx + RIGHT_PX;
	return texts.filter(({ at, text }) => xOfTime(frame, at) + textPx(text) / 2 <= room);
}

/** The value nearest to a height among the lines of a bucket, of equal ones the last, which is drawn on top; undefined where none has data. */
export function lineAt(content: Pick<TimeSeriesContent, "series" | "isolated">, { frame }: Plot, bucket: number, y: number) {
	const { series, isolated } = content;
	const shown = isolated === undefined ? series : series.filter(({ key }) => key === isolated);
	const known = shown.flatMap(({ key, values }) => {
		const value = values[bucket] ?? null;
		return value === null ? [] : [{ key, value, distance: Math.abs(yOfValue(frame, value) - y) }];
	});
	return known.reduce<(typeof known)[number] | undefined>(
		(best, line) => (best === undefined || line.distance <= best.distance ? line : best),
		undefined,
	);
}

const REACH_PX = 10;

/** The mark under a place: the nearest within ten pixels. */
export function markAt(plot: Plot, x: number, y: number): PlacedMark | undefined {
	let best: PlacedMark | undefined;
	let least = REACH_PX ** 2;
	for (const placed of plot.marks) {
		const distance = (placed.x - x) ** 2 + (placed.y - y) ** 2;
		if (distance > least) continue;
		least = distance;
		best = placed;
	}
	return best;
}

/** The marks whose times lie in a bucket, highest value first. */
export function marksInBucket(plot: Plot, bucket: number): readonly PlacedMark[] {
	const from = plot.frame.startMs + bucket * plot.frame.stepMs;
	return plot.marks
		.filter(({ mark }) => mark.timeMs >= from && mark.timeMs < from + plot.frame.stepMs)
		.toSorted((a, b) => (b.mark.value ?? 0) - (a.mark.value ?? 0));
}
