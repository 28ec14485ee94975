/** A sealed block as its readers see it. */
import type { Metric, Series } from "@spanglass/shared/model/metric";
import type { Resource, Scope } from "@spanglass/shared/model/resource";
import type { Signal } from "@spanglass/shared/model/signal";
import { keyNames } from "@spanglass/shared/semconv/renames";
import type { Emitter } from "../generation-view.ts";
import {
	EntityKind,
	LOW_BYTE,
	LogColumn,
	PointColumn,
	SEGMENT_MASK,
	SEGMENT_ROWS,
	SEQUENCE_COLUMN,
	SpanColumn,
	StoredType,
	segmentOf,
	TYPE_SHIFT,
	VALUE_WORDS,
} from "../layout.ts";
import {
	decodeLogSource,
	decodeMetric,
	decodeOperation,
	decodeResource,
	decodeScope,
	decodeSeries,
	type LogSourceRecord,
	type OperationRecord,
	type SeriesRecord,
	shapeHeads,
} from "../record-decoder.ts";
import type { AttributeReader, DictionaryPart, RowCounts, RowView } from "../row-view.ts";
import { BlockColumns } from "./block-columns.ts";
import { BlockDictionary } from "./block-dictionary.ts";
import { type BlockHeader, decodeHeader } from "./block-header.ts";
import { BlockMemory, emitterOf } from "./block-memory.ts";
import { bytesFromBlob, partsFromChunk } from "./byte-parts.ts";
import { BlockColumn, chunkNumber } from "./chunk-numbers.ts";
import { type BlockChunks, type BlockDirectory, DamagedBlockError } from "./contract.ts";
import { BESIDE_ENTITY } from "./dense-writer.ts";
import { valueHeads } from "./gather-tails.ts";
import { kindOfHead, WordKind } from "./gathered-column.ts";
import { isWellBuilt, kindOfRecord } from "./map-record.ts";
import { type DenseSegment, type RareWords, readRareWords, readSegmentWords, type SegmentWords } from "./tail-reader.ts";
import { mayContainText } from "./text-filter.ts";
import { findTraceId, type RowsByTrace, rowsByTrace } from "./trace-lookup.ts";
import type { BlockTraceTable } from "./trace-rows.ts";
import { type EqualityLiteral, mayHoldPair, tokensOfLiteral } from "./value-filter.ts";
import { tokenOfText } from "./value-token.ts";
import { decodePairs, decodeWords, pairsOf } from "./word-codec.ts";

/** The form of a segment's words in the cache, beside the columns' own. */
const WORDS_FORM = 128;
const NONE = new Uint32Array(0);
const ENTITY_COLUMN = { traces: SpanColumn.operation, logs: LogColumn.source, metrics: PointColumn.series } as const;
const TAIL_COLUMN = { traces: SpanColumn.tail, logs: LogColumn.tail, metrics: PointColumn.tail } as const;
const BITS_COLUMN = { traces: SpanColumn.bits, logs: LogColumn.bits, metrics: PointColumn.bits } as const;

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

interface RowRange {
	readonly start: number;
	readonly end: number;
}

export class BlockView implements RowView {
	readonly signal: Signal;
	readonly firstSequence: number;
	readonly counts: RowCounts;
	readonly #identity: BlockIdentity;
	readonly #chunks: BlockChunks;
	/** The rows whose words can be read; all when undefined. */
	readonly #range: RowRange | undefined;
	readonly #header: BlockHeader;
	readonly #memory: BlockMemory;
	readonly #columns: BlockColumns;
	readonly #dictionary: BlockDictionary;
	#decodedEntities: DecodedEntities | undefined;
	#traceIds: Uint32Array | undefined;
	#rowsByTrace: RowsByTrace | undefined;
	readonly #segmentWords: (SegmentWords | undefined)[] = [];
	readonly #shapeSegments: (Uint32Array | undefined)[] = [];
	readonly #rare: (RareWords | undefined)[] = [];
	readonly #bodies: (Uint32Array | undefined)[] = [];
	readonly #dense = new Map<number, (DenseSegment | undefined)[]>();

