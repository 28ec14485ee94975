/** What a chart over time is given. Buckets are half-open and aligned: bucket `i` begins at `startMs + i * stepMs`. */
import type { Formatted } from "@spanglass/shared/units/format";
import type { CursorSync } from "../cursor-sync.ts";

export interface TimeSeriesData {
	readonly key: string;
	/** In the legend, the tooltip and the table. */
	readonly name: string;
	/** One per bucket; null is "no data": never drawn as zero, never bridged. */
	readonly values: readonly (number | null)[];
	/** A custom property of tokens.css that holds the colour, without `--`: `p99`, `severity-error`, `service-3`… */
	readonly color: string;
	readonly widthPx?: number;
	readonly dash?: "solid" | "dashed" | "dotted";
}

/** A point with a trace behind it. */
export interface TimeSeriesMark {
	readonly key: string;
	readonly timeMs: number;
	/** Undefined: it has no place on the value axis and stands on the time axis. */
	readonly value: number | undefined;
	readonly label: string;
}

/** A moment at which something changed: a new version. */
export interface TimeSeriesFlag {
	readonly key: string;
	readonly timeMs: number;
	readonly label: string;
}

/** A value that must not be passed: a line across the plot with its text at the end. */
export interface TimeSeriesLimit {
	readonly value: number;
	readonly label: string;
}

/** A stretch of time with a state of its own; half-open. */
export interface TimeSeriesBand {
	readonly key: string;
	readonly fromMs: number;
	readonly toMs: number;
	readonly look: "pending" | "firing" | "recovering" | "noData";
	readonly label: string;
}

/** A value that was clicked, or chosen with Enter. */
export interface TimeSeriesPick {
	/** Of the line nearest to the pointer, or of the one that the keys are on. */
	readonly series: string;
	readonly value: number;
	/** Its bucket, half-open. */
	readonly fromMs: number;
	readonly toMs: number;
	/** Where it is drawn, in pixels of the window. */
	readonly place: { readonly x: number; readonly y: number };
}

export interface TimeSeriesProps {
	/** Says what the chart shows; also its accessible name. */
	readonly label: string;
	readonly startMs: number;
	readonly stepMs: number;
	/** `bars` are counts, stacked, the first series at the baseline. */
	readonly kind: "lines" | "bars";
	readonly series: readonly TimeSeriesData[];
	readonly formatValue: (value: number) => Formatted;
	/** A value on the axis that reaches to `most`; default: `formatValue`. */
	readonly formatTick?: (value: number, most: number) => Formatted;
	/** For the highest value shown: the unit in which grid lines are round, 1024 for KiB, 60 for minutes on a scale of seconds. Default 1. */
	readonly roundUnit?: (most: number) => number;
	/** Of the plot with its axes; a legend comes below it. */
	readonly heightPx: number;
	/** `row`: one line of names with their last values; `table`: last, min, avg, max. Default: `row` from three series on, else none. */
	readonly legend?: "none" | "row" | "table";
	readonly marks?: readonly TimeSeriesMark[];
	/** Given, even when empty, there is room for flags above the plot. */
	readonly flags?: readonly TimeSeriesFlag[];
	readonly limit?: TimeSeriesLimit;
	readonly bands?: readonly TimeSeriesBand[];
	/** Buckets from here on are not over: they are hatched. */
	readonly incompleteFromMs?: number;
	/** A range was dragged, or chosen with the keyboard. Half-open, at the borders of buckets. */
	readonly onRange?: (fromMs: number, toMs: number) => void;
	readonly onMark?: (key: string) => void;
	/** A value was chosen; of bars, their series is chosen instead. */
	readonly onPick?: (pick: TimeSeriesPick) => void;
	/** Shares the moment that is pointed at with the other charts of the page. */
	readonly sync?: CursorSync;
	/** A series was clicked in the legend or stack. */
	readonly onSeries?: (key: string) => void;
	/** Somebody reads or selects in the plot, or has stopped. */
	readonly onLook?: (looking: boolean) => void;
	/** Series that is alone in focus; the others are dimmed. */
	readonly isolated?: string | undefined;
}

/** The part of the props that says what is drawn. */
export type TimeSeriesContent = Pick<
	TimeSeriesProps,
	| "startMs"
	| "stepMs"
	| "kind"
	| "series"
	| "formatValue"
	| "formatTick"
	| "roundUnit"
	| "marks"
	| "flags"
	| "limit"
	| "bands"
	| "incompleteFromMs"
	| "isolated"
>;
