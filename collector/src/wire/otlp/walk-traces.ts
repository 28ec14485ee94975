import { LIMITS } from "@spanglass/shared/model/limits";
import { ItemMark, SpanKind, StatusCode } from "@spanglass/shared/model/span";
import type { EventFields, LinkFields, SpanFields, TraceSink } from "../sink.ts";
import { AttributeList } from "./attribute-list.ts";
import { fixed32Tag, fixed64Tag, lengthTag, SpanEventField, SpanField, SpanLinkField, StatusField, varintTag } from "./fields.ts";
import { grown, isZeroRange } from "./protobuf.ts";
import { ALL_ITEMS, addCounts, type ItemRange, RequestWalk, type WalkCounts } from "./request-walk.ts";

const TRACE_ID = lengthTag(SpanField.traceId);
const SPAN_ID = lengthTag(SpanField.spanId);
const TRACE_STATE = lengthTag(SpanField.traceState);
const PARENT_SPAN_ID = lengthTag(SpanField.parentSpanId);
const NAME = lengthTag(SpanField.name);
const KIND = varintTag(SpanField.kind);
const START_TIME = fixed64Tag(SpanField.startTimeUnixNano);
const END_TIME = fixed64Tag(SpanField.endTimeUnixNano);
const ATTRIBUTES = lengthTag(SpanField.attributes);
const DROPPED_ATTRIBUTES = varintTag(SpanField.droppedAttributesCount);
const EVENTS = lengthTag(SpanField.events);
const DROPPED_EVENTS = varintTag(SpanField.droppedEventsCount);
const LINKS = lengthTag(SpanField.links);
const DROPPED_LINKS = varintTag(SpanField.droppedLinksCount);
const STATUS = lengthTag(SpanField.status);
const FLAGS = fixed32Tag(SpanField.flags);
const STATUS_MESSAGE = lengthTag(StatusField.message);
const STATUS_CODE = varintTag(StatusField.code);
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

/**
 * Report every span of an ExportTraceServiceRequest to `sink`, except the ordinals in `rejected` (ascending).
 *
 * Body    from `validateRequest`, which found its structure whole; the sink must hold the same array. Bytes may be overwritten
 *         in place where a value is nested too deeply (`any-value.ts`); walking twice reports the same.
 * Throws  WireError on a body that was not validated and is broken; items before the fault have been reported.
 * Cost    one pass over the bytes plus stepping twice over the items of each scope; no allocation per item.
 */
export function walkTraces(body: Uint8Array, sink: TraceSink, rejected: Uint32Array, range: ItemRange = ALL_ITEMS): WalkCounts {
	return new TraceWalk(sink, rejected, range).run(body);
}

class TraceWalk extends RequestWalk<TraceSink> {
	readonly #inner = new AttributeList();
	#events: Uint32Array = new Uint32Array(16 * EVENT_STRIDE);
	#links: Uint32Array = new Uint32Array(16 * LINK_STRIDE);
	#eventCount = 0;
	#linkCount = 0;
	#droppedEvents = 0;
	#droppedLinks = 0;
	readonly #span = createSpanFields();
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

	protected ownDuplicateKeys(): number {
		return this.#inner.duplicateKeys;
	}

