/**
 * Zipkin's JSON v2 as OTLP spans. One direction: for reading.
 *
 *   localEndpoint   → resource: service.name; its address → network.local.address, network.local.port
 *   remoteEndpoint  → peer.service, network.peer.address, network.peer.port
 *   annotation      → event, its value is the name
 *   tag error       → status error, its value the message unless it only says "true"
 *   otel.* tags     → scope and status, as OpenTelemetry's Zipkin exporter writes them
 *   shared          → the server's half of a span that client and server share gets an id of its own and becomes the client's child;
 *                     what the server's service did under the shared id moves along
 *
 * Tags stay text: Zipkin has no other values. Source: Zipkin's API v2; OpenTelemetry's Zipkin translation.
 */
import type { Attribute } from "../model/attributes.ts";
import type { SpanId } from "../model/ids.ts";
import { NO_RESOURCE, type Resource } from "../model/resource.ts";
import { EMPTY_SPAN, type Span, type SpanEvent, SpanKind, StatusCode } from "../model/span.ts";
import { KEY } from "../semconv/keys.ts";
import { unixNanos } from "../units/time.ts";
import { type JsonNotes, objectAt, objectsAt, stringAt } from "./json-fields.ts";
import { INT32, integerFromJson, wrongJson } from "./json-number.ts";
import type { JsonObject } from "./json-text.ts";
import { createScopes, microsAt, parentIdAt, spanIdAt, statusCodeOf, timesOf, traceIdAt } from "./micro-json.ts";

const KINDS: ReadonlyMap<string, number> = new Map([
	["CLIENT", SpanKind.client],
	["SERVER", SpanKind.server],
	["PRODUCER", SpanKind.producer],
	["CONSUMER", SpanKind.consumer],
]);

/**
 * The spans of a list of Zipkin's, in their order.
 *
 * Result  `notes.place.item` counts the spans, also after a throw. A span without a time begins with its first annotation.
 * Throws  SpanglassError `invalid_input` naming the field: ids that are not hex, times that are no numbers, spans of API v1.
 */
export function spansFromZipkin(list: readonly JsonObject[], notes: JsonNotes): readonly Span[] {
	const resourceOf = createResources();
	const scopeOf = createScopes();
	const spans = list.map((json, index) => {
		notes.place.item = index;
		if (json.binaryAnnotations !== undefined)
			throw wrongJson("binaryAnnotations", "belongs to Zipkin's API v1; export the trace with v2", json.binaryAnnotations);
		return spanFromZipkin(json, resourceOf(stringAt(objectAt(json, "localEndpoint") ?? {}, "serviceName")), scopeOf);
	});
	return splitShared(spans, list);
}

function createResources(): (service: string) => Resource {
	const known = new Map<string, Resource>();
	return (service) => {
		const attributes = service === "" ? [] : [textAttribute(KEY.serviceName, service)];
		const resource = known.get(service) ?? { ...NO_RESOURCE, attributes };
		known.set(service, resource);
		return resource;
	};
}

const FIELD_TAGS: ReadonlySet<string> = new Set([
	"error",
	"otel.status_code",
	"otel.status_description",
	"otel.scope.name",
	"otel.scope.version",
	"otel.library.name",
	"otel.library.version",
	"w3c.tracestate",
]);

function spanFromZipkin(json: JsonObject, resource: Resource, scopeOf: ReturnType<typeof createScopes>): Span {
	const tags = new Map(Object.entries(objectAt(json, "tags") ?? {}).map(([key, value]) => [key, tagText(value)]));
	const events = objectsAt(json, "annotations").map(eventFrom);
	const start = microsAt(json, "timestamp") ?? firstOf(events);
	const tag = (...keys: readonly string[]): string => keys.map((key) => tags.get(key)).find((text) => text !== undefined) ?? "";
	const own = [...tags].flatMap(([key, value]) => (FIELD_TAGS.has(key) ? [] : [textAttribute(key, value)]));
	return {
		...EMPTY_SPAN,
		traceId: traceIdAt(json, "traceId"),
		spanId: spanIdAt(json, "id"),
		parentSpanId: parentIdAt(json, "parentId"),
		traceState: tag("w3c.tracestate"),
		name: stringAt(json, "name"),
		kind: KINDS.get(stringAt(json, "kind").toUpperCase()) ?? SpanKind.internal,
		...timesOf(start, microsAt(json, "duration") ?? 0n),
		attributes: [...own, ...endpointAttributes(json, tags)],
		events,
		status: statusOf(tags),
		resource,
		scope: scopeOf(tag("otel.scope.name", "otel.library.name"), tag("otel.scope.version", "otel.library.version")),
	};
}

