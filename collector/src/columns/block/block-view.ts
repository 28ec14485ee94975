/** A sealed block as its readers see it. */
import type { Signal } from "@spanglass/shared/model/signal";
import { keyNames } from "@spanglass/shared/semconv/renames";
import { EntityView } from "../entity-view.ts";
import {
	LOW_BYTE,
	LogColumn,
	PointColumn,
	SEGMENT_MASK,
	SEQUENCE_COLUMN,
	SpanColumn,
	StoredType,
	segmentOf,
	VALUE_WORDS,
} from "../layout.ts";
import type { AttributeReader, DictionaryPart, RowCounts, RowView } from "../row-view.ts";
import { BlockColumns } from "./block-columns.ts";
import { BlockDictionary } from "./block-dictionary.ts";
import { type BlockHeader, decodeHeader } from "./block-header.ts";
import { BlockMemory } from "./block-memory.ts";
import { BlockValues, type RowRange } from "./block-values.ts";
import { bytesFromBlob, partsFromChunk } from "./byte-parts.ts";
import { BlockColumn, chunkNumber } from "./chunk-numbers.ts";
import { type BlockChunks, type BlockDirectory, DamagedBlockError } from "./contract.ts";
import { longestSpans } from "./longest-spans.ts";
import { isWellBuilt } from "./map-record.ts";
import { mayContainText } from "./text-filter.ts";
import { findTraceId, type RowsByTrace, rowsByTrace } from "./trace-lookup.ts";
import type { BlockTraceTable } from "./trace-rows.ts";
import { type EqualityLiteral, mayHoldPair, tokensOfLiteral } from "./value-filter.ts";
import { tokenOfText } from "./value-token.ts";
import { decodeWords } from "./word-codec.ts";

const TAIL_COLUMN = { traces: SpanColumn.tail, logs: LogColumn.tail, metrics: PointColumn.tail } as const;

/** What of a directory row is needed to open its block. */
export type BlockIdentity = Pick<BlockDirectory, "signal" | "rowCount" | "firstSequence">;

/**
 * Open a block for a query: decoded chunks are held as long as the view is. `memory`: what was kept of it from the last time.
 *
 * Throws  DamagedBlockError when the header is broken or of another block.   Cost: one small chunk.
 */
export function openBlock(identity: BlockIdentity, chunks: BlockChunks, memory: BlockMemory = new BlockMemory()): BlockView {
	return new BlockView(identity, chunks, memory);
}

export class BlockView extends EntityView<BlockMemory> implements RowView {
	readonly signal: Signal;
	readonly firstSequence: number;
	readonly counts: RowCounts;
	readonly #identity: BlockIdentity;
	readonly #chunks: BlockChunks;
	readonly #header: BlockHeader;
	readonly #columns: BlockColumns;
	readonly #dictionary: BlockDictionary;
	#decodedEntities: DecodedEntities | undefined;
	#traceIds: Uint32Array | undefined;
	#rowsByTrace: RowsByTrace | undefined;
	readonly #values: BlockValues;

	constructor(identity: BlockIdentity, chunks: BlockChunks, memory: BlockMemory, range?: RowRange) {
		super(memory);
		this.#identity = identity;
		this.#chunks = chunks;
		this.signal = identity.signal;
		this.firstSequence = identity.firstSequence;
		this.#header = readHeader(chunks);
		const { rows, entities, traces, entries, signal } = this.#header;
		if (signal !== identity.signal || rows !== identity.rowCount) throw new DamagedBlockError("the header is of another block");
		this.counts = { rows, entities, traces, entries };
		this.#columns = new BlockColumns(this.#header, chunks);
		this.#dictionary = new BlockDictionary(this.#header, this.#columns, memory);
		const shape = (entity: number) => this.shape(entity);
		this.#values = new BlockValues(this.#header, this.#columns, shape, range ?? { start: 0, end: rows });
	}

