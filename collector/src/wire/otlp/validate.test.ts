import { LIMITS } from "@spanglass/shared/model/limits";
import { ItemMark } from "@spanglass/shared/model/span";
import { describe, expect, it } from "vitest";
import {
	double,
	field,
	fixed64,
	joined,
	nested,
	pair,
	request,
	SPAN_ID,
	span,
	spanHead,
	TRACE_ID,
	text,
	varint,
} from "./message.testdata.ts";
import { WireError } from "./protobuf.ts";
import { validateRequest } from "./validate.ts";
import { receive, record } from "./walks.testdata.ts";

const times = joined(fixed64(7, 1), fixed64(8, 2));
const gauge = (...points: readonly Uint8Array[]) => joined(field(1, "m"), field(5, ...points.map((point) => field(1, point))));
const sum = (temporality: number, ...points: readonly Uint8Array[]) =>
	joined(field(1, "m"), field(7, ...points.map((point) => field(1, point)), varint(2, temporality)));
const histogram = (...points: readonly Uint8Array[]) => field(9, varint(2, 1), ...points.map((point) => field(1, point)));
const numberPoint = joined(fixed64(3, 5), double(4, 1.5));

describe("ids of spans (V01)", () => {
	it.each([
		["a missing trace id", joined(field(2, SPAN_ID), times), "invalid_trace_id"],
		["a zero trace id", joined(field(1, new Uint8Array(16)), field(2, SPAN_ID), times), "invalid_trace_id"],
		["a short trace id", joined(field(1, TRACE_ID.subarray(1)), field(2, SPAN_ID), times), "invalid_trace_id"],
		["a base64 trace id", joined(field(1, "W47/95gDgQPSabYzgT/GDA=="), field(2, SPAN_ID), times), "base64_id"],
		["a missing span id", joined(field(1, TRACE_ID), times), "invalid_span_id"],
		["a zero span id", joined(field(1, TRACE_ID), field(2, new Uint8Array(8)), times), "invalid_span_id"],
		["a long span id", joined(field(1, TRACE_ID), field(2, TRACE_ID), times), "invalid_span_id"],
		["a base64 span id", joined(field(1, TRACE_ID), field(2, "7uGbfsPBsXQ="), times), "base64_id"],
	])("refuse the one with %s and keep the rest", (_, bad, reason) => {
		const { validation, sink } = receive("traces", request(span(field(5, "first")), bad, span(field(5, "last"))));
		expect(validation).toMatchObject({ items: 3, rejected: Uint32Array.of(1), timeless: false });
		expect(validation.reasons).toEqual(new Map([[reason, 1]]));
		expect(validation.message).toMatch(/^1 span rejected: .*(id|base64)/);
		expect(sink.spans.map(({ name }) => name)).toEqual(["first", "last"]);
	});

	it("may all be refused (P05), by reason", () => {
		const { validation, sink } = receive("traces", request(times, times, joined(field(1, TRACE_ID), times)));
		expect(validation.rejected).toEqual(Uint32Array.of(0, 1, 2));
		expect(Object.fromEntries(validation.reasons)).toEqual({ invalid_trace_id: 2, invalid_span_id: 1 });
		expect(validation.message).toMatch(/^2 spans rejected: .*\. 1 span rejected: /);
		expect(sink.resources).toBe(0);
	});
});

describe("log records", () => {
	it("may lack ids, or have short or zero ones (V02)", () => {
		const records = [joined(field(9, TRACE_ID), field(10, SPAN_ID)), field(9, new Uint8Array(16)), field(10, "abc")];
		const { validation, sink } = receive("logs", request(...records.map((part) => joined(part, fixed64(1, 9)))));
		expect(validation).toMatchObject({ items: 3, rejected: new Uint32Array(0), message: "", timeless: false });
		expect(sink.logs.map(({ traceId, spanId }) => [traceId.length, spanId.length])).toEqual([
			[32, 16],
			[0, 0],
			[0, 0],
		]);
	});

	it("are refused with base64 ids (J02)", () => {
		const { validation } = receive("logs", request(field(9, "W47/95gDgQPSabYzgT/GDA=="), field(10, "7uGbfsPBsXQ=")));
		expect(Object.fromEntries(validation.reasons)).toEqual({ base64_id: 2 });
	});

	it("make a request timeless only when one of them has no time", () => {
		expect(receive("logs", request(fixed64(1, 1), fixed64(11, 1))).validation.timeless).toBe(false);
		expect(receive("logs", request(fixed64(1, 1), fixed64(1, 0))).validation.timeless).toBe(true);
	});
});

