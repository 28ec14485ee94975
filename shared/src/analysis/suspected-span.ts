/** Which span of a trace an alert is about: a suspicion, never a verdict. */
import type { TraceSkeleton } from "../model/trace-skeleton.ts";
import { criticalPath } from "./critical-path.ts";
import { errorChain } from "./error-chain.ts";
import { buildSpanTree, type SpanTree } from "./span-tree.ts";

export interface Suspect {
	readonly row: number;
	/** error: it failed, and nothing below it did · latency: it held more of the trace's time than usual. */
	readonly because: "error" | "latency";
	/** Nanoseconds of the critical path that the span itself held. */
	readonly selfNanos: number;
	/** Their median for such spans in other traces; undefined: there were none. */
	readonly usualNanos: number | undefined;
	/** Failing spans from it up, itself included; 0 without an error. */
	readonly chainLength: number;
}

/** What tells spans of one kind of work: service and operation. */
export function workOf(skeleton: TraceSkeleton, row: number): string {
	return `${skeleton.services[skeleton.service[row] ?? 0] ?? ""}\n${skeleton.operations[skeleton.operation[row] ?? 0] ?? ""}`;
}

/**
 * The suspected cause of a failure: the deepest error span on the error chain with no error child.
 *
 * Result  undefined when no span failed.   Cost  O(n log n).
 */
export function suspectOfError(skeleton: TraceSkeleton): Suspect | undefined {
	const tree = buildSpanTree(skeleton);
	const { suspected, chain } = errorChain(tree, skeleton.status);
	if (suspected === undefined) return undefined;
	const { held } = criticalPath(tree);
	return { row: suspected, because: "error", selfNanos: held[suspected] ?? 0, usualNanos: undefined, chainLength: chain.length };
}

/** Nanoseconds of the critical path that each kind of work held itself, in all its spans together. Cost O(n log n). */
export function heldByWork(skeleton: TraceSkeleton): ReadonlyMap<string, number> {
	const sums = new Map<string, number>();
	for (const { row, nanos } of heldSpans(skeleton, buildSpanTree(skeleton))) {
		const work = workOf(skeleton, row);
		sums.set(work, (sums.get(work) ?? 0) + nanos);
	}
	return sums;
}

function heldSpans(skeleton: TraceSkeleton, tree: SpanTree): readonly { readonly row: number; readonly nanos: number }[] {
	const { held } = criticalPath(tree);
	const spans: { row: number; nanos: number }[] = [];
	for (let row = 0; row < skeleton.spanCount; row++) if ((held[row] ?? 0) > 0) spans.push({ row, nanos: held[row] ?? 0 });
	return spans;
}

/**
 * The suspected cause of a trace that took long: the span that held most time of the critical path beyond what such work usually holds.
 *
 * Shape   `usual`: nanoseconds by `workOf`.
 * Result  undefined for an empty trace.   Cost  O(n log n).
 */
export function suspectOfLatency(skeleton: TraceSkeleton, usual: ReadonlyMap<string, number>): Suspect | undefined {
	let best: Suspect | undefined;
	let most = Number.NEGATIVE_INFINITY;
	for (const { row, nanos } of heldSpans(skeleton, buildSpanTree(skeleton))) {
		const usualNanos = usual.get(workOf(skeleton, row));
		const beyond = nanos - (usualNanos ?? 0);
		if (beyond <= most) continue;
		most = beyond;
		best = { row, because: "latency", selfNanos: nanos, usualNanos, chainLength: 0 };
	}
	return best;
}

/** The row and all rows below it. Cost O(n). */
export function rowsBelow(skeleton: TraceSkeleton, row: number): ReadonlySet<number> {
	const tree = buildSpanTree(skeleton);
	const first = tree.position[row] ?? 0;
	return new Set(tree.preorder.subarray(first, first + (tree.subtreeSize[row] ?? 1)));
}
