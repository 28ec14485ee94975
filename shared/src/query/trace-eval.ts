/**
 * What a filter means for the spans of whole traces: the reference that every store must equal.
 *
 * A trace's *root* is its earliest span without a parent id, ties by span id, then arrival (as in `TraceSummary`). A span's *parent* is the
 * span of its trace that has its parent id: of several with one id the earliest, then the longest, then the first that arrived (as in the
 * skeleton). *Ancestors* are the parent, its parent, and so on; in a circle of parents a span is its own ancestor. What is not stored
 * satisfies nothing.
 */
import type { Span } from "../model/span.ts";
import type { Filter, ItemFilter, TraceScope } from "./filter.ts";
import { isItemFilter } from "./filter.ts";
import { evaluateSpan } from "./filter-eval.ts";

/** One byte a row: 1 when it holds. */
export type RowSet = Uint8Array;

/** Spans of one or more whole traces as rows. */
export interface TraceRows {
	readonly count: number;
	/** The number of each row's trace, below `roots.length`. */
	readonly trace: Uint32Array;
	/** The row of each row's parent, -1 when it is not there. */
	readonly parent: Int32Array;
	/** The row of each trace's root, -1 when it is not there. */
	readonly roots: Int32Array;
	/** Which rows satisfy a part of the filter by themselves. */
	holds(filter: ItemFilter): RowSet;
}

const STRETCH = 65_536;

/** The parts of a filter that `matchRows` asks `holds` for, each once. */
export function itemParts(filter: Filter): readonly ItemFilter[] {
	if (isItemFilter(filter)) return [filter];
	switch (filter.type) {
		case "all":
		case "any":
			return [...new Set(filter.terms.flatMap(itemParts))];
		case "not":
			return itemParts(filter.term);
		case "other":
			return [filter.term];
		case "structure":
			return [...new Set([filter.above, filter.below].flatMap(itemParts))];
		default:
			return [filter];
	}
}

/**
 * Which rows satisfy a filter.
 *
 * Yields  where a caller may rest: after at most a few million small steps.
 * Result  the caller's to read; it may be a set that `holds` answered.
 * Cost    O(rows) for each part of the filter, nothing per trace.
 */
export function* matchRows(filter: Filter, rows: TraceRows): Generator<undefined, RowSet> {
	if (isItemFilter(filter)) return rows.holds(filter);
	yield;
	switch (filter.type) {
		case "all":
		case "any":
			return yield* joined(filter, rows);
		case "not": {
			const inner = yield* matchRows(filter.term, rows);
			const inverted = new Uint8Array(rows.count);
			for (let row = 0; row < rows.count; row++) inverted[row] = inner[row] === 1 ? 0 : 1;
			return inverted;
		}
		case "other":
			return onOther(filter.span, rows.holds(filter.term), rows);
		case "structure": {
			const above = yield* matchRows(filter.above, rows);
			const under = filter.op === ">" ? onParent(above, rows) : yield* underAny(above, rows);
			const below = yield* matchRows(filter.below, rows);
			for (let row = 0; row < rows.count; row++) under[row] = (under[row] as number) & (below[row] as number);
			return under;
		}
		default:
			return rows.holds(filter);
	}
}

function* joined({ type, terms }: Extract<Filter, { readonly terms: unknown }>, rows: TraceRows): Generator<undefined, RowSet> {
	const isAll = type === "all";
	const result = new Uint8Array(rows.count).fill(isAll ? 1 : 0);
	for (const term of terms) {
		const set = yield* matchRows(term, rows);
		for (let row = 0; row < result.length; row++) {
			const bit = set[row] as number;
			result[row] = isAll ? (result[row] as number) & bit : (result[row] as number) | bit;
		}
	}
	return result;
}

function onOther(span: TraceScope, set: RowSet, rows: TraceRows): RowSet {
	if (span === "parent") return onParent(set, rows);
	const { roots, trace, count } = rows;
	const ofTrace = new Uint8Array(roots.length);
	if (span === "root") {
		for (let at = 0; at < roots.length; at++) ofTrace[at] = set[roots[at] as number] ?? 0;
	} else {
		for (let row = 0; row < count; row++) if (set[row] === 1) ofTrace[trace[row] as number] = 1;
	}
	const result = new Uint8Array(count);
	for (let row = 0; row < count; row++) result[row] = ofTrace[trace[row] as number] as number;
	return result;
}

function onParent(set: RowSet, { parent, count }: TraceRows): RowSet {
	const result = new Uint8Array(count);
	for (let row = 0; row < count; row++) result[row] = set[parent[row] as number] ?? 0;
	return result;
}

/** Rows with an ancestor in the set: downwards from its children, each row once. */
function* underAny(set: RowSet, { parent, count }: TraceRows): Generator<undefined, RowSet> {
	const firstChild = new Int32Array(count).fill(-1);
	const nextChild = new Int32Array(count).fill(-1);
	for (let row = 0; row < count; row++) {
		const up = parent[row] as number;
		if (up < 0) continue;
		nextChild[row] = firstChild[up] as number;
		firstChild[up] = row;
	}
	yield;
	const result = new Uint8Array(count);
	const pending = new Int32Array(count);
	let length = 0;
	for (let row = 0; row < count; row++) {
		if (set[row] === 1 && result[row] === 0) length = pushChildren(row, length);
		while (length > 0) {
			length--;
			length = pushChildren(pending[length] as number, length);
		}
		if (row % STRETCH === 0) yield;
	}
	return result;

	function pushChildren(row: number, from: number): number {
		let at = from;
		for (let child = firstChild[row] as number; child >= 0; child = nextChild[child] as number) {
			if (result[child] === 1) continue;
			result[child] = 1;
			pending[at++] = child;
		}
		return at;
	}
}

/**
 * Which spans of one trace satisfy a filter.
 *
 * Shape   all stored spans of the trace, in order of arrival; the answer has one entry for each.
 * Cost    O(terms x attributes) for each span.
 */
export function evaluateTrace(filter: Filter, spans: readonly Span[]): readonly boolean[] {
	const steps = matchRows(filter, rowsOfTrace(spans));
	for (let step = steps.next(); ; step = steps.next()) {
		if (step.done === true) return Array.from(step.value, (bit) => bit === 1);
	}
}

function rowsOfTrace(spans: readonly Span[]): TraceRows {
	const order = spans.map((_, row) => row);
	const span = (row: number) => spans[row] as Span;
	const byStart = order.toSorted((a, b) => compare(span(a).startTime, span(b).startTime) || compare(span(a).spanId, span(b).spanId));
	const root = byStart.find((row) => span(row).parentSpanId === undefined) ?? -1;
	const rowOfId = new Map<string, number>();
	const length = (row: number) => (span(row).endTime > span(row).startTime ? span(row).endTime - span(row).startTime : 0n);
	const byLength = order.toSorted((a, b) => compare(span(a).startTime, span(b).startTime) || compare(length(b), length(a)));
	for (const row of byLength) if (!rowOfId.has(span(row).spanId)) rowOfId.set(span(row).spanId, row);
	return {
		count: spans.length,
		trace: new Uint32Array(spans.length),
		parent: Int32Array.from(spans, ({ parentSpanId }) => (parentSpanId === undefined ? -1 : (rowOfId.get(parentSpanId) ?? -1))),
		roots: Int32Array.of(root),
		holds: (filter) => Uint8Array.from(spans, (one) => (evaluateSpan(filter, one) ? 1 : 0)),
	};
}

function compare<T extends bigint | string>(a: T, b: T): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
