/** Where the words beside the crosshair stand. Pure, in the plot's CSS pixels. */
import type { Plot } from "./plot.ts";

export interface ReadingPlace {
	/** Of the crosshair: the side with more room. */
	readonly side: "left" | "right";
	/** Of the plot: the top, unless fewer marks are covered at the bottom. */
	readonly edge: "top" | "bottom";
	readonly maxWidthPx: number;
}

/** Between the crosshair, or the mark on it, and the words. */
export const READING_GAP_PX = 14;
const USUAL_WIDTH_PX = 220;
const MOST_WIDTH_PX = 280;
const LEAST_WIDTH_PX = 120;
const LINE_PX = 18;
const PADDING_PX = 14;
const INSET_PX = 4;

/** The place for so many lines of words beside `x`. */
export function readingPlace({ frame, marks }: Pick<Plot, "frame" | "marks">, x: number, lineCount: number): ReadingPlace {
	const leftRoom = x - READING_GAP_PX;
	const rightRoom = frame.leftPx + frame.widthPx - x - READING_GAP_PX;
	const side = leftRoom > rightRoom ? "left" : "right";
	const width = Math.min(USUAL_WIDTH_PX, Math.max(leftRoom, rightRoom));
	const from = side === "left" ? x - READING_GAP_PX - width : x + READING_GAP_PX;
	const height = lineCount * LINE_PX + PADDING_PX;
	const bottomPx = frame.topPx + frame.heightPx - INSET_PX;
	const coveredFrom = (topPx: number): number =>
		marks.filter((mark) => mark.x >= from && mark.x <= from + width && mark.y >= topPx && mark.y <= topPx + height).length;
	const fits = bottomPx - height >= INSET_PX;
	return {
		side,
		edge: fits && coveredFrom(bottomPx - height) < coveredFrom(INSET_PX) ? "bottom" : "top",
		maxWidthPx: Math.min(MOST_WIDTH_PX, Math.max(LEAST_WIDTH_PX, leftRoom, rightRoom)),
	};
}
