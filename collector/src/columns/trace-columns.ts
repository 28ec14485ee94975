/** The trace generation's writer: one row per span. */
import type { EventFields, LinkFields, SpanFields, TraceSink } from "../wire/sink.ts";
import type { GenerationOptions } from "./generation.ts";
import { GenerationBuilder } from "./generation-builder.ts";
import {
	COUNT_MASK,
	SpanColumn as Column,
	EVENTS_MASK,
	EVENTS_SHIFT,
	EXTRAS_BIT,
	LINKS_MASK,
	LINKS_SHIFT,
	SEGMENT_ROWS,
} from "./layout.ts";

const TIMES = { high: Column.startHigh, low: Column.startLow, fallback: undefined };

export class TraceColumns extends GenerationBuilder implements TraceSink {
	protected readonly timeColumns = TIMES;
	/** Where the header of the span being read is, and where the count of its current event or link; 0 for none. */
	#header = 0;
	#extras = 0;
	#spanAttributes = 0;
	#events = 0;
	#links = 0;
	#partHeader = 0;

	constructor(options: GenerationOptions) {
		super("traces", options);
	}

	beginSpan(fields: SpanFields): void {
		const tail = this.words.top;
		const { data } = this;
		const slot = this.rows.begin();
		const { segment } = this.rows;
		segment[Column.sequence * SEGMENT_ROWS + slot] = this.sequenceOffset;
		segment[Column.trace * SEGMENT_ROWS + slot] = this.traces.intern(data, fields.traceIdStart);
		segment[Column.startHigh * SEGMENT_ROWS + slot] = fields.startHigh;
		segment[Column.startLow * SEGMENT_ROWS + slot] = fields.startLow;
		segment[Column.endHigh * SEGMENT_ROWS + slot] = fields.endHigh;
		segment[Column.endLow * SEGMENT_ROWS + slot] = fields.endLow;
		segment[Column.spanHigh * SEGMENT_ROWS + slot] = data.getUint32(fields.spanIdStart);
		segment[Column.spanLow * SEGMENT_ROWS + slot] = data.getUint32(fields.spanIdStart + 4);
		const parent = fields.parentSpanIdStart;
		segment[Column.parentHigh * SEGMENT_ROWS + slot] = parent < 0 ? 0 : data.getUint32(parent);
		segment[Column.parentLow * SEGMENT_ROWS + slot] = parent < 0 ? 0 : data.getUint32(parent + 4);
		segment[Column.name * SEGMENT_ROWS + slot] = this.text(fields.nameStart, fields.nameEnd);
		segment[Column.resource * SEGMENT_ROWS + slot] = this.resource;
		segment[Column.scope * SEGMENT_ROWS + slot] = this.scope;
		segment[Column.statusMessage * SEGMENT_ROWS + slot] = this.text(fields.statusMessageStart, fields.statusMessageEnd);
		segment[Column.traceState * SEGMENT_ROWS + slot] = this.text(fields.traceStateStart, fields.traceStateEnd);
		segment[Column.flags * SEGMENT_ROWS + slot] = fields.flags;
		segment[Column.kind * SEGMENT_ROWS + slot] = fields.kind;
		segment[Column.statusCode * SEGMENT_ROWS + slot] = fields.statusCode;
		segment[Column.marks * SEGMENT_ROWS + slot] = fields.marks;
		segment[Column.tail * SEGMENT_ROWS + slot] = tail;
		this.#beginTail(fields);
	}

	beginEvent(fields: EventFields): void {
		this.#endPart();
		this.#events++;
		const { words } = this;
		words.push(fields.timeHigh);
		words.push(fields.timeLow);
		words.push(this.text(fields.nameStart, fields.nameEnd));
		this.#beginPart(fields.droppedAttributesCount);
	}

	beginLink(fields: LinkFields): void {
		this.#endPart();
		this.#links++;
		const { words } = this;
		words.push(this.dictionary.internRaw(fields.traceIdStart, fields.traceIdEnd));
		words.push(this.dictionary.internRaw(fields.spanIdStart, fields.spanIdEnd));
		words.push(this.text(fields.traceStateStart, fields.traceStateEnd));
		words.push(fields.flags);
		this.#beginPart(fields.droppedAttributesCount);
	}

	endSpan(): void {
		this.#endPart();
		if (this.#spanAttributes > COUNT_MASK || this.#events > EVENTS_MASK || this.#links > LINKS_MASK) {
			throw new RangeError("a span has more attributes, events or links than its header can count");
		}
		this.words.view[this.#header] =
			(this.#spanAttributes | (this.#events << EVENTS_SHIFT) | (this.#links << LINKS_SHIFT) | this.#extras) >>> 0;
	}

	#beginTail(fields: SpanFields): void {
		const { words } = this;
		this.#header = words.top;
		this.#partHeader = 0;
		this.#events = 0;
		this.#links = 0;
		words.push(0);
		const hasExtras = (fields.droppedAttributesCount | fields.droppedEventsCount | fields.droppedLinksCount) !== 0;
		this.#extras = hasExtras ? EXTRAS_BIT : 0;
		if (hasExtras) {
			words.push(fields.droppedAttributesCount);
			words.push(fields.droppedEventsCount);
			words.push(fields.droppedLinksCount);
		}
		this.target = words;
		this.attributeCount = 0;
	}

	#beginPart(droppedAttributesCount: number): void {
		const { words } = this;
		this.#partHeader = words.top;
		words.push(droppedAttributesCount === 0 ? 0 : EXTRAS_BIT);
		if (droppedAttributesCount !== 0) words.push(droppedAttributesCount);
		this.attributeCount = 0;
	}

	/** The attributes so far were those of the span or of one event or link. */
	#endPart(): void {
		if (this.#partHeader === 0) this.#spanAttributes = this.attributeCount;
		else this.words.view[this.#partHeader] = ((this.words.view[this.#partHeader] as number) | this.attributeCount) >>> 0;
	}
}
