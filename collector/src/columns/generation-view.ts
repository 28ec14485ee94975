/** A generation as its readers see it. */
import type { Signal } from "@spanglass/shared/model/signal";
import { ColumnCursor } from "./column-cursor.ts";
import { type ControlBlock, loadPublished, openControlBlock, type PublishedCounts } from "./control.ts";
import { dataViewOf } from "./dictionary.ts";
import { CACHE_ENTRIES, EntityMemory } from "./entity-memory.ts";
import { EntityView } from "./entity-view.ts";
import type { GenerationHandle } from "./generation.ts";
import { copyBytes } from "./hash.ts";
import {
	COLUMN_COUNT,
	LOW_BYTE,
	LogColumn,
	RARE_BIT,
	SEGMENT_MASK,
	SEGMENT_ROWS,
	SEQUENCE_COLUMN,
	SpanColumn,
	SpanRare,
	segmentOf,
	VALUE_WORDS,
} from "./layout.ts";
import type { AttributeReader, DictionaryPart, RowView } from "./row-view.ts";
import { EVENT_TIMES, type EventTimes, TimeExtent } from "./summarize-times.ts";
import { TraceRowsIndex } from "./trace-rows-index.ts";

const PART_ENTRIES = 4096;

/**
 * Reads one generation.
 *
 * `refresh` first, once per query: it takes the published counts and makes views of that length. Rows below `counts.rows` and everything
 * they refer to are then valid for ever, also while the writer goes on.
 */
export class GenerationView extends EntityView implements RowView {
	readonly handle: GenerationHandle;
	counts: PublishedCounts = { rows: 0, words: 0, records: 0, entities: 0, traces: 0, entries: 0 };
	/** Of all rows. */
	words: Uint32Array = new Uint32Array(0);
	records: Uint32Array = new Uint32Array(0);
	entities: Uint32Array = new Uint32Array(0);
	traces: Uint32Array = new Uint32Array(0);
	offsets: Uint32Array = new Uint32Array(0);
	#bytes: Buffer = Buffer.alloc(0);
	#data: DataView = dataViewOf(this.#bytes);
	readonly #control: ControlBlock;
	/** Columns of each segment. */
	readonly #segments: Uint32Array[][] = [];
	readonly #traceRows: TraceRowsIndex;
	readonly #times: TimeExtent;
	/** By sequence, less the first: the first row, where it was asked for. */
	readonly #firstRows: (number | undefined)[] = [];
	readonly #found = new Map<string, { readonly ids: number[]; scanned: number }>();

