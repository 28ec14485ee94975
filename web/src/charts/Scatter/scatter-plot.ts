/** A scatter of traces over the histogram of their counts, laid out in a box: frames, axes, texts. Pure, in CSS pixels. */
import { formatCount, formatDuration, textOf } from "@spanglass/shared/units/format";
import { type DurationAxis, durationAxis, type ScatterFrame, type ScatterPoint, xOfStart, yOfDuration } from "../../geometry/scatter.ts";
import { endOf, type SeriesFrame, yOfValue } from "../../geometry/series-frame.ts";
import { timeTexts } from "../TimeSeries/plot.ts";

export interface ScatterData {
	/** Buckets: bucket `i` begins at `startMs + i * stepMs`. */
	readonly startMs: number;
	readonly stepMs: number;
	/** Traces by bucket, and those of them with errors. */
	readonly counts: readonly number[];
	readonly errorCounts: readonly number[];
	readonly points: readonly ScatterPoint[];
	/** Nanoseconds; undefined when there is no trace. */
	readonly shortest: number | undefined;
	readonly longest: number | undefined;
	/** Buckets that end later than this are not over. */
	readonly incompleteFromMs: number | undefined;
}

export interface PlotText {
	readonly text: string;
	readonly x: number;
	readonly y: number;
}

export interface ScatterPlot {
	readonly frame: ScatterFrame;
	readonly bars: SeriesFrame;
	/** Right-aligned beside the left edge. */
	readonly durationTexts: readonly PlotText[];
	readonly countTexts: readonly PlotText[];
	/** Centred below the points. */
	readonly timeTexts: readonly PlotText[];
}

export interface ScatterSize {
	readonly widthPx: number;
	readonly isCompact: boolean;
	readonly language: "en" | "zh";
}

/** Everything together, with and without room. */
const SCATTER_PX = { full: 276, compact: 176 } as const;
const PLOT = { full: { top: 14, points: 190, bars: 38 }, compact: { top: 8, points: 102, bars: 32 } } as const;
const TIMES_PX = 22;
const LEFT_PX = 58;
const RIGHT_PX = 16;
const TICK_PX = 20;
const TEXT_BASE_PX = 4;
const TEXT_PX = 14;
const CHAR_PX = 6.4;
const BUTTON_PX = 32;

export function scatterHeight(isCompact: boolean): number {
	return isCompact ? SCATTER_PX.compact : SCATTER_PX.full;
}

/** Lay the chart out. Only its width and what is in it decide: the left edge never moves. */
export function scatterPlot(data: ScatterData, { widthPx, isCompact, language }: ScatterSize): ScatterPlot {
	const room = isCompact ? PLOT.compact : PLOT.full;
	const axis: DurationAxis = durationAxis(data.shortest, data.longest, Math.floor(room.points / TICK_PX));
	const across = { leftPx: LEFT_PX, widthPx: Math.max(widthPx - LEFT_PX - RIGHT_PX, 1), startMs: data.startMs };
	const bucketCount = Math.max(data.counts.length, 1);
	const frame: ScatterFrame = {
		...across,
		topPx: room.top,
		heightPx: room.points,
		endMs: endOf({ startMs: data.startMs, stepMs: data.stepMs, bucketCount }),
		low: axis.low,
		high: axis.high,
	};
	const most = Math.max(1, ...data.counts);
	const bars: SeriesFrame = {
		...across,
		topPx: room.top + room.points + TIMES_PX,
		heightPx: room.bars,
		stepMs: data.stepMs,
		bucketCount,
		low: 0,
		high: most,
	};
	return {
		frame,
		bars,
		durationTexts: apart(
			axis.ticks.map((tick) => ({ text: textOf(formatDuration(tick)), x: LEFT_PX - 8, y: yOfDuration(frame, tick) + TEXT_BASE_PX })),
		),
		countTexts: [0, most].map((value) => ({
			text: textOf(formatCount(value)),
			x: LEFT_PX - 8,
			y: yOfValue(bars, value) + (value === 0 ? 0 : 2 * TEXT_BASE_PX),
		})),
		timeTexts: timeTexts(bars, language)
			.map(({ at, text }) => ({ text, x: xOfStart(frame, at), y: room.top + room.points + 15 }))
			.filter(({ text, x }) => isClear(text, x, widthPx)),
	};
}

/** From the bottom up, each text a line's height above the one before; the one at the top stays. */
function apart(texts: readonly PlotText[]): readonly PlotText[] {
	const kept: PlotText[] = [];
	for (const text of texts) {
		const below = kept.at(-1);
		if (below !== undefined && below.y - text.y < TEXT_PX) {
			if (text !== texts.at(-1)) continue;
			kept.pop();
		}
		kept.push(text);
	}
	return kept;
}

/** A time stands beside the durations at the left and the button at the right, on neither. */
function isClear(text: string, x: number, widthPx: number): boolean {
	const half = (text.length * CHAR_PX) / 2;
	return x - half >= LEFT_PX && x + half <= widthPx - BUTTON_PX;
}

/** Whether a place belongs to the histogram rather than to the points. */
export function isInBars({ bars }: Pick<ScatterPlot, "bars">, y: number): boolean {
	return y >= bars.topPx - 4;
}
