import fc from "fast-check";
import type { Attribute, AttributeValue } from "../model/attributes.ts";
import type { SpanId, TraceId } from "../model/ids.ts";
import type { LogRecord } from "../model/log-record.ts";
import type { EntityRef, Resource, Scope } from "../model/resource.ts";
import type { Span, SpanEvent, SpanLink } from "../model/span.ts";
import { hexFromBytes } from "../units/hex.ts";
import { type UnixNanos, unixNanos } from "../units/time.ts";

/**
 * Generators of valid items whose texts, numbers and times are chosen to break things.
 *
 * Every generated item is accepted by a receiver, stays under all limits of `limits.ts` and survives protobuf and JSON exactly: ids
 * are valid, a key stands once, no text has a lone surrogate.
 */
/** Plain objects with these fields, comparable to what a decoder makes (fast-check alone also makes objects without prototype). */
export function recordOf<T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
	return fc.record<T>(fields, { noNullPrototype: true }) as fc.Arbitrary<T>;
}

const UINT32_MAX = 0xffff_ffff;
const INT64_MAX = (1n << 63n) - 1n;
const UINT64_MAX = (1n << 64n) - 1n;

/** Empty, long in bytes, invisible, special to JavaScript, SQL, HTML, JSON or globs; else any code points. */
export const arbitraryText: fc.Arbitrary<string> = fc.oneof(
	fc.constantFrom("", "\0", "a\0b", "\ufeff", "\ufffd", "😀", "👩‍👩‍👧", "计算", "ééé", "\u202eabc", "line\r\nbreak", "\u2028"),
	fc.constantFrom("__proto__", "constructor", "prototype", "' OR 1=1 --", "<script>alert(1)</script>", '{"a":1}', "%s*?[", "NaN", "null"),
	fc.string({ unit: "binary", maxLength: 12 }),
	fc.string({ unit: "grapheme-ascii", maxLength: 24 }),
);

const arbitraryKey = fc.oneof(
	fc.constantFrom("service.name", "http.request.method", "http.response.status_code", "error.type", "user.id"),
	arbitraryText,
);

/** Whole numbers of 64 bits with sign, often at an edge of 32, 53 or 64 bits. */
export const arbitraryInt64: fc.Arbitrary<bigint> = fc.oneof(
	fc.constantFrom(0n, 1n, -1n, INT64_MAX, -INT64_MAX - 1n, 1n << 53n, (1n << 53n) + 1n, -(1n << 53n) - 1n, 1n << 31n, 1n << 32n),
	fc.bigInt({ min: -INT64_MAX - 1n, max: INT64_MAX }),
);

/** Whole numbers of 64 bits without sign. */
export const arbitraryUint64 = fc.oneof(fc.constantFrom(0n, 1n, UINT64_MAX, 1n << 63n, 1n << 32n), fc.bigInt({ min: 0n, max: UINT64_MAX }));
const arbitraryUint32 = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.constantFrom(1, UINT32_MAX), fc.nat(UINT32_MAX));
/** OTLP enums are open: mostly known numbers, sometimes any int32. */
const arbitraryEnum = (max: number) => fc.oneof({ weight: 8, arbitrary: fc.nat(max) }, fc.constantFrom(99, -1, 0x7fff_ffff, -0x8000_0000));

/** Now-like times, and the edges: not set, one nanosecond, the last of 64 bits. */
export const arbitraryTime: fc.Arbitrary<UnixNanos> = fc
	.oneof(
		{ weight: 4, arbitrary: fc.bigInt({ min: 1_700_000_000_000_000_000n, max: 1_700_000_100_000_000_000n }) },
		fc.constantFrom(0n, 1n, 0xffff_ffffn, 0x1_0000_0000n, UINT64_MAX),
	)
	.map(unixNanos);

const { value: anyValue } = fc.letrec<{ value: AttributeValue }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 3, depthSize: "small" },
		fc.constant<AttributeValue>({ type: "empty" }),
		arbitraryText.map((value): AttributeValue => ({ type: "string", value })),
		fc.boolean().map((value): AttributeValue => ({ type: "bool", value })),
		arbitraryInt64.map((value): AttributeValue => ({ type: "int", value })),
		fc.double().map((value): AttributeValue => ({ type: "double", value })),
		fc.uint8Array({ maxLength: 9 }).map((value): AttributeValue => ({ type: "bytes", value: Uint8Array.from(value) })),
		fc.array(tie("value"), { maxLength: 3 }).map((value): AttributeValue => ({ type: "array", value })),
		attributesOf(tie("value")).map((value): AttributeValue => ({ type: "kvlist", value })),
	),
}));

/** Every type of value, nested up to three levels. */
export const arbitraryValue: fc.Arbitrary<AttributeValue> = anyValue;

function attributesOf(value: fc.Arbitrary<AttributeValue>): fc.Arbitrary<Attribute[]> {
	return fc.uniqueArray(recordOf({ key: arbitraryKey, value }), { maxLength: 4, selector: (attribute) => attribute.key });
}

/** Up to four attributes with different keys. */
export const arbitraryAttributes: fc.Arbitrary<readonly Attribute[]> = attributesOf(arbitraryValue);

