import { LIMITS } from "@spanglass/shared/model/limits";
import { ItemMark, SpanKind, StatusCode } from "@spanglass/shared/model/span";
import type { SpanFields, TraceSink } from "../sink.ts";
import { fixed32Tag, fixed64Tag, lengthTag, SpanField, StatusField, varintTag } from "./fields.ts";
import { isZeroRange } from "./protobuf.ts";
import { ALL_ITEMS, addCounts, type ItemRange, RequestWalk, type WalkCounts } from "./request-walk.ts";
import { SpanParts } from "./span-parts.ts";

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
	readonly #parts = new SpanParts(this.reader);
	readonly #span = createSpanFields();
	/** Where the span begins, and whether the sink takes its attributes as they are read. */
	#start = 0;
	#streams = false;

	protected ownDuplicateKeys(): number {
		return this.#parts.duplicateKeys;
	}

	protected readElement(end: number): void {
		if (!this.takesNextItem()) {
			this.reader.position = end;
			return;
		}
		this.openScope();
		this.items++;
		this.#start = this.reader.position;
		this.#streams = this.sink.openSpan();
		this.#parts.clear();
		this.#begin();
		this.#readSpan(end);
		this.#finishSpan();
		this.#report();
	}

	#begin(): void {
		this.attributes.clear();
		clearSpan(this.#span);
	}

	/** Read the span once more from its beginning, its attributes into the list. */
	#restart(): void {
		this.#streams = false;
		this.#parts.restart();
		this.#begin();
		this.reader.position = this.#start;
	}

	#readSpan(end: number): void {
		const reader = this.reader;
		const span = this.#span;
		while (reader.position < end) {
			const tag = reader.tag(end);
			switch (tag) {
				case ATTRIBUTES:
					if (!this.#streams) this.attributes.add(reader, reader.length(end));
					else if (!this.attributes.pass(reader, reader.length(end), this.sink)) this.#restart();
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
				this.#parts.readEvent(reader.length(end));
				break;
			case LINKS:
				this.#parts.readLink(reader.length(end));
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

	#finishSpan(): void {
		const span = this.#span;
		const parts = this.#parts;
		if (this.attributes.cut || parts.isCut()) span.marks |= ItemMark.truncated;
		span.droppedAttributesCount = addCounts(span.droppedAttributesCount, this.attributes.dropped);
		span.droppedEventsCount = addCounts(span.droppedEventsCount, parts.droppedEvents);
		span.droppedLinksCount = addCounts(span.droppedLinksCount, parts.droppedLinks);
		span.marks |= timeMarks(span);
		const isKnown = span.kind >= 0 && span.kind <= SpanKind.consumer && span.statusCode >= 0 && span.statusCode <= StatusCode.error;
		if (!isKnown) span.marks |= ItemMark.unknownEnum;
	}

	#report(): void {
		const sink = this.sink;
		sink.beginSpan(this.#span);
		this.attributes.emit(sink, 0, this.attributes.count);
		this.#parts.report(sink);
		sink.endSpan();
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
