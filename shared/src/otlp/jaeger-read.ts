/**
 * Jaeger's JSON of a trace as OTLP spans: the way back of `jaeger-json.ts`, and what Jaeger's own files say beyond it.
 *
 *   process            → resource: its name is service.name, its tags the other attributes
 *   otel.scope.*       → scope (otel.library.* is the older spelling)
 *   span.kind          → kind
 *   otel.status_code, otel.status_description; else error = true → status
 *   w3c.tracestate     → trace state
 *   references         → the first CHILD_OF of the same trace is the parent, else the first FOLLOWS_FROM of it; all others are links
 *   log                → event, named by its field `event`
 *   warnings           → attribute jaeger.warnings
 *
 * Source: the Jaeger to OTLP translation of the OpenTelemetry Collector; Jaeger's `Span.ParentSpanID`.
 */
import type { Attribute, Attributes, AttributeValue } from "../model/attributes.ts";
import type { SpanId } from "../model/ids.ts";
import type { Resource } from "../model/resource.ts";
import { EMPTY_SPAN, type Span, type SpanEvent, SpanKind, type SpanLink, StatusCode } from "../model/span.ts";
import { JAEGER_UNKNOWN_SERVICE } from "../semconv/identity.ts";
import { KEY } from "../semconv/keys.ts";
import { bytesFromBase64 } from "../units/base64.ts";
import { unixNanos } from "../units/time.ts";
import { lastOfEachKey } from "./attributes.ts";
import { type JsonNotes, objectAt, objectsAt, stringAt, stringsAt, uint32At } from "./json-fields.ts";
import { wrongJson } from "./json-number.ts";
import { isJsonObject, type JsonObject } from "./json-text.ts";
import { createScopes, microsAt, parentIdAt, spanIdAt, statusCodeOf, timesOf, traceIdAt } from "./micro-json.ts";

const KINDS: ReadonlyMap<string, number> = new Map(Object.entries(SpanKind));
const INT = /^-?\d{1,19}$/;
const INT64_BITS = 64;

/**
 * The spans of one trace of Jaeger's JSON, in their order.
 *
 * Shape   `{traceID, spans, processes}`; a span may hold its process itself.
 * Result  `notes.place.item` counts the spans, also after a throw. A value that does not fit its tag's type stays the text that it is.
 * Throws  SpanglassError `invalid_input` naming the field: ids that are not hex, times that are no numbers, a process that is not there.
 */
export function spansFromJaeger(trace: JsonObject, notes: JsonNotes): readonly Span[] {
	const processes = objectAt(trace, "processes") ?? {};
	const resources = new Map<unknown, Resource>();
	const scopeOf = createScopes();
	const resourceOf = (span: JsonObject): Resource => {
		const process = objectAt(span, "process") ?? processes[stringAt(span, "processID")];
		if (!isJsonObject(process)) throw wrongJson("processID", "must name one of the trace's processes", span.processID ?? null);
		const known = resources.get(process) ?? resourceFromProcess(process);
		resources.set(process, known);
		return known;
	};
	return objectsAt(trace, "spans").map((json, index) => {
		notes.place.item = index;
		return spanFromJaeger(json, resourceOf(json), scopeOf);
	});
}

function resourceFromProcess(process: JsonObject): Resource {
	const name = stringAt(process, "serviceName");
	const named: Attributes = name === "" || name === JAEGER_UNKNOWN_SERVICE ? [] : [textAttribute(KEY.serviceName, name)];
	return { attributes: lastOfEachKey([...named, ...tagsAt(process, "tags")]), droppedAttributesCount: 0, entityRefs: [], schemaUrl: "" };
}

/** Tags that are fields of a span in OTLP. */
const FIELD_TAGS: ReadonlySet<string> = new Set([
	"span.kind",
	"otel.status_code",
	"otel.status_description",
	"w3c.tracestate",
	"otel.scope.name",
	"otel.scope.version",
	"otel.library.name",
	"otel.library.version",
]);

function spanFromJaeger(json: JsonObject, resource: Resource, scopeOf: ReturnType<typeof createScopes>): Span {
	const tags = tagsAt(json, "tags");
	const text = (...keys: readonly string[]): string => {
		const found = tags.find(({ key, value }) => keys.includes(key) && value.type === "string")?.value;
		return found?.type === "string" ? found.value : "";
	};
	const status = statusFrom(tags, text("otel.status_code"), text("otel.status_description"));
	const own = tags.filter((tag) => !FIELD_TAGS.has(tag.key) && !(status.code === StatusCode.error && isErrorTag(tag)));
	const { parentSpanId, links } = referencesOf(json);
	const warnings = stringsAt(json, "warnings");
	return {
		...EMPTY_SPAN,
		traceId: traceIdAt(json, "traceID"),
		spanId: spanIdAt(json, "spanID"),
		parentSpanId,
		traceState: text("w3c.tracestate"),
		flags: uint32At(json, "flags"),
		name: stringAt(json, "operationName"),
		kind: KINDS.get(text("span.kind").toLowerCase()) ?? SpanKind.unspecified,
		...timesOf(microsAt(json, "startTime") ?? 0n, microsAt(json, "duration") ?? 0n),
		attributes: warnings.length === 0 ? own : [...own, warningsAttribute(warnings)],
		events: objectsAt(json, "logs").map(eventFromLog),
		links,
		status,
		resource,
		scope: scopeOf(text("otel.scope.name", "otel.library.name"), text("otel.scope.version", "otel.library.version")),
	};
}

