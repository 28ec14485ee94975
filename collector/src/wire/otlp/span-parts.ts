import { LIMITS } from "@spanglass/shared/model/limits";
import type { EventFields, LinkFields, TraceSink } from "../sink.ts";
import { AttributeList } from "./attribute-list.ts";
import { fixed32Tag, fixed64Tag, lengthTag, SpanEventField, SpanLinkField, varintTag } from "./fields.ts";
import { grown, type WireReader } from "./protobuf.ts";
import { addCounts } from "./request-walk.ts";

const EVENT_TIME = fixed64Tag(SpanEventField.timeUnixNano);
const EVENT_NAME = lengthTag(SpanEventField.name);
const EVENT_ATTRIBUTES = lengthTag(SpanEventField.attributes);
const EVENT_DROPPED = varintTag(SpanEventField.droppedAttributesCount);
const LINK_TRACE_ID = lengthTag(SpanLinkField.traceId);
const LINK_SPAN_ID = lengthTag(SpanLinkField.spanId);
const LINK_TRACE_STATE = lengthTag(SpanLinkField.traceState);
const LINK_ATTRIBUTES = lengthTag(SpanLinkField.attributes);
const LINK_DROPPED = varintTag(SpanLinkField.droppedAttributesCount);
const LINK_FLAGS = fixed32Tag(SpanLinkField.flags);

// Entries: time high, time low, name start, name end, dropped, first attribute, attributes' end.
const EVENT_STRIDE = 7;
// Entries: trace id start, end, span id start, end, trace state start, end, flags, dropped, first attribute, attributes' end.
const LINK_STRIDE = 10;
const FIRST_PARTS = 16;
const NONE = new Uint32Array(0);

/**
 * The events and links of one span: read wherever they stand among its fields, reported after its attributes.
 * `droppedEvents` and `droppedLinks` count those over the limits; they are not read.
 */
