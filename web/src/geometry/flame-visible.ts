/** Which bars of a lane are worth drawing: culled to the window by binary search, runs of slivers merged into density blocks. */
import type { SpanTree } from "@spanglass/shared/analysis/span-tree";
import type { FlameLayout } from "./flame-layout.ts";
import { type TimeScale, xOf } from "./time-scale.ts";

/** Narrower bars than this merge with their neighbours. */
const SLIVER_PX = 2.6;
const SLIVER_GAP_PX = 2;
const RUN_LENGTH = 3;

/** What to draw, in lane order. `first`, `last` are places in `laneNodes`, both inclusive. */
export interface LaneSink {
	bar(node: number, x: number, width: number): void;
	block(first: number, last: number, x: number, width: number): void;
}

/** Place in `laneNodes` of the first node of a lane that ends after `nanos` (or the lane's end). Cost O(log n). */
function firstEndingAfter(layout: FlameLayout, tree: SpanTree, lane: number, nanos: number): number {
	let low = layout.laneStart[lane] ?? 0;
	let high = layout.laneStart[lane + 1] ?? 0;
	while (low < high) {
		const middle = (low + high) >>> 1;
		const node = layout.laneNodes[middle] ?? 0;
		if ((tree.end[node] ?? 0) > nanos || (tree.start[node] ?? 0) >= nanos) high = middle;
		else low = middle + 1;
	}
	return low;
}

/**
 * Report the visible part of one lane.
 *
 * Units   CSS pixels; bars keep their true x and width (at least 1), also beyond the edges of the window.
 * Result  three or more neighbours under 2.6 px with less than 2 px between them are one block; others are bars.
 * Cost    O(log n + visible).
 */
export function visibleInLane(
	layout: FlameLayout,
	tree: SpanTree,
	lane: number,
	target: { readonly scale: TimeScale; readonly sink: LaneSink },
): void {
	const { scale, sink } = target;
	const perNano = scale.width / (scale.to - scale.from);
	const rightEdge = scale.left + scale.width;
	const end = layout.laneStart[lane + 1] ?? 0;
	const pixel = (nanos: number): number => scale.left + (nanos - scale.from) * perNano;
	let at = firstEndingAfter(layout, tree, lane, scale.from - scale.left / perNano);
	while (at < end) {
		const node = layout.laneNodes[at] ?? 0;
		const x = pixel(tree.start[node] ?? 0);
		if (x > rightEdge + scale.left) break;
		const right = pixel(tree.end[node] ?? 0);
		if (right - x >= SLIVER_PX) {
			sink.bar(node, x, right - x);
			at++;
			continue;
		}
		let last = at;
		let reached = Math.max(right, x + 1);
		while (last + 1 < end) {
			const next = layout.laneNodes[last + 1] ?? 0;
			const from = pixel(tree.start[next] ?? 0);
			const to = pixel(tree.end[next] ?? 0);
			if (to - from >= SLIVER_PX || from - reached >= SLIVER_GAP_PX) break;
			reached = Math.max(reached, to, from + 1);
			last++;
		}
		if (last - at + 1 >= RUN_LENGTH) sink.block(at, last, x, reached - x);
		else for (let single = at; single <= last; single++) slivers(layout, tree, single, { scale, sink });
		at = last + 1;
	}
}

function slivers(
	layout: FlameLayout,
	tree: SpanTree,
	place: number,
	{ scale, sink }: { readonly scale: TimeScale; readonly sink: LaneSink },
): void {
	const node = layout.laneNodes[place] ?? 0;
	const x = xOf(scale, tree.start[node] ?? 0);
	sink.bar(node, x, Math.max(1, xOf(scale, tree.end[node] ?? 0) - x));
}

/** The node of a lane under a pixel, or the nearest within `reachPx`; undefined when there is none. Cost O(log n). */
export function nodeAt(
	layout: FlameLayout,
	tree: SpanTree,
	lane: number,
	pointer: { readonly scale: TimeScale; readonly x: number; readonly reachPx: number },
): number | undefined {
	if (lane < 0 || lane >= layout.laneCount) return undefined;
	const { scale, x, reachPx } = pointer;
	const nanosPerPx = (scale.to - scale.from) / scale.width;
	const nanos = scale.from + (x - scale.left) * nanosPerPx;
	const after = firstEndingAfter(layout, tree, lane, nanos);
	let best: number | undefined;
	let distance = reachPx * nanosPerPx;
	for (let at = Math.max(after - 1, layout.laneStart[lane] ?? 0); at <= after && at < (layout.laneStart[lane + 1] ?? 0); at++) {
		const node = layout.laneNodes[at] ?? 0;
		const away = Math.max((tree.start[node] ?? 0) - nanos, nanos - (tree.end[node] ?? 0), 0);
		if (away > distance) continue;
		best = node;
		distance = away;
	}
	return best;
}
