/** The trace generation's writer: one row per span. */
import type { EventFields, LinkFields, SpanFields } from "../wire/sink.ts";
import { DuplicateList, type DuplicatePlaces } from "./duplicate-places.ts";
import type { GenerationOptions, TraceGeneration } from "./generation.ts";
import { GenerationBuilder } from "./generation-builder.ts";
import {
	SpanColumn as Column,
	DUPLICATE_BIT,
	EntityKind,
	ESCAPED_STATUS,
	EXTRAS_BIT,
	MARKS_MASK,
	MARKS_SHIFT,
	RARE_BIT,
	SpanRare as Rare,
	SEGMENT_MASK,
	SEGMENT_ROWS,
	segmentOf,
} from "./layout.ts";
import { OperationMemo } from "./operation-memo.ts";
import { SealedTraceCheck } from "./sealed-trace-check.ts";
import type { SpanIndex } from "./span-index.ts";
import { TRACE_WORDS } from "./trace-table.ts";

const NONE = new Uint32Array(0);

export class TraceColumns extends GenerationBuilder implements TraceGeneration {
	readonly #spanIndex: SpanIndex | undefined;
	readonly #sealed: SealedTraceCheck | undefined;
	readonly #operations = new OperationMemo(this.dictionary);
	readonly #duplicates = new DuplicateList();
	/** Of the request being read. */
	#firstRow = 0;
	/** Rows of which it is known whether they are duplicates. */
	#metRows = 0;
	#slot = 0;
	/** Attributes are taken as they are read, from `#tail` on. */
	#takes = false;
	#tail = 0;
	#repairedBefore = 0;
	/** The span being read: what its rare part will hold, and where that starts (0: not begun). */
	#statusCode = 0;
	#statusMessage = 0;
	#traceState = 0;
	#droppedAttributes = 0;
	#droppedEvents = 0;
	#droppedLinks = 0;
	#rareBits = 0;
	#rareAt = 0;
	#events = 0;
	#links = 0;

	constructor(options: GenerationOptions) {
		super("traces", options);
		this.#spanIndex = options.spanIndex;
		this.#spanIndex?.add(this);
		this.#sealed = options.earlierSpans === undefined ? undefined : new SealedTraceCheck(options.earlierSpans);
	}

	get duplicates(): readonly DuplicatePlaces[] {
		return this.#duplicates.requests;
	}

	get duplicatesInRequest(): number {
		return this.#duplicates.countInRequest;
	}

	forgetDuplicates(): void {
		this.#duplicates.clear();
	}

	override beginRequest(sequence: number, body: Uint8Array, duplicates: Uint32Array = NONE): void {
		this.#endRequest();
		super.beginRequest(sequence, body);
		this.#firstRow = this.rows.count;
		this.#duplicates.beginRequest(sequence, duplicates);
	}

	override publish(): void {
		this.#endRequest();
		super.publish();
	}

	override rollback(): void {
		super.rollback();
		this.#operations.clear();
		this.#duplicates.beginRequest(0, NONE);
	}

	readSpan(row: number, key: Uint32Array): void {
		const segment = this.rows.segmentAt(segmentOf(row));
		const slot = row & SEGMENT_MASK;
		const ids = this.traces.ids.view;
		const trace = (segment[Column.trace * SEGMENT_ROWS + slot] as number) * TRACE_WORDS;
		for (let word = 0; word < TRACE_WORDS; word++) key[word] = ids[trace + word] as number;
		key[4] = segment[Column.spanHigh * SEGMENT_ROWS + slot] as number;
		key[5] = segment[Column.spanLow * SEGMENT_ROWS + slot] as number;
	}

	isFromBefore(row: number): boolean {
		return row < this.#firstRow || (this.rows.valueAt(Column.bits, row) & DUPLICATE_BIT) !== 0;
	}

