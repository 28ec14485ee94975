/** A generation as its readers see it. */
import type { Metric, Series } from "@spanglass/shared/model/metric";
import type { Resource, Scope } from "@spanglass/shared/model/resource";
import type { Signal } from "@spanglass/shared/model/signal";
import { environment, serviceInstance, serviceName, serviceNamespace, serviceVersion } from "@spanglass/shared/semconv/identity";
import { type ControlBlock, loadPublished, openControlBlock, type PublishedCounts } from "./control.ts";
import type { GenerationHandle } from "./generation.ts";
import {
	COLUMN_COUNT,
	ENTITY_KIND_MASK,
	EntityKind,
	LOW_BYTE,
	LogColumn,
	RARE_BIT,
	SEGMENT_MASK,
	SEGMENT_ROWS,
	SEQUENCE_COLUMN,
	SpanColumn,
	SpanRare,
	segmentOf,
	TYPE_SHIFT,
	VALUE_WORDS,
} from "./layout.ts";
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
} from "./record-decoder.ts";
import type { AttributeReader, DictionaryPart, RowView } from "./row-view.ts";
import { TraceRowsIndex } from "./trace-rows-index.ts";

/** Texts and entities decoded from one generation that are kept; beyond it a cache starts again. */
const CACHE_ENTRIES = 16_384;
const PART_ENTRIES = 4096;

/** What a resource says about who emitted its items. */
export interface Emitter {
	readonly namespace: string;
	readonly service: string;
	/** "" when unknown. */
	readonly version: string;
	readonly instance: string;
	readonly environment: string;
}

/**
 * Reads one generation.
 *
 * `refresh` first, once per query: it takes the published counts and makes views of that length. Rows below `counts.rows` and everything
 * they refer to are then valid for ever, also while the writer goes on.
 */
export class GenerationView implements RowView {
	readonly handle: GenerationHandle;
	counts: PublishedCounts = { rows: 0, words: 0, records: 0, entities: 0, traces: 0, entries: 0 };
	/** Of all rows. */
	words: Uint32Array = new Uint32Array(0);
	records: Uint32Array = new Uint32Array(0);
	entities: Uint32Array = new Uint32Array(0);
	traces: Uint32Array = new Uint32Array(0);
	offsets: Uint32Array = new Uint32Array(0);
	#bytes: Buffer = Buffer.alloc(0);
	readonly #control: ControlBlock;
	/** Columns of each segment. */
	readonly #segments: Uint32Array[][] = [];
	readonly #texts = new Map<number, string>();
	readonly #resources = new Map<number, Resource>();
	readonly #scopes = new Map<number, Scope>();
	readonly #emitters = new Map<number, Emitter>();
	readonly #metrics = new Map<number, Metric>();
	readonly #series = new Map<number, Series>();
	readonly #traceRows: TraceRowsIndex;
	/** By sequence, less the first: the first row, where it was asked for. */
	readonly #firstRows: (number | undefined)[] = [];
	readonly #found = new Map<string, { readonly ids: number[]; scanned: number }>();

