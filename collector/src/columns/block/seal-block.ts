/** Rows into a block: gather, sort, renumber, write. Sealing one generation and merging several blocks are the same. */
import type { Signal } from "@spanglass/shared/model/signal";
import { dataViewOf } from "../dictionary.ts";
import { LogColumn, PointColumn, SpanColumn } from "../layout.ts";
import { createTraceFilter } from "../trace-filter.ts";
import { BLOCK_FORMAT, encodeHeader } from "./block-header.ts";
import { blobFromBytes } from "./byte-parts.ts";
import { BLOCK_ROWS_MAX, BlockColumn, chunkNumber } from "./chunk-numbers.ts";
import { ChunkWriter } from "./chunk-writer.ts";
import { collectEntityValues, collectItemValues, type ValueSource } from "./collect-values.ts";
import type { RowsToSeal, SealBlock, SealedBlock, StoredChunk } from "./contract.ts";
import { writeDense } from "./dense-writer.ts";
import { type BlockEntities, namesOfEntities, rangeOfTimes } from "./directory-facts.ts";
import { FinalNumbers } from "./final-numbers.ts";
import { type GatheredTails, gatherTails } from "./gather-tails.ts";
import { mergeTraces } from "./merge-traces.ts";
import { MergedEntities } from "./merged-entities.ts";
import { type Entries, MergedTexts } from "./merged-texts.ts";
import { gatherEntities, gatherSequences, gatherTimes, orderRows, picked, type RowTimes, rowsAt, selectRows } from "./order-rows.ts";
import { type RowOrder, SealSource } from "./seal-source.ts";
import { TextFilterBuilder } from "./text-filter.ts";
import { ValuePairs } from "./value-filter.ts";
import { tokenOfBytes } from "./value-token.ts";
import { encodeWords, TransformChoice } from "./word-encoder.ts";
import { type StagedEntries, writeDictionary } from "./write-dictionary.ts";
import { writeRows } from "./write-rows.ts";
import { renumberTails, writeTails } from "./write-tails.ts";

const ENTITY_COLUMN = { traces: SpanColumn.operation, logs: LogColumn.source, metrics: PointColumn.series } as const;

/** Rows in block order, with one provisional numbering of what they refer to. */
interface Gathered {
	readonly signal: Signal;
	readonly order: RowOrder;
	readonly sources: readonly SealSource[];
	readonly entities: MergedEntities;
	readonly entries: Entries;
	readonly times: RowTimes;
	/** The trace column, and the ids that it counts. */
	readonly traces: Uint32Array;
	readonly traceIds: Uint32Array;
	/** Operation, source or series of each row. */
	readonly rowEntities: Uint32Array;
	readonly tails: GatheredTails;
}

/**
 * See the contract.
 *
 * Throws  RangeError when there are more rows than 64 segments hold.
 * Cost    about 1.5 CPU seconds for a million spans of 400 bytes or a million records, 0.6 for a million points.
 */
export const sealBlock: SealBlock = function* (sources: readonly RowsToSeal[]): Generator<undefined, SealedBlock | undefined, undefined> {
	const gathered = yield* gather(sources);
	return gathered === undefined ? undefined : yield* write(gathered);
};

function* gather(input: readonly RowsToSeal[]): Generator<undefined, Gathered | undefined, undefined> {
	const arrived = yield* selectRows(input);
	const [first] = input;
	if (arrived.count === 0 || first === undefined) return undefined;
	if (arrived.count > BLOCK_ROWS_MAX) throw new RangeError(`a block holds at most ${BLOCK_ROWS_MAX} rows`);
	const { signal } = first.view;
	const entities = new MergedEntities();
	const whole = input.length === 1 ? first.view.wholeDictionary?.() : undefined;
	const merged = new MergedTexts();
	const sources = input.map(({ view }) => new SealSource(view, entities, whole === undefined ? merged : undefined));
	const blockTraces = yield* mergeTraces(signal, arrived, sources);
	const places = yield* orderRows(signal, arrived, sources, blockTraces);
	const order = rowsAt(arrived, places);
	const times = gatherTimes(signal, order, sources);
	yield;
	const tails = yield* gatherTails({ signal, order, sources, entities, times });
	const rowEntities = gatherEntities(order, sources, ENTITY_COLUMN[signal]);
	yield;
	return {
		signal,
		order,
		sources,
		entities,
		entries: whole === undefined ? merged.entries() : { ...whole, data: dataViewOf(whole.bytes) },
		times,
		traces: signal === "metrics" ? blockTraces.ordinals : picked(blockTraces.ordinals, places, new Uint32Array(places.length)),
		traceIds: blockTraces.ids,
		rowEntities,
		tails,
	};
}

