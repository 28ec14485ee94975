/** All that is derived from one skeleton: plain data and typed arrays, so that a worker can hand it over whole. */
import { type ClockSkew, findClockSkew } from "@spanglass/shared/analysis/clock-skew";
import { type CriticalPath, criticalPath } from "@spanglass/shared/analysis/critical-path";
import { type ErrorChain, errorChain } from "@spanglass/shared/analysis/error-chain";
import { findGaps, type Gaps } from "@spanglass/shared/analysis/gaps";
import { findQueueTimes, type QueueTimes, queueNameOf } from "@spanglass/shared/analysis/queue-times";
import { findRetries, type RetryGroup } from "@spanglass/shared/analysis/retries";
import { selfTimes } from "@spanglass/shared/analysis/self-time";
import { findSimilarSiblings, type SimilarGroup } from "@spanglass/shared/analysis/similar-siblings";
import { buildSpanTree, type SpanTree, spanIdAt, traceNanos } from "@spanglass/shared/analysis/span-tree";
import { type TraceFacts, traceFacts } from "@spanglass/shared/analysis/trace-facts";
import { nestWrapped } from "@spanglass/shared/analysis/wrappers";
import type { TraceSkeleton } from "@spanglass/shared/model/trace-skeleton";
import { type FlameLayout, layoutFlame } from "./flame-layout.ts";

/** Derived data without the skeleton itself. */
export interface TraceShape {
	readonly tree: SpanTree;
	readonly self: Float64Array;
	readonly path: CriticalPath;
	readonly errors: ErrorChain;
	readonly retries: readonly RetryGroup[];
	readonly gaps: Gaps;
	readonly queues: QueueTimes;
	/** Leaves of one parent that are alike, most time first. */
	readonly similar: readonly SimilarGroup[];
	readonly skew: ClockSkew;
	/** Per node, 1 = contradicts its parent's clock; undefined when none does. */
	readonly skewed: Uint8Array | undefined;
	readonly facts: TraceFacts;
	/** With nothing folded or hidden. */
	readonly layout: FlameLayout;
	/** The last end of any span, nanoseconds from the start. */
	readonly durationNanos: number;
}

export interface TraceModel extends TraceShape {
	readonly skeleton: TraceSkeleton;
	/** Spans of skewed instances were moved: `skewed` marks them. */
	readonly isAligned?: boolean;
	/** Palette index of each node, when colours stand for something else than services. */
	readonly colors?: Uint8Array;
}

/** Derive everything. Cost O(n log n); 100,000 spans take about a tenth of a second. */
export function shapeOf(skeleton: TraceSkeleton): TraceShape {
	const tree = buildSpanTree(skeleton);
	const shared = nestWrapped(tree, skeleton);
	const self = selfTimes(shared);
	const path = criticalPath(shared);
	const errors = errorChain(tree, skeleton.status);
	const retries = findRetries(tree, skeleton);
	const queues = findQueueTimes(tree, skeleton);
	const skew = findClockSkew(tree, skeleton);
	return {
		tree,
		self,
		path,
		errors,
		retries,
		gaps: findGaps(tree, skeleton.kind),
		queues,
		similar: findSimilarSiblings(tree, skeleton),
		skew,
		skewed: marked(skew.rows, tree.nodeCount),
		facts: traceFacts({ skeleton, tree, self, path, errors, retries, queues }),
		layout: layoutFlame(tree),
		durationNanos: traceNanos(tree),
	};
}

/** Per node, 1 for each of these rows; undefined for none. */
export function marked(rows: Uint32Array, nodeCount: number): Uint8Array | undefined {
	if (rows.length === 0) return undefined;
	const bits = new Uint8Array(nodeCount);
	for (const row of rows) bits[row] = 1;
	return bits;
}

/** What a node is called: its operation, or `? 3fa1…` for a parent that never arrived. */
export function nodeName({ skeleton, tree }: Pick<TraceModel, "skeleton" | "tree">, node: number): string {
	if (node < tree.spanCount) return skeleton.operations[skeleton.operation[node] ?? 0] ?? "";
	return `? ${missingId({ skeleton, tree }, node).slice(0, 4)}…`;
}

/** What the queue before a consumer is called, as far as span names tell: by its producer's name. */
export function queueName(model: Pick<TraceModel, "skeleton" | "tree">, consumer: number): string {
	return queueNameOf(nodeName(model, model.tree.parent[consumer] ?? consumer));
}

/** Hex id of the parent that a placeholder stands for; empty when the node is a span. */
export function missingId({ skeleton, tree }: Pick<TraceModel, "skeleton" | "tree">, node: number): string {
	const child = node < tree.spanCount ? undefined : tree.children[tree.childStart[node] ?? 0];
	return child === undefined ? "" : spanIdAt(skeleton.parentIds, child);
}

/** Service of a node; empty for placeholders. */
export function nodeService({ skeleton, tree }: Pick<TraceModel, "skeleton" | "tree">, node: number): string {
	return node < tree.spanCount ? (skeleton.services[skeleton.service[node] ?? 0] ?? "") : "";
}

/** Palette index 1..24 of a node's service, 0 for placeholders. */
export function nodeColor({ skeleton, tree, colors }: Pick<TraceModel, "skeleton" | "tree" | "colors">, node: number): number {
	if (node >= tree.spanCount) return 0;
	if (colors !== undefined) return colors[node] ?? 0;
	const color = skeleton.serviceColors[skeleton.service[node] ?? 0] ?? 0;
	return color >= 1 && color <= 24 ? color : 0;
}

/** Row of the first span with this id (16 hex digits); undefined when there is none. Cost O(n). */
export function rowOfSpan(skeleton: TraceSkeleton, spanId: string): number | undefined {
	const wanted = Uint8Array.from(spanId.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
	if (wanted.length !== 8) return undefined;
	for (let row = 0; row < skeleton.spanCount; row++) {
		let at = 0;
		while (at < 8 && skeleton.spanIds[row * 8 + at] === wanted[at]) at++;
		if (at === 8) return row;
	}
	return undefined;
}
