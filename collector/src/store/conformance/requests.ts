/** Random but small-alphabet telemetry and filters, so that filters match some items and not others. */
import type { Attribute, AttributeValue } from "@spanglass/shared/model/attributes";
import type { SpanId, TraceId } from "@spanglass/shared/model/ids";
import type { LogRecord } from "@spanglass/shared/model/log-record";
import type { MetricPoint } from "@spanglass/shared/model/metric";
import type { Resource, Scope } from "@spanglass/shared/model/resource";
import type { Span } from "@spanglass/shared/model/span";
import {
	type CompareOp,
	type Field,
	type Filter,
	type FilterValue,
	INTRINSICS,
	type ItemFilter,
	type KeyTerm,
} from "@spanglass/shared/query/filter";
import { type UnixNanos, unixNanos } from "@spanglass/shared/units/time";
import fc from "fast-check";

/** Start of the generated hour. */
export const BASE_TIME = unixNanos(1_790_000_000_000_000_000n);
const HOUR = 3_600_000_000_000n;

const KEYS = ["http.method", "http.request.method", "user.id", "peer.port", "empty", "名", "retry"];
const TEXTS = ["GET", "POST", "42", "", "a b", "支付", "null\0byte", "true", "4.5e1"];
const SERVICES = ["gateway", "checkout", "支付服务", ""];
const NAMES = ["GET /pay", "SELECT", "pkg.Service/Method", "GET", "步骤"];

const value: fc.Arbitrary<AttributeValue> = fc.oneof(
	fc.constantFrom(...TEXTS).map((text): AttributeValue => ({ type: "string", value: text })),
	fc.constantFrom(0n, 42n, -1n, 9_007_199_254_740_993n, -(2n ** 63n)).map((int): AttributeValue => ({ type: "int", value: int })),
	fc.constantFrom(4.5, 42, Number.NaN, -0.5, Number.POSITIVE_INFINITY).map((double): AttributeValue => ({ type: "double", value: double })),
	fc.boolean().map((bool): AttributeValue => ({ type: "bool", value: bool })),
	fc.constant<AttributeValue>({ type: "empty" }),
	fc.uint8Array({ maxLength: 4 }).map((bytes): AttributeValue => ({ type: "bytes", value: bytes })),
	fc
		.array(fc.constantFrom(...TEXTS), { maxLength: 3 })
		.map((texts): AttributeValue => ({ type: "array", value: texts.map((text) => ({ type: "string", value: text })) })),
	fc
		.constantFrom(...TEXTS)
		.map((text): AttributeValue => ({ type: "kvlist", value: [{ key: "inner", value: { type: "string", value: text } }] })),
);

const attributes: fc.Arbitrary<readonly Attribute[]> = fc.uniqueArray(fc.record({ key: fc.constantFrom(...KEYS), value }), {
	maxLength: 5,
	selector: (attribute) => attribute.key,
});

const resource: fc.Arbitrary<Resource> = fc.record({
	attributes: fc.tuple(fc.constantFrom(...SERVICES), fc.constantFrom("v1", "v2"), attributes).map(([service, version, more]) => [
		{ key: "service.name", value: { type: "string" as const, value: service } },
		{ key: "service.version", value: { type: "string" as const, value: version } },
		{
			key: version === "v1" ? "deployment.environment" : "deployment.environment.name",
			value: { type: "string" as const, value: `env-${service}` },
		},
		...more,
	]),
	droppedAttributesCount: fc.constantFrom(0, 3),
	entityRefs: fc.constantFrom([], [{ schemaUrl: "", type: "service", idKeys: ["service.name"], descriptionKeys: ["service.version"] }]),
	schemaUrl: fc.constantFrom("", "https://opentelemetry.io/schemas/1.43.0"),
});

const scope: fc.Arbitrary<Scope> = fc.record({
	name: fc.constantFrom("", "lib.http", "lib.db"),
	version: fc.constantFrom("", "1.0"),
	attributes,
	droppedAttributesCount: fc.constant(0),
	schemaUrl: fc.constant(""),
});

const time: fc.Arbitrary<UnixNanos> = fc.bigInt(0n, HOUR - 1n).map((offset) => unixNanos(BASE_TIME + offset));
const traceId = fc.integer({ min: 1, max: 12 }).map((number) => number.toString(16).padStart(32, "c") as TraceId);
const spanId = fc.integer({ min: 1, max: 400 }).map((number) => number.toString(16).padStart(16, "d") as SpanId);