export class SpanParts {
	readonly #reader: WireReader;
	readonly #inner = new AttributeList();
	#events: Uint32Array = NONE;
	#links: Uint32Array = NONE;
	#eventCount = 0;
	#linkCount = 0;
	#duplicateKeysBefore = 0;
	droppedEvents = 0;
	droppedLinks = 0;
	readonly #event: EventFields = { timeHigh: 0, timeLow: 0, nameStart: 0, nameEnd: 0, droppedAttributesCount: 0 };
	readonly #link: LinkFields = {
		traceIdStart: 0,
		traceIdEnd: 0,
		spanIdStart: 0,
		spanIdEnd: 0,
		traceStateStart: 0,
		traceStateEnd: 0,
		flags: 0,
		droppedAttributesCount: 0,
	};

	constructor(reader: WireReader) {
		this.#reader = reader;
	}

	get duplicateKeys(): number {
		return this.#inner.duplicateKeys;
	}

	/** Begin a span. */
	clear(): void {
		this.#duplicateKeysBefore = this.#inner.duplicateKeys;
		this.#clear();
	}

	/** The span is read from its beginning once more. */
	restart(): void {
		this.#inner.duplicateKeys = this.#duplicateKeysBefore;
		this.#clear();
	}

	#clear(): void {
		this.#inner.clear();
		this.#eventCount = 0;
		this.#linkCount = 0;
		this.droppedEvents = 0;
		this.droppedLinks = 0;
	}

	/** True when a limit cut or dropped something. */
	isCut(): boolean {
		return this.#inner.cut || this.droppedEvents + this.droppedLinks > 0;
	}

	report(sink: TraceSink): void {
		if (this.#eventCount > 0) this.#reportEvents(sink);
		if (this.#linkCount > 0) this.#reportLinks(sink);
	}

	readEvent(end: number): void {
		const reader = this.#reader;
		if (this.#eventCount === LIMITS.eventsPerSpan) {
			reader.position = end;
			this.droppedEvents++;
			return;
		}
		const at = this.#eventCount++ * EVENT_STRIDE;
		if (at + EVENT_STRIDE > this.#events.length) this.#events = grown(this.#events, FIRST_PARTS * EVENT_STRIDE);
		const events = this.#events;
		events.fill(0, at, at + EVENT_STRIDE);
		const inner = this.#inner;
		inner.begin();
		events[at + 5] = inner.count;
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === EVENT_ATTRIBUTES) inner.add(reader, reader.length(end));
			else if (tag === EVENT_TIME) {
				reader.fixed64(end);
				events[at] = reader.high;
				events[at + 1] = reader.low;
			} else if (tag === EVENT_NAME) {
				if (reader.text(end, LIMITS.valueBytes)) inner.cut = true;
				events[at + 2] = reader.textStart;
				events[at + 3] = reader.textEnd;
			} else if (tag === EVENT_DROPPED) events[at + 4] = reader.varint(end);
			else reader.skip(tag, end);
		}
		events[at + 4] = addCounts(events[at + 4] as number, inner.dropped);
		events[at + 6] = inner.count;
	}

	readLink(end: number): void {
		const reader = this.#reader;
		if (this.#linkCount === LIMITS.linksPerSpan) {
			reader.position = end;
			this.droppedLinks++;
			return;
		}
		const at = this.#linkCount++ * LINK_STRIDE;
		if (at + LINK_STRIDE > this.#links.length) this.#links = grown(this.#links, FIRST_PARTS * LINK_STRIDE);
		const links = this.#links;
		links.fill(0, at, at + LINK_STRIDE);
		const inner = this.#inner;
		inner.begin();
		links[at + 8] = inner.count;
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === LINK_ATTRIBUTES) inner.add(reader, reader.length(end));
			else if (tag === LINK_TRACE_ID) this.#readLinkText(end, at);
			else if (tag === LINK_SPAN_ID) this.#readLinkText(end, at + 2);
			else if (tag === LINK_TRACE_STATE) this.#readLinkText(end, at + 4);
			else if (tag === LINK_FLAGS) links[at + 6] = reader.fixed32(end);
			else if (tag === LINK_DROPPED) links[at + 7] = reader.varint(end);
			else reader.skip(tag, end);
		}
		links[at + 7] = addCounts(links[at + 7] as number, inner.dropped);
		links[at + 9] = inner.count;
	}

	#readLinkText(end: number, at: number): void {
		const reader = this.#reader;
		if (reader.text(end, LIMITS.valueBytes)) this.#inner.cut = true;
		this.#links[at] = reader.textStart;
		this.#links[at + 1] = reader.textEnd;
	}

	#reportEvents(sink: TraceSink): void {
		const events = this.#events;
		const event = this.#event;
		for (let at = 0; at < this.#eventCount * EVENT_STRIDE; at += EVENT_STRIDE) {
			event.timeHigh = events[at] as number;
			event.timeLow = events[at + 1] as number;
			event.nameStart = events[at + 2] as number;
			event.nameEnd = events[at + 3] as number;
			event.droppedAttributesCount = events[at + 4] as number;
			sink.beginEvent(event);
			this.#inner.emit(sink, events[at + 5] as number, events[at + 6] as number);
		}
	}

	#reportLinks(sink: TraceSink): void {
		const links = this.#links;
		const link = this.#link;
		for (let at = 0; at < this.#linkCount * LINK_STRIDE; at += LINK_STRIDE) {
			link.traceIdStart = links[at] as number;
			link.traceIdEnd = links[at + 1] as number;
			link.spanIdStart = links[at + 2] as number;
			link.spanIdEnd = links[at + 3] as number;
			link.traceStateStart = links[at + 4] as number;
			link.traceStateEnd = links[at + 5] as number;
			link.flags = links[at + 6] as number;
			link.droppedAttributesCount = links[at + 7] as number;
			sink.beginLink(link);
			this.#inner.emit(sink, links[at + 8] as number, links[at + 9] as number);
		}
	}
}
