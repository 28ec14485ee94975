import type { RetryGroup } from "@spanglass/shared/analysis/retries";
import type { SpanTree } from "@spanglass/shared/analysis/span-tree";
import { type FlameLayout, NO_LANE } from "./flame-layout.ts";

/** A bracket over the attempts of one call, drawn in a strip above their lane, the topmost where work goes on after an attempt was given up. */
export interface RetryStrip {
	readonly lane: number;
	readonly group: RetryGroup;
	/** Nanoseconds: the start of each attempt, and the end of the last. */
	readonly starts: readonly number[];
	readonly end: number;
}

const MOST_LANES = 6;

/** Brackets for groups whose attempts are all drawn; at most six lanes, those that lost most time. */
export function retryStrips(tree: SpanTree, layout: FlameLayout, groups: readonly RetryGroup[]): readonly RetryStrip[] {
	const strips: RetryStrip[] = [];
	const lanes = new Set<number>();
	for (const group of [...groups].sort((a, b) => b.lostNanos - a.lostNanos)) {
		const drawn = group.rows.map((row) => layout.lane[row] ?? NO_LANE);
		if (drawn.includes(NO_LANE)) continue;
		const lane = Math.min(...drawn);
		if (!lanes.has(lane) && lanes.size === MOST_LANES) continue;
		lanes.add(lane);
		const last = group.rows.at(-1) ?? 0;
		strips.push({ lane, group, starts: group.rows.map((row) => tree.start[row] ?? 0), end: tree.end[last] ?? 0 });
	}
	return strips;
}

/** `2/3` for the second of three attempts, by row; also for the server span right below an attempt. */
export function attemptLabels(tree: SpanTree, groups: readonly RetryGroup[]): ReadonlyMap<number, string> {
	const labels = new Map<number, string>();
	for (const { rows } of groups) {
		rows.forEach((row, index) => {
			const text = `${index + 1}/${rows.length}`;
			labels.set(row, text);
			const below = tree.childStart[row] ?? 0;
			if ((tree.childStart[row + 1] ?? 0) - below === 1) labels.set(tree.children[below] ?? 0, text);
		});
	}
	return labels;
}
