/**
 * Traces that never happened: spans that stand for many, so that the flame's own layout and drawing show them.
 *
 * Heavy     spans of the same path (service, operation, kind) are one bar; widest left; x is summed time and no moment.
 * Sandwich  one operation in the middle lane, its callers above it (nearest first), its callees below.
 *
 *   A bar's width is its own time and that of all bars below it: parallel children add up, so a bar is at least as wide as its spans' wall time.
 */
import type { TraceSkeleton } from "@spanglass/shared/model/trace-skeleton";
import { NO_PARENT } from "@spanglass/shared/model/trace-skeleton";
import type { FlameLayout } from "./flame-layout.ts";
import { shapeOf, type TraceModel } from "./trace-model.ts";

export interface DerivedModel {
	readonly model: TraceModel;
	/** Bar of each row of the trace, -1 where none stands for it. */
	readonly barOf: Int32Array;
	/** The longest of the spans that a bar stands for. */
	readonly rowOf: Uint32Array;
	/** Undefined: the model's own. */
	readonly layout: FlameLayout | undefined;
}

/** Callers farther away are not shown. */
const MOST_LEVELS = 200;

/** A bar before it has a place. */
interface Bar {
	readonly parent: number;
	readonly row: number;
	count: number;
	longest: number;
	errors: number;
	ownNanos: number;
	children: number[];
	width: number;
}

class Bars {
	readonly all: Bar[] = [];
	readonly #byKey = new Map<string, number>();

	/** Count a span in the bar of its path; answers the bar. */
	add(model: TraceModel, parent: number, row: number, ownNanos: number): number {
		const { skeleton, tree } = model;
		const key = `${parent} ${skeleton.service[row]} ${skeleton.operation[row]} ${skeleton.kind[row]}`;
		let at = this.#byKey.get(key);
		if (at === undefined) {
			at = this.all.push({ parent, row, count: 0, longest: row, errors: 0, ownNanos: 0, children: [], width: 0 }) - 1;
			this.#byKey.set(key, at);
			if (parent >= 0) this.all[parent]?.children.push(at);
		}
		const bar = this.all[at];
		if (bar === undefined) return at;
		const length = (node: number): number => (tree.end[node] ?? 0) - (tree.start[node] ?? 0);
		bar.count++;
		bar.ownNanos += ownNanos;
		if (skeleton.status[row] === 2) bar.errors++;
		if (length(row) > length(bar.longest)) bar.longest = row;
		return at;
	}

	/** Widths from the leaves up; bars come after their parents. */
	measure(): void {
		for (let at = this.all.length - 1; at >= 0; at--) {
			const bar = this.all[at];
			if (bar === undefined) continue;
			bar.width += bar.ownNanos;
			const parent = this.all[bar.parent];
			if (parent !== undefined) parent.width += bar.width;
		}
	}
}

/** Same paths merged, widest left. Cost O(n log n). */
export function heavyModel(model: TraceModel): DerivedModel {
	const { tree } = model;
	const bars = new Bars();
	const barOf = new Int32Array(tree.nodeCount).fill(-1);
	for (const node of tree.preorder) {
		if (node >= tree.spanCount) continue;
		const parent = tree.parent[node] ?? NO_PARENT;
		barOf[node] = bars.add(model, parent < 0 ? -1 : (barOf[parent] ?? -1), node, model.self[node] ?? 0);
	}
	bars.measure();
	const placed = place(bars.all, rootsOf(bars.all), 0);
	return finished(model, bars.all, { placed, barOf });
}

/** Callers above, callees below the operation of a row. Cost O(n log n). */
export function sandwichModel(model: TraceModel, focus: number): DerivedModel {
	const { tree, skeleton } = model;
	const isFocus = (row: number): boolean =>
		row < tree.spanCount && skeleton.service[row] === skeleton.service[focus] && skeleton.operation[row] === skeleton.operation[focus];
	const bars = new Bars();
	const barOf = new Int32Array(tree.nodeCount).fill(-1);
	for (const node of tree.preorder) {
		if (node >= tree.spanCount) continue;
		const above = tree.parent[node] ?? NO_PARENT;
		const inside = above >= 0 ? (barOf[above] ?? -1) : -1;
		if (inside >= 0 && !isFocus(node)) barOf[node] = bars.add(model, inside, node, model.self[node] ?? 0);
		// a recursive call is counted inside of the outer one
		else if (isFocus(node)) barOf[node] = bars.add(model, inside, node, model.self[node] ?? 0);
	}
	bars.measure();
	const calleeCount = bars.all.length;
	const top = rootsOf(bars.all);
	for (const row of tree.preorder)
		if (isFocus(row) && (bars.all[barOf[row] ?? -1]?.parent ?? 0) < 0) addCallers(model, bars, row, barOf[row] ?? -1);
	const placed = place(bars.all.slice(0, calleeCount), top, 0);
	const rise = placeCallers(bars.all, calleeCount, placed);
	return finished(model, bars.all, { placed, barOf, depthOf: rise });
}

