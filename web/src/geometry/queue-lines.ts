/** Times in queues as lines: from the producer's end to the consumer's start, in the consumer's lane. */
import type { SpanTree } from "@spanglass/shared/analysis/span-tree";
import type { FlameLayout } from "./flame-layout.ts";

/** A stretch of time or of pixels, by its unit's context. */
export interface Stretch {
	readonly from: number;
	readonly to: number;
}

/** Only so many bars of a lane are looked at; behind them the label may be covered. */
const MOST_BARS = 256;

/**
 * The longest part of [from, to) in one lane that no bar covers: where a label can be read.
 *
 * Units   nanoseconds from the trace's start.   Result  an empty stretch at `from` when everything is covered.
 * Cost    O(log n + bars between, at most 256).
 */
export function freeStretch(layout: FlameLayout, tree: SpanTree, lane: number, { from, to }: Stretch): Stretch {
	let best: Stretch = { from, to: from };
	let reached = from;
	const take = (until: number): void => {
		if (until - reached > best.to - best.from) best = { from: reached, to: until };
	};
	const first = firstEndingAfter(layout, tree, lane, from);
	const last = Math.min(layout.laneStart[lane + 1] ?? 0, first + MOST_BARS);
	for (let at = first; at < last; at++) {
		const node = layout.laneNodes[at] ?? 0;
		const start = tree.start[node] ?? 0;
		if (start >= to) break;
		take(start);
		reached = Math.max(reached, tree.end[node] ?? 0);
	}
	take(to);
	return best;
}

function firstEndingAfter({ laneStart, laneNodes }: FlameLayout, tree: SpanTree, lane: number, nanos: number): number {
	let low = laneStart[lane] ?? 0;
	let high = laneStart[lane + 1] ?? 0;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((tree.end[laneNodes[middle] ?? 0] ?? 0) > nanos) high = middle;
		else low = middle + 1;
	}
	return low;
}

const BRACKET_PX = 6;
const AIR_PX = 6;
/** Line that must stay to be seen on both sides of a label. */
const TAIL_PX = 8;

/** Widths of what a queue's label may say, CSS pixels. */
export interface QueueLabelWidths {
	/** The queue's name. */
	readonly name: number;
	/** `12 ms in queue`. */
	readonly text: number;
	/** `12 ms`. */
	readonly short: number;
}

/** Where the parts of a queue's label go: name in brackets, then the time. */
export interface QueueLabel {
	readonly left: number;
	/** Start of the name; undefined when only the time fits. */
	readonly nameX: number | undefined;
	readonly textX: number;
	readonly right: number;
	/** Only the bare time fits. */
	readonly isShort: boolean;
}

/**
 * Centre a label in a stretch: name and time, else the time in words, else the bare time, else nothing.
 *
 * Units  CSS pixels.
 */
export function placeQueueLabel({ from, to }: Stretch, { name, text, short }: QueueLabelWidths): QueueLabel | undefined {
	const room = to - from - 2 * TAIL_PX;
	const before = name + 2 * BRACKET_PX + AIR_PX;
	const hasName = name > 0 && before + text + 2 * AIR_PX <= room;
	const isShort = text + 2 * AIR_PX > room;
	const width = (hasName ? before : 0) + (isShort ? short : text) + 2 * AIR_PX;
	if (width > room) return undefined;
	const left = Math.round((from + to - width) / 2);
	return {
		left,
		nameX: hasName ? left + AIR_PX + BRACKET_PX : undefined,
		textX: left + AIR_PX + (hasName ? before : 0),
		right: left + width,
		isShort,
	};
}