	protected readElement(end: number): void {
		if (!this.takesNextItem()) {
			this.reader.position = end;
			return;
		}
		this.openScope();
		this.items++;
		this.attributes.clear();
		this.attributes.begin();
		this.attributes.cut = false;
		this.#inner.clear();
		this.#inner.cut = false;
		this.#eventCount = 0;
		this.#linkCount = 0;
		this.#droppedEvents = 0;
		this.#droppedLinks = 0;
		clearSpan(this.#span);
		this.#readSpan(end);
		this.#finishSpan();
		this.#report();
	}

	#readSpan(end: number): void {
		const reader = this.reader;
		const span = this.#span;
		while (reader.position < end) {
			const tag = reader.tag(end);
			switch (tag) {
				case ATTRIBUTES:
					this.attributes.add(reader, reader.length(end));
					break;
				case TRACE_ID: {
					const stop = reader.length(end);
					span.traceIdStart = stop - reader.position === 16 ? reader.position : -1;
					reader.position = stop;
					break;
				}
				case SPAN_ID: {
					const stop = reader.length(end);
					span.spanIdStart = stop - reader.position === 8 ? reader.position : -1;
					reader.position = stop;
					break;
				}
				case PARENT_SPAN_ID:
					this.#readParent(reader.length(end));
					break;
				case NAME:
					if (reader.text(end, LIMITS.spanNameBytes)) span.marks |= ItemMark.truncated;
					span.nameStart = reader.textStart;
					span.nameEnd = reader.textEnd;
					break;
				case KIND:
					span.kind = reader.varint(end) | 0;
					break;
				case START_TIME:
					reader.fixed64(end);
					span.startHigh = reader.high;
					span.startLow = reader.low;
					break;
				case END_TIME:
					reader.fixed64(end);
					span.endHigh = reader.high;
					span.endLow = reader.low;
					break;
				default:
					this.#readRest(tag, end);
			}
		}
	}