	constructor(handle: GenerationHandle) {
		this.handle = handle;
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

	attributeReader(head: number): AttributeReader {
		const offsets: number[] = [];
		const at = (row: number): number => {
			const list = this.#listAt(row);
			const shape = this.words[list] as number;
			let offset = offsets[shape];
			if (offset === undefined) {
				offset = this.#offsetIn(shape, head);
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

	/** The journal sequence of a row. */
	sequenceOf(row: number): number {
		return this.handle.firstSequence + this.value(SEQUENCE_COLUMN, row);
	}

	/** The text of a dictionary entry, made once and kept for a while. */
	text(id: number): string {
		let text = this.#texts.get(id);
		if (text === undefined) {
			text = this.#bytes.toString("utf8", this.offsets[id], this.offsets[id + 1]);
			this.#keep(this.#texts, id, text);
		}
		return text;
	}

	/** The same text, not kept: for passes that look at every entry once. */
	passingText(id: number): string {
		return this.#texts.get(id) ?? this.#bytes.toString("utf8", this.offsets[id], this.offsets[id + 1]);
	}

	dictionaryPart(id: number): DictionaryPart {
		const first = id - (id % PART_ENTRIES);
		const last = Math.min(first + PART_ENTRIES, this.counts.entries);
		return { first, bytes: this.#bytes, offsets: this.offsets.subarray(first, last + 1) };
	}

	/** The bytes of a dictionary entry, a view of the shared buffer. */
	raw(id: number): Uint8Array {
		return this.#bytes.subarray(this.offsets[id], this.offsets[id + 1]);
	}

	rawLength(id: number): number {
		return (this.offsets[id + 1] as number) - (this.offsets[id] as number);
	}

	copyRaw(id: number, target: Uint8Array, at: number): void {
		const bytes = this.#bytes;
		const end = this.offsets[id + 1] as number;
		for (let from = this.offsets[id] as number, to = at; from < end; from++, to++) target[to] = bytes[from] as number;
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
		this.#keep(this.#found, text, known);
		return known.ids;
	}

	/** The trace's ordinal by the 4 words of its id, or -1. Cost: 20 ns per trace that was published since the last call. */
	findTrace(id: Uint32Array): number {
		return this.#traceRows.find(id);
	}

	/** The resource with this entity ordinal; the same object as long as it is kept. */
	resource(entity: number): Resource {
		let resource = this.#resources.get(entity);
		if (resource === undefined) {
			resource = decodeResource(this, this.entities[entity] as number);
			this.#keep(this.#resources, entity, resource);
		}
		return resource;
	}

	scope(entity: number): Scope {
		let scope = this.#scopes.get(entity);
		if (scope === undefined) {
			scope = decodeScope(this, this.entities[entity] as number);
			this.#keep(this.#scopes, entity, scope);
		}
		return scope;
	}

	/** Who a resource belongs to. */
	emitter(entity: number): Emitter {
		let emitter = this.#emitters.get(entity);
		if (emitter === undefined) {
			const { attributes } = this.resource(entity);
			emitter = {
				namespace: serviceNamespace(attributes),
				service: serviceName(attributes),
				version: serviceVersion(attributes) ?? "",
				instance: serviceInstance(attributes) ?? "",
				environment: environment(attributes) ?? "",
			};
			this.#keep(this.#emitters, entity, emitter);
		}
		return emitter;
	}

	/** A metric's description by its entity ordinal. */
	metric(entity: number): Metric {
		let metric = this.#metrics.get(entity);
		if (metric === undefined) {
			metric = decodeMetric(this, this.entities[entity] as number);
			this.#keep(this.#metrics, entity, metric);
		}
		return metric;
	}

	/** A series by its entity ordinal. */
	series(entity: number): Series {
		let series = this.#series.get(entity);
		if (series === undefined) {
			const { metric, resource, scope, attributes } = decodeSeries(this, this.entities[entity] as number);
			series = { metric: this.metric(metric), attributes, resource: this.resource(resource), scope: this.scope(scope) };
			this.#keep(this.#series, entity, series);
		}
		return series;
	}

	/** A series' parts by entity ordinal. */
	seriesRecord(entity: number): SeriesRecord {
		return decodeSeries(this, this.entities[entity] as number);
	}

	/** Ordinals of all resources. Cost O(entities). */
	resourceEntities(): readonly number[] {
		const resources: number[] = [];
		this.entities.forEach((offset, entity) => {
			if (((this.records[offset] as number) & ENTITY_KIND_MASK) === EntityKind.resource) resources.push(entity);
		});
		return resources;
	}

	/** The heads (key | type << 28) of a shape. */
	shape(entity: number): Uint32Array {
		return shapeHeads(this.records, this.entities[entity] as number);
	}

	/** Words that the values of a list of this shape take. */
	shapeWords(entity: number): number {
		let words = 0;
		for (const head of this.shape(entity)) words += VALUE_WORDS[head >>> TYPE_SHIFT] as number;
		return words;
	}

	operation(entity: number): OperationRecord {
		return decodeOperation(this.records, this.entities[entity] as number);
	}

	logSource(entity: number): LogSourceRecord {
		return decodeLogSource(this.records, this.entities[entity] as number);
	}

	#addSegment(number: number): void {
		const { rows, signal } = this.handle;
		const start = number * COLUMN_COUNT[signal];
		const column = (index: number) => new Uint32Array(rows, (start + index) * SEGMENT_ROWS * 4, SEGMENT_ROWS);
		this.#segments.push(Array.from({ length: COLUMN_COUNT[signal] }, (_, index) => column(index)));
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

	/** Words from a list's start to the value of a head; past the list when the shape does not have it. */
	#offsetIn(shape: number, head: number): number {
		let offset = 1;
		for (const other of this.shape(shape)) {
			if (other === head) break;
			offset += VALUE_WORDS[other >>> TYPE_SHIFT] as number;
		}
		return offset;
	}

	#keep<K, T>(cache: Map<K, T>, key: K, value: T): void {
		if (cache.size >= CACHE_ENTRIES) cache.clear();
		cache.set(key, value);
	}
}

/** Open a generation by its handle. */
export function openGeneration(handle: GenerationHandle): GenerationView {
	return new GenerationView(handle);
}