function warningsAttribute(warnings: readonly string[]): Attribute {
	return { key: "jaeger.warnings", value: { type: "array", value: warnings.map((value) => ({ type: "string", value })) } };
}

function statusFrom(tags: Attributes, code: string, message: string): Span["status"] {
	return { code: statusCodeOf(code) ?? (tags.some(isErrorTag) ? StatusCode.error : StatusCode.unset), message };
}

function isErrorTag({ key, value }: Attribute): boolean {
	return key === "error" && (value.type === "bool" ? value.value : value.type === "string" && value.value === "true");
}

function referencesOf(json: JsonObject): Pick<Span, "parentSpanId" | "links"> {
	const traceId = traceIdAt(json, "traceID");
	const own = spanIdAt(json, "spanID");
	const references = objectsAt(json, "references").map((reference) => ({
		isChildOf: stringAt(reference, "refType").toUpperCase() !== "FOLLOWS_FROM",
		traceId: traceIdAt(reference, "traceID"),
		spanId: spanIdAt(reference, "spanID"),
	}));
	const near = references.filter((reference) => reference.traceId === traceId);
	const parent = near.find(({ isChildOf }) => isChildOf) ?? near.find(({ spanId }) => spanId !== own);
	const direct = parent === undefined ? parentIdAt(json, "parentSpanID") : undefined;
	const links = references.filter((reference) => reference !== parent && !isSame(reference, { traceId, spanId: parent?.spanId ?? direct }));
	return { parentSpanId: parent?.spanId ?? direct, links: links.map(linkFrom) };
}

/** Some clients send the parent twice. */
function isSame(
	a: { readonly traceId: string; readonly spanId: string },
	b: { readonly traceId: string; readonly spanId: SpanId | undefined },
) {
	return a.traceId === b.traceId && a.spanId === b.spanId;
}

function linkFrom(reference: { readonly traceId: string; readonly spanId: string; readonly isChildOf: boolean }): SpanLink {
	const { traceId, spanId, isChildOf } = reference;
	const attributes = isChildOf ? [textAttribute("opentracing.ref_type", "child_of")] : [];
	return { traceId, spanId, traceState: "", attributes, droppedAttributesCount: 0, flags: 0 };
}

function eventFromLog(log: JsonObject): SpanEvent {
	const fields = tagsAt(log, "fields");
	const named = fields.find(({ key, value }) => key === "event" && value.type === "string")?.value;
	return {
		time: unixNanos(microsAt(log, "timestamp") ?? 0n),
		name: named?.type === "string" ? named.value : "",
		attributes: fields.filter(({ key, value }) => key !== "event" || value !== named),
		droppedAttributesCount: 0,
	};
}

function textAttribute(key: string, value: string): Attribute {
	return { key, value: { type: "string", value } };
}

function tagsAt(parent: JsonObject, key: string): Attributes {
	return lastOfEachKey(objectsAt(parent, key).map((tag) => ({ key: stringAt(tag, "key"), value: valueFromTag(tag) })));
}

function valueFromTag({ type, value }: JsonObject): AttributeValue {
	if (type === "binary" && typeof value === "string") {
		const bytes = bytesFromBase64(value);
		if (bytes !== undefined) return { type: "bytes", value: bytes };
	}
	if (typeof value === "string") return fromText(typeof type === "string" ? type : "string", value);
	if (typeof value === "boolean") return { type: "bool", value };
	if (typeof value === "bigint") return { type: "int", value: BigInt.asIntN(INT64_BITS, value) };
	if (typeof value === "number") return numberValue(value, type === "float64");
	return value === undefined || value === null ? { type: "empty" } : { type: "string", value: JSON.stringify(value) };
}

function numberValue(value: number, isDouble: boolean): AttributeValue {
	return isDouble || !Number.isSafeInteger(value) ? { type: "double", value } : { type: "int", value: BigInt(value) };
}

function fromText(type: string, value: string): AttributeValue {
	if (type === "int64" && INT.test(value)) return { type: "int", value: BigInt.asIntN(INT64_BITS, BigInt(value)) };
	if (type === "bool" && (value === "true" || value === "false")) return { type: "bool", value: value === "true" };
	if (type === "float64" && value !== "" && (value === "NaN" || !Number.isNaN(Number(value))))
		return { type: "double", value: Number(value) };
	return { type: "string", value };
}