	#readRest(tag: number, end: number): void {
		const reader = this.reader;
		const span = this.#span;
		switch (tag) {
			case FLAGS:
				span.flags = reader.fixed32(end);
				break;
			case STATUS:
				this.#readStatus(reader.length(end));
				break;
			case EVENTS:
				this.#readEvent(reader.length(end));
				break;
			case LINKS:
				this.#readLink(reader.length(end));
				break;
			case TRACE_STATE:
				if (reader.text(end, LIMITS.valueBytes)) span.marks |= ItemMark.truncated;
				span.traceStateStart = reader.textStart;
				span.traceStateEnd = reader.textEnd;
				break;
			case DROPPED_ATTRIBUTES:
				span.droppedAttributesCount = reader.varint(end);
				break;
			case DROPPED_EVENTS:
				span.droppedEventsCount = reader.varint(end);
				break;
			case DROPPED_LINKS:
				span.droppedLinksCount = reader.varint(end);
				break;
			default:
				reader.skip(tag, end);
		}
	}

	/** Empty and all-zero mean a root; another length drops the parent and says so (`otlp.md` V03). */
	#readParent(end: number): void {
		const reader = this.reader;
		const span = this.#span;
		const size = end - reader.position;
		const isZero = isZeroRange(reader.bytes, reader.position, end);
		span.parentSpanIdStart = size === 8 && !isZero ? reader.position : -1;
		span.marks = size === 8 || size === 0 ? span.marks & ~ItemMark.parentDropped : span.marks | ItemMark.parentDropped;
		reader.position = end;
	}

	#readStatus(end: number): void {
		const reader = this.reader;
		const span = this.#span;
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === STATUS_CODE) span.statusCode = reader.varint(end) | 0;
			else if (tag === STATUS_MESSAGE) {
				if (reader.text(end, LIMITS.valueBytes)) span.marks |= ItemMark.truncated;
				span.statusMessageStart = reader.textStart;
				span.statusMessageEnd = reader.textEnd;
			} else reader.skip(tag, end);
		}
	}

	#readEvent(end: number): void {
		const reader = this.reader;
		if (this.#eventCount === LIMITS.eventsPerSpan) {
			reader.position = end;
			this.#droppedEvents++;
			return;
		}
		const at = this.#eventCount++ * EVENT_STRIDE;
		if (at + EVENT_STRIDE > this.#events.length) this.#events = grown(this.#events);
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

	#readLink(end: number): void {
		const reader = this.reader;
		if (this.#linkCount === LIMITS.linksPerSpan) {
			reader.position = end;
			this.#droppedLinks++;
			return;
		}
		const at = this.#linkCount++ * LINK_STRIDE;
		if (at + LINK_STRIDE > this.#links.length) this.#links = grown(this.#links);
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
		const reader = this.reader;
		if (reader.text(end, LIMITS.valueBytes)) this.#inner.cut = true;
		this.#links[at] = reader.textStart;
		this.#links[at + 1] = reader.textEnd;
	}

	#finishSpan(): void {
		const span = this.#span;
		if (this.attributes.cut || this.#inner.cut) span.marks |= ItemMark.truncated;
		if (this.#droppedEvents + this.#droppedLinks > 0) span.marks |= ItemMark.truncated;
		span.droppedAttributesCount = addCounts(span.droppedAttributesCount, this.attributes.dropped);
		span.droppedEventsCount = addCounts(span.droppedEventsCount, this.#droppedEvents);
		span.droppedLinksCount = addCounts(span.droppedLinksCount, this.#droppedLinks);
		span.marks |= timeMarks(span);
		const isKnown = span.kind >= 0 && span.kind <= SpanKind.consumer && span.statusCode >= 0 && span.statusCode <= StatusCode.error;
		if (!isKnown) span.marks |= ItemMark.unknownEnum;
	}

	#report(): void {
		const sink = this.sink;
		sink.beginSpan(this.#span);
		this.attributes.emit(sink, 0, this.attributes.count);
		if (this.#eventCount > 0) this.#reportEvents();
		if (this.#linkCount > 0) this.#reportLinks();
		sink.endSpan();
	}

	#reportEvents(): void {
		const events = this.#events;
		const event = this.#event;
		for (let at = 0; at < this.#eventCount * EVENT_STRIDE; at += EVENT_STRIDE) {
			event.timeHigh = events[at] as number;
			event.timeLow = events[at + 1] as number;
			event.nameStart = events[at + 2] as number;
			event.nameEnd = events[at + 3] as number;
			event.droppedAttributesCount = events[at + 4] as number;
			this.sink.beginEvent(event);
			this.#inner.emit(this.sink, events[at + 5] as number, events[at + 6] as number);
		}
	}

	#reportLinks(): void {
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
			this.sink.beginLink(link);
			this.#inner.emit(this.sink, links[at + 8] as number, links[at + 9] as number);
		}
	}
}

function createSpanFields(): SpanFields {
	return {
		traceIdStart: -1,
		spanIdStart: -1,
		parentSpanIdStart: -1,
		traceStateStart: 0,
		traceStateEnd: 0,
		nameStart: 0,
		nameEnd: 0,
		statusMessageStart: 0,
		statusMessageEnd: 0,
		startHigh: 0,
		startLow: 0,
		endHigh: 0,
		endLow: 0,
		flags: 0,
		kind: 0,
		statusCode: 0,
		droppedAttributesCount: 0,
		droppedEventsCount: 0,
		droppedLinksCount: 0,
		marks: 0,
	};
}

function clearSpan(span: SpanFields): void {
	span.traceIdStart = span.spanIdStart = span.parentSpanIdStart = -1;
	span.traceStateStart = span.traceStateEnd = span.nameStart = span.nameEnd = 0;
	span.statusMessageStart = span.statusMessageEnd = 0;
	span.startHigh = span.startLow = span.endHigh = span.endLow = 0;
	span.flags = span.kind = span.statusCode = 0;
	span.droppedAttributesCount = span.droppedEventsCount = span.droppedLinksCount = span.marks = 0;
}

function timeMarks(span: SpanFields): number {
	const isZero = (span.startHigh | span.startLow) === 0 || (span.endHigh | span.endLow) === 0;
	const isBackward = span.endHigh < span.startHigh || (span.endHigh === span.startHigh && span.endLow < span.startLow);
	return (isZero ? ItemMark.zeroTime : 0) | (isBackward ? ItemMark.endBeforeStart : 0);
}
