/** Flags above a plot: where they stand, and which of them have room for their words. Pure, in CSS pixels. */
import { endOf, type SeriesFrame, xOfTime } from "../../geometry/series-frame.ts";
import type { TimeSeriesFlag } from "./time-series.ts";

export interface PlacedFlag {
	readonly flag: TimeSeriesFlag;
	readonly x: number;
	/** The words end, or begin, at the flag; undefined: there is no room for them. */
	readonly side: "left" | "right" | undefined;
}

const FLAG_PX = 12;
const GAP_PX = 6;

/** Flags in order of time; words stand at the left where they fit, else at the right, and never over other words or flags. */
export function placedFlags(frame: SeriesFrame, flags: readonly TimeSeriesFlag[], textPx: (text: string) => number): readonly PlacedFlag[] {
	const inside = flags.filter(({ timeMs }) => timeMs >= frame.startMs && timeMs < endOf(frame)).toSorted((a, b) => a.timeMs - b.timeMs);
	const xs = inside.map(({ timeMs }) => Math.round(xOfTime(frame, timeMs)));
	let taken = 0;
	return inside.map((flag, index): PlacedFlag => {
		const x = xs[index] ?? 0;
		const width = textPx(flag.label) + GAP_PX;
		const next = xs[index + 1] ?? frame.leftPx + frame.widthPx;
		const side = x - width >= taken ? "left" : x + FLAG_PX + width <= next ? "right" : undefined;
		taken = x + FLAG_PX + (side === "right" ? width : 0);
		return { flag, x, side };
	});
}
