import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SpanKind } from "../model/span.ts";
import { arbitraryCall, arbitraryLayers } from "../testing/arbitrary-calls.ts";
import type { CallEdge } from "./call-edges.ts";
import { type CallSpan, callsOf } from "./call-edges-of.ts";
import { at, callSpan, EXTERNAL, ms } from "./call-span.testdata.ts";
import { callSpanOf } from "./call-span.ts";

const told = (spans: readonly CallSpan[]) =>
	callsOf(spans)
		.edges.map(({ caller, callee, evidence }) => `${caller.name} > ${callee.name} ${evidence}`)
		.sort();

const counted = (spans: readonly CallSpan[]) => callsOf(spans).counted.map(({ spanId }) => spanId);

const calling = { peer: EXTERNAL };
const serving = { kind: SpanKind.server };
const call = callSpan({ spanId: "call", canonical: calling });
const answer = callSpan({ spanId: "answer", parentSpanId: "call", service: "cart", canonical: serving });
/** Two layers of instrumentation saw one call. */
const outer = callSpan({ spanId: "outer", canonical: calling });
const inner = callSpan({ spanId: "inner", parentSpanId: "outer", canonical: calling });

describe("callsOf", () => {
	it("a call counts by what it says, until somebody answers it", () => {
		expect(told([call])).toEqual(["shop > api.example peer"]);
		expect(told([call, answer])).toEqual(["shop > cart paired"]);
		expect(told([answer, call])).toEqual(["shop > cart paired"]);
	});

	it("a call that two services answer is two pairs", () => {
		expect(told([call, answer, { ...answer, spanId: "again", service: "stock" }])).toEqual(["shop > cart paired", "shop > stock paired"]);
	});

	it("takes no span of another trace for a parent", () => {
		expect(told([call, { ...answer, traceId: "other" }])).toEqual(["shop > api.example peer"]);
	});

	it("takes no span for its own parent", () => {
		const own = callSpan({ spanId: "own", parentSpanId: "own", canonical: { ...serving, callerService: "web" } });
		expect(told([own])).toEqual(["web > shop peer"]);
	});

	it("a wrapper and what it wraps are one call, and one span", () => {
		expect(told([outer, inner])).toEqual(["shop > api.example peer"]);
		expect(counted([outer, inner])).toEqual(["inner"]);
	});

	it("a wrapped call that is answered is one call", () => {
		expect(told([outer, inner, { ...answer, parentSpanId: "inner" }])).toEqual(["shop > cart paired"]);
	});

	it("the callee may know the id of the outer layer: still one call", () => {
		expect(told([outer, inner, { ...answer, parentSpanId: "outer" }])).toEqual(["shop > cart paired"]);
	});

	it("a wrapper that another service called is that service's call", () => {
		const parent = callSpan({ spanId: "parent", service: "web", canonical: calling });
		expect(told([parent, { ...outer, parentSpanId: "parent" }, inner])).toEqual(["shop > api.example peer", "web > shop paired"]);
	});

	it("attempts within a call that lasts as long as the last of them: the attempts count", () => {
		const first = { ...inner, spanId: "first", start: at(1), durationNanos: ms(0.4) };
		expect(counted([outer, first, inner])).toEqual(["first", "inner"]);
	});

	it("two that wrap each other are in no number, and it ends", () => {
		const other = { ...inner, spanId: "outer", parentSpanId: "inner" };
		expect(counted([inner, other])).toEqual([]);
		expect(told([inner, other])).toEqual([]);
	});

	it("of several spans with one id the earliest is the parent, then the longest, then the first", () => {
		const twin = (service: string, start: number, length: number) =>
			callSpan({ spanId: "call", service, start: at(start), durationNanos: ms(length) });
		expect(told([twin("late", 2, 10), twin("early", 1, 10), answer])).toEqual(["early > cart paired"]);
		expect(told([twin("short", 1, 5), twin("long", 1, 10), answer])).toEqual(["long > cart paired"]);
		expect(told([twin("first", 1, 5), twin("second", 1, 5), answer])).toEqual(["first > cart paired"]);
	});

	it("a link counts once for each time it is there, whether the linked span wraps another or not", () => {
		const link = { traceId: "t", spanId: "outer" };
		const holder = callSpan({ spanId: "holder", traceId: "u", service: "mailer", links: [link, link, { ...link, spanId: "nobody" }] });
		expect(told([outer, inner, holder])).toEqual(["shop > api.example peer", "shop > mailer link", "shop > mailer link"]);
	});

	it("pairs are all parents and children of different services, as whoever counts them by hand finds", () => {
		fc.assert(
			fc.property(arbitrarySpans, (spans) => {
				const pairs: string[] = [];
				for (const child of spans) {
					const parent = spans.find(({ traceId, spanId }) => traceId === child.traceId && spanId === child.parentSpanId);
					if (parent !== undefined && parent.service !== child.service) pairs.push(`${parent.service} > ${child.service}`);
				}
				const found = callsOf(spans).edges.filter(({ evidence, caller, callee }) => evidence === "paired" && caller.name !== callee.name);
				expect(found.map(({ caller, callee }) => `${caller.name} > ${callee.name}`).sort()).toEqual(pairs.sort());
			}),
		);
	});

	it("does not depend on the order in which spans came", () => {
		const sorted = (edges: readonly CallEdge[]) => edges.map((edge) => JSON.stringify(edge)).sort();
		fc.assert(
			fc.property(arbitrarySpans, fc.infiniteStream(fc.nat()), (spans, keys) => {
				const moved = spans
					.map((span) => ({ span, key: keys.next().value }))
					.sort((a, b) => a.key - b.key)
					.map(({ span }) => span);
				expect(sorted(callsOf(moved).edges)).toEqual(sorted(callsOf(spans).edges));
			}),
		);
	});
});

/** Each id once. */
const arbitrarySpans = fc
	.tuple(fc.array(arbitraryCall, { minLength: 2, maxLength: 30 }), fc.array(arbitraryLayers, { maxLength: 3 }))
	.map(([calls, layers]) => new Map([...calls, ...layers.flat()].map((span) => [span.traceId + span.spanId, callSpanOf(span)])))
	.map((spans) => [...spans.values()]);
