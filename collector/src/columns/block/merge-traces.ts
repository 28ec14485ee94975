import type { Signal } from "@spanglass/shared/model/signal";
import { SpanColumn } from "../layout.ts";
import { TRACE_WORDS } from "../trace-table.ts";
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
	let count = 0;
	for (const item of sorted) {
		const id = met.words.subarray(item * TRACE_WORDS, (item + 1) * TRACE_WORDS);
		if (count === 0 || id.some((word, at) => ids[(count - 1) * TRACE_WORDS + at] !== word)) ids.set(id, count++ * TRACE_WORDS);
		ranks[item] = count - 1;
	}
	yield;
	const { ordinals } = met;
	for (let at = 0; at < ordinals.length; at++) {
		const item = ordinals[at] as number;
		if (item >= first) ordinals[at] = (ranks[item - first] as number) + first;
	}
	return { count, ids: ids.slice(0, count * TRACE_WORDS), ordinals };
}

interface MetTraces {
	/** Ids of all traces of all sources that a row belongs to, in order of sight. */
	readonly words: Uint32Array;
	/** Per row: its place among them + first. */
	readonly ordinals: Uint32Array;
}

function meetTraces(arrived: RowOrder, sources: readonly SealSource[], first: number): MetTraces {
	const places = sources.map(({ view }) => new Uint32Array(view.counts.traces));
	const ordinals = new Uint32Array(arrived.count);
	const words = new Uint32Array(sources.reduce((sum, { view }) => sum + view.counts.traces, 0) * TRACE_WORDS);
	let count = 0;
	for (let at = 0; at < arrived.count; at++) {
		const number = arrived.sources[at] as number;
		const source = sources[number] as SealSource;
		const trace = source.value(SpanColumn.trace, arrived.rows[at] as number) - first;
		if (trace < 0) continue;
		const known = places[number] as Uint32Array;
		if (known[trace] === 0) {
			const { traces } = source.view;
			for (let word = 0; word < TRACE_WORDS; word++) words[count * TRACE_WORDS + word] = traces[trace * TRACE_WORDS + word] as number;
			known[trace] = ++count;
		}
		ordinals[at] = (known[trace] as number) - 1 + first;
	}
	return { words: words.subarray(0, count * TRACE_WORDS), ordinals };
}

function columnsOf(words: Uint32Array): readonly Uint32Array[] {
	return Array.from({ length: TRACE_WORDS }, (_, word) => {
		const column = new Uint32Array(words.length / TRACE_WORDS);
		for (let at = 0; at < column.length; at++) column[at] = words[at * TRACE_WORDS + word] as number;
		return column;
	});
}
