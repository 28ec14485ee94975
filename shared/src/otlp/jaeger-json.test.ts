import { describe, expect, it } from "vitest";
import type { Attribute, AttributeValue } from "../model/attributes.ts";
import { EMPTY_SPAN, type Span } from "../model/span.ts";
import { unixNanos } from "../units/time.ts";
import type { JaegerSpan } from "./jaeger-json.ts";
import { jaegerTraceText } from "./jaeger-trace.ts";

const attribute = (key: string, value: AttributeValue): Attribute => ({ key, value });
const text = (key: string, value: string) => attribute(key, { type: "string", value });
const resource = (...attributes: Attribute[]) => ({ attributes, droppedAttributesCount: 0, entityRefs: [], schemaUrl: "" });
const TRACE = "0af7651916cd43dd8448eb211c80319c" as Span["traceId"];
const id = (n: number) => n.toString(16).padStart(16, "0") as Span["spanId"];

const plain: Span = {
	...EMPTY_SPAN,
	traceId: TRACE,
	spanId: id(1),
	name: "op",
	startTime: unixNanos(1_700_000_000_000_001_999n),
	endTime: unixNanos(1_700_000_000_000_004_000n),
	resource: resource(text("service.name", "svc"), text("host.name", "a")),
};
const link = (traceId: string, spanId: string, ...attributes: Attribute[]) => ({
	...{ traceId, spanId, traceState: "", attributes, droppedAttributesCount: 0, flags: 0 },
});

function trace(spans: readonly Span[], raw = false) {
	const json = JSON.parse(jaegerTraceText(TRACE, spans, raw));
	return json as { traceID: string; spans: JaegerSpan[]; processes: Record<string, unknown>; warnings: string[] | null };
}
function one(change: Partial<Span>, raw = false): JaegerSpan {
	const [span] = trace([{ ...plain, ...change }], raw).spans;
	if (span === undefined) throw new Error("no span");
	return span;
}

