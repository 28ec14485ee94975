/**
 * Rows of one signal as every reader sees them, wherever they lie: in open columns (`GenerationView`) or in a sealed block (`BlockView`).
 * Types only.
 *
 * Rows are numbered from 0 and cut in segments of 8,192. Fixed-width columns and the meaning of words are those of `layout.ts` for both.
 * A block reads and decodes what is asked for when it is asked for, so ask for columns and not for items where a column will do.
 *
 * Throws  DamagedBlockError from any method of a block whose stored bytes are broken.
 */
import type { Metric, Series } from "@spanglass/shared/model/metric";
import type { Resource, Scope } from "@spanglass/shared/model/resource";
import type { Signal } from "@spanglass/shared/model/signal";
import type { Emitter } from "./entity-memory.ts";
import type { LogSourceRecord, OperationRecord, RecordSource, SeriesRecord } from "./record-decoder.ts";

/** How many of each there are; ordinals are below these. */
export interface RowCounts {
	readonly rows: number;
	readonly entities: number;
	readonly traces: number;
	/** Dictionary entries. */
	readonly entries: number;
}

/** The values of one attribute head (key | type << 28), to be asked only for rows whose shape has it. */
export interface AttributeReader {
	/** First word of the value: a dictionary id, a bool, an int of 32 bits, or the high half of 64 bits. */
	first(row: number): number;
	/** Second word of a wide int or double: the low half. */
	second(row: number): number;
}

/** Dictionary entries that lie together: entry `first + i` is bytes[offsets[i], offsets[i + 1]). Not to be changed. */
export interface DictionaryPart {
	readonly first: number;
	readonly bytes: Buffer;
	/** One more than entries. */
	readonly offsets: Uint32Array;
}

export interface RowView extends RecordSource {
	readonly signal: Signal;
	/** Column 0 holds sequences as offsets from this one. */
	readonly firstSequence: number;
	readonly counts: RowCounts;
	/** 4 words per trace id. In a block ascending, so an ordinal is a rank. */
	readonly traces: Uint32Array;
	/** Entity i starts at records[entities[i]]. */
	readonly entities: Uint32Array;
	/** Memory that is held for it now. */
	readonly byteLength: number;

	/** One column of one segment: entry `row & SEGMENT_MASK`. May be shorter than 8,192 in the last segment. Never changed afterwards. */
	column(column: number, segment: number): Uint32Array;
	/** One word of a row; scans take a column instead. */
	value(column: number, row: number): number;
	/**
	 * The words that the tails of a segment's rows point into: the whole heap of open columns; of a block those of the segment, laid out as in
	 * open columns and made on demand. Cost in a block: about 1 ms, all columns of the segment.
	 */
	wordsOf(segment: number): Uint32Array;
	/** The shape (entity) of a span's or record's own attributes. */
	shapeOf(row: number): number;
	/** With a shape: to be asked only for rows of that shape, which is faster in open columns. */
	attributeReader(head: number, shape?: number): AttributeReader;
	/** Of spans: the rare header (`SpanRare`), 0 when there is no rare part. */
	rareHeaderOf(row: number): number;
	/** Of spans: the dictionary id of the status message, 0 when there is none. */
	statusMessageOf(row: number): number;
	/** First word of a record's body: its dictionary id when it is a string. Only for rows that have a body with a word. */
	bodyOf(row: number): number;

	/** The journal sequence of a row. */
	sequenceOf(row: number): number;
	/** Its place among the accepted items of its request, from 0. Of records; other signals need none. */
	placeOf(row: number): number;
	/** The trace's ordinal by the 4 words of its id, or -1. */
	findTrace(id: Uint32Array): number;
	/** Rows of a trace by ordinal, ascending: of spans, or of log records. */
	rowsOfTrace(ordinal: number): Uint32Array;

	/** The text of a dictionary entry, kept for a while. */
	text(id: number): string;
	/** The same text, not kept: for passes that look at every entry once. */
	passingText(id: number): string;
	/** The bytes of an entry; a view, not to be changed. */
	raw(id: number): Uint8Array;
	/** Bytes of an entry, and a copy of them into `target` from `at` on: for passes over many entries, without an object for each. */
	rawLength(id: number): number;
	copyRaw(id: number, target: DataView, at: number): void;
	/** The entry with others beside it, at most a few thousand or 1 MiB: for passes over the bytes of many. */
	dictionaryPart(id: number): DictionaryPart;
	/** Of open columns: all entries as one part. */
	wholeDictionary?(): DictionaryPart;
	/** The ids whose bytes are this text. Of keys and names at most two (as text and as raw bytes); a value may stand more often. */
	findText(text: string): readonly number[];

	resource(entity: number): Resource;
	scope(entity: number): Scope;
	emitter(entity: number): Emitter;
	metric(entity: number): Metric;
	series(entity: number): Series;
	seriesRecord(entity: number): SeriesRecord;
	operation(entity: number): OperationRecord;
	logSource(entity: number): LogSourceRecord;
	/** Of a sealed block: answers to a question by entity, 0 where none is known; kept for a while from query to query. */
	answersTo?(question: string): Uint8Array;
	/** Of spans in a sealed block: nanoseconds that those of an operation last at most, rounded up, by entity. Cost: one pass, once. */
	longestSpans?(): Float32Array;
	/** Ordinals of all resources. */
	resourceEntities(): readonly number[];
	/** The heads (key | type << 28) of a shape. */
	shape(entity: number): Uint32Array;
	/** Words that the values of a list of this shape take. */
	shapeWords(entity: number): number;
}
