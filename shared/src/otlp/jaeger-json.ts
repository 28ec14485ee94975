/**
 * OTLP spans as the JSON of Jaeger's UI and legacy query API. One direction: for reading.
 *
 *   resource    → process pN: service.name is its name, the other attributes its tags
 *   scope       → tags otel.scope.name, otel.scope.version
 *   kind        → tag span.kind (unspecified: none)
 *   status      → tags otel.status_code OK | ERROR, error = true, otel.status_description
 *   trace state → tag w3c.tracestate
 *   parent      → first reference CHILD_OF, then the links, FOLLOWS_FROM
 *   event       → log, its name as field `event`
 *   array, map  → their JSON text as a string tag
 *
 * Times and durations are whole microseconds, rounded down. Source: the OTLP to Jaeger translation of the OpenTelemetry specification
 * and Jaeger's query-side adjusters, of which none moves a time here.
 */
import { type Attribute, type Attributes, type AttributeValue, getAttribute, getStringAttribute } from "../model/attributes.ts";
import type { Resource } from "../model/resource.ts";
import { type Span, type SpanEvent, SpanKind, type SpanLink, StatusCode } from "../model/span.ts";
import { JAEGER_UNKNOWN_SERVICE, UNKNOWN_SERVICE } from "../semconv/identity.ts";
import { KEY } from "../semconv/keys.ts";
import { valueText } from "../semconv/value-text.ts";
import { durationBetween } from "../units/time.ts";

export interface JaegerTag {
	readonly key: string;
	readonly type: "string" | "bool" | "int64" | "float64" | "binary";
	readonly value: string | boolean | number;
}

export interface JaegerReference {
	readonly refType: "CHILD_OF" | "FOLLOWS_FROM";
	readonly traceID: string;
	readonly spanID: string;
}

export interface JaegerSpan {
	readonly traceID: string;
	readonly spanID: string;
	readonly flags?: number;
	readonly operationName: string;
	readonly references: readonly JaegerReference[];
	/** Microseconds. */
	readonly startTime: number;
	readonly duration: number;
	readonly tags: readonly JaegerTag[];
	readonly logs: readonly { readonly timestamp: number; readonly fields: readonly JaegerTag[] }[];
	readonly processID: string;
	readonly warnings: readonly string[] | null;
}

export interface JaegerProcess {
	readonly serviceName: string;
	readonly tags: readonly JaegerTag[];
}

const KIND_TAGS: Readonly<Record<number, string>> = {
	[SpanKind.internal]: "internal",
	[SpanKind.server]: "server",
	[SpanKind.client]: "client",
	[SpanKind.producer]: "producer",
	[SpanKind.consumer]: "consumer",
};

/** `server` for 2; "" for unspecified and unknown kinds. */
export function jaegerKind(kind: number): string {
	return KIND_TAGS[kind] ?? "";
}

/** The service of a resource in Jaeger's view: a missing name has its own word. */
export function jaegerServiceName(resource: Attributes): string {
	const name = getAttribute(resource, KEY.serviceName);
	return name === undefined ? JAEGER_UNKNOWN_SERVICE : valueText(name) || JAEGER_UNKNOWN_SERVICE;
}

/** A service's name as the store gives it, when it can only be told from the name itself. */
export function jaegerNameOfService(name: string): string {
	return name === UNKNOWN_SERVICE ? JAEGER_UNKNOWN_SERVICE : name;
}

const MICRO = 1000n;
const microseconds = (nanos: bigint): number => Number(nanos / MICRO);

/** Attributes that Jaeger shows with the process although some SDKs send them with each span. */
const LIBRARY_KEYS: ReadonlySet<string> = new Set([
	"telemetry.sdk.language",
	"telemetry.sdk.name",
	"telemetry.sdk.version",
	"telemetry.distro.name",
	"telemetry.distro.version",
]);
/** Keys under which old clients sent an IPv4 address as a number. */
const IP_KEYS: ReadonlySet<string> = new Set(["ip", "peer.ipv4"]);

/** What a span becomes before it knows its process. */
export interface JaegerParts {
	readonly span: Omit<JaegerSpan, "processID">;
	/** Library attributes that belong to the process. */
	readonly moved: Attributes;
}

/** Convert one span; `raw` leaves out Jaeger's query-side adjustments. */
export function jaegerSpanParts(span: Span, raw: boolean): JaegerParts {
	const attributes = raw ? span.attributes : adjustedAttributes(span.attributes);
	const library = raw ? [] : attributes.filter((attribute) => LIBRARY_KEYS.has(attribute.key));
	const conflicts = library.filter((attribute) => conflictsWith(span.resource, attribute));
	const moved = library.filter((attribute) => !conflicts.includes(attribute));
	const kept = moved.length === 0 ? attributes : attributes.filter((attribute) => !moved.includes(attribute));
	return {
		span: {
			traceID: span.traceId,
			spanID: span.spanId,
			...(span.flags === 0 ? {} : { flags: span.flags }),
			operationName: span.name,
			references: references(span, raw),
			startTime: microseconds(span.startTime),
			duration: microseconds(durationBetween(span.startTime, span.endTime)),
			tags: [...scopeTags(span), ...kept.map(tag), ...fieldTags(span)],
			logs: span.events.map(log),
			warnings: warnings(conflicts),
		},
		moved,
	};
}

