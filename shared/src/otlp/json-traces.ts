import type { SpanId, TraceId } from "../model/ids.ts";
import type { Span, SpanEvent, SpanLink, SpanStatus } from "../model/span.ts";
import { parentOrRoot } from "./ids.ts";
import {
	decimalUnlessZero,
	enumAt,
	idAt,
	type JsonNotes,
	objectAt,
	objectsAt,
	stringAt,
	timeAt,
	uint32At,
	unlessDefault,
	unlessEmpty,
	withoutAbsent,
} from "./json-fields.ts";
import type { JsonObject } from "./json-text.ts";
import { attributesAt, attributesToJson } from "./json-values.ts";
import type { Envelope } from "./protobuf-envelope.ts";

const KINDS: ReadonlyMap<string, number> = new Map(
	["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"].map((name, number) => [`SPAN_KIND_${name}`, number]),
);
const CODES: ReadonlyMap<string, number> = new Map(["UNSET", "OK", "ERROR"].map((name, number) => [`STATUS_CODE_${name}`, number]));

/** Read one span; ids that are not hex stay as they were sent, with a warning. */
export function spanFromJson(json: JsonObject, { resource, scope }: Envelope, notes: JsonNotes): Span {
	return {
		traceId: idAt(json, "traceId", notes) as TraceId,
		spanId: idAt(json, "spanId", notes) as SpanId,
		parentSpanId: parentOrRoot(idAt(json, "parentSpanId", notes)) as SpanId | undefined,
		traceState: stringAt(json, "traceState"),
		flags: uint32At(json, "flags"),
		name: stringAt(json, "name"),
		kind: enumAt(json, "kind", KINDS, notes),
		startTime: timeAt(json, "startTimeUnixNano"),
		endTime: timeAt(json, "endTimeUnixNano"),
		attributes: attributesAt(json, "attributes", notes),
		droppedAttributesCount: uint32At(json, "droppedAttributesCount"),
		events: objectsAt(json, "events").map((event) => eventFromJson(event, notes)),
		droppedEventsCount: uint32At(json, "droppedEventsCount"),
		links: objectsAt(json, "links").map((link) => linkFromJson(link, notes)),
		droppedLinksCount: uint32At(json, "droppedLinksCount"),
		status: statusFromJson(objectAt(json, "status") ?? {}, notes),
		resource,
		scope,
		marks: 0,
	};
}

function eventFromJson(json: JsonObject, notes: JsonNotes): SpanEvent {
	return {
		time: timeAt(json, "timeUnixNano"),
		name: stringAt(json, "name"),
		attributes: attributesAt(json, "attributes", notes),
		droppedAttributesCount: uint32At(json, "droppedAttributesCount"),
	};
}

function linkFromJson(json: JsonObject, notes: JsonNotes): SpanLink {
	return {
		traceId: idAt(json, "traceId", notes),
		spanId: idAt(json, "spanId", notes),
		traceState: stringAt(json, "traceState"),
		attributes: attributesAt(json, "attributes", notes),
		droppedAttributesCount: uint32At(json, "droppedAttributesCount"),
		flags: uint32At(json, "flags"),
	};
}

function statusFromJson(json: JsonObject, notes: JsonNotes): SpanStatus {
	return { code: enumAt(json, "code", CODES, notes), message: stringAt(json, "message") };
}

/** One span as OTLP/JSON; fields at their default are left out. */
export function spanToJson(span: Span): JsonObject {
	return withoutAbsent({
		traceId: span.traceId,
		spanId: span.spanId,
		parentSpanId: span.parentSpanId,
		traceState: unlessDefault(span.traceState),
		flags: unlessDefault(span.flags),
		name: span.name,
		kind: unlessDefault(span.kind),
		startTimeUnixNano: span.startTime.toString(),
		endTimeUnixNano: span.endTime.toString(),
		attributes: unlessEmpty(attributesToJson(span.attributes)),
		droppedAttributesCount: unlessDefault(span.droppedAttributesCount),
		events: unlessEmpty(span.events.map(eventToJson)),
		droppedEventsCount: unlessDefault(span.droppedEventsCount),
		links: unlessEmpty(span.links.map(linkToJson)),
		droppedLinksCount: unlessDefault(span.droppedLinksCount),
		status: statusToJson(span.status),
	});
}

/** One event of a span as OTLP/JSON. */
function eventToJson(event: SpanEvent): JsonObject {
	return withoutAbsent({
		timeUnixNano: decimalUnlessZero(event.time),
		name: event.name,
		attributes: unlessEmpty(attributesToJson(event.attributes)),
		droppedAttributesCount: unlessDefault(event.droppedAttributesCount),
	});
}

/** One link of a span as OTLP/JSON. */
function linkToJson(link: SpanLink): JsonObject {
	return withoutAbsent({
		traceId: link.traceId,
		spanId: link.spanId,
		traceState: unlessDefault(link.traceState),
		attributes: unlessEmpty(attributesToJson(link.attributes)),
		droppedAttributesCount: unlessDefault(link.droppedAttributesCount),
		flags: unlessDefault(link.flags),
	});
}

function statusToJson({ code, message }: SpanStatus): JsonObject | undefined {
	if (code === 0 && message === "") return undefined;
	return withoutAbsent({ code: unlessDefault(code), message: unlessDefault(message) });
}