	constructor(identity: BlockIdentity, chunks: BlockChunks, memory: BlockMemory, range?: RowRange) {
		this.#identity = identity;
		this.#chunks = chunks;
		this.#range = range;
		this.signal = identity.signal;
		this.firstSequence = identity.firstSequence;
		this.#memory = memory;
		this.#header = readHeader(chunks);
		const { rows, entities, traces, entries, signal } = this.#header;
		if (signal !== identity.signal || rows !== identity.rowCount) throw new DamagedBlockError("the header is of another block");
		this.counts = { rows, entities, traces, entries };
		this.#columns = new BlockColumns(this.#header, chunks);
		this.#dictionary = new BlockDictionary(this.#header, this.#columns, memory);
	}

	/**
	 * The same block for reading the tails of rows [start, end) only: their words are made alone, so that one trace costs less than a segment.
	 * Tails of other rows are 0.
	 */
	forRows(start: number, end: number): BlockView {
		return new BlockView(this.#identity, this.#chunks, this.#memory, { start, end });
	}

	/** What `memory` holds; chunks are counted by who caches them. */
	get byteLength(): number {
		return this.#memory.byteLength;
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
		return column === TAIL_COLUMN[this.signal] ? this.#wordsOf(segment).tails : this.#columns.column(column, segment);
	}

	value(column: number, row: number): number {
		return this.column(column, segmentOf(row))[row & SEGMENT_MASK] as number;
	}

	wordsOf(segment: number): Uint32Array {
		return this.#wordsOf(segment).words;
	}

	shapeOf(row: number): number {
		return this.signal === "metrics" ? 0 : (this.#shapes(segmentOf(row))[row & SEGMENT_MASK] as number);
	}

	attributeReader(head: number): AttributeReader {
		if (!this.#header.heads.includes(head)) return this.#rareReader(head);
		const segmentAt = (row: number) => this.#denseSegment(head, segmentOf(row)) as DenseSegment;
		return {
			first: (row) => segmentAt(row).first[row & SEGMENT_MASK] as number,
			second: (row) => segmentAt(row).second?.[row & SEGMENT_MASK] as number,
		};
	}

	bodyOf(row: number): number {
		const code = this.value(LogColumn.bits, row) & LOW_BYTE;
		if (code !== StoredType.string + 1) return this.wordsOf(segmentOf(row))[this.value(LogColumn.tail, row)] as number;
		return this.#bodiesOf(segmentOf(row))[row & SEGMENT_MASK] as number;
	}

	rareHeaderOf(row: number): number {
		return this.#rareWords(segmentOf(row))?.headers[row & SEGMENT_MASK] ?? 0;
	}

	statusMessageOf(row: number): number {
		return this.#rareWords(segmentOf(row))?.messages[row & SEGMENT_MASK] ?? 0;
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

	text(id: number): string {
		return this.#memory.texts.get(id, () => this.#dictionary.text(id));
	}

	passingText(id: number): string {
		return this.#memory.texts.peek(id) ?? this.#dictionary.text(id);
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

	copyRaw(id: number, target: Uint8Array, at: number): void {
		this.#dictionary.copyRaw(id, target, at);
	}

	/** Cost: at the first call, one pass over the dictionary. */
	findText(text: string): readonly number[] {
		return this.#dictionary.find(text);
	}

	resource(entity: number): Resource {
		return this.#memory.resources.get(entity, () => decodeResource(this, this.#start(entity)));
	}

	scope(entity: number): Scope {
		return this.#memory.scopes.get(entity, () => decodeScope(this, this.#start(entity)));
	}

	emitter(entity: number): Emitter {
		return this.#memory.emitters.get(entity, () => emitterOf(this.resource(entity)));
	}

	metric(entity: number): Metric {
		return this.#memory.metrics.get(entity, () => decodeMetric(this, this.#start(entity)));
	}

	series(entity: number): Series {
		return this.#memory.series.get(entity, () => {
			const { metric, resource, scope, attributes } = this.seriesRecord(entity);
			return { metric: this.metric(metric), attributes, resource: this.resource(resource), scope: this.scope(scope) };
		});
	}

	seriesRecord(entity: number): SeriesRecord {
		return decodeSeries(this, this.#start(entity));
	}

	/** Cost O(entities). */
	resourceEntities(): readonly number[] {
		const resources: number[] = [];
		const { records, starts } = this.#entities();
		starts.forEach((start, entity) => {
			if (kindOfRecord(records, start) === EntityKind.resource) resources.push(entity);
		});
		return resources;
	}

	shape(entity: number): Uint32Array {
		return shapeHeads(this.records, this.#start(entity));
	}

	shapeWords(entity: number): number {
		let words = 0;
		for (const head of this.shape(entity)) words += VALUE_WORDS[head >>> TYPE_SHIFT] as number;
		return words;
	}

	operation(entity: number): OperationRecord {
		return decodeOperation(this.records, this.#start(entity));
	}

	logSource(entity: number): LogSourceRecord {
		return decodeLogSource(this.records, this.#start(entity));
	}

	#start(entity: number): number {
		return this.entities[entity] as number;
	}

	#entities(): DecodedEntities {
		this.#decodedEntities ??= this.#columns.whole(chunkNumber(BlockColumn.entities, 0), decodeEntities);
		return this.#decodedEntities;
	}

	#readTraceIds(): Uint32Array {
		return this.#columns.whole(chunkNumber(BlockColumn.traceIds, 0), decodeTraceIds);
	}

	#shapes(segment: number): Uint32Array {
		const known = this.#shapeSegments[segment];
		if (known !== undefined) return known;
		const entities = this.#rowEntities(segment);
		const shapes = this.#columns.part(BlockColumn.shape, segment, (part) => decodeWords(part, () => entities));
		this.#shapeSegments[segment] = shapes;
		return shapes;
	}

	#wordsOf(segment: number): SegmentWords {
		const known = this.#segmentWords[segment];
		if (known !== undefined) return known;
		const { signal } = this;
		const streams = this.#header.absent.includes(BlockColumn.rest) ? undefined : this.#streams(segment);
		const words =
			this.#range !== undefined
				? this.#makeWords(segment, streams)
				: this.#columns.part(
						signal === "metrics" ? PointColumn.bits : BlockColumn.shape,
						segment,
						() => this.#makeWords(segment, streams),
						WORDS_FORM,
					);
		this.#segmentWords[segment] = words;
		return words;
	}

	#rareWords(segment: number): RareWords | undefined {
		if (this.#header.absent.includes(BlockColumn.rest)) return undefined;
		const known = this.#rare[segment];
		if (known !== undefined) return known;
		const bits = this.column(SpanColumn.bits, segment);
		const rare = this.#columns.part(BlockColumn.rest, segment, (part) => readRareWords(bits, part), WORDS_FORM);
		this.#rare[segment] = rare;
		return rare;
	}

	#streams(segment: number): Uint8Array {
		return this.#columns.part(BlockColumn.rest, segment, (part) => part);
	}