/** Sorted by key, addresses as text. */
function adjustedAttributes(attributes: Attributes): Attributes {
	return attributes.map((attribute) => (IP_KEYS.has(attribute.key) ? withDottedAddress(attribute) : attribute)).sort(byKey);
}

function byKey(left: Attribute, right: Attribute): number {
	return left.key < right.key ? -1 : left.key > right.key ? 1 : 0;
}

function withDottedAddress({ key, value }: Attribute): Attribute {
	if (value.type !== "int" && value.type !== "double") return { key, value };
	const address = Number(BigInt.asUintN(32, value.type === "int" ? value.value : BigInt(Math.trunc(value.value || 0))));
	const bytes = [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255];
	return { key, value: { type: "string", value: bytes.join(".") } };
}

function conflictsWith(resource: Resource, { key, value }: Attribute): boolean {
	const existing = getAttribute(resource.attributes, key);
	return existing !== undefined && valueText(existing) !== valueText(value);
}

function warnings(conflicts: Attributes): readonly string[] | null {
	if (conflicts.length === 0) return null;
	return conflicts.map(({ key }) => `conflicting values between Span and Resource for attribute ${key}`);
}

function references(span: Span, raw: boolean): readonly JaegerReference[] {
	const links = raw ? span.links : span.links.filter((link) => !isZero(link.traceId) && !isZero(link.spanId));
	const parent: readonly JaegerReference[] =
		span.parentSpanId === undefined ? [] : [{ refType: "CHILD_OF", traceID: span.traceId, spanID: span.parentSpanId }];
	return [...parent, ...links.map(linkReference)];
}

function linkReference(link: SpanLink): JaegerReference {
	const isChild = getStringAttribute(link.attributes, "opentracing.ref_type") === "child_of";
	return { refType: isChild ? "CHILD_OF" : "FOLLOWS_FROM", traceID: link.traceId, spanID: link.spanId };
}

function isZero(id: string): boolean {
	return /^0*$/.test(id);
}

function text(key: string, value: string): JaegerTag {
	return { key, type: "string", value };
}

function scopeTags({ scope }: Span): readonly JaegerTag[] {
	const name = scope.name === "" ? [] : [text("otel.scope.name", scope.name)];
	return scope.version === "" ? name : [...name, text("otel.scope.version", scope.version)];
}

function fieldTags({ kind, status, traceState }: Span): readonly JaegerTag[] {
	const tags: JaegerTag[] = [];
	const kindTag = jaegerKind(kind);
	if (kindTag !== "") tags.push(text("span.kind", kindTag));
	if (status.code === StatusCode.ok) tags.push(text("otel.status_code", "OK"));
	if (status.code === StatusCode.error) tags.push(text("otel.status_code", "ERROR"), { key: "error", type: "bool", value: true });
	if (status.message !== "") tags.push(text("otel.status_description", status.message));
	if (traceState !== "") tags.push(text("w3c.tracestate", traceState));
	return tags;
}

function log(event: SpanEvent): JaegerSpan["logs"][number] {
	const named = event.name !== "" && getAttribute(event.attributes, "event") === undefined;
	const fields = event.attributes.map(tag);
	return { timestamp: microseconds(event.time), fields: named ? [text("event", event.name), ...fields] : fields };
}

function tag({ key, value }: Attribute): JaegerTag {
	return { key, ...typedValue(value) };
}

function typedValue(value: AttributeValue): Omit<JaegerTag, "key"> {
	switch (value.type) {
		case "bool":
			return { type: "bool", value: value.value };
		case "int":
			return { type: "int64", value: safeInteger(value.value) };
		case "double":
			return { type: "float64", value: Number.isFinite(value.value) ? value.value : String(value.value) };
		case "bytes":
			return { type: "binary", value: valueText(value) };
		case "string":
		case "empty":
		case "array":
		case "kvlist":
			return { type: "string", value: valueText(value) };
	}
}

/** Integers that a JavaScript number cannot hold are text, as in Jaeger. */
function safeInteger(value: bigint): number | string {
	const number = Number(value);
	return Number.isSafeInteger(number) ? number : value.toString();
}

/** The process of a resource, without the library attributes of its spans. */
export function jaegerProcess(resource: Resource, moved: Attributes): JaegerProcess {
	const own = resource.attributes.filter((attribute) => attribute.key !== KEY.serviceName);
	const added = moved.filter((attribute) => getAttribute(own, attribute.key) === undefined);
	return { serviceName: jaegerServiceName(resource.attributes), tags: [...own, ...added].sort(byKey).map(tag) };
}