const span: fc.Arbitrary<Span> = fc
	.record({
		traceId,
		spanId,
		parentSpanId: fc.option(spanId, { nil: undefined }),
		traceState: fc.constantFrom("", "a=1"),
		flags: fc.constantFrom(0, 1, 0x301),
		name: fc.constantFrom(...NAMES),
		kind: fc.integer({ min: 0, max: 6 }),
		startTime: time,
		length: fc.constantFrom(0n, 1n, 250_000n, 1_500_000_000n, -5n),
		attributes,
		droppedAttributesCount: fc.constantFrom(0, 2),
		events: fc.array(
			fc.record({ time, name: fc.constantFrom("exception", "synced"), attributes, droppedAttributesCount: fc.constantFrom(0, 1) }),
			{
				maxLength: 2,
			},
		),
		droppedEventsCount: fc.constantFrom(0, 1),
		links: fc.array(
			fc.record({
				traceId,
				spanId,
				traceState: fc.constantFrom("", "b=2"),
				attributes,
				droppedAttributesCount: fc.constant(0),
				flags: fc.constantFrom(0, 256),
			}),
			{ maxLength: 2 },
		),
		droppedLinksCount: fc.constant(0),
		status: fc.record({ code: fc.integer({ min: 0, max: 2 }), message: fc.constantFrom("", "deadline exceeded") }),
		resource,
		scope,
		marks: fc.constant(0),
	})
	.map(({ length, ...rest }) => ({ ...rest, endTime: unixNanos(rest.startTime + length) }));

const logRecord: fc.Arbitrary<LogRecord> = fc.record({
	time,
	observedTime: time,
	severityNumber: fc.constantFrom(0, 5, 9, 17),
	severityText: fc.constantFrom("", "INFO", "error"),
	body: fc.option(value, { nil: undefined }),
	attributes,
	droppedAttributesCount: fc.constantFrom(0, 1),
	flags: fc.constantFrom(0, 1),
	traceId: fc.oneof(fc.constant(""), traceId),
	spanId: fc.oneof(fc.constant(""), spanId),
	eventName: fc.constantFrom("", "login"),
	resource,
	scope,
	marks: fc.constant(0),
});

const exemplars: fc.Arbitrary<MetricPoint["exemplars"]> = fc.array(
	fc.record({
		time,
		value: fc.constantFrom({ type: "int" as const, value: 7n }, { type: "double" as const, value: 0.25 }),
		traceId: fc.oneof(fc.constant(""), traceId),
		spanId: fc.oneof(fc.constant(""), spanId),
		filteredAttributes: attributes,
	}),
	{ maxLength: 2 },
);

const POINT_VALUES: readonly { readonly type: MetricPoint["series"]["metric"]["type"]; readonly value: MetricPoint["value"] }[] = [
	{ type: "gauge", value: { type: "int", value: -7n } },
	{ type: "sum", value: { type: "double", value: 1.5 } },
	{
		type: "histogram",
		value: { type: "histogram", count: 3n, sum: 4.5, min: 0.5, max: undefined, bucketCounts: [1n, 2n], explicitBounds: [1] },
	},
	{
		type: "exponential_histogram",
		value: {
			type: "exponential_histogram",
			count: 4n,
			sum: undefined,
			min: 1,
			max: 8,
			scale: -2,
			zeroCount: 1n,
			zeroThreshold: 0.125,
			positive: { offset: -3, bucketCounts: [1n, 0n, 2n] },
			negative: undefined,
		},
	},
	{ type: "summary", value: { type: "summary", count: 2n, sum: 3, quantiles: [{ quantile: 0.5, value: 1.5 }] } },
];

const point: fc.Arbitrary<MetricPoint> = fc
	.record({ at: time, start: time, kind: fc.constantFrom(...POINT_VALUES), flags: fc.constant(0), exemplars, attributes, resource, scope })
	.map(({ at, start, kind, flags, exemplars: examples, attributes: own, resource: from, scope: by }) => ({
		startTime: start,
		time: at,
		flags,
		value: kind.value,
		exemplars: kind.type === "summary" ? [] : examples,
		series: {
			metric: {
				name: `metric.${kind.type}`,
				description: "",
				unit: "ms",
				type: kind.type,
				temporality: kind.type === "gauge" || kind.type === "summary" ? 0 : 2,
				monotonic: kind.type === "sum",
				metadata: [],
			},
			attributes: own,
			resource: from,
			scope: by,
		},
		marks: 0,
	}));

const field: fc.Arbitrary<Field> = fc.oneof(
	fc.constantFrom(...INTRINSICS).map((key): Field => ({ scope: "intrinsic", key })),
	fc
		.tuple(
			fc.constantFrom("any", "span", "resource", "scope", "event", "link") as fc.Arbitrary<Exclude<Field["scope"], "intrinsic">>,
			fc.constantFrom(...KEYS, "service.version"),
		)
		.map(([place, key]): Field => ({ scope: place, key })),
);

const LITERALS: readonly FilterValue[] = [
	...TEXTS.map((text) => ({ text, number: undefined, quoted: true })),
	...["GET", "gateway", "error", "server", "v2", "deadline exceeded", "GET /pay"].map((text) => ({
		text,
		number: undefined,
		quoted: false,
	})),
	{ text: "42", number: 42, quoted: false },
	{ text: "200us", number: 200_000, quoted: false },
	{ text: "-1", number: -1, quoted: false },
];

