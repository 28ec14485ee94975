/** The trace generation's writer: one row per span. */
import type { EventFields, LinkFields, SpanFields, TraceSink } from "../wire/sink.ts";
import type { GenerationOptions } from "./generation.ts";
import { GenerationBuilder } from "./generation-builder.ts";
import {
	SpanColumn as Column,
	EntityKind,
	ESCAPED_STATUS,
	EXTRAS_BIT,
	MARKS_MASK,
	MARKS_SHIFT,
	RARE_BIT,
	SpanRare as Rare,
	SEGMENT_ROWS,
} from "./layout.ts";

const TIMES = { high: Column.startHigh, low: Column.startLow, fallback: undefined };

export class TraceColumns extends GenerationBuilder implements TraceSink {
	protected readonly timeColumns = TIMES;
	#slot = 0;
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
	}

	beginSpan(fields: SpanFields): void {
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
		segment[Column.tail * SEGMENT_ROWS + slot] = this.words.top;
		this.#slot = slot;
		this.#keepRare(fields, isEscaped);
		this.beginAttributes();
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

	#operationOf(fields: SpanFields): number {
		const name = this.text(fields.nameStart, fields.nameEnd);
		this.beginRecord(5);
		const { view } = this.record;
		view[1] = this.resource;
		view[2] = this.scope;
		view[3] = name;
		view[4] = fields.kind;
		view[5] = fields.flags;
		return this.entities.intern(EntityKind.operation, this.record);
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