	/**
	 * The same block for reading the tails of rows [start, end) only: their words are made alone, so that one trace costs less than a segment.
	 * Tails of other rows are 0.
	 */
	forRows(start: number, end: number): BlockView {
		return new BlockView(this.#identity, this.#chunks, this.memory, { start, end });
	}

	/** What `memory` holds; chunks are counted by who caches them. */
	get byteLength(): number {
		return this.memory.byteLength;
	}

	get traces(): Uint32Array {
		this.#traceIds ??= this.counts.traces === 0 ? new Uint32Array(0) : this.#readTraceIds();
		return this.#traceIds;
	}

	get records(): Uint32Array {
		return this.#entities().records;
	}

	get entities(): Uint32Array {
		return this.#entities().starts;
	}

	/** Of spans: what a list of traces needs. */
	traceTable(): BlockTraceTable {
		return this.#columns.traceTable();
	}

	/**
	 * False when certainly no attribute of an item, its events, links, resource, scope or series equals the literal under any name of the
	 * key, as a filter's `=` compares.
	 */
	mayHoldValue(key: string, literal: EqualityLiteral): boolean {
		const tokens = tokensOfLiteral(literal);
		return keyNames(key).some((name) => {
			const keyToken = tokenOfText(name);
			const chunk = chunkNumber(BlockColumn.valueFilter, this.#header.filteredKeys.indexOf(keyToken) + 1);
			const filter = this.#columns.whole(chunk, firstPart);
			return tokens.some((token) => mayHoldPair(filter, keyToken, token));
		});
	}

	/** Of log records: false when certainly no body contains the text, without regard to case. True for other signals. */
	mayHoldText(text: string): boolean {
		if (this.signal !== "logs" || this.#header.absent.includes(BlockColumn.textFilter)) return true;
		const filter = this.#columns.whole(chunkNumber(BlockColumn.textFilter, 0), (parts) => bytesFromBlob(firstPart(parts)));
		return mayContainText(filter, text);
	}

	column(column: number, segment: number): Uint32Array {
		return column === TAIL_COLUMN[this.signal] ? this.#values.wordsOf(segment).tails : this.#columns.column(column, segment);
	}

	value(column: number, row: number): number {
		return this.column(column, segmentOf(row))[row & SEGMENT_MASK] as number;
	}

	wordsOf(segment: number): Uint32Array {
		return this.#values.wordsOf(segment).words;
	}

	shapeOf(row: number): number {
		return this.signal === "metrics" ? 0 : (this.#values.shapes(segmentOf(row))[row & SEGMENT_MASK] as number);
	}

	attributeReader(head: number): AttributeReader {
		if (!this.#values.isDense(head)) return this.#rareReader(head);
		const segmentAt = (row: number) => this.#values.dense(head, segmentOf(row));
		return {
			first: (row) => segmentAt(row).first[row & SEGMENT_MASK] as number,
			second: (row) => segmentAt(row).second?.[row & SEGMENT_MASK] as number,
		};
	}

	bodyOf(row: number): number {
		const code = this.value(LogColumn.bits, row) & LOW_BYTE;
		if (code !== StoredType.string + 1) return this.wordsOf(segmentOf(row))[this.value(LogColumn.tail, row)] as number;
		return this.#values.bodies(segmentOf(row))[row & SEGMENT_MASK] as number;
	}

	rareHeaderOf(row: number): number {
		return this.#values.rare(segmentOf(row))?.headers[row & SEGMENT_MASK] ?? 0;
	}

	statusMessageOf(row: number): number {
		return this.#values.rare(segmentOf(row))?.messages[row & SEGMENT_MASK] ?? 0;
	}

	sequenceOf(row: number): number {
		return this.firstSequence + this.value(SEQUENCE_COLUMN, row);
	}

	placeOf(row: number): number {
		return this.signal === "logs" ? (this.#columns.places(segmentOf(row))[row & SEGMENT_MASK] as number) : 0;
	}

	/** Cost O(log n). */
	findTrace(id: Uint32Array): number {
		return findTraceId(this.traces, id);
	}

	/** Cost: of records, one pass over the trace column at the first call. */
	rowsOfTrace(ordinal: number): Uint32Array {
		if (this.signal === "traces") {
			const { firstRow } = this.traceTable();
			const start = firstRow[ordinal] as number;
			return Uint32Array.from({ length: (firstRow[ordinal + 1] as number) - start }, (_, at) => start + at);
		}
		this.#rowsByTrace ??= rowsByTrace(this.counts.traces, this.counts.rows, (segment) => this.column(LogColumn.trace, segment));
		const { firstPlace, rows } = this.#rowsByTrace;
		return rows.subarray(firstPlace[ordinal], firstPlace[ordinal + 1]);
	}

	protected override decodeText(id: number): string {
		return this.#dictionary.text(id);
	}

	dictionaryPart(id: number): DictionaryPart {
		return this.#dictionary.part(id);
	}

	raw(id: number): Uint8Array {
		return this.#dictionary.raw(id);
	}

	rawLength(id: number): number {
		return this.#dictionary.rawLength(id);
	}

	copyRaw(id: number, target: DataView, at: number): void {
		this.#dictionary.copyRaw(id, target, at);
	}

	/** Cost: at the first call, one pass over the dictionary. */
	findText(text: string): readonly number[] {
		return this.#dictionary.find(text);
	}

	longestSpans(): Float32Array {
		this.memory.longestSpans ??= longestSpans(this);
		return this.memory.longestSpans;
	}

	answersTo(question: string): Uint8Array {
		return this.memory.answersTo(question, this.counts.entities);
	}

	#entities(): DecodedEntities {
		this.#decodedEntities ??= this.#columns.whole(chunkNumber(BlockColumn.entities, 0), decodeEntities);
		return this.#decodedEntities;
	}

	#readTraceIds(): Uint32Array {
		return this.#columns.whole(chunkNumber(BlockColumn.traceIds, 0), decodeTraceIds);
	}

	/** Of a head without a column of its own: out of the segment's words. */
	#rareReader(head: number): AttributeReader {
		const offsets: (number | undefined)[] = [];
		const listOffset = (row: number): number => {
			if (this.signal !== "logs") return 0;
			const code = this.value(LogColumn.bits, row) & LOW_BYTE;
			return code === 0 ? 0 : (VALUE_WORDS[code - 1] as number);
		};
		const wordAt = (row: number, word: number): number => {
			const shape = this.shapeOf(row);
			offsets[shape] ??= this.offsetInList(shape, head);
			const at = this.value(TAIL_COLUMN[this.signal], row) + listOffset(row) + (offsets[shape] as number) + word;
			return this.wordsOf(segmentOf(row))[at] as number;
		};
		return { first: (row) => wordAt(row, 0), second: (row) => wordAt(row, 1) };
	}
}

function firstPart([part]: readonly Uint8Array[]): Uint8Array {
	if (part === undefined) throw new DamagedBlockError("a chunk has no part");
	return part;
}

interface DecodedHeader {
	readonly byteLength: number;
	readonly header: BlockHeader;
}

function readHeader(chunks: BlockChunks): BlockHeader {
	return chunks.decoded(chunkNumber(BlockColumn.header, 0), 0, decodeStoredHeader).header;
}

function decodeStoredHeader(stored: Uint8Array): DecodedHeader {
	return { byteLength: stored.length * 8, header: decodeHeader(partsFromChunk(stored)) };
}

interface DecodedEntities {
	readonly byteLength: number;
	readonly records: Uint32Array;
	readonly starts: Uint32Array;
}

function decodeEntities(parts: readonly Uint8Array[]): DecodedEntities {
	const [lengths, words] = parts;
	if (lengths === undefined || words === undefined) throw new DamagedBlockError("entities are cut off");
	const records = decodeWords(words);
	const starts = decodeWords(lengths);
	let start = 0;
	for (let entity = 0; entity < starts.length; entity++) {
		const length = starts[entity] as number;
		if (!isWellBuilt(records, start, start + length)) throw new DamagedBlockError("an entity is not built as its kind says");
		starts[entity] = start;
		start += length;
	}
	return { byteLength: records.byteLength + starts.byteLength, records, starts };
}

function decodeTraceIds(parts: readonly Uint8Array[]): Uint32Array {
	const columns = parts.map((part) => decodeWords(part));
	const count = columns[0]?.length ?? 0;
	const ids = new Uint32Array(count * columns.length);
	columns.forEach((column, word) => {
		for (let at = 0; at < count; at++) ids[at * columns.length + word] = column[at] as number;
	});
	return ids;
}