type Comparison = Extract<KeyTerm, { readonly type: "compare" }>;

const compare: fc.Arbitrary<Comparison> = fc.record({
	type: fc.constant("compare" as const),
	field,
	op: fc.constantFrom<CompareOp[]>("=", "!=", ">", ">=", "<", "<="),
	value: fc.constantFrom(...LITERALS),
});

const pattern: fc.Arbitrary<Comparison> = fc.record({
	type: fc.constant("compare" as const),
	field,
	op: fc.constantFrom<CompareOp[]>("glob", "regex"),
	value: fc.constantFrom("GET*", "*a*", "支*", "G.T").map((text) => ({ text, number: undefined, quoted: false })),
});

const regexSafe = pattern.map((filter): Comparison => {
	if (filter.op !== "regex") return filter;
	return { ...filter, value: { ...filter.value, text: filter.value.text.replaceAll("*", ".*") } };
});

const leaf: fc.Arbitrary<ItemFilter> = fc.oneof(
	{ weight: 6, arbitrary: compare },
	{ weight: 2, arbitrary: regexSafe },
	{ weight: 2, arbitrary: field.map((it): ItemFilter => ({ type: "exists", field: it })) },
	{ weight: 1, arbitrary: fc.constantFrom("get", "支", "select").map((text): ItemFilter => ({ type: "text", text })) },
);

const filter: fc.Arbitrary<ItemFilter> = fc.oneof(
	{ weight: 4, arbitrary: leaf },
	{ weight: 2, arbitrary: fc.array(leaf, { minLength: 1, maxLength: 3 }).map((terms): ItemFilter => ({ type: "all", terms })) },
	{ weight: 2, arbitrary: fc.array(leaf, { minLength: 1, maxLength: 3 }).map((terms): ItemFilter => ({ type: "any", terms })) },
	{ weight: 1, arbitrary: leaf.map((term): ItemFilter => ({ type: "not", term })) },
);

const keyTerm: fc.Arbitrary<KeyTerm> = fc.oneof(
	compare,
	regexSafe,
	field.map((it) => ({ type: "exists" as const, field: it })),
	fc.tuple(compare, compare).map((terms) => ({ type: "all" as const, terms })),
	regexSafe.map((term) => ({
		type: "all" as const,
		terms: [
			{ type: "exists", field: term.field },
			{ type: "not", term },
		] as const,
	})),
);

/** Filters that ask about several spans of a trace, in any mixture with those that do not. */
const traceFilter: fc.Arbitrary<Filter> = fc.letrec<{ any: Filter; some: Filter }>((tie) => ({
	any: fc.oneof({ maxDepth: 3, depthSize: "small" }, leaf, tie("some")),
	some: fc.oneof(
		{ maxDepth: 2, depthSize: "small" },
		fc.record({
			type: fc.constant("other" as const),
			span: fc.constantFrom("root" as const, "any" as const, "parent" as const),
			term: keyTerm,
		}),
		fc.record({
			type: fc.constant("structure" as const),
			op: fc.constantFrom(">" as const, ">>" as const),
			above: tie("any"),
			below: tie("any"),
		}),
		fc.tuple(tie("some"), tie("any")).map((terms): Filter => ({ type: "all", terms })),
		fc.tuple(tie("some"), tie("any")).map((terms): Filter => ({ type: "any", terms })),
		tie("some").map((term): Filter => ({ type: "not", term })),
	),
})).some;

/** `count` values each of which depends on the seed alone. */
export function sampleSpans(count: number, seed: number): readonly Span[] {
	return fc.sample(span, { numRuns: count, seed });
}
export function sampleLogRecords(count: number, seed: number): readonly LogRecord[] {
	return fc.sample(logRecord, { numRuns: count, seed });
}
export function samplePoints(count: number, seed: number): readonly MetricPoint[] {
	return fc.sample(point, { numRuns: count, seed });
}
export function sampleFilters(count: number, seed: number): readonly ItemFilter[] {
	return fc.sample(filter, { numRuns: count, seed });
}
export function sampleTraceFilters(count: number, seed: number): readonly Filter[] {
	return fc.sample(traceFilter, { numRuns: count, seed });
}
/** As `sampleSpans`, but most parents are there: few ids, so that spans come twice and some are their own ancestors; few times to start. */
export function sampleFamilies(count: number, seed: number): readonly Span[] {
	const id = fc.integer({ min: 1, max: 12 }).map((number) => number.toString(16).padStart(16, "e") as SpanId);
	const family = fc
		.tuple(span, id, fc.option(id, { nil: undefined, freq: 8 }), fc.bigInt(0n, 3n))
		.map(([one, spanId, parentSpanId, step]): Span => {
			const startTime = unixNanos(BASE_TIME + (step * HOUR) / 4n);
			return { ...one, spanId, parentSpanId, startTime, endTime: unixNanos(startTime + one.endTime - one.startTime) };
		});
	return fc.sample(family, { numRuns: count, seed });
}
