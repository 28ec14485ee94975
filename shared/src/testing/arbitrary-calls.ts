import fc from "fast-check";
import type { Attribute } from "../model/attributes.ts";
import type { SpanId, TraceId } from "../model/ids.ts";
import { NO_RESOURCE, NO_SCOPE, type Resource } from "../model/resource.ts";
import { EMPTY_SPAN, type Span, SpanKind } from "../model/span.ts";
import { unixNanos } from "../units/time.ts";
import { recordOf } from "./arbitrary.ts";

/** 2026-09-21 00:00 UTC. */
const START = 1_789_948_800_000_000_000n;
const TRACES = 4;
const SPANS = 10;

const text = (key: string, value: string): Attribute => ({ key, value: { type: "string", value } });

const RESOURCES: readonly Resource[] = [
	["gateway", "v1", "gw-1", "prod"],
	["gateway", "v2", "gw-2", "prod"],
	["cart", "v1", "cart-1", "prod"],
	["cart", "v1", "cart-2", "staging"],
	["支付", "", "", ""],
].map(([service = "", version = "", instance = "", environment = ""]) => ({
	...NO_RESOURCE,
	attributes: [
		text("service.name", service),
		...(version === "" ? [] : [text("service.version", version)]),
		...(instance === "" ? [] : [text("service.instance.id", instance)]),
		...(environment === "" ? [] : [text("deployment.environment.name", environment)]),
	],
}));

/** What spans say beside their name: one of these. */
const SAID: readonly (readonly Attribute[])[] = [
	[],
	[text("http.request.method", "GET"), text("http.route", "/cart"), text("server.address", "cart.internal")],
	[text("http.method", "GET"), text("http.status_code", "503"), text("net.peer.name", "api.example")],
	[text("http.request.method", "GET"), text("http.request.resend_count", "2"), text("url.full", "https://api.example/x")],
	[text("rpc.system", "grpc"), text("rpc.service", "pkg.Cart"), text("rpc.method", "Add"), text("rpc.grpc.status_code", "14")],
	[text("db.system.name", "postgresql"), text("db.namespace", "shop")],
	[text("messaging.system", "kafka"), text("messaging.destination.name", "orders")],
	[text("peer.service", "gateway"), text("rpc.system", "grpc")],
];

const traceIdOf = (number: number) => (number + 1).toString(16).padStart(32, "0") as TraceId;
const spanIdOf = (number: number) => (number + 1).toString(16).padStart(16, "0") as SpanId;

interface Drawn {
	readonly trace: number;
	readonly span: number;
	readonly parent: number;
	readonly kind: number;
	readonly resource: number;
	readonly said: number;
	readonly name: string;
	readonly isFailed: boolean;
	readonly startMs: number;
	readonly ms: number;
	readonly links: readonly (readonly [number, number])[];
}

/** A span of a handful of traces whose ids and parents often meet: calls of services, databases, topics; retries, wrappers, lost parents, links. */
export const arbitraryCall: fc.Arbitrary<Span> = recordOf<Drawn>({
	trace: fc.nat(TRACES - 1),
	span: fc.nat(SPANS - 1),
	parent: fc.integer({ min: -1, max: SPANS - 1 }),
	kind: fc.nat(5),
	resource: fc.nat(RESOURCES.length - 1),
	said: fc.nat(SAID.length - 1),
	name: fc.constantFrom("GET /cart", "charge"),
	isFailed: fc.boolean(),
	startMs: fc.oneof(fc.nat(10), fc.nat(200_000)),
	ms: fc.oneof(fc.constantFrom(0, 5, 5, 5, -3), fc.nat(90_000)),
	links: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(fc.tuple(fc.nat(TRACES - 1), fc.nat(SPANS - 1)), { maxLength: 2 })),
}).map(({ trace, span, parent, kind, resource, said, name, isFailed, startMs, ms, links }) => {
	const startTime = unixNanos(START + BigInt(startMs) * 1_000_000n);
	return {
		...EMPTY_SPAN,
		traceId: traceIdOf(trace),
		spanId: spanIdOf(span),
		parentSpanId: parent < 0 ? undefined : spanIdOf(parent),
		kind,
		name,
		startTime,
		endTime: unixNanos(startTime + BigInt(ms) * 1_000_000n),
		attributes: SAID[said] ?? [],
		status: { code: isFailed ? 2 : 0, message: "" },
		resource: RESOURCES[resource] ?? NO_RESOURCE,
		scope: NO_SCOPE,
		links: links.map(([linkedTrace, linkedSpan]) => ({
			traceId: traceIdOf(linkedTrace),
			spanId: spanIdOf(linkedSpan),
			traceState: "",
			attributes: [],
			droppedAttributesCount: 0,
			flags: 0,
		})),
	};
});

/**
 * One call that two layers of instrumentation saw: outer CLIENT, inner CLIENT, and often a caller above and an answer that knows the id of
 * either. A part of them, in any order; in traces that `arbitraryCall` does not draw.
 */
export const arbitraryLayers: fc.Arbitrary<readonly Span[]> = fc
	.record({
		trace: fc.nat(TRACES - 1),
		call: arbitraryCall,
		caller: arbitraryCall,
		answer: arbitraryCall,
		callerKind: fc.constantFrom(SpanKind.server, SpanKind.client),
		isOuterKnown: fc.boolean(),
		aheadMs: fc.nat(1),
	})
	.map(({ trace, call, caller, answer, callerKind, isOuterKnown, aheadMs }) => {
		const inTrace = { traceId: traceIdOf(TRACES + trace), links: [] };
		const outer = { ...call, ...inTrace, spanId: spanIdOf(1), parentSpanId: spanIdOf(0), kind: SpanKind.client };
		const startTime = unixNanos(outer.startTime + BigInt(aheadMs) * 1_000_000n);
		return [
			{ ...caller, ...inTrace, spanId: spanIdOf(0), parentSpanId: undefined, kind: callerKind },
			outer,
			{ ...outer, spanId: spanIdOf(2), parentSpanId: outer.spanId, startTime },
			{ ...answer, ...inTrace, spanId: spanIdOf(3), parentSpanId: spanIdOf(isOuterKnown ? 1 : 2), kind: SpanKind.server },
		];
	})
	.chain((spans) => fc.shuffledSubarray(spans, { minLength: 2 }));
