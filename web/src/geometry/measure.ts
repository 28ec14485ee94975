/** Who spent a stretch of a trace. */
import type { TimeWindow } from "./time-scale.ts";
import type { TraceModel } from "./trace-model.ts";

export interface Contributor {
	/** The span that holds most of its part. */
	readonly node: number;
	readonly nanos: number;
	/** Of the stretch, 0..1. */
	readonly ratio: number;
}

export interface Measured {
	readonly nanos: number;
	/** Spans that lie in the stretch at least in part. */
	readonly spanCount: number;
	readonly errorCount: number;
	/** By what holds the critical path: same service and operation together, most first. */
	readonly contributors: readonly Contributor[];
}

/** Measure [from, to), whichever way round it was drawn. Cost O(n). */
export function measureStretch({ skeleton, tree, path }: TraceModel, { from: one, to: other }: TimeWindow): Measured {
	const [from, to] = [Math.min(one, other), Math.max(one, other)];
	let spanCount = 0;
	let errorCount = 0;
	for (let row = 0; row < tree.spanCount; row++) {
		if ((tree.start[row] ?? 0) >= to || (tree.end[row] ?? 0) <= from) continue;
		spanCount++;
		if (skeleton.status[row] === 2) errorCount++;
	}
	const held = new Map<number, { node: number; most: number; nanos: number }>();
	for (let piece = 0; piece < path.node.length; piece++) {
		const nanos = Math.min(path.to[piece] ?? 0, to) - Math.max(path.from[piece] ?? 0, from);
		if (nanos <= 0) continue;
		const node = path.node[piece] ?? 0;
		const key = node < tree.spanCount ? (skeleton.operation[node] ?? 0) * 65_536 + (skeleton.service[node] ?? 0) : -1;
		const known = held.get(key) ?? { node, most: 0, nanos: 0 };
		known.nanos += nanos;
		if (nanos > known.most) {
			known.most = nanos;
			known.node = node;
		}
		held.set(key, known);
	}
	const nanos = to - from;
	const contributors = [...held.values()].map(({ node, nanos: own }) => ({ node, nanos: own, ratio: nanos > 0 ? own / nanos : 0 }));
	return { nanos, spanCount, errorCount, contributors: contributors.sort((a, b) => b.nanos - a.nanos || a.node - b.node) };
}