describe("data points (V09)", () => {
	it.each([
		["temporality unspecified", sum(0, numberPoint), "temporality_unspecified"],
		["no value", gauge(fixed64(3, 5)), "missing_value"],
		["more bounds than buckets", histogram(joined(fixed64(3, 5), fixed64(6, 1), double(7, 1))), "bucket_mismatch"],
		["bounds without buckets", histogram(joined(fixed64(3, 5), double(7, 1))), "bucket_mismatch"],
	])("are refused with %s", (_, metric, reason) => {
		const { validation, sink } = receive("metrics", request(metric, gauge(numberPoint)));
		expect(validation).toMatchObject({ items: 2, rejected: Uint32Array.of(0) });
		expect(validation.reasons).toEqual(new Map([[reason, 1]]));
		expect(validation.message).toMatch(/^1 data point rejected: /);
		expect(sink.points).toHaveLength(1);
	});

	it("are kept without a value when flagged, without buckets, with one bucket, with NaN", () => {
		const noRecorded = gauge(joined(fixed64(3, 5), varint(8, 1)));
		const buckets = histogram(fixed64(3, 5), joined(fixed64(3, 5), fixed64(6, 1)));
		const { validation, sink } = receive("metrics", request(noRecorded, buckets, sum(2, joined(fixed64(3, 5), double(4, Number.NaN)))));
		expect(validation).toMatchObject({ items: 4, rejected: new Uint32Array(0), message: "", timeless: false });
		expect(sink.points.map(({ value }) => value.type)).toEqual(["none", "histogram", "histogram", "double"]);
	});

	it("read their temporality behind them, and the last kind of data wins", () => {
		const metric = joined(
			field(7, field(1, numberPoint)),
			field(5, field(1, numberPoint)),
			field(7, field(1, numberPoint)),
			field(7, varint(2, 1)),
		);
		const { validation, sink } = receive("metrics", request(metric));
		expect(validation).toMatchObject({ items: 1, rejected: new Uint32Array(0) });
		expect(sink.points.map(({ series }) => [series.metric.type, series.metric.temporality])).toEqual([["sum", 1]]);
	});
});

describe("limits", () => {
	it("of items reject the rest", () => {
		const body = request(span(), span(), times, span());
		const { validation, sink } = receive("traces", body, { itemsPerRequest: 2 });
		expect(validation).toMatchObject({ items: 4, rejected: Uint32Array.of(2, 3) });
		expect(Object.fromEntries(validation.reasons)).toEqual({ too_many_items: 2 });
		expect(sink.spans).toHaveLength(2);
		expect(validateRequest("metrics", request(gauge(numberPoint, numberPoint)), { itemsPerRequest: 1 }).rejected).toEqual(
			Uint32Array.of(1),
		);
	});

	it.each([
		["a long name", span(field(5, "n".repeat(LIMITS.spanNameBytes + 1)))],
		["a long value", span(pair(9, "k", text("v".repeat(LIMITS.valueBytes + 1))))],
		["a deep value", span(pair(9, "k", nested(33, "array")))],
	])("that cut warn without rejecting (P04): %s", (_, item) => {
		const { validation, sink } = receive("traces", request(item));
		expect(validation).toMatchObject({ rejected: new Uint32Array(0), message: expect.stringContaining("were cut") });
		expect(sink.spans[0]?.marks).toBe(ItemMark.truncated);
	});

	it("say what transcoding noticed, after the rejections", () => {
		const { message } = validateRequest("traces", request(times), { warnings: ["unknown key"] });
		expect(message).toMatch(/^1 span rejected: .*\. unknown key$/);
	});
});

