import type { Attribute } from "../model/attributes.ts";
import type { SpanId, TraceId } from "../model/ids.ts";
import { EMPTY_SPAN, type Span, type SpanEvent, type SpanLink, type SpanStatus } from "../model/span.ts";
import { unixNanos } from "../units/time.ts";
import { lastOfEachKey } from "./attributes.ts";
import { parentOrRoot } from "./ids.ts";
import type { Envelope } from "./protobuf-envelope.ts";
import type { ProtobufReader } from "./protobuf-reader.ts";
import { addAttribute, writeAttributes } from "./protobuf-values.ts";
import type { ProtobufWriter } from "./protobuf-writer.ts";

const NO_TIME = unixNanos(0n);

type Draft<T> = { -readonly [K in keyof T]: T[K] };
type SpanDraft = Draft<Omit<Span, "attributes" | "events" | "links">> & {
	attributes: Attribute[];
	events: SpanEvent[];
	links: SpanLink[];
};

/** Read one span. Nothing is validated or cut. */
export function readSpan(reader: ProtobufReader, { resource, scope }: Envelope): Span {
	const span: SpanDraft = { ...EMPTY_SPAN, attributes: [], events: [], links: [], resource, scope };
	while (reader.next()) readSpanField(reader, span);
	return { ...span, attributes: lastOfEachKey(span.attributes) };
}

function readSpanField(reader: ProtobufReader, span: SpanDraft): void {
	switch (reader.field) {
		case 1:
			span.traceId = reader.hex(span.traceId) as TraceId;
			break;
		case 2:
			span.spanId = reader.hex(span.spanId) as SpanId;
			break;
		case 3:
			span.traceState = reader.string(span.traceState);
			break;
		case 4:
			span.parentSpanId = parentOrRoot(reader.hex(span.parentSpanId ?? "")) as SpanId | undefined;
			break;
		case 5:
			span.name = reader.string(span.name);
			break;
		case 6:
			span.kind = reader.int32(span.kind);
			break;
		case 7:
			span.startTime = reader.time(span.startTime);
			break;
		case 8:
			span.endTime = reader.time(span.endTime);
			break;
		case 9:
			addAttribute(reader, span.attributes);
			break;
		case 15:
			span.status = readStatus(reader.message()) ?? span.status;
			break;
		case 16:
			span.flags = reader.fixed32(span.flags);
			break;
		default:
			readSpanList(reader, span);
	}
}

function readSpanList(reader: ProtobufReader, span: SpanDraft): void {
	switch (reader.field) {
		case 10:
			span.droppedAttributesCount = reader.uint32(span.droppedAttributesCount);
			break;
		case 11:
			addEvent(reader.message(), span.events);
			break;
		case 12:
			span.droppedEventsCount = reader.uint32(span.droppedEventsCount);
			break;
		case 13:
			addLink(reader.message(), span.links);
			break;
		case 14:
			span.droppedLinksCount = reader.uint32(span.droppedLinksCount);
			break;
	}
}

function readStatus(reader: ProtobufReader | undefined): SpanStatus | undefined {
	if (reader === undefined) return undefined;
	let code = 0;
	let message = "";
	while (reader.next()) {
		if (reader.field === 2) message = reader.string(message);
		else if (reader.field === 3) code = reader.int32(code);
	}
	return { code, message };
}

function addEvent(reader: ProtobufReader | undefined, events: SpanEvent[]): void {
	if (reader === undefined) return;
	let time = NO_TIME;
	let name = "";
	let droppedAttributesCount = 0;
	const attributes: Attribute[] = [];
	while (reader.next()) {
		if (reader.field === 1) time = reader.time(time);
		else if (reader.field === 2) name = reader.string(name);
		else if (reader.field === 3) addAttribute(reader, attributes);
		else if (reader.field === 4) droppedAttributesCount = reader.uint32(droppedAttributesCount);
	}
	events.push({ time, name, attributes: lastOfEachKey(attributes), droppedAttributesCount });
}

function addLink(reader: ProtobufReader | undefined, links: SpanLink[]): void {
	if (reader === undefined) return;
	const attributes: Attribute[] = [];
	const link = { traceId: "", spanId: "", traceState: "", droppedAttributesCount: 0, flags: 0 };
	while (reader.next()) {
		if (reader.field === 1) link.traceId = reader.hex(link.traceId);
		else if (reader.field === 2) link.spanId = reader.hex(link.spanId);
		else if (reader.field === 3) link.traceState = reader.string(link.traceState);
		else if (reader.field === 4) addAttribute(reader, attributes);
		else if (reader.field === 5) link.droppedAttributesCount = reader.uint32(link.droppedAttributesCount);
		else if (reader.field === 6) link.flags = reader.fixed32(link.flags);
	}
	links.push({ ...link, attributes: lastOfEachKey(attributes) });
}

/** Write the spans of one scope envelope. */
export function writeSpans(writer: ProtobufWriter, spans: readonly Span[]): void {
	for (const span of spans) {
		const mark = writer.begin(2);
		writeSpan(writer, span);
		writer.end(mark);
	}
}

function writeSpan(writer: ProtobufWriter, span: Span): void {
	writer.id(1, span.traceId);
	writer.id(2, span.spanId);
	writer.string(3, span.traceState);
	writer.id(4, span.parentSpanId ?? "");
	writer.string(5, span.name);
	writer.int32(6, span.kind);
	writer.fixed64(7, span.startTime);
	writer.fixed64(8, span.endTime);
	writeAttributes(writer, 9, span.attributes);
	writer.uint32(10, span.droppedAttributesCount);
	for (const event of span.events) writeEvent(writer, event);
	writer.uint32(12, span.droppedEventsCount);
	for (const link of span.links) writeLink(writer, link);
	writer.uint32(14, span.droppedLinksCount);
	writeStatus(writer, span.status);
	writer.fixed32(16, span.flags);
}

function writeEvent(writer: ProtobufWriter, event: SpanEvent): void {
	const mark = writer.begin(11);
	writer.fixed64(1, event.time);
	writer.string(2, event.name);
	writeAttributes(writer, 3, event.attributes);
	writer.uint32(4, event.droppedAttributesCount);
	writer.end(mark);
}

function writeLink(writer: ProtobufWriter, link: SpanLink): void {
	const mark = writer.begin(13);
	writer.id(1, link.traceId);
	writer.id(2, link.spanId);
	writer.string(3, link.traceState);
	writeAttributes(writer, 4, link.attributes);
	writer.uint32(5, link.droppedAttributesCount);
	writer.fixed32(6, link.flags);
	writer.end(mark);
}

function writeStatus(writer: ProtobufWriter, status: SpanStatus): void {
	if (status.code === 0 && status.message === "") return;
	const mark = writer.begin(15);
	writer.string(2, status.message);
	writer.int32(3, status.code);
	writer.end(mark);
}