function tagText(value: unknown): string {
	return typeof value === "string" ? value : typeof value === "object" ? JSON.stringify(value) : String(value);
}

function firstOf(events: readonly SpanEvent[]): bigint {
	const times = events.map(({ time }) => time);
	return times.reduce<bigint | undefined>((least, time) => (least === undefined || time < least ? time : least), undefined) ?? 0n;
}

function eventFrom(json: JsonObject): SpanEvent {
	const time = unixNanos(microsAt(json, "timestamp") ?? 0n);
	return { time, name: stringAt(json, "value"), attributes: [], droppedAttributesCount: 0 };
}

function statusOf(tags: ReadonlyMap<string, string>): Span["status"] {
	const error = tags.get("error");
	const said = error === undefined || error === "true" || error === "false" ? "" : error;
	const failed = error !== undefined && error !== "false" ? StatusCode.error : StatusCode.unset;
	return { code: statusCodeOf(tags.get("otel.status_code")) ?? failed, message: tags.get("otel.status_description") ?? said };
}

/** Where it ran and what it called; what a tag says already is left to the tag. */
function endpointAttributes(json: JsonObject, tags: ReadonlyMap<string, string>): readonly Attribute[] {
	const local = objectAt(json, "localEndpoint") ?? {};
	const remote = objectAt(json, "remoteEndpoint") ?? {};
	const service = stringAt(remote, "serviceName");
	const attributes = [
		...(service === "" ? [] : [textAttribute("peer.service", service)]),
		...addressOf(local, "network.local"),
		...addressOf(remote, "network.peer"),
	];
	return attributes.filter(({ key }) => !tags.has(key));
}

function addressOf(endpoint: JsonObject, prefix: string): readonly Attribute[] {
	const address = stringAt(endpoint, "ipv4") || stringAt(endpoint, "ipv6");
	const port = integerFromJson(endpoint.port ?? 0, "port", INT32);
	return [
		...(address === "" ? [] : [textAttribute(`${prefix}.address`, address)]),
		...(port === 0n ? [] : [{ key: `${prefix}.port`, value: { type: "int", value: port } as const }]),
	];
}

function textAttribute(key: string, value: string): Attribute {
	return { key, value: { type: "string", value } };
}

/** Gives each server's half an id of its own. Without the client's half in the list it keeps the shared one. */
function splitShared(spans: readonly Span[], list: readonly JsonObject[]): readonly Span[] {
	const keyOf = (span: Span, id: SpanId | undefined): string => `${span.traceId} ${id ?? ""}`;
	const clients = new Set(spans.filter(({ kind }) => kind === SpanKind.client).map((span) => keyOf(span, span.spanId)));
	const taken = new Set(spans.map((span) => keyOf(span, span.spanId)));
	const halves = new Map<string, { readonly id: SpanId; readonly resource: Resource }>();
	const isHalf = (span: Span, index: number): boolean =>
		clients.has(keyOf(span, span.spanId)) && (list[index]?.shared === true || span.kind === SpanKind.server);
	spans.forEach((span, index) => {
		const key = keyOf(span, span.spanId);
		if (!isHalf(span, index) || halves.has(key)) return;
		const id = freeId(span, (candidate) => taken.has(keyOf(span, candidate)));
		taken.add(keyOf(span, id));
		halves.set(key, { id, resource: span.resource });
	});
	return spans.map((span, index) => {
		const own = isHalf(span, index) ? halves.get(keyOf(span, span.spanId)) : undefined;
		if (own !== undefined) return { ...span, spanId: own.id, parentSpanId: span.spanId };
		const above = halves.get(keyOf(span, span.parentSpanId));
		return above?.resource === span.resource ? { ...span, parentSpanId: above.id } : span;
	});
}

/** The same for the same span, so that a link to it holds when the file is opened again. */
function freeId({ spanId }: Span, isTaken: (id: SpanId) => boolean): SpanId {
	let bits = BigInt(`0x${spanId}`) ^ (1n << 63n);
	let id = spanId;
	while (id === spanId || isTaken(id) || bits === 0n) {
		id = bits.toString(16).padStart(16, "0") as SpanId;
		bits = BigInt.asUintN(64, bits + 1n);
	}
	return id;
}