	markDuplicate(row: number): void {
		const segment = this.rows.segmentAt(segmentOf(row));
		const at = Column.bits * SEGMENT_ROWS + (row & SEGMENT_MASK);
		const bits = segment[at] as number;
		if ((bits & DUPLICATE_BIT) !== 0) return;
		segment[at] = bits | DUPLICATE_BIT;
		this.#duplicates.add(row - this.#firstRow);
	}

	openSpan(): boolean {
		this.#tail = this.words.top;
		this.#repairedBefore = this.dictionary.repairedTexts;
		this.#takes = true;
		this.beginAttributes();
		return true;
	}

	takeAttribute(keyStart: number, keyEnd: number, type: number, a: number, b: number): boolean {
		if (this.list.take(keyStart, keyEnd, type, a, b)) return true;
		this.#takes = false;
		this.dictionary.repairedTexts = this.#repairedBefore;
		return false;
	}

	beginSpan(fields: SpanFields): void {
		if (this.#takes) this.endAttributes();
		const { data } = this;
		const operation = this.#operationOf(fields);
		const slot = this.rows.begin();
		const { segment } = this.rows;
		const parent = fields.parentSpanIdStart;
		const { statusCode } = fields;
		const isEscaped = statusCode < 0 || statusCode >= ESCAPED_STATUS;
		segment[Column.sequence * SEGMENT_ROWS + slot] = this.sequenceOffset;
		segment[Column.trace * SEGMENT_ROWS + slot] = this.traces.intern(data, fields.traceIdStart);
		segment[Column.startHigh * SEGMENT_ROWS + slot] = fields.startHigh;
		segment[Column.startLow * SEGMENT_ROWS + slot] = fields.startLow;
		segment[Column.endHigh * SEGMENT_ROWS + slot] = fields.endHigh;
		segment[Column.endLow * SEGMENT_ROWS + slot] = fields.endLow;
		segment[Column.spanHigh * SEGMENT_ROWS + slot] = data.getUint32(fields.spanIdStart);
		segment[Column.spanLow * SEGMENT_ROWS + slot] = data.getUint32(fields.spanIdStart + 4);
		segment[Column.parentHigh * SEGMENT_ROWS + slot] = parent < 0 ? 0 : data.getUint32(parent);
		segment[Column.parentLow * SEGMENT_ROWS + slot] = parent < 0 ? 0 : data.getUint32(parent + 4);
		segment[Column.operation * SEGMENT_ROWS + slot] = operation;
		segment[Column.bits * SEGMENT_ROWS + slot] = (isEscaped ? ESCAPED_STATUS : statusCode) | ((fields.marks & MARKS_MASK) << MARKS_SHIFT);
		segment[Column.tail * SEGMENT_ROWS + slot] = this.#tail;
		this.#slot = slot;
		this.#keepRare(fields, isEscaped);
		if (!this.#takes) this.beginAttributes();
	}

	beginEvent(fields: EventFields): void {
		this.endAttributes();
		this.#beginRare();
		this.#events++;
		const { words } = this;
		const dropped = fields.droppedAttributesCount;
		words.push(fields.timeHigh);
		words.push(fields.timeLow);
		words.push((this.text(fields.nameStart, fields.nameEnd) | (dropped === 0 ? 0 : EXTRAS_BIT)) >>> 0);
		if (dropped !== 0) words.push(dropped);
		this.beginAttributes();
	}

	beginLink(fields: LinkFields): void {
		this.endAttributes();
		this.#beginRare();
		this.#links++;
		const { words } = this;
		const dropped = fields.droppedAttributesCount;
		words.push(this.dictionary.internRaw(fields.traceIdStart, fields.traceIdEnd));
		words.push(this.dictionary.internRaw(fields.spanIdStart, fields.spanIdEnd));
		words.push((this.text(fields.traceStateStart, fields.traceStateEnd) | (dropped === 0 ? 0 : EXTRAS_BIT)) >>> 0);
		words.push(fields.flags);
		if (dropped !== 0) words.push(dropped);
		this.beginAttributes();
	}

	endSpan(): void {
		this.endAttributes();
		if (this.#rareBits !== 0) this.#beginRare();
		if (this.#rareAt === 0) return;
		if (this.#events > Rare.countMask || this.#links > Rare.countMask) {
			throw new RangeError("a span has more events or links than its rare header can count");
		}
		this.words.view[this.#rareAt] = this.#events | (this.#links << Rare.linksShift) | this.#rareBits;
	}

	/** Mark what the request repeats, as far as that was not done. Its rows are not published yet. */
	#endRequest(): void {
		for (const place of this.#duplicates.takeKnown()) this.markDuplicate(this.#firstRow + place);
		if (this.#metRows < this.rows.count) {
			this.#spanIndex?.meet(this, this.#firstRow);
			this.#meetSealed();
		}
		this.#metRows = this.rows.count;
	}

	/** Mark what repeats a sealed span. Cost: a few nanoseconds a span, but for those of traces of which something is sealed. */
	#meetSealed(): void {
		const sealed = this.#sealed;
		if (sealed === undefined) return;
		sealed.begin(this.traces.count);
		for (let row = this.#firstRow; row < this.rows.count; row++) {
			const ordinal = this.rows.valueAt(Column.trace, row);
			if (!sealed.mayHold(ordinal, this.traces.ids.view)) continue;
			this.readSpan(row, sealed.key);
			if (sealed.hasKey()) this.markDuplicate(row);
		}
	}

	#operationOf(fields: SpanFields): number {
		const known = this.#operations.find(fields, this.resource, this.scope);
		if (known >= 0) return known;
		const name = this.text(fields.nameStart, fields.nameEnd);
		this.beginRecord(5);
		const { view } = this.record;
		view[1] = this.resource;
		view[2] = this.scope;
		view[3] = name;
		view[4] = fields.kind;
		view[5] = fields.flags;
		const operation = this.entities.intern(EntityKind.operation, this.record);
		this.#operations.keep(operation, view);
		return operation;
	}

	#keepRare(fields: SpanFields, isStatusEscaped: boolean): void {
		this.#rareAt = 0;
		this.#events = 0;
		this.#links = 0;
		this.#statusCode = fields.statusCode;
		this.#statusMessage = this.text(fields.statusMessageStart, fields.statusMessageEnd);
		this.#traceState = this.text(fields.traceStateStart, fields.traceStateEnd);
		this.#droppedAttributes = fields.droppedAttributesCount;
		this.#droppedEvents = fields.droppedEventsCount;
		this.#droppedLinks = fields.droppedLinksCount;
		const hasDropped = (this.#droppedAttributes | this.#droppedEvents | this.#droppedLinks) !== 0;
		this.#rareBits =
			(hasDropped ? Rare.dropped : 0) |
			(isStatusEscaped ? Rare.status : 0) |
			(this.#statusMessage === 0 ? 0 : Rare.statusMessage) |
			(this.#traceState === 0 ? 0 : Rare.traceState);
	}

	/** Begin the rare part unless that was done: its header is written at the end of the span. */
	#beginRare(): void {
		if (this.#rareAt !== 0) return;
		const { words } = this;
		const bits = this.#rareBits;
		const { segment } = this.rows;
		const bitsAt = Column.bits * SEGMENT_ROWS + this.#slot;
		segment[bitsAt] = (segment[bitsAt] as number) | RARE_BIT;
		this.#rareAt = words.top;
		words.push(0);
		if ((bits & Rare.dropped) !== 0) {
			words.push(this.#droppedAttributes);
			words.push(this.#droppedEvents);
			words.push(this.#droppedLinks);
		}
		if ((bits & Rare.status) !== 0) words.push(this.#statusCode);
		if ((bits & Rare.statusMessage) !== 0) words.push(this.#statusMessage);
		if ((bits & Rare.traceState) !== 0) words.push(this.#traceState);
	}
}