/** A valid id of that many bytes: hex, not all zero. */
function arbitraryId(bytes: number): fc.Arbitrary<string> {
	const hex = fc.uint8Array({ minLength: bytes, maxLength: bytes }).map(hexFromBytes);
	return fc.oneof(
		fc.constantFrom("1".padStart(2 * bytes, "0"), "f".repeat(2 * bytes)),
		hex.filter((id) => !/^0+$/.test(id)),
	);
}

const arbitraryTraceId = arbitraryId(16) as fc.Arbitrary<TraceId>;
const arbitrarySpanId = arbitraryId(8) as fc.Arbitrary<SpanId>;
/** An id or none. */
export const arbitraryOptionalIds = recordOf({
	traceId: fc.oneof(fc.constant(""), arbitraryTraceId),
	spanId: fc.oneof(fc.constant(""), arbitrarySpanId),
});

const arbitraryEntityRef: fc.Arbitrary<EntityRef> = recordOf({
	schemaUrl: arbitraryText,
	type: arbitraryText,
	idKeys: fc.array(arbitraryKey, { maxLength: 2 }),
	descriptionKeys: fc.array(arbitraryKey, { maxLength: 2 }),
});

export const arbitraryResource: fc.Arbitrary<Resource> = recordOf({
	attributes: arbitraryAttributes,
	droppedAttributesCount: arbitraryUint32,
	entityRefs: fc.array(arbitraryEntityRef, { maxLength: 2 }),
	schemaUrl: arbitraryText,
});

export const arbitraryScope: fc.Arbitrary<Scope> = recordOf({
	name: arbitraryText,
	version: arbitraryText,
	attributes: arbitraryAttributes,
	droppedAttributesCount: arbitraryUint32,
	schemaUrl: arbitraryText,
});

const arbitraryEvent: fc.Arbitrary<SpanEvent> = recordOf({
	time: arbitraryTime,
	name: arbitraryText,
	attributes: arbitraryAttributes,
	droppedAttributesCount: arbitraryUint32,
});

const arbitraryLink: fc.Arbitrary<SpanLink> = recordOf({
	traceId: arbitraryTraceId,
	spanId: arbitrarySpanId,
	traceState: arbitraryText,
	attributes: arbitraryAttributes,
	droppedAttributesCount: arbitraryUint32,
	flags: arbitraryUint32,
});

export const arbitrarySpan: fc.Arbitrary<Span> = recordOf({
	traceId: arbitraryTraceId,
	spanId: arbitrarySpanId,
	parentSpanId: fc.option(arbitrarySpanId, { nil: undefined }),
	traceState: arbitraryText,
	flags: arbitraryUint32,
	name: arbitraryText,
	kind: arbitraryEnum(5),
	startTime: arbitraryTime,
	endTime: arbitraryTime,
	attributes: arbitraryAttributes,
	droppedAttributesCount: arbitraryUint32,
	events: fc.array(arbitraryEvent, { maxLength: 2 }),
	droppedEventsCount: arbitraryUint32,
	links: fc.array(arbitraryLink, { maxLength: 2 }),
	droppedLinksCount: arbitraryUint32,
	status: recordOf({ code: arbitraryEnum(2), message: arbitraryText }),
	resource: arbitraryResource,
	scope: arbitraryScope,
	marks: fc.constant(0),
});

export const arbitraryLogRecord: fc.Arbitrary<LogRecord> = recordOf({
	time: arbitraryTime,
	observedTime: arbitraryTime,
	severityNumber: arbitraryEnum(24),
	severityText: arbitraryText,
	body: fc.option(arbitraryValue, { nil: undefined }),
	attributes: arbitraryAttributes,
	droppedAttributesCount: arbitraryUint32,
	flags: arbitraryUint32,
	eventName: arbitraryText,
	resource: arbitraryResource,
	scope: arbitraryScope,
	marks: fc.constant(0),
}).chain((record) => arbitraryOptionalIds.map((ids) => ({ ...record, ...ids })));

/** A request's items: some share their Resource, some of those their Scope. `of` makes the items; default up to 3 x 2 x 3. */
export function arbitraryRequest<T>(item: fc.Arbitrary<T>, placed: (item: T, resource: Resource, scope: Scope) => T): fc.Arbitrary<T[]> {
	const ofScope = recordOf({ scope: arbitraryScope, items: fc.array(item, { minLength: 1, maxLength: 3 }) });
	const ofResource = recordOf({ resource: arbitraryResource, scopes: fc.array(ofScope, { minLength: 1, maxLength: 2 }) });
	return fc
		.array(ofResource, { maxLength: 3 })
		.map((resources) =>
			resources.flatMap(({ resource, scopes }) => scopes.flatMap(({ scope, items }) => items.map((one) => placed(one, resource, scope)))),
		);
}

/** Spans of one request. */
export const arbitrarySpans: fc.Arbitrary<Span[]> = arbitraryRequest(arbitrarySpan, (span, resource, scope) => ({
	...span,
	resource,
	scope,
}));

/** Log records of one request. */
export const arbitraryLogRecords: fc.Arbitrary<LogRecord[]> = arbitraryRequest(arbitraryLogRecord, (record, resource, scope) => ({
	...record,
	resource,
	scope,
}));
