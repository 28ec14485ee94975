/** The whole trace in a few lines of pixels: which colour covers which column of which line. */
import type { SpanTree } from "@spanglass/shared/analysis/span-tree";
import { type FlameLayout, NO_LANE } from "./flame-layout.ts";

/** Runs of pixels: run i is [x[i], x[i] + width[i]) on line `line[i]`, drawn for node `node[i]`. */
export interface MinimapRuns {
	readonly node: Uint32Array;
	readonly line: Uint16Array;
	readonly x: Uint16Array;
	readonly width: Uint16Array;
}

/**
 * Project every bar onto `lines` lines of `widthPx` whole pixels; a bar wider than a pixel covers what lies there, a thinner one only fills what is empty.
 *
 * Result  runs by line, then x.   Cost O(n + lines · width).
 */
export function minimapRuns(
	tree: SpanTree,
	layout: FlameLayout,
	size: { readonly lines: number; readonly widthPx: number; readonly durationNanos: number },
): MinimapRuns {
	const { lines, widthPx, durationNanos } = size;
	const cells = new Int32Array(lines * widthPx).fill(-1);
	const shrink = Math.max(layout.laneCount / lines, 1);
	const perNano = widthPx / Math.max(durationNanos, 1);
	for (let node = 0; node < tree.nodeCount; node++) {
		const lane = layout.lane[node] ?? NO_LANE;
		if (lane === NO_LANE) continue;
		const base = Math.min(Math.floor(lane / shrink), lines - 1) * widthPx;
		const from = Math.min(Math.max(Math.floor((tree.start[node] ?? 0) * perNano), 0), widthPx - 1);
		const to = Math.min(Math.max(Math.ceil((tree.end[node] ?? 0) * perNano), from + 1), widthPx);
		if (to - from > 1) cells.fill(node, base + from, base + to);
		else if (cells[base + from] === -1) cells[base + from] = node;
	}
	return runsOf(cells, widthPx);
}

function runsOf(cells: Int32Array, widthPx: number): MinimapRuns {
	const node: number[] = [];
	const line: number[] = [];
	const x: number[] = [];
	const width: number[] = [];
	for (let at = 0; at < cells.length; ) {
		const here = cells[at] ?? -1;
		const lineEnd = at - (at % widthPx) + widthPx;
		let end = at + 1;
		while (end < lineEnd && cells[end] === here) end++;
		if (here !== -1) {
			node.push(here);
			line.push(Math.floor(at / widthPx));
			x.push(at % widthPx);
			width.push(end - at);
		}
		at = end;
	}
	return { node: Uint32Array.from(node), line: Uint16Array.from(line), x: Uint16Array.from(x), width: Uint16Array.from(width) };
}

/** Whole pixel columns that hold at least one of the times, ascending. Units: nanoseconds, pixels. Cost O(n + width). */
export function tickColumns(times: ArrayLike<number>, widthPx: number, durationNanos: number): Uint16Array {
	const seen = new Uint8Array(widthPx);
	for (let at = 0; at < times.length; at++) {
		const column = Math.floor(((times[at] ?? 0) / Math.max(durationNanos, 1)) * widthPx);
		seen[Math.min(Math.max(column, 0), widthPx - 1)] = 1;
	}
	const columns: number[] = [];
	for (let column = 0; column < widthPx; column++) if (seen[column] === 1) columns.push(column);
	return Uint16Array.from(columns);
}