describe.each(["array", "kvlist"] as const)("values nested in %s (H05)", (kind) => {
	it.each([10, 32, 33, 50, 64])("%i levels are kept, cut at 32", (depth) => {
		const body = request(span(pair(9, "k", nested(depth, kind))));
		const { validation, sink } = receive("traces", body);
		expect(validation.rejected).toHaveLength(0);
		const value = sink.spans[0]?.attributes[0]?.value;
		expect(depthOf(value)).toBe(Math.min(depth, LIMITS.valueDepthKept));
		expect(JSON.stringify(value).includes("core")).toBe(depth <= LIMITS.valueDepthKept);
		expect(sink.spans[0]?.marks).toBe(depth > LIMITS.valueDepthKept ? ItemMark.truncated : 0);
		const again = record("traces", validation.body);
		expect(again.spans).toEqual(sink.spans);
	});

	it.each([65, 100, 2000])("%i levels reject the item", (depth) => {
		const deep = pair(9, "k", nested(depth, kind));
		const { validation, sink } = receive("traces", request(span(deep), span()));
		expect(validation).toMatchObject({ items: 2, rejected: Uint32Array.of(0) });
		expect(Object.fromEntries(validation.reasons)).toEqual({ value_too_deep: 1 });
		expect(sink.spans).toHaveLength(1);
		const inEvent = receive("traces", request(span(field(11, pair(3, "k", nested(depth, kind))))));
		expect(inEvent.validation.rejected).toHaveLength(1);
		const inBody = receive("logs", request(joined(fixed64(1, 1), field(5, nested(depth, kind)))));
		expect(inBody.validation.rejected).toHaveLength(1);
	});

	it("are only cut in a resource, whose items are not to blame", () => {
		const body = field(1, field(1, pair(1, "k", nested(100, kind))), field(2, field(2, span())));
		const { validation, sink } = receive("traces", body);
		expect(validation.rejected).toHaveLength(0);
		expect(validation.message).toContain("were cut");
		expect(depthOf(sink.spans[0]?.resource.attributes[0]?.value)).toBe(LIMITS.valueDepthKept);
	});

	it("are hidden in the body for readers that recurse, a shallow one is not copied", () => {
		const deep = request(span(pair(9, "k", nested(100, kind))));
		expect(validateRequest("traces", deep).body).not.toBe(deep);
		const shallow = request(span(pair(9, "k", nested(3, kind))));
		expect(validateRequest("traces", shallow).body).toBe(shallow);
	});
});

function depthOf(value: unknown): number {
	let depth = 0;
	for (let at = value; typeof at === "object" && at !== null; depth++) {
		const inner = (at as { value?: unknown }).value;
		const first = Array.isArray(inner) ? inner[0] : undefined;
		at = first !== undefined && "key" in first ? first.value : first;
	}
	return depth;
}

describe("requests", () => {
	it.each(["traces", "logs", "metrics"] as const)("of %s may be empty (T10)", (signal) => {
		for (const body of [new Uint8Array(0), field(1), field(1, field(2)), request(new Uint8Array(0)).subarray(0, 0)]) {
			expect(receive(signal, body).validation).toMatchObject({ items: 0, rejected: new Uint32Array(0), message: "", timeless: false });
		}
	});

	it("are refused whole when their structure is broken (E01)", () => {
		const whole = request(joined(spanHead, pair(9, "k", text("v"))));
		for (let cut = 1; cut < whole.length; cut++) expect(() => validateRequest("traces", whole.subarray(0, cut))).toThrow(WireError);
	});

	it("warn of string indexes that only profiles have (V06)", () => {
		const { validation, sink } = receive("traces", request(span(field(9, varint(3, 7), field(2, varint(8, 9))))));
		expect(validation).toMatchObject({ rejected: new Uint32Array(0), message: expect.stringContaining("profiles") });
		expect(sink.spans[0]?.attributes).toEqual([{ key: "", value: { type: "empty" } }]);
	});
});