/** Its callers up to the root, each by the time that the operation took when called from there. */
function addCallers(model: TraceModel, bars: Bars, row: number, focusBar: number): void {
	const { tree } = model;
	const took = (tree.end[row] ?? 0) - (tree.start[row] ?? 0);
	let below = -2 - focusBar;
	let levels = 0;
	for (let at = tree.parent[row] ?? NO_PARENT; at >= 0 && at < tree.spanCount && levels < MOST_LEVELS; at = tree.parent[at] ?? NO_PARENT) {
		levels++;
		below = bars.add(model, below, at, 0);
		const bar = bars.all[below];
		if (bar !== undefined) bar.width += took;
	}
}

function rootsOf(bars: readonly Bar[]): readonly number[] {
	return bars.flatMap(({ parent }, at) => (parent === -1 ? [at] : []));
}

interface Placed {
	readonly start: Map<number, number>;
	readonly width: Map<number, number>;
}

/** Children from the left of their parent on, the widest first. */
function place(bars: readonly Bar[], roots: readonly number[], from: number): Placed {
	const start = new Map<number, number>();
	const width = new Map<number, number>();
	const widest = (list: readonly number[]): readonly number[] =>
		list.toSorted((a, b) => (bars[b]?.width ?? 0) - (bars[a]?.width ?? 0) || a - b);
	const waiting: { readonly list: readonly number[]; readonly at: number }[] = [{ list: roots, at: from }];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		let x = next.at;
		for (const at of widest(next.list)) {
			const bar = bars[at];
			if (bar === undefined) continue;
			start.set(at, x);
			width.set(at, bar.width);
			waiting.push({ list: bar.children, at: x });
			x += bar.width;
		}
	}
	return { start, width };
}

/** Callers share the width of what they call by the time that it took for each; answers how far above the middle each bar stands. */
function placeCallers(bars: readonly Bar[], from: number, placed: Placed): (at: number) => number {
	const rise = new Map<number, number>();
	const above = new Map<number, number[]>();
	for (let at = from; at < bars.length; at++) {
		const parent = bars[at]?.parent ?? -1;
		const below = parent < -1 ? -2 - parent : parent;
		above.set(below, [...(above.get(below) ?? []), at]);
		rise.set(at, (rise.get(below) ?? 0) + 1);
	}
	for (const [below, callers] of [...above].sort(([a], [b]) => (rise.get(a) ?? 0) - (rise.get(b) ?? 0))) {
		const total = callers.reduce((sum, at) => sum + (bars[at]?.width ?? 0), 0);
		let x = placed.start.get(below) ?? 0;
		const room = placed.width.get(below) ?? 0;
		for (const at of callers.toSorted((a, b) => (bars[b]?.width ?? 0) - (bars[a]?.width ?? 0) || a - b)) {
			const own = total > 0 ? (room * (bars[at]?.width ?? 0)) / total : 0;
			placed.start.set(at, x);
			placed.width.set(at, own);
			x += own;
		}
	}
	return (at) => rise.get(at) ?? 0;
}

interface Finish {
	readonly placed: Placed;
	readonly barOf: Int32Array;
	/** Lanes above the middle; undefined: lanes come from the tree. */
	readonly depthOf?: (at: number) => number;
}

