import { describe, expect, it } from "vitest";
import { SpanglassError } from "../model/errors.ts";
import { traceFromText } from "../testing/trace-from-text.ts";
import { decodeLogsRequest, decodeMetricsRequest, decodeTraceRequest, encodeMetricsRequest, encodeTraceRequest } from "./protobuf.ts";

/** A length-delimited field. */
function message(field: number, ...parts: readonly (readonly number[])[]): number[] {
	const body = parts.flat();
	const size = body.length < 0x80 ? [body.length] : [(body.length & 0x7f) | 0x80, body.length >> 7];
	return [(field << 3) | 2, ...size, ...body];
}

const text = (field: number, value: string) => message(field, [...new TextEncoder().encode(value)]);
const id = (field: number, length: number, fill = 0xab) => message(field, new Array<number>(length).fill(fill));
const bytes = (...parts: readonly (readonly number[])[]) => Uint8Array.from(parts.flat());

/** A trace request that holds one span of these fields. */
function request(...fields: readonly (readonly number[])[]): Uint8Array {
	return bytes(message(1, message(2, message(2, ...fields))));
}

function spanOf(...fields: readonly (readonly number[])[]) {
	return decodeTraceRequest(request(...fields))[0]!;
}

describe("decodeTraceRequest", () => {
	it("reads nothing from nothing, and from empty envelopes", () => {
		expect(decodeTraceRequest(bytes())).toEqual([]);
		expect(decodeTraceRequest(bytes(message(1), message(1, message(2))))).toEqual([]);
	});

	it("reads resource, scope and schema URLs that stand behind the spans", () => {
		const scope = message(2, message(2, text(5, "a")), message(2, text(5, "b")), text(3, "scope-url"), message(1, text(1, "lib")));
		const spans = decodeTraceRequest(bytes(message(1, scope, text(3, "resource-url"), message(1, [0x10, 0x05]))));
		expect(spans.map((span) => span.name)).toEqual(["a", "b"]);
		expect(spans[0]?.resource).toMatchObject({ schemaUrl: "resource-url", droppedAttributesCount: 5 });
		expect(spans[1]?.scope).toMatchObject({ name: "lib", schemaUrl: "scope-url" });
		expect(spans[0]?.resource).toBe(spans[1]?.resource);
		expect(spans[0]?.scope).toBe(spans[1]?.scope);
	});

	it("keeps ids of any length as hex, and knows a root", () => {
		const span = spanOf(id(1, 3), id(2, 0), id(4, 7));
		expect([span.traceId, span.spanId, span.parentSpanId]).toEqual(["ababab", "", "ab".repeat(7)]);
		expect(spanOf(id(4, 8, 0)).parentSpanId).toBeUndefined();
		expect(spanOf(id(4, 8)).parentSpanId).toBe("ab".repeat(8));
	});

	it("passes over unknown fields of every wire type, and known ones of another", () => {
		const unknown = [[0xa0, 0x06, 0x01], [0xa1, 0x06, ...new Array<number>(8).fill(1)], message(20, [1, 2]), [0xa5, 0x06, 1, 2, 3, 4]];
		const group = [0xa3, 0x06, 0x0b, 0x08, 0x01, 0x0c, 0xa4, 0x06];
		const span = spanOf(...unknown, group, [0x28, 0x01], text(6, "kind"), text(5, "name"));
		expect([span.name, span.kind]).toEqual(["name", 0]);
		expect(spanOf(message(9, text(1, "k"), message(2, text(1, "v"), [0x08, 0x01]))).attributes[0]?.value).toEqual({
			type: "string",
			value: "v",
		});
	});

	it("takes the last of a repeated field, of a oneof and of an attribute key", () => {
		const attribute = (key: string, value: number[]) => message(9, text(1, key), message(2, value));
		const span = spanOf(text(5, "a"), text(5, "b"), attribute("k", [0x18, 1]), attribute("l", [0x10, 1]), attribute("k", text(1, "v")));
		expect(span.name).toBe("b");
		expect(span.attributes).toEqual([
			{ key: "l", value: { type: "bool", value: true } },
			{ key: "k", value: { type: "string", value: "v" } },
		]);
		expect(spanOf(message(9, message(2, [0x18, 1, 0x10, 0]))).attributes).toEqual([{ key: "", value: { type: "bool", value: false } }]);
	});

	it("tells an empty value from an empty string, and reads a string index as empty (V05, V06)", () => {
		const values = [message(2), message(2, text(1, "")), [], message(2, [0x40, 0x07])].map((value) =>
			spanOf(message(9, text(1, "k"), value)),
		);
		expect(values.map((span) => span.attributes[0]?.value.type)).toEqual(["empty", "string", "empty", "empty"]);
	});

	it("repairs invalid UTF-8 and keeps a byte order mark", () => {
		expect(spanOf(message(5, [0x61, 0xff, 0x62])).name).toBe("a\ufffdb");
		expect(spanOf(message(5, [0xef, 0xbb, 0xbf, 0x61])).name).toBe("\ufeffa");
	});

	it("reads negative enums of ten bytes and all 32 bits of flags (V07)", () => {
		const span = spanOf([0x30, ...new Array<number>(9).fill(0xff), 0x01], [0x85, 0x01, 0xff, 0xff, 0xff, 0xff]);
		expect([span.kind, span.flags]).toEqual([-1, 0xffff_ffff]);
	});

	it("copies bytes out of a Node Buffer", () => {
		const buffer = Buffer.from(request(message(9, message(2, message(7, [1, 2])))));
		const value = decodeTraceRequest(buffer)[0]?.attributes[0]?.value;
		buffer.fill(0);
		expect(value).toStrictEqual({ type: "bytes", value: Uint8Array.of(1, 2) });
	});

	it.each([
		["a length beyond the end", [0x0a, 0x05, 0x00]],
		["a varint without end", [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
		["a varint cut short", [0x0a, 0x80]],
		["a length of more than 32 bits", [0x0a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
		["field 0", [0x02, 0x00]],
		["a fixed64 cut short", [0xa1, 0x06, 0x01]],
		["wire type 6", [0xa6, 0x06]],
		["wire type 7", [0xa7, 0x06]],
		["a group that never ends", [0xa3, 0x06, 0x08, 0x01]],
		["a group that ends twice", [0xa3, 0x06, 0xa4, 0x06, 0xa4, 0x06]],
		["groups that overlap", [0xa3, 0x06, 0xab, 0x06, 0xa4, 0x06, 0xac, 0x06]],
		["groups nested without end", new Array<number>(200).fill(0x0b)],
		["text", [...new TextEncoder().encode('{"resourceSpans":[]}')]],
	])("refuses %s", (_name, malformed) => {
		expect(() => decodeTraceRequest(Uint8Array.from(malformed))).toThrow(SpanglassError);
		expect(() => decodeTraceRequest(Uint8Array.from(malformed))).toThrow(/^invalid protobuf: /);
	});
});

describe("encodeTraceRequest", () => {
	const spans = traceFromText(`
		a: one  [====]
		a: two    [=]
		b: three  [=]
	`);

	it("shares an envelope between consecutive spans of one resource and scope", () => {
		const decoded = decodeTraceRequest(encodeTraceRequest(spans));
		expect(decoded).toEqual(spans);
		expect(decoded[0]?.resource).toBe(decoded[1]?.resource);
		expect(decoded[1]?.resource).not.toBe(decoded[2]?.resource);
	});

	it("moves a message whose length takes several bytes", () => {
		const long = spans.map((span, i) => ({ ...span, name: "计".repeat(10 ** (i + 2)) }));
		expect(decodeTraceRequest(encodeTraceRequest(long))).toEqual(long);
	});
});

describe("decodeLogsRequest", () => {
	it("takes ids that are zero or of a wrong length as absent (V02)", () => {
		const records = [id(9, 16, 0), id(9, 15), id(10, 8, 0), id(9, 16)].map((field) => message(2, field));
		const decoded = decodeLogsRequest(bytes(message(1, message(2, ...records))));
		expect(decoded.map((record) => record.traceId + record.spanId)).toEqual(["", "", "", "ab".repeat(16)]);
	});

	it("tells no body from an empty one", () => {
		const decoded = decodeLogsRequest(bytes(message(1, message(2, message(2), message(2, message(5))))));
		expect(decoded.map((record) => record.body)).toEqual([undefined, { type: "empty" }]);
	});
});

describe("decodeMetricsRequest", () => {
	const pointsOf = (...metric: readonly (readonly number[])[]) =>
		decodeMetricsRequest(bytes(message(1, message(2, message(2, ...metric)))));
	const fixed = (...values: readonly number[]) => values.flatMap((value) => [value, 0, 0, 0, 0, 0, 0, 0]);

	it("reads lists packed, unpacked and in parts", () => {
		const counts = [message(6, fixed(1, 2)), [0x31, ...fixed(3)], message(6), message(6, fixed(4))];
		const [point] = pointsOf(message(9, message(1, ...counts)));
		expect(point?.value).toMatchObject({ type: "histogram", bucketCounts: [1n, 2n, 3n, 4n] });
		const buckets = message(8, [0x08, 0x03], message(2, [0x01, 0x80, 0x01]), [0x10, 0x05]);
		const [exponential] = pointsOf(message(10, message(1, buckets)));
		expect(exponential?.value).toMatchObject({ positive: { offset: -2, bucketCounts: [1n, 128n, 5n] }, negative: undefined });
	});

	it("refuses a packed list cut short", () => {
		expect(() => pointsOf(message(9, message(1, message(6, [1, 2, 3]))))).toThrow("a packed list is cut short");
		expect(() => pointsOf(message(10, message(1, message(8, message(2, [0x80])))))).toThrow(SpanglassError);
	});

	it("reads a metric whose name stands behind its points, and none without points", () => {
		const points = pointsOf(message(7, message(1), message(1), [0x10, 0x02, 0x18, 0x01]), text(1, "late"));
		expect(points.map((point) => point.series.metric)).toEqual([points[0]?.series.metric, points[0]?.series.metric]);
		expect(points[0]?.series.metric).toMatchObject({ name: "late", type: "sum", temporality: 2, monotonic: true });
		expect(points[0]?.value).toEqual({ type: "none" });
		expect(pointsOf(text(1, "empty"), message(5))).toEqual([]);
	});

	it("refuses to write a value that is not of its metric's type", () => {
		const [point] = pointsOf(message(5, message(1)));
		expect(() => encodeMetricsRequest([{ ...point!, value: { type: "summary", count: 0n, sum: 0, quantiles: [] } }])).toThrow(
			"a metric of type gauge has a point of type summary",
		);
	});
});
