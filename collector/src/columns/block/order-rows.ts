/** The rows of sources in the order of a block, see `contract.ts`. */
import type { Signal } from "@spanglass/shared/model/signal";
import { LogColumn, PointColumn, SEGMENT_MASK, SEQUENCE_COLUMN, SpanColumn, segmentOf } from "../layout.ts";
import type { RowsToSeal } from "./contract.ts";
import type { BlockTraces } from "./merge-traces.ts";
import type { RowOrder, SealSource } from "./seal-source.ts";
import { ascending, radixSort, sortTies } from "./sort-rows.ts";

/** The rows that `has` accepts, in order of arrival. Yields after each source. */
export function* selectRows(sources: readonly RowsToSeal[]): Generator<undefined, RowOrder, undefined> {
	const [only] = sources;
	if (sources.length === 1 && only !== undefined && only.has === undefined) {
		const { rows: all } = only.view.counts;
		return { count: all, sources: new Uint16Array(all), rows: ascending(all) };
	}
	const total = sources.reduce((sum, { view }) => sum + view.counts.rows, 0);
	const rows = new Uint32Array(total);
	const numbers = new Uint16Array(total);
	let count = 0;
	for (const [number, { view, has }] of sources.entries()) {
		for (let row = 0; row < view.counts.rows; row++) {
			if (has !== undefined && !has(row)) continue;
			numbers[count] = number;
			rows[count++] = row;
		}
		yield;
	}
	return { count, sources: numbers.subarray(0, count), rows: rows.subarray(0, count) };
}

/** One column of the rows in their order. */
export function gatherColumn(order: RowOrder, sources: readonly SealSource[], column: number): Uint32Array {
	const words = new Uint32Array(order.count);
	const [only] = sources;
	if (sources.length === 1 && only !== undefined) gatherSegments(order.rows, only.segments(column), words);
	else for (let at = 0; at < words.length; at++) words[at] = sourceAt(order, sources, at).value(column, order.rows[at] as number);
	return words;
}

function gatherSegments(rows: Uint32Array, segments: readonly Uint32Array[], target: Uint32Array): void {
	for (let at = 0; at < target.length; at++) {
		const row = rows[at] as number;
		target[at] = (segments[segmentOf(row)] as Uint32Array)[row & SEGMENT_MASK] as number;
	}
}

/** A column of entities, renumbered. */
export function gatherEntities(order: RowOrder, sources: readonly SealSource[], column: number): Uint32Array {
	return renumbered(order, sources, gatherColumn(order, sources, column));
}

/** Renumber the entities of rows in place. */
function renumbered(order: RowOrder, sources: readonly SealSource[], entities: Uint32Array): Uint32Array {
	const [only] = sources;
	if (sources.length === 1 && only !== undefined) only.renumberEntities(entities);
	else for (let at = 0; at < entities.length; at++) entities[at] = sourceAt(order, sources, at).entity(entities[at] as number);
	return entities;
}

/** The source of the row at a place. */
export function sourceAt(order: RowOrder, sources: readonly SealSource[], at: number): SealSource {
	return sources[order.sources[at] as number] as SealSource;
}

/** The journal sequences of rows, less the least. */
export interface RowSequences {
	readonly first: number;
	readonly last: number;
	readonly offsets: Uint32Array;
}

/** Sequences of the rows in their order. */
export function gatherSequences(order: RowOrder, sources: readonly SealSource[]): RowSequences {
	const offsets = gatherColumn(order, sources, SEQUENCE_COLUMN);
	const bases = Float64Array.from(sources, ({ view }) => view.firstSequence);
	const [first, last] = rangeOfSequences(order, bases, offsets);
	lessFirst(order, bases, first, offsets);
	return { first, last, offsets };
}

/** The least and the greatest. */
function rangeOfSequences({ sources }: RowOrder, bases: Float64Array, offsets: Uint32Array): readonly [number, number] {
	let first = Number.MAX_SAFE_INTEGER;
	let last = 0;
	for (let at = 0; at < offsets.length; at++) {
		const sequence = (bases[sources[at] as number] as number) + (offsets[at] as number);
		if (sequence < first) first = sequence;
		if (sequence > last) last = sequence;
	}
	return [first, last];
}

