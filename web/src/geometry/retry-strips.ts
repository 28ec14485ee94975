import type { RetryGroup } from "@spanglass/shared/analysis/retries";
import type { SimilarGroup } from "@spanglass/shared/analysis/similar-siblings";
import type { SpanTree } from "@spanglass/shared/analysis/span-tree";
import { type FlameLayout, NO_LANE } from "./flame-layout.ts";

/**
 * A bracket over the attempts of one call, or over siblings that are alike, drawn in a strip above their lane: the topmost where work goes
 * on after an attempt was given up.
 */
export interface Bracket {
	readonly lane: number;
	readonly of: { readonly kind: "retries"; readonly group: RetryGroup } | { readonly kind: "similar"; readonly group: SimilarGroup };
	/** Nanoseconds: the start of each, and the last end. */
	readonly starts: readonly number[];
	readonly end: number;
}

const MOST_LANES = 6;

export interface BracketGroups {
	readonly retries: readonly RetryGroup[];
	readonly similar: readonly SimilarGroup[];
}

/** Brackets for groups that are drawn as a whole; at most six lanes with each kind, those that lost or took most time; none over another. */
export function bracketsOf(tree: SpanTree, layout: FlameLayout, groups: BracketGroups): readonly Bracket[] {
	const retries = retryBrackets(tree, layout, groups.retries);
	const brackets = [...retries];
	const lanes = new Set<number>();
	for (const group of groups.similar) {
		const drawn = group.rows.map((row) => layout.lane[row] ?? NO_LANE);
		if (drawn.includes(NO_LANE)) continue;
		const lane = drawn.reduce((least, each) => Math.min(least, each));
		if (!lanes.has(lane) && lanes.size === MOST_LANES) continue;
		const starts = group.rows.map((row) => tree.start[row] ?? 0);
		const end = group.rows.reduce((last, row) => Math.max(last, tree.end[row] ?? 0), 0);
		const isFree = brackets.every((other) => other.lane !== lane || other.end < (starts[0] ?? 0) || (other.starts[0] ?? 0) > end);
		if (!isFree) continue;
		lanes.add(lane);
		brackets.push({ lane, of: { kind: "similar", group }, starts, end });
	}
	return brackets;
}

function retryBrackets(tree: SpanTree, layout: FlameLayout, groups: readonly RetryGroup[]): readonly Bracket[] {
	const strips: Bracket[] = [];
	const lanes = new Set<number>();
	for (const group of [...groups].sort((a, b) => b.lostNanos - a.lostNanos)) {
		const drawn = group.rows.map((row) => layout.lane[row] ?? NO_LANE);
		if (drawn.includes(NO_LANE)) continue;
		const lane = Math.min(...drawn);
		if (!lanes.has(lane) && lanes.size === MOST_LANES) continue;
		lanes.add(lane);
		const last = group.rows.at(-1) ?? 0;
		strips.push({ lane, of: { kind: "retries", group }, starts: group.rows.map((row) => tree.start[row] ?? 0), end: tree.end[last] ?? 0 });
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
