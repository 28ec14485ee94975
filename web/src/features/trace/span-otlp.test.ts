import type { SpanJson } from "@spanglass/shared/api/schemas";
import { parseTraceRequestJson } from "@spanglass/shared/otlp/json";
import { describe, expect, it } from "vitest";
import { otlpJsonOf } from "./span-otlp.ts";

const KEY = { key: "retry.attempt", value: { intValue: "9007199254740993" } };
const SPAN: SpanJson = {
	traceId: "0af7651916cd43dd8448eb211c80319c",
	spanId: "b7ad6b7169203331",
	parentSpanId: null,
	traceState: "a=1",
	flags: 257,
	name: "Pay",
	operation: "shop.Payment/Pay",
	service: "payment",
	kind: 2,
	startTime: "1700000000000000001",
	endTime: "1700000000300000002",
	durationNanos: 300_000_001,
	attributes: [KEY],
	droppedAttributesCount: 3,
	events: [{ time: "1700000000200000000", name: "exception", attributes: [KEY], droppedAttributesCount: 0 }],
	droppedEventsCount: 0,
	links: [
		{
			traceId: "0af7651916cd43dd8448eb211c80319d",
			spanId: "b7ad6b7169203332",
			traceState: "",
			attributes: [],
			droppedAttributesCount: 0,
			flags: 1,
		},
	],
	droppedLinksCount: 0,
	status: { code: 2, message: "late" },
	resource: {
		attributes: [{ key: "service.name", value: { stringValue: "payment" } }],
		droppedAttributesCount: 0,
		entityRefs: [],
		schemaUrl: "https://r",
	},
	scope: { name: "grpc", version: "1", attributes: [], droppedAttributesCount: 0, schemaUrl: "https://s" },
	marks: [],
};

describe("otlpJsonOf", () => {
	it("is a request that reads back as the same span", () => {
		const { spans } = parseTraceRequestJson(otlpJsonOf(SPAN));
		expect(spans).toHaveLength(1);
		expect(spans[0]).toMatchObject({
			traceId: SPAN.traceId,
			spanId: SPAN.spanId,
			parentSpanId: undefined,
			traceState: "a=1",
			flags: 257,
			name: "Pay",
			kind: 2,
			startTime: 1_700_000_000_000_000_001n,
			endTime: 1_700_000_000_300_000_002n,
			attributes: [{ key: "retry.attempt", value: { type: "int", value: 9_007_199_254_740_993n } }],
			droppedAttributesCount: 3,
			status: { code: 2, message: "late" },
			resource: { schemaUrl: "https://r", attributes: [{ key: "service.name", value: { type: "string", value: "payment" } }] },
			scope: { name: "grpc", version: "1", schemaUrl: "https://s" },
		});
		expect(spans[0]?.events).toMatchObject([{ time: 1_700_000_000_200_000_000n, name: "exception" }]);
		expect(spans[0]?.links).toMatchObject([{ spanId: "b7ad6b7169203332", flags: 1 }]);
	});

	it("leaves out what is empty, and what is only this product's", () => {
		const text = otlpJsonOf(SPAN);
		for (const word of ["parentSpanId", "droppedEventsCount", "operation", "durationNanos", "marks"])
			expect(text).not.toContain(`"${word}"`);
	});
});