/** Bars as rows of a skeleton: in order of start, then longest, as skeletons have them. */
function finished(model: TraceModel, bars: readonly Bar[], { placed, barOf, depthOf }: Finish): DerivedModel {
	const { skeleton } = model;
	const order = [...bars.keys()].sort(
		(a, b) => (placed.start.get(a) ?? 0) - (placed.start.get(b) ?? 0) || (placed.width.get(b) ?? 0) - (placed.width.get(a) ?? 0) || a - b,
	);
	const rowOfBar = new Int32Array(bars.length);
	for (const [row, at] of order.entries()) rowOfBar[at] = row;
	const rowAt = (at: number): Bar | undefined => bars[at];
	const names = new Map<string, number>();
	const operation = Uint32Array.from(order, (at) => {
		const bar = rowAt(at);
		const name = skeleton.operations[skeleton.operation[bar?.row ?? 0] ?? 0] ?? "";
		const text = (bar?.count ?? 1) > 1 ? `×${bar?.count} ${name}` : name;
		const known = names.get(text) ?? names.size;
		names.set(text, known);
		return known;
	});
	const parentOf = (at: number): number => {
		const parent = rowAt(at)?.parent ?? -1;
		return parent >= 0 && (depthOf?.(at) ?? 0) === 0 ? (rowOfBar[parent] ?? NO_PARENT) : NO_PARENT;
	};
	const zeros = new Uint32Array(order.length);
	const column = (pick: (bar: Bar) => number): readonly number[] => order.map((at) => pick(bars[at] as Bar));
	const derived: TraceSkeleton = {
		...skeleton,
		spanCount: order.length,
		operations: [...names.keys()],
		operation,
		parent: Int32Array.from(order, parentOf),
		start: Float64Array.from(order, (at) => placed.start.get(at) ?? 0),
		duration: Float64Array.from(order, (at) => placed.width.get(at) ?? 0),
		service: Uint16Array.from(column(({ row }) => skeleton.service[row] ?? 0)),
		instance: Uint32Array.from(column(({ row }) => skeleton.instance[row] ?? 0)),
		kind: Uint8Array.from(order, (at) => ((depthOf?.(at) ?? 0) > 0 ? 0 : (skeleton.kind[rowAt(at)?.row ?? 0] ?? 0))),
		status: Uint8Array.from(column(({ errors }) => (errors > 0 ? 2 : 0))),
		marks: new Uint16Array(order.length),
		eventCount: zeros,
		linkCount: zeros,
		spanLogCount: zeros,
		spanIds: new Uint8Array(order.length * 8),
		parentIds: new Uint8Array(order.length * 8),
		errorMessages: [],
	};
	const shape = shapeOf(derived);
	const none = { node: new Uint32Array(), from: new Float64Array(), to: new Float64Array() };
	const queues = { consumer: new Uint32Array(), producer: new Uint32Array(), waited: new Float64Array() };
	const durationNanos = shape.durationNanos;
	const quiet: TraceModel = { ...shape, similar: [], skeleton: derived, gaps: none, retries: [], queues, skewed: undefined, durationNanos };
	return {
		model: quiet,
		barOf: barOf.map((at) => (at < 0 ? -1 : (rowOfBar[at] ?? -1))),
		rowOf: Uint32Array.from(order, (at) => bars[at]?.longest ?? 0),
		layout: depthOf === undefined ? undefined : mirroredLayout(quiet, order.map(depthOf)),
	};
}

/** Lanes for bars that stand above the middle, counted upwards, and for the others below it by their depth. */
function mirroredLayout({ tree }: TraceModel, rise: readonly number[]): FlameLayout {
	const middle = rise.reduce((most, each) => Math.max(most, each), 0);
	const lane = Int32Array.from(rise, (up, row) => (up > 0 ? middle - up : middle + (tree.depth[row] ?? 0)));
	return layoutFromLanes(lane);
}

/** A layout from the lane of each node; nodes of a lane must not overlap and come in order of time. */
export function layoutFromLanes(lane: Int32Array): FlameLayout {
	const laneCount = lane.reduce((most, at) => Math.max(most, at + 1), 0);
	const laneStart = new Uint32Array(laneCount + 1);
	for (const at of lane) if (at >= 0) laneStart[at + 1] = (laneStart[at + 1] ?? 0) + 1;
	for (let at = 0; at < laneCount; at++) laneStart[at + 1] = (laneStart[at + 1] ?? 0) + (laneStart[at] ?? 0);
	const next = laneStart.slice(0, laneCount);
	const laneNodes = new Uint32Array(laneStart[laneCount] ?? 0);
	for (const [node, at] of lane.entries()) {
		if (at < 0) continue;
		const to = next[at] ?? 0;
		laneNodes[to] = node;
		next[at] = to + 1;
	}
	return { lane, laneCount, laneStart, laneNodes };
}
