/** What a trace's header says: counts, shares of services, and the facts of its sentence. Rules only; the page chooses the words. */
import { ItemMark, StatusCode } from "../model/span.ts";
import { NO_PARENT, type TraceSkeleton } from "../model/trace-skeleton.ts";
import type { CriticalPath } from "./critical-path.ts";
import type { ErrorChain } from "./error-chain.ts";
import type { QueueTimes } from "./queue-times.ts";
import type { RetryGroup } from "./retries.ts";
import { type SpanTree, traceNanos } from "./span-tree.ts";

export interface ServiceShare {
	/** Index into the skeleton's `services`. */
	readonly service: number;
	readonly spanCount: number;
	readonly errorCount: number;
	readonly selfNanos: number;
	/** Of the sum of all self times, 0..1. */
	readonly selfRatio: number;
}

/**
 * What the sentence rests on; `row` is the span to show.
 * Ratios are of the whole trace, its duration as the header says it, also where the root ended earlier; a slow part's is of the
 * critical path.
 * failed: the root failed, `row` is the suspected cause · retried: attempts of the caller failed before (or until) the last one ·
 * degraded: the root is fine, errors inside · queued: a message waited for a large part of the trace, `row` consumed it ·
 * slow-part: one span itself holds most of the critical path.
 */
export type SentenceFact =
	| { readonly kind: "failed"; readonly row: number; readonly message: string }
	| {
			readonly kind: "retried";
			readonly row: number;
			readonly failedCount: number;
			readonly succeeded: boolean;
			/** Time in failed attempts, the same as the group's own, and its part of the whole trace. */
			readonly lostNanos: number;
			readonly lostRatio: number;
	  }
	| { readonly kind: "degraded"; readonly row: number; readonly message: string; readonly errorCount: number }
	| { readonly kind: "queued"; readonly row: number; readonly waitedNanos: number; readonly ratio: number }
	| { readonly kind: "slow-part"; readonly row: number; readonly ratio: number };

/** failed: the root has status error · degraded: errors elsewhere · clean. */
export type TraceVerdict = "failed" | "degraded" | "clean";

export interface TraceFacts {
	/** The root that the header names: the earliest span without a parent, else the earliest span. */
	readonly root: number;
	/** How long the root took, where that is clearly less than the trace; undefined otherwise, and when no root arrived. */
	readonly rootNanos: number | undefined;
	readonly verdict: TraceVerdict;
	readonly errorCount: number;
	readonly missingParents: number;
	/** Spans with impossible or repaired data, by what is wrong. */
	readonly markedCount: number;
	/** Spans whose id an earlier span of the trace has. */
	readonly repeatedIds: number;
	/** Largest self time first. */
	readonly services: readonly ServiceShare[];
	readonly sentence: readonly SentenceFact[];
}

export interface FactsInput {
	readonly skeleton: TraceSkeleton;
	readonly tree: SpanTree;
	readonly self: Float64Array;
	readonly path: CriticalPath;
	readonly errors: ErrorChain;
	readonly retries: readonly RetryGroup[];
	readonly queues: QueueTimes;
}

/** Marks that make a bar carry a warning. */
export const IMPOSSIBLE_MARKS = ItemMark.endBeforeStart | ItemMark.zeroTime | ItemMark.duplicate;
const SLOW_PART_RATIO = 0.3;
const LOST_RATIO = 0.05;
const SHORT_ROOT_RATIO = 0.95;
const QUEUED_RATIO = 0.25;
/** A longer sentence is not read. */
const MOST_FACTS = 2;

/** Gather the facts. Cost O(n). */
export function traceFacts(input: FactsInput): TraceFacts {
	const { skeleton, tree, errors } = input;
	const root = rootOf(tree);
	const failed = root < tree.spanCount && skeleton.status[root] === StatusCode.error;
	const verdict = failed ? "failed" : errors.rows.length > 0 ? "degraded" : "clean";
	let markedCount = 0;
	for (const marks of skeleton.marks) markedCount += (marks & IMPOSSIBLE_MARKS) === 0 ? 0 : 1;
	return {
		root,
		rootNanos: shortRoot(tree, root),
		verdict,
		errorCount: errors.rows.length,
		missingParents: tree.nodeCount - tree.spanCount,
		markedCount,
		repeatedIds: repeatedIds(skeleton),
		services: serviceShares(input),
		sentence: sentenceOf(input, verdict),
	};
}

function repeatedIds({ spanCount, spanIds }: TraceSkeleton): number {
	const words = new DataView(spanIds.buffer, spanIds.byteOffset, spanIds.byteLength);
	const seen = new Map<number, Set<number>>();
	let repeated = 0;
	for (let row = 0; row < spanCount; row++) {
		const [high, low] = [words.getUint32(row * 8), words.getUint32(row * 8 + 4)];
		const lows = seen.get(low);
		if (lows === undefined) seen.set(low, new Set([high]));
		else if (lows.has(high)) repeated++;
		else lows.add(high);
	}
	return repeated;
}