	constructor(handle: GenerationHandle) {
		super(new EntityMemory());
		this.handle = handle;
		this.#times = new TimeExtent(EVENT_TIMES[handle.signal]);
		this.#control = openControlBlock(handle.control);
		this.#traceRows = new TraceRowsIndex(
			this,
			handle.signal === "logs" ? { column: LogColumn.trace, first: 1 } : { column: SpanColumn.trace, first: 0 },
		);
		this.refresh();
	}

	/** Take what is published by now. */
	refresh(): void {
		const counts = loadPublished(this.#control);
		if (counts.rows === this.counts.rows) return;
		const { handle } = this;
		for (let number = this.#segments.length; number * SEGMENT_ROWS < counts.rows; number++) this.#addSegment(number);
		this.words = new Uint32Array(handle.words, 0, counts.words);
		this.records = new Uint32Array(handle.records, 0, counts.records);
		this.entities = new Uint32Array(handle.entities, 0, counts.entities);
		this.traces = new Uint32Array(handle.traces, 0, counts.traces * 4);
		this.offsets = new Uint32Array(handle.offsets, 0, counts.entries + 1);
		this.#bytes = Buffer.from(handle.bytes, 0, this.offsets[counts.entries] as number);
		this.#data = dataViewOf(this.#bytes);
		this.counts = counts;
	}

	/** Memory that the published part takes. */
	get byteLength(): number {
		const { rows, words, records, entities, traces, entries } = this.counts;
		const rowBytes = rows * COLUMN_COUNT[this.handle.signal] * 4;
		return rowBytes + (words + records + entities + traces * 4 + entries) * 4 + this.#bytes.length;
	}

	get signal(): Signal {
		return this.handle.signal;
	}

	get firstSequence(): number {
		return this.handle.firstSequence;
	}

	column(column: number, segment: number): Uint32Array {
		return this.#segments[segment]?.[column] as Uint32Array;
	}

	/** One word of a row; scans take a column instead. */
	value(column: number, row: number): number {
		return this.column(column, segmentOf(row))[row & SEGMENT_MASK] as number;
	}

	/** The whole heap, whatever the segment. */
	wordsOf(): Uint32Array {
		return this.words;
	}

	/** The shape of the list that is an item's own; that of a point's series is not. */
	shapeOf(row: number): number {
		return this.signal === "metrics" ? 0 : (this.words[this.#listAt(row)] as number);
	}

	attributeReader(head: number, shape?: number): AttributeReader {
		if (shape !== undefined) return this.#readerInShape(this.offsetInList(shape, head));
		const offsets: number[] = [];
		const at = (row: number): number => {
			const list = this.#listAt(row);
			const shape = this.words[list] as number;
			let offset = offsets[shape];
			if (offset === undefined) {
				offset = this.offsetInList(shape, head);
				offsets[shape] = offset;
			}
			return list + offset;
		};
		return { first: (row) => this.words[at(row)] as number, second: (row) => this.words[at(row) + 1] as number };
	}

	rareHeaderOf(row: number): number {
		return (this.value(SpanColumn.bits, row) & RARE_BIT) === 0 ? 0 : (this.words[this.#rareAt(row)] as number);
	}

	statusMessageOf(row: number): number {
		const header = this.rareHeaderOf(row);
		if ((header & SpanRare.statusMessage) === 0) return 0;
		const before = ((header & SpanRare.dropped) === 0 ? 0 : 3) + ((header & SpanRare.status) === 0 ? 0 : 1);
		return this.words[this.#rareAt(row) + 1 + before] as number;
	}

	bodyOf(row: number): number {
		return this.words[this.value(LogColumn.tail, row)] as number;
	}

	placeOf(row: number): number {
		const offset = this.value(SEQUENCE_COLUMN, row);
		let first = this.#firstRows[offset];
		if (first === undefined) {
			first = this.rowsUpTo(this.handle.firstSequence + offset - 1);
			this.#firstRows[offset] = first;
		}
		return row - first;
	}

	/** Cost: 3 ns per row that was published since the last call. */
	rowsOfTrace(ordinal: number): Uint32Array {
		return this.#traceRows.rowsOf(ordinal);
	}

	/** How many rows, from the first, have a sequence ≤ `sequence`. Cost O(log n). */
	rowsUpTo(sequence: number): number {
		const offset = sequence - this.handle.firstSequence;
		let low = 0;
		let high = this.counts.rows;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (this.value(SEQUENCE_COLUMN, middle) <= offset) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	/** Between which event times all rows lie. Cost: 2 ns per row that was published since the last call. */
	eventTimes(): EventTimes {
		this.#times.extendTo(this.counts.rows, (column, segment) => this.column(column, segment));
		return this.#times.times;
	}

	/** The journal sequence of a row. */
	sequenceOf(row: number): number {
		return this.handle.firstSequence + this.value(SEQUENCE_COLUMN, row);
	}

	protected override decodeText(id: number): string {
		return this.#bytes.toString("utf8", this.offsets[id], this.offsets[id + 1]);
	}

	dictionaryPart(id: number): DictionaryPart {
		const first = id - (id % PART_ENTRIES);
		const last = Math.min(first + PART_ENTRIES, this.counts.entries);
		return { first, bytes: this.#bytes, offsets: this.offsets.subarray(first, last + 1) };
	}

	wholeDictionary(): DictionaryPart {
		return { first: 0, bytes: this.#bytes, offsets: this.offsets };
	}

	/** The bytes of a dictionary entry, a view of the shared buffer. */
	raw(id: number): Uint8Array {
		return this.#bytes.subarray(this.offsets[id], this.offsets[id + 1]);
	}

	rawLength(id: number): number {
		return (this.offsets[id + 1] as number) - (this.offsets[id] as number);
	}

	copyRaw(id: number, target: DataView, at: number): void {
		const start = this.offsets[id] as number;
		copyBytes(this.#data, start, target, at, (this.offsets[id + 1] as number) - start);
	}

	/**
	 * The ids whose bytes are this text. Of keys and names at most two (as text and as raw bytes); a value may stand more often.
	 *
	 * Cost  one pass over the entries added since the same text was last asked for.
	 */
	findText(text: string): readonly number[] {
		const known = this.#found.get(text) ?? { ids: [], scanned: 0 };
		const wanted = Buffer.from(text);
		const { offsets } = this;
		const bytes = this.#bytes;
		const first = wanted[0];
		for (let id = known.scanned; id < this.counts.entries; id++) {
			const start = offsets[id] as number;
			if ((offsets[id + 1] as number) - start !== wanted.length) continue;
			if (bytes[start] === first || wanted.length === 0) {
				if (wanted.equals(bytes.subarray(start, start + wanted.length))) known.ids.push(id);
			}
		}
		known.scanned = this.counts.entries;
		if (this.#found.size >= CACHE_ENTRIES) this.#found.clear();
		this.#found.set(text, known);
		return known.ids;
	}

	/** The trace's ordinal by the 4 words of its id, or -1. Cost: 20 ns per trace that was published since the last call. */
	findTrace(id: Uint32Array): number {
		return this.#traceRows.find(id);
	}

	#addSegment(number: number): void {
		const { rows, signal } = this.handle;
		const start = number * COLUMN_COUNT[signal];
		const column = (index: number) => new Uint32Array(rows, (start + index) * SEGMENT_ROWS * 4, SEGMENT_ROWS);
		this.#segments.push(Array.from({ length: COLUMN_COUNT[signal] }, (_, index) => column(index)));
	}

	#readerInShape(offset: number): AttributeReader {
		if (this.signal !== "traces") {
			const at = (row: number) => this.#listAt(row) + offset;
			return { first: (row) => this.words[at(row)] as number, second: (row) => this.words[at(row) + 1] as number };
		}
		const tail = new ColumnCursor(this, SpanColumn.tail);
		return {
			first: (row) => this.words[tail.at(row) + offset] as number,
			second: (row) => this.words[tail.at(row) + offset + 1] as number,
		};
	}

	/** Where the item's own list of attributes starts: in `words`. */
	#listAt(row: number): number {
		if (this.signal === "traces") return this.value(SpanColumn.tail, row);
		const bodyCode = this.value(LogColumn.bits, row) & LOW_BYTE;
		return this.value(LogColumn.tail, row) + (bodyCode === 0 ? 0 : (VALUE_WORDS[bodyCode - 1] as number));
	}

	/** Where the rare part of a span starts: behind its attributes. */
	#rareAt(row: number): number {
		const list = this.#listAt(row);
		return list + 1 + this.shapeWords(this.words[list] as number);
	}
}

/** Open a generation by its handle. */
export function openGeneration(handle: GenerationHandle): GenerationView {
	return new GenerationView(handle);
}
