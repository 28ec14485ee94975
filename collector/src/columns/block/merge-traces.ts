import type { Signal } from "@spanglass/shared/model/signal";
import { SpanColumn } from "../layout.ts";
import { TRACE_WORDS } from "../trace-table.ts";
import { gatherColumn } from "./order-rows.ts";
import type { RowOrder, SealSource } from "./seal-source.ts";
import { ascending, radixSort } from "./sort-rows.ts";

/** The traces of a block, ascending by id. */
export interface BlockTraces {
	readonly count: number;
	/** 4 words per trace. */
	readonly ids: Uint32Array;
	/** What the trace column of each row becomes, rows in order of arrival: the ordinal; of records + 1, 0 for none. */
	readonly ordinals: Uint32Array;
}

const NONE: BlockTraces = { count: 0, ids: new Uint32Array(0), ordinals: new Uint32Array(0) };

/** The traces that rows belong to. Yields between passes. */
export function* mergeTraces(
	signal: Signal,
	arrived: RowOrder,
	sources: readonly SealSource[],
): Generator<undefined, BlockTraces, undefined> {
	if (signal === "metrics") return NONE;
	/** What stands for the first trace in the column. */
	const first = signal === "logs" ? 1 : 0;
	const met = meetTraces(arrived, sources, first);
	yield;
	const sorted = yield* radixSort(ascending(met.words.length / TRACE_WORDS), columnsOf(met.words));
	const ranks = new Uint32Array(sorted.length);
	const ids = new Uint32Array(met.words.length);
	const count = rankTraces(met.words, sorted, ids, ranks);
	yield;
	const { ordinals } = met;
	rankOrdinals(ordinals, ranks, first);
	return { count, ids: ids.slice(0, count * TRACE_WORDS), ordinals };
}

function rankOrdinals(ordinals: Uint32Array, ranks: Uint32Array, first: number): void {
	for (let at = 0; at < ordinals.length; at++) {
		const item = ordinals[at] as number;
		if (item >= first) ordinals[at] = (ranks[item - first] as number) + first;
	}
}

interface MetTraces {
	/** Ids of all traces of all sources that a row belongs to, in order of sight. */
	readonly words: Uint32Array;
	/** Per row: its place among them + first. */
	readonly ordinals: Uint32Array;
}

function meetTraces(arrived: RowOrder, sources: readonly SealSource[], first: number): MetTraces {
	const met: Meeting = {
		places: sources.map(({ view }) => new Uint32Array(view.counts.traces)),
		ids: sources.map(({ view }) => view.traces),
		first,
		ordinals: gatherColumn(arrived, sources, SpanColumn.trace),
		words: new Uint32Array(sources.reduce((sum, { view }) => sum + view.counts.traces, 0) * TRACE_WORDS),
	};
	let count = 0;
	for (let at = 0; at < arrived.count; at++) count = meetTrace(met, arrived.sources[at] as number, at, count);
	return { words: met.words.subarray(0, count * TRACE_WORDS), ordinals: met.ordinals };
}

interface Meeting extends MetTraces {
	/** Of each source, per trace: its place among those that were met + 1; 0 for the others. */
	readonly places: readonly Uint32Array[];
	/** Of each source: its traces. */
	readonly ids: readonly Uint32Array[];
	readonly first: number;
}

/** Replaces the source's ordinal of a row; answers how many traces were met then. */
function meetTrace({ places, ids, first, ordinals, words }: Meeting, source: number, at: number, count: number): number {
	const trace = (ordinals[at] as number) - first;
	if (trace < 0) return count;
	const known = places[source] as Uint32Array;
	const place = known[trace] as number;
	if (place > 0) {
		ordinals[at] = place - 1 + first;
		return count;
	}
	const traces = ids[source] as Uint32Array;
	for (let word = 0; word < TRACE_WORDS; word++) words[count * TRACE_WORDS + word] = traces[trace * TRACE_WORDS + word] as number;
	known[trace] = count + 1;
	ordinals[at] = count + first;
	return count + 1;
}

/** Each id once; answers how many they are, and writes the place of each item among them. */
function rankTraces(words: Uint32Array, sorted: Uint32Array, ids: Uint32Array, ranks: Uint32Array): number {
	let count = 0;
	for (let at = 0; at < sorted.length; at++) {
		const item = sorted[at] as number;
		if (count === 0 || !isSameTrace(words, item, ids, count - 1)) copyTrace(words, item, ids, count++);
		ranks[item] = count - 1;
	}
	return count;
}

function isSameTrace(words: Uint32Array, item: number, ids: Uint32Array, place: number): boolean {
	for (let word = 0; word < TRACE_WORDS; word++) if (words[item * TRACE_WORDS + word] !== ids[place * TRACE_WORDS + word]) return false;
	return true;
}

function copyTrace(words: Uint32Array, item: number, ids: Uint32Array, place: number): void {
	for (let word = 0; word < TRACE_WORDS; word++) ids[place * TRACE_WORDS + word] = words[item * TRACE_WORDS + word] as number;
}

function columnsOf(words: Uint32Array): readonly Uint32Array[] {
	return Array.from({ length: TRACE_WORDS }, (_, word) => {
		const column = new Uint32Array(words.length / TRACE_WORDS);
		for (let at = 0; at < column.length; at++) column[at] = words[at * TRACE_WORDS + word] as number;
		return column;
	});
}