function* write(gathered: Gathered): Generator<undefined, SealedBlock, undefined> {
	const { signal, order, sources, entities, tails, traceIds, times, rowEntities } = gathered;
	const writer = new ChunkWriter();
	const numbers = new FinalNumbers(gathered.entries.offsets.length - 1, entities);
	numbers.renumberTexts(tails.bodies.filled());
	/** Entries before it are bodies, or the empty text. */
	const bodyEnd = numbers.texts.top;
	yield;
	const { records, starts } = entities.renumbered(numbers.entities, numbers);
	writer.add(chunkNumber(BlockColumn.entities, 0), encodeEntities(records, starts));
	if (traceIds.length > 0) writer.add(chunkNumber(BlockColumn.traceIds, 0), encodeTraceIds(traceIds));
	yield;
	numbers.renumberEntities(rowEntities);
	yield* renumberTails(tails, numbers);
	const sequences = gatherSequences(order, sources);
	const rows = { signal, order, sources, rowEntities, writer, times, traces: gathered.traces, traceCount: traceIds.length / 4 };
	const facts = yield* writeRows({ ...rows, sequences: sequences.offsets });
	yield* writeTails(tails, { rows: order.count, numbers, rowEntities }, writer);
	const shapes = distinct(tails.shapes, starts.length);
	const heads = yield* writeDense({ tails, entities, numbers, rowEntities, shapes }, writer);
	const tokens = new Uint32Array(numbers.texts.top);
	const textFilter = createTextFilter(gathered);
	const dictionary = yield* writeDictionary(gathered.entries, numbers.texts, writer, (staged) => {
		const bodies = Math.min(staged.count, Math.max(0, bodyEnd - staged.first));
		textFilter?.addEntries(staged, bodies);
		addTokens(staged, bodies, tokens);
	});
	if (textFilter !== undefined) writer.add(chunkNumber(BlockColumn.textFilter, 0), [blobFromBytes(textFilter.finish())]);
	const raw = (id: number) => rawOf(gathered.entries, numbers.texts.view[id] as number);
	const source = { records, starts, raw, text: (id: number) => raw(id).toString("utf8") };
	const filteredKeys = yield* writeValueFilters(tails, writer, source, {
		key: (id) => rawOf(gathered.entries, id).toString("utf8"),
		raw,
		tokens,
		bodyEnd,
	});
	const names = namesOfEntities(signal, source, new Set(shapes));
	const absent = [...absentColumns(tails), ...(textFilter === undefined ? [BlockColumn.textFilter] : [])];
	writer.add(
		chunkNumber(BlockColumn.header, 0),
		encodeHeader({
			format: BLOCK_FORMAT,
			signal,
			rows: order.count,
			entries: numbers.texts.top,
			entities: starts.length,
			traces: traceIds.length / 4,
			heads,
			dictionary,
			starts: Object.fromEntries(writer.starts),
			absent,
			filteredKeys,
		}),
	);
	return {
		signal,
		rowCount: order.count,
		firstSequence: sequences.first,
		lastSequence: sequences.last,
		...rangeOfTimes(times),
		...facts,
		traceFilter: createTraceFilter(traceIds, traceIds.length / 4),
		...names,
		chunks: inOrder(writer.chunks),
	};
}

function* writeValueFilters(
	tails: GatheredTails,
	writer: ChunkWriter,
	entities: BlockEntities,
	values: ValueSource,
): Generator<undefined, readonly number[], undefined> {
	const pairs = new ValuePairs();
	collectEntityValues(entities, pairs);
	yield;
	yield* collectItemValues(tails, values, pairs);
	const { keys, filters } = pairs.build();
	filters.forEach((filter, at) => {
		writer.add(chunkNumber(BlockColumn.valueFilter, at), [filter]);
	});
	yield;
	return keys;
}

/** Each number once, ascending; all are below `end`. */
function distinct(numbers: Uint32Array, end: number): readonly number[] {
	const met = new Uint8Array(end);
	for (let at = 0; at < numbers.length; at++) met[numbers[at] as number] = 1;
	return Array.from(met.keys()).filter((number) => met[number] === 1);
}

/** The tokens of all entries from place `from` on. */
function addTokens({ first, count, offsets, data }: StagedEntries, from: number, tokens: Uint32Array): void {
	for (let at = from; at < count; at++) tokens[first + at] = tokenOfBytes(data, offsets[at] as number, offsets[at + 1] as number);
}

/** Of records: a filter that holds the bodies that are no strings; undefined when there are too many of them. */
function createTextFilter({ signal, order, tails }: Gathered): TextFilterBuilder | undefined {
	if (signal !== "logs" || tails.otherBodies === undefined) return undefined;
	const filter = new TextFilterBuilder(order.count);
	for (const text of tails.otherBodies) filter.addText(text);
	return filter;
}

/** A copy. */
function rawOf({ bytes, offsets }: Entries, id: number): Buffer {
	return Buffer.from(bytes.subarray(offsets[id], offsets[id + 1]));
}

/** Parts: words of each record, the records one after the other. */
function encodeEntities(records: Uint32Array, starts: Uint32Array): readonly Uint8Array[] {
	const lengths = starts.map((start, at) => (starts[at + 1] ?? records.length) - start);
	return [encodeWords(lengths, new TransformChoice()), encodeWords(records, new TransformChoice())];
}

/** Parts: one word of each id after the other, the first ascending. */
function encodeTraceIds(ids: Uint32Array): readonly Uint8Array[] {
	return [0, 1, 2, 3].map((word) => {
		const words = new Uint32Array(ids.length / 4);
		for (let at = 0; at < words.length; at++) words[at] = ids[at * 4 + word] as number;
		return encodeWords(words, new TransformChoice());
	});
}

function absentColumns({ bodies, streams }: GatheredTails): readonly number[] {
	const absent: number[] = [];
	if (bodies.top === 0) absent.push(BlockColumn.body);
	if (streams.size === 0) absent.push(BlockColumn.rest);
	return absent;
}

function inOrder(chunks: readonly StoredChunk[]): readonly StoredChunk[] {
	return chunks.toSorted((a, b) => a.chunk - b.chunk);
}