describe("a span as Jaeger JSON", () => {
	it("has microseconds, rounded down, and empty lists", () => {
		expect(one({})).toEqual({
			...{ traceID: TRACE, spanID: id(1), operationName: "op", references: [], startTime: 1_700_000_000_000_001, duration: 2 },
			...{ tags: [], logs: [], processID: "p1", warnings: null },
		});
		expect(one({ endTime: unixNanos(0n), flags: 0x101 })).toMatchObject({ duration: 0, flags: 257 });
	});

	it("makes tags of scope, kind, status and trace state", () => {
		const { tags } = one({
			kind: 2,
			status: { code: 2, message: "boom" },
			traceState: "a=1",
			scope: { ...plain.scope, name: "lib", version: "2" },
		});
		expect(tags).toEqual([
			{ key: "otel.scope.name", type: "string", value: "lib" },
			{ key: "otel.scope.version", type: "string", value: "2" },
			{ key: "span.kind", type: "string", value: "server" },
			{ key: "otel.status_code", type: "string", value: "ERROR" },
			{ key: "error", type: "bool", value: true },
			{ key: "otel.status_description", type: "string", value: "boom" },
			{ key: "w3c.tracestate", type: "string", value: "a=1" },
		]);
		expect(one({ status: { code: 1, message: "" }, kind: 9 }).tags).toEqual([{ key: "otel.status_code", type: "string", value: "OK" }]);
	});

	it("keeps the types of attributes", () => {
		const { tags } = one({
			attributes: [
				text("a", "x"),
				attribute("b", { type: "bool", value: false }),
				attribute("c", { type: "int", value: 7n }),
				attribute("d", { type: "int", value: 9_007_199_254_740_993n }),
				attribute("e", { type: "double", value: 72.5 }),
				attribute("f", { type: "bytes", value: new Uint8Array([0, 0, 48, 57]) }),
				attribute("g", {
					type: "array",
					value: [
						{ type: "int", value: 1n },
						{ type: "string", value: "y" },
					],
				}),
				attribute("h", { type: "kvlist", value: [text("k", "v")] }),
				attribute("i", { type: "empty" }),
				attribute("j", { type: "double", value: Number.NaN }),
			],
		});
		expect(tags.map(({ type, value }) => [type, value])).toEqual([
			["string", "x"],
			["bool", false],
			["int64", 7],
			["int64", "9007199254740993"],
			["float64", 72.5],
			["binary", "AAAwOQ=="],
			["string", '[1,"y"]'],
			["string", '{"k":"v"}'],
			["string", ""],
			["float64", "NaN"],
		]);
	});

	it("puts the parent before the links and drops empty links", () => {
		const links = [link("ab".repeat(16), id(3)), link("", ""), link(TRACE, id(4), text("opentracing.ref_type", "child_of"))];
		expect(one({ parentSpanId: id(2), links }).references).toEqual([
			{ refType: "CHILD_OF", traceID: TRACE, spanID: id(2) },
			{ refType: "FOLLOWS_FROM", traceID: "ab".repeat(16), spanID: id(3) },
			{ refType: "CHILD_OF", traceID: TRACE, spanID: id(4) },
		]);
		expect(one({ links }, true).references).toHaveLength(3);
	});

	it("makes logs of events, with the name as a field", () => {
		const event = { time: unixNanos(5_999n), name: "exception", attributes: [text("message", "m")], droppedAttributesCount: 0 };
		const { logs } = one({ events: [event, { ...event, attributes: [text("event", "own")] }, { ...event, name: "", attributes: [] }] });
		expect(logs).toEqual([
			{
				timestamp: 5,
				fields: [
					{ key: "event", type: "string", value: "exception" },
					{ key: "message", type: "string", value: "m" },
				],
			},
			{ timestamp: 5, fields: [{ key: "event", type: "string", value: "own" }] },
			{ timestamp: 5, fields: [] },
		]);
	});

	it("sorts, writes addresses and moves the library's attributes, unless raw", () => {
		const attributes = [text("telemetry.sdk.name", "otel"), attribute("peer.ipv4", { type: "int", value: 0x08080404n }), text("a", "1")];
		expect(one({ attributes }).tags.map(({ key, value }) => [key, value])).toEqual([
			["a", "1"],
			["peer.ipv4", "8.8.4.4"],
		]);
		expect(trace([{ ...plain, attributes }]).processes.p1).toMatchObject({ tags: [{ key: "host.name" }, { key: "telemetry.sdk.name" }] });
		expect(one({ attributes }, true).tags.map(({ key }) => key)).toEqual(["telemetry.sdk.name", "peer.ipv4", "a"]);
		const conflict = one({ attributes, resource: resource(text("telemetry.sdk.name", "other")) });
		expect(conflict.warnings).toEqual(["conflicting values between Span and Resource for attribute telemetry.sdk.name"]);
	});
});

describe("a trace as Jaeger JSON", () => {
	it("gives equal processes one id and names a service without a name", () => {
		const { processes, spans } = trace([
			plain,
			{ ...plain, spanId: id(2), resource: resource(text("host.name", "a"), text("service.name", "svc")) },
			{ ...plain, spanId: id(3), resource: resource(text("k", "v")) },
		]);
		expect(spans.map((span) => span.processID)).toEqual(["p1", "p1", "p2"]);
		expect(processes).toEqual({
			p1: { serviceName: "svc", tags: [{ key: "host.name", type: "string", value: "a" }] },
			p2: { serviceName: "OTLPResourceNoServiceName", tags: [{ key: "k", type: "string", value: "v" }] },
		});
	});

	it("drops exact copies but keeps repeated ids, unless raw", () => {
		const spans = [plain, { ...plain }, { ...plain, name: "other" }, { ...plain, spanId: id(2) }];
		expect(trace(spans).spans.map((span) => span.operationName)).toEqual(["op", "other", "op"]);
		expect(trace(spans, true).spans).toHaveLength(4);
	});

	it("warns of clocks that disagree and moves nothing", () => {
		const child = {
			...plain,
			spanId: id(2),
			parentSpanId: id(1),
			startTime: unixNanos(plain.startTime - 5_000n),
			resource: resource(text("service.name", "svc"), text("host.name", "b")),
		};
		const { warnings, spans } = trace([child, plain]);
		expect(warnings?.[0]).toMatch(/^clock skew: 1 span does not fit/);
		expect(spans[0]?.startTime).toBe(1_699_999_999_999_996);
		expect(trace([{ ...child, resource: plain.resource }, plain]).warnings).toBeNull();
	});
});
