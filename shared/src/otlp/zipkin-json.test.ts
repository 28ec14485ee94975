import { expect, it } from "vitest";
import { type Span, SpanKind, StatusCode } from "../model/span.ts";
import { JsonNotes } from "./json-fields.ts";
import type { JsonObject } from "./json-text.ts";
import { spansFromZipkin } from "./zipkin-json.ts";

const at = 1_700_000_000_000_000;
const read = (...spans: readonly JsonObject[]): readonly Span[] =>
	spansFromZipkin(
		spans.map((span) => ({ traceId: "a1", ...span })),
		new JsonNotes(),
	);
const id = (n: number): string => n.toString(16).padStart(16, "0");
const textsOf = (span: Span | undefined) => span?.attributes.map(({ key, value }) => [key, "value" in value ? value.value : undefined]);

it("endpoints, tags and annotations become attributes and events", () => {
	const [span] = read({
		...{ id: "2", parentId: "0000000000000000", name: "pay", kind: "CLIENT", timestamp: at, duration: 250 },
		localEndpoint: { serviceName: "shop", ipv4: "10.0.0.1" },
		remoteEndpoint: { serviceName: "bank", ipv6: "::1", port: 443 },
		annotations: [{ timestamp: at + 10, value: "sent" }],
		tags: { "http.method": "POST", "peer.service": "the bank" },
	});
	expect(span).toMatchObject({ kind: SpanKind.client, parentSpanId: undefined, status: { code: StatusCode.unset, message: "" } });
	expect(span?.resource.attributes).toEqual([{ key: "service.name", value: { type: "string", value: "shop" } }]);
	expect(textsOf(span)).toEqual([
		["http.method", "POST"],
		["peer.service", "the bank"],
		["network.local.address", "10.0.0.1"],
		["network.peer.address", "::1"],
		["network.peer.port", 443n],
	]);
	expect(span?.events).toMatchObject([{ name: "sent", time: BigInt(at + 10) * 1000n }]);
});

it("the tag error fails the span and says why", () => {
	const statuses = ["timeout", "true", "", "false"].map(
		(error, index) => read({ id: id(index + 1), timestamp: at, tags: { error } })[0]?.status,
	);
	expect(statuses).toEqual([
		{ code: StatusCode.error, message: "timeout" },
		{ code: StatusCode.error, message: "" },
		{ code: StatusCode.error, message: "" },
		{ code: StatusCode.unset, message: "" },
	]);
});

it("a span that client and server share becomes two, and the server's work moves along", () => {
	const shop = { serviceName: "shop" };
	const bank = { serviceName: "bank" };
	const spans = read(
		{ id: "1", kind: "SERVER", timestamp: at, duration: 900, localEndpoint: shop },
		{ id: "2", parentId: "1", kind: "CLIENT", timestamp: at + 10, duration: 500, localEndpoint: shop },
		{ id: "2", parentId: "1", kind: "SERVER", shared: true, timestamp: at + 20, duration: 400, localEndpoint: bank },
		{ id: "3", parentId: "2", name: "debit", timestamp: at + 30, duration: 100, localEndpoint: bank },
	);
	const half = spans[2]?.spanId;
	expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(4);
	expect(spans.map(({ parentSpanId }) => parentSpanId)).toEqual([undefined, id(1), id(2), half]);
});

it("the server's half alone keeps its id", () => {
	expect(read({ id: "2", parentId: "1", kind: "SERVER", shared: true, timestamp: at })[0]).toMatchObject({
		spanId: id(2),
		parentSpanId: id(1),
	});
});

it("a span without a time begins with its first annotation", () => {
	const [span] = read({
		id: "1",
		annotations: [
			{ timestamp: at + 5, value: "b" },
			{ timestamp: at, value: "a" },
		],
	});
	expect([span?.startTime, span?.endTime]).toEqual([BigInt(at) * 1000n, BigInt(at) * 1000n]);
});

it("API v1 is refused by name", () => {
	expect(() => read({ id: "1", binaryAnnotations: [] })).toThrow(/binaryAnnotations belongs to Zipkin's API v1/);
});
