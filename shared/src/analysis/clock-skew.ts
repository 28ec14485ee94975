/** Clocks that disagree: which spans cannot be where they say, and how far the clock of their instance would have to be moved. */
import { SpanKind, StatusCode } from "../model/span.ts";
import { NO_PARENT, type TraceSkeleton } from "../model/trace-skeleton.ts";
import type { SpanTree } from "./span-tree.ts";

/** One instance whose clock does not fit that of its callers. */
export interface SkewedInstance {
	/** Index into the skeleton's `instances`. */
	readonly instance: number;
	/** What its spans are moved by, nanoseconds; positive: its clock is behind. Units: nanoseconds. */
	readonly shiftNanos: number;
	/** Spans of it that are marked. */
	readonly spanCount: number;
}

export interface ClockSkew {
	/** Rows that contradict their parent, ascending. */
	readonly rows: Uint32Array;
	/** Most marked spans first. */
	readonly instances: readonly SkewedInstance[];
}

type SkewInput = Pick<TraceSkeleton, "kind" | "status" | "instance" | "instances">;

const LEAST_NANOS = 1e6;
const SHARE_OF_PARENT = 0.01;

/**
 * Find spans that contradict their parent on another instance by more than 1 ms and 1 % of the parent: they start before it; or, as the
 * server of a call, they start after its end, or end after a call that was answered without an error. A server that works on after its
 * client gave up, and a consumer that starts late, contradict nothing.
 *
 * Result  shifts are the middle of what all calls between two instances allow (the network takes as long both ways), relative to the
 *         instance of the root; nothing is moved here.
 * Error   an estimate: half the shortest time that calls spend outside of their server.
 * Cost    O(n).
 */
export function findClockSkew(tree: SpanTree, spans: SkewInput): ClockSkew {
	const rows: number[] = [];
	const marked = new Map<number, number>();
	for (let row = 0; row < tree.spanCount; row++) {
		if (!isContradiction(tree, spans, row)) continue;
		rows.push(row);
		const instance = spans.instance[row] ?? 0;
		marked.set(instance, (marked.get(instance) ?? 0) + 1);
	}
	if (rows.length === 0) return { rows: new Uint32Array(), instances: [] };
	const shifts = shiftsOf(tree, spans);
	const instances = [...marked]
		.map(([instance, spanCount]) => ({ instance, spanCount, shiftNanos: shifts.get(instance) ?? 0 }))
		.filter(({ shiftNanos }) => shiftNanos !== 0)
		.sort((a, b) => b.spanCount - a.spanCount || a.instance - b.instance);
	return { rows: Uint32Array.from(rows), instances };
}

function parentElsewhere(tree: SpanTree, { instance, instances }: SkewInput, row: number): number {
	const parent = tree.parent[row] ?? NO_PARENT;
	if (parent === NO_PARENT || parent >= tree.spanCount || instance[parent] === instance[row]) return NO_PARENT;
	const isNamed = instances[instance[row] ?? 0] !== "" && instances[instance[parent] ?? 0] !== "";
	return isNamed ? parent : NO_PARENT;
}

function isContradiction(tree: SpanTree, spans: SkewInput, row: number): boolean {
	const parent = parentElsewhere(tree, spans, row);
	if (parent === NO_PARENT) return false;
	const [from, to] = [tree.start[parent] ?? 0, tree.end[parent] ?? 0];
	const least = Math.max(LEAST_NANOS, (to - from) * SHARE_OF_PARENT);
	if (from - (tree.start[row] ?? 0) > least) return true;
	if (spans.kind[row] !== SpanKind.server) return false;
	if ((tree.start[row] ?? 0) - to > least) return true;
	return (tree.end[row] ?? 0) - to > least && spans.status[parent] !== StatusCode.error;
}

interface Allowed {
	low: number;
	high: number;
}

/** Shift of each instance against the root's, from the calls between them. */
function shiftsOf(tree: SpanTree, spans: SkewInput): ReadonlyMap<number, number> {
	const between = new Map<string, Allowed>();
	const calls: { readonly from: number; readonly to: number; readonly key: string }[] = [];
	for (const row of tree.preorder) {
		const parent = row < tree.spanCount ? parentElsewhere(tree, spans, row) : NO_PARENT;
		if (parent === NO_PARENT || spans.kind[row] === SpanKind.consumer) continue;
		const [from, to] = [spans.instance[parent] ?? 0, spans.instance[row] ?? 0];
		const key = `${from} ${to}`;
		const allowed = between.get(key);
		if (allowed === undefined) calls.push({ from, to, key });
		between.set(key, narrowed(allowed, allowedShift(tree, spans, parent, row)));
	}
	const shifts = new Map<number, number>();
	for (const { from, to, key } of calls) {
		if (shifts.has(to)) continue;
		const { low, high } = between.get(key) ?? { low: 0, high: 0 };
		const own = low <= 0 && high >= 0 ? 0 : low > high ? low : (low + high) / 2;
		shifts.set(to, Math.round(own + (shifts.get(from) ?? 0)));
		if (!shifts.has(from)) shifts.set(from, 0);
	}
	return shifts;
}

/** How far a child may be moved so that it lies inside of its parent; one that is longer, or whose client gave up, only has to start with it. */
function allowedShift(tree: SpanTree, { status }: SkewInput, parent: number, row: number): Allowed {
	const low = (tree.start[parent] ?? 0) - (tree.start[row] ?? 0);
	const high = (tree.end[parent] ?? 0) - (tree.end[row] ?? 0);
	if (high < low || status[parent] === StatusCode.error)
		return { low, high: Math.max(low, (tree.end[parent] ?? 0) - (tree.start[row] ?? 0)) };
	return { low, high };
}

function narrowed(known: Allowed | undefined, next: Allowed): Allowed {
	if (known === undefined) return next;
	const both = { low: Math.max(known.low, next.low), high: Math.min(known.high, next.high) };
	return both.low <= both.high ? both : known;
}