function lessFirst({ sources }: RowOrder, bases: Float64Array, first: number, offsets: Uint32Array): void {
	for (let at = 0; at < offsets.length; at++) {
		offsets[at] = (bases[sources[at] as number] as number) - first + (offsets[at] as number);
	}
}

/** Event times; of records the observed time where there is no own. */
export interface RowTimes {
	readonly high: Uint32Array;
	readonly low: Uint32Array;
}

/** The columns of the event time. */
export function gatherTimes(signal: Signal, order: RowOrder, sources: readonly SealSource[]): RowTimes {
	if (signal === "traces") return gatherPair(order, sources, SpanColumn.startHigh);
	const times = gatherPair(order, sources, signal === "logs" ? LogColumn.timeHigh : PointColumn.timeHigh);
	if (signal === "metrics") return times;
	const observed = gatherPair(order, sources, LogColumn.observedHigh);
	for (let at = 0; at < order.count; at++) {
		if (times.high[at] !== 0 || times.low[at] !== 0) continue;
		times.high[at] = observed.high[at] as number;
		times.low[at] = observed.low[at] as number;
	}
	return times;
}

/** A pair of columns. */
export function gatherPair(order: RowOrder, sources: readonly SealSource[], highColumn: number): RowTimes {
	return { high: gatherColumn(order, sources, highColumn), low: gatherColumn(order, sources, highColumn + 1) };
}

/** What rows are sorted by before their times: traces of spans, series of points. */
function groupsOf(signal: Signal, arrived: RowOrder, sources: readonly SealSource[], traces: BlockTraces): Uint32Array | undefined {
	if (signal === "traces") return traces.ordinals;
	if (signal === "logs") return undefined;
	return gatherEntities(arrived, sources, PointColumn.series);
}

/** The places of `arrived` in the order of the block. Yields after each pass. */
export function* orderRows(
	signal: Signal,
	arrived: RowOrder,
	sources: readonly SealSource[],
	traces: BlockTraces,
): Generator<undefined, Uint32Array, undefined> {
	const times = gatherTimes(signal, arrived, sources);
	yield;
	const groups = groupsOf(signal, arrived, sources, traces);
	yield;
	const keys = groups === undefined ? [times.high, times.low] : [groups, times.high, times.low];
	const sorted = yield* radixSort(ascending(arrived.count), keys);
	const sourceOf = (item: number) => sources[arrived.sources[item] as number] as SealSource;
	const rowOf = (item: number) => arrived.rows[item] as number;
	const compareSpans = (left: number, right: number): number => {
		const a = sourceOf(left);
		const b = sourceOf(right);
		return (
			a.value(SpanColumn.spanHigh, rowOf(left)) - b.value(SpanColumn.spanHigh, rowOf(right)) ||
			a.value(SpanColumn.spanLow, rowOf(left)) - b.value(SpanColumn.spanLow, rowOf(right))
		);
	};
	const compareArrival = (left: number, right: number): number => {
		if (arrived.sources[left] === arrived.sources[right]) return left - right;
		const a = sourceOf(left).view;
		const b = sourceOf(right).view;
		const sequences = a.sequenceOf(rowOf(left)) - b.sequenceOf(rowOf(right));
		if (sequences !== 0 || signal !== "logs") return sequences || left - right;
		return a.placeOf(rowOf(left)) - b.placeOf(rowOf(right)) || left - right;
	};
	if (signal === "traces") sortTies(sorted, keys, (left, right) => compareSpans(left, right) || compareArrival(left, right));
	else if (sources.length > 1) sortTies(sorted, keys, compareArrival);
	yield;
	return sorted;
}

/** The rows at these places. */
export function rowsAt(arrived: RowOrder, places: Uint32Array): RowOrder {
	const sources = picked(arrived.sources, places, new Uint16Array(places.length));
	return { count: places.length, sources, rows: picked(arrived.rows, places, new Uint32Array(places.length)) };
}

/** target[i] = values[places[i]]. */
export function picked<T extends Uint16Array | Uint32Array>(values: T, places: Uint32Array, target: T): T {
	for (let at = 0; at < places.length; at++) target[at] = values[places[at] as number] as number;
	return target;
}