	#makeWords(segment: number, streams: Uint8Array | undefined): SegmentWords {
		const { signal } = this;
		const times = this.#columns.eventTimes(segment);
		const rows = this.#columns.rowsOf(segment);
		const { start, end } = this.#range ?? { start: 0, end: this.counts.rows };
		return readSegmentWords({
			signal,
			rows,
			from: Math.max(0, start - segment * SEGMENT_ROWS),
			to: Math.min(rows, end - segment * SEGMENT_ROWS),
			bits: this.column(BITS_COLUMN[signal], segment),
			shapes: signal === "metrics" ? NONE : this.#shapes(segment),
			timeHigh: times.high,
			timeLow: times.low,
			bodies: signal === "logs" ? this.#bodiesOf(segment) : NONE,
			headsOf: (shape) => valueHeads(this.shape(shape)),
			isDense: (head) => this.#header.heads.includes(head),
			dense: (head) => this.#denseSegment(head, segment) as DenseSegment,
			streams,
		});
	}

	#bodiesOf(segment: number): Uint32Array {
		const known = this.#bodies[segment];
		if (known !== undefined) return known;
		const bodies = new Uint32Array(this.#columns.rowsOf(segment));
		if (!this.#header.absent.includes(BlockColumn.body)) {
			const packed = this.#columns.part(BlockColumn.body, segment, decodeFilled);
			const bits = this.column(LogColumn.bits, segment);
			let next = 0;
			for (let slot = 0; slot < bodies.length; slot++) {
				if (((bits[slot] as number) & LOW_BYTE) === StoredType.string + 1) bodies[slot] = packed[next++] as number;
			}
		}
		this.#bodies[segment] = bodies;
		return bodies;
	}

	/** The values under a head with a column of its own. */
	#denseSegment(head: number, segment: number): DenseSegment | undefined {
		let segments = this.#dense.get(head);
		if (segments === undefined) {
			segments = [];
			this.#dense.set(head, segments);
		}
		const known = segments[segment];
		if (known !== undefined) return known;
		const column = this.#header.heads.indexOf(head);
		if (column < 0) return undefined;
		const dense = this.#columns.part(BlockColumn.attributes + column, segment, (part) => this.#expand(head, segment, part));
		segments[segment] = dense;
		return dense;
	}

	#expand(head: number, segment: number, part: Uint8Array): DenseSegment {
		const isPair = kindOfHead(head) === WordKind.pair;
		const slots = this.#slotsWith(head, segment);
		const packed = isPair && part.length > 0 ? decodePairs(part) : pairsOf(this.#decodeBeside(part, slots, segment), NONE);
		if (slots.length !== packed.high.length) throw new DamagedBlockError("a column of values does not fit its shapes");
		const rows = this.#columns.rowsOf(segment);
		const first = new Uint32Array(rows);
		const second = isPair ? new Uint32Array(rows) : undefined;
		for (let at = 0; at < slots.length; at++) {
			first[slots[at] as number] = packed.high[at] as number;
			if (second !== undefined) second[slots[at] as number] = packed.low[at] as number;
		}
		return { byteLength: first.byteLength * (isPair ? 2 : 1), first, second };
	}

	/** Slots of the rows whose shape has the head. */
	#slotsWith(head: number, segment: number): Uint32Array {
		const shapes = this.#shapes(segment);
		const slots = new Uint32Array(shapes.length);
		const has: (boolean | undefined)[] = [];
		let count = 0;
		for (let slot = 0; slot < shapes.length; slot++) {
			const shape = shapes[slot] as number;
			has[shape] ??= this.shape(shape).includes(head);
			if (has[shape] === true) slots[count++] = slot;
		}
		return slots.subarray(0, count);
	}

	/** Words that may be stored beside another column. */
	#decodeBeside(part: Uint8Array, slots: Uint32Array, segment: number): Uint32Array {
		if (part.length === 0) return NONE;
		return decodeWords(part, (code) => {
			const other = code === BESIDE_ENTITY ? this.#rowEntities(segment) : this.#denseAt(code - 1, segment);
			return slots.map((slot) => other[slot] as number);
		});
	}

	#denseAt(index: number, segment: number): Uint32Array {
		const head = this.#header.heads[index];
		const dense = head === undefined ? undefined : this.#denseSegment(head, segment);
		if (dense === undefined) throw new DamagedBlockError("a column stands beside one that is not there");
		return dense.first;
	}

	#rowEntities(segment: number): Uint32Array {
		return this.column(ENTITY_COLUMN[this.signal], segment);
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
			offsets[shape] ??= this.#offsetIn(shape, head);
			const at = this.value(TAIL_COLUMN[this.signal], row) + listOffset(row) + (offsets[shape] as number) + word;
			return this.wordsOf(segmentOf(row))[at] as number;
		};
		return { first: (row) => wordAt(row, 0), second: (row) => wordAt(row, 1) };
	}

	/** Words from the shape to the value. */
	#offsetIn(shape: number, head: number): number {
		let offset = 1;
		for (const other of this.shape(shape)) {
			if (other === head) break;
			offset += VALUE_WORDS[other >>> TYPE_SHIFT] as number;
		}
		return offset;
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

/** Words of a part; a segment without any value has an empty one. */
function decodeFilled(part: Uint8Array): Uint32Array {
	return part.length === 0 ? new Uint32Array(0) : decodeWords(part);
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