function rootOf(tree: SpanTree): number {
	for (const root of tree.roots) {
		if (root < tree.spanCount) return root;
	}
	return 0;
}

function shortRoot(tree: SpanTree, root: number): number | undefined {
	if (tree.parent[root] !== NO_PARENT) return undefined;
	const nanos = (tree.end[root] ?? 0) - (tree.start[root] ?? 0);
	return nanos < traceNanos(tree) * SHORT_ROOT_RATIO ? nanos : undefined;
}

function serviceShares({ skeleton, self }: FactsInput): readonly ServiceShare[] {
	const count = skeleton.services.length;
	const spans = new Uint32Array(count);
	const errors = new Uint32Array(count);
	const time = new Float64Array(count);
	let total = 0;
	for (let row = 0; row < skeleton.spanCount; row++) {
		const service = skeleton.service[row] ?? 0;
		spans[service] = (spans[service] ?? 0) + 1;
		if (skeleton.status[row] === StatusCode.error) errors[service] = (errors[service] ?? 0) + 1;
		time[service] = (time[service] ?? 0) + (self[row] ?? 0);
		total += self[row] ?? 0;
	}
	return Array.from({ length: count }, (_, service) => ({
		service,
		spanCount: spans[service] ?? 0,
		errorCount: errors[service] ?? 0,
		selfNanos: time[service] ?? 0,
		selfRatio: total > 0 ? (time[service] ?? 0) / total : 0,
	})).sort((a, b) => b.selfNanos - a.selfNanos || b.spanCount - a.spanCount || a.service - b.service);
}

function sentenceOf(input: FactsInput, verdict: TraceVerdict): readonly SentenceFact[] {
	const facts: SentenceFact[] = [];
	const retried = retriedFact(input);
	if (retried !== undefined) facts.push(retried);
	else if (input.errors.suspected !== undefined && verdict !== "clean") {
		const row = input.errors.suspected;
		const message = input.skeleton.errorMessages.find((entry) => entry.row === row)?.message ?? "";
		facts.push(
			verdict === "failed" ? { kind: "failed", row, message } : { kind: "degraded", row, message, errorCount: input.errors.rows.length },
		);
	}
	const queued = queuedFact(input);
	if (queued !== undefined) facts.push(queued);
	const slow = slowPart(input);
	if (slow !== undefined && facts.length < MOST_FACTS) facts.push(slow);
	return facts;
}

function retriedFact({ skeleton, retries, tree }: FactsInput): SentenceFact | undefined {
	const worst = retries.reduce<RetryGroup | undefined>(
		(best, group) => (best === undefined || group.lostNanos > best.lostNanos ? group : best),
		undefined,
	);
	const whole = traceNanos(tree);
	if (worst === undefined || whole <= 0 || worst.lostNanos / whole < LOST_RATIO) return undefined;
	const failedCount = worst.rows.filter((row) => skeleton.status[row] === StatusCode.error).length;
	return {
		kind: "retried",
		row: worst.rows[0] ?? 0,
		failedCount,
		succeeded: !worst.lastFailed,
		lostNanos: worst.lostNanos,
		lostRatio: worst.lostNanos / whole,
	};
}

/** The longest wait in a queue, as a part of the whole trace. */
function queuedFact({ tree, queues }: FactsInput): SentenceFact | undefined {
	let longest = 0;
	for (let entry = 1; entry < queues.waited.length; entry++) {
		if ((queues.waited[entry] ?? 0) > (queues.waited[longest] ?? 0)) longest = entry;
	}
	const whole = traceNanos(tree);
	const waitedNanos = queues.waited[longest] ?? 0;
	if (whole <= 0 || waitedNanos / whole < QUEUED_RATIO) return undefined;
	return { kind: "queued", row: queues.consumer[longest] ?? 0, waitedNanos, ratio: waitedNanos / whole };
}

/** Nothing is said of a path through one span alone: that cannot but hold all of it. */
function slowPart({ path, tree }: FactsInput): SentenceFact | undefined {
	const spans = path.onPath.subarray(0, tree.spanCount);
	if (spans.indexOf(1) === spans.lastIndexOf(1)) return undefined;
	let row = 0;
	for (let node = 0; node < path.held.length; node++) {
		if ((path.held[node] ?? 0) > (path.held[row] ?? 0)) row = node;
	}
	const ratio = path.totalNanos > 0 ? (path.held[row] ?? 0) / path.totalNanos : 0;
	return ratio >= SLOW_PART_RATIO ? { kind: "slow-part", row, ratio } : undefined;
}
