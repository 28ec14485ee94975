import { LIMITS } from "@spanglass/shared/model/limits";
import { ItemMark } from "@spanglass/shared/model/span";
import { describe, expect, it } from "vitest";
import {
	double,
	field,
	fixed32,
	fixed64,
	joined,
	pair,
	rawVarint,
	request,
	SPAN_ID,
	span,
	spanHead,
	TRACE_ID,
	text,
	varint,
} from "./message.testdata.ts";
import { NONE, receive, record } from "./walks.testdata.ts";

const spansOf = (...items: readonly Uint8Array[]) => record("traces", request(...items)).spans;
const string = (value: string) => ({ type: "string", value });

describe("fields in any order", () => {
	it("with the resource, scope and schema URLs behind the items", () => {
		const scopeItems = field(
			2,
			field(2, span(field(5, "a"))),
			field(3, "scope-url"),
			field(1, field(1, "lib"), field(2, "1.0"), varint(4, 3)),
		);
		const entity = field(3, field(4, "d"), field(3, "i"), field(3, "j"), field(2, "host"), field(1, "ref-url"));
		const body = field(1, scopeItems, field(3, "resource-url"), field(1, entity, varint(2, 4), pair(1, "service.name", text("shop"))));
		const { spans } = record("traces", body);
		expect(spans[0]?.scope).toEqual({ name: "lib", version: "1.0", attributes: [], droppedAttributesCount: 3, schemaUrl: "scope-url" });
		expect(spans[0]?.resource).toEqual({
			attributes: [{ key: "service.name", value: string("shop") }],
			droppedAttributesCount: 4,
			entityRefs: [{ schemaUrl: "ref-url", type: "host", idKeys: ["i", "j"], descriptionKeys: ["d"] }],
			schemaUrl: "resource-url",
		});
	});

	it("with a span's parts mixed, a value before its key, unknown fields between", () => {
		const parts = [field(13, field(2, "xy")), pair(9, "a", text("1")), field(11, field(2, "e"), pair(3, "x", text("in event")))];
		const mixed = joined(...parts, field(99, "?"), field(9, field(2, varint(3, -5)), field(1, "b")), fixed32(77, 1), spanHead);
		expect(spansOf(mixed)[0]).toMatchObject({
			attributes: [
				{ key: "a", value: string("1") },
				{ key: "b", value: { type: "int", value: -5n } },
			],
			events: [{ name: "e", attributes: [{ key: "x", value: string("in event") }] }],
			links: [{ traceId: "", spanId: "7879" }],
			startTime: 1000n,
		});
	});

	it("with singular messages in pieces, which are merged", () => {
		const resource = [field(1, pair(1, "a", text("1")), varint(2, 1)), field(1, pair(1, "b", text("2")))];
		const body = field(
			1,
			resource[0] ?? "",
			field(2, field(2, span(field(15, field(2, "bad")), field(15, varint(3, 2))))),
			resource[1] ?? "",
		);
		const { spans } = record("traces", body);
		expect(spans[0]?.resource).toMatchObject({ attributes: [{ key: "a" }, { key: "b" }], droppedAttributesCount: 1 });
		expect(spans[0]?.status).toEqual({ code: 2, message: "bad" });
	});
});

describe("a scope whose items stand last", () => {
	const head = field(1, field(1, "lib"));
	const items = [field(2, span(field(5, "a"))), field(2, span(field(5, "b")))];
	const whole = (...parts: readonly Uint8Array[]) => field(1, field(2, ...parts), field(3, "resource-url"));

	it("is told by validation", () => {
		for (const parts of [[head, ...items], items, [head]]) expect(receive("traces", whole(...parts)).validation.itemsLast).toBe(true);
		for (const last of [head, field(3, "scope-url"), varint(99, 1)]) {
			expect(receive("traces", whole(head, ...items, last)).validation.itemsLast).toBe(false);
		}
	});

	it("is walked to the same result without a search behind them", () => {
		for (const parts of [[field(3, "scope-url"), varint(99, 1), head, ...items], items, [head], []]) {
			const body = whole(...parts);
			const quick = record("traces", body, NONE, { from: 0, to: 9, itemsLast: true });
			expect(quick.spans).toEqual(record("traces", body).spans);
		}
	});
});

describe("attributes", () => {
	it("whose key is repeated: the last value at the first one's place, counted (V04)", () => {
		const { spans, duplicateKeys } = record(
			"traces",
			request(span(pair(9, "a", text("1")), pair(9, "b", text("2")), pair(9, "a", text("3")))),
		);
		expect(spans[0]?.attributes).toEqual([
			{ key: "a", value: string("3") },
			{ key: "b", value: string("2") },
		]);
		expect(spans[0]?.droppedAttributesCount).toBe(0);
		expect(duplicateKeys).toBe(1);
	});

	it("keep an empty value apart from an empty string (V05)", () => {
		const values = [new Uint8Array(0), text(""), varint(2, 0), field(5), field(6), field(7)];
		const types = spansOf(span(...values.map((value, index) => pair(9, `k${index}`, value))))[0]?.attributes.map(({ value }) => value.type);
		expect(types).toEqual(["empty", "string", "bool", "array", "kvlist", "bytes"]);
		expect(spansOf(span(field(9, field(1, "no value"))))[0]?.attributes).toEqual([{ key: "no value", value: { type: "empty" } }]);
	});

	it("over 1,024 are dropped and counted, repeated keys are not (H06)", () => {
		const distinct = Array.from({ length: 1500 }, (_, index) => pair(9, `key-${index % 1100}`, varint(3, index)));
		const { spans, duplicateKeys } = record("traces", request(span(...distinct, varint(10, 5))));
		expect(spans[0]?.attributes).toHaveLength(LIMITS.attributesPerItem);
		expect(spans[0]?.droppedAttributesCount).toBe(5 + 76);
		expect(duplicateKeys).toBe(400);
		expect(spans[0]?.attributes[7]).toEqual({ key: "key-7", value: { type: "int", value: 1107n } });
		expect(spans[0]?.attributes[1023]).toEqual({ key: "key-1023", value: { type: "int", value: 1023n } });
		expect(spans[0]?.marks).toBe(ItemMark.truncated);
	});

	it("with long keys and values are cut at a character", () => {
		const [first] = spansOf(span(pair(9, "é".repeat(300), text("€".repeat(30_000))), pair(9, "b", field(7, new Uint8Array(70_000)))));
		expect(first?.attributes[0]).toEqual({ key: "é".repeat(256), value: string("€".repeat(21_845)) });
		expect(first?.attributes[1]?.value).toMatchObject({ value: { length: LIMITS.valueBytes } });
		expect(first?.marks).toBe(ItemMark.truncated);
	});

	it("that are long lists keep their leading elements", () => {
		const element = field(1, text("x".repeat(1000)));
		const [first] = spansOf(span(pair(9, "list", field(5, ...Array(100).fill(element)))));
		expect(first?.attributes[0]?.value).toMatchObject({ type: "array", value: { length: 65 } });
		expect(first?.marks).toBe(ItemMark.truncated);
	});
});

describe("spans", () => {
	it.each([
		["no parent", new Uint8Array(0), undefined, 0],
		["an empty parent", field(4), undefined, 0],
		["a zero parent", field(4, new Uint8Array(8)), undefined, 0],
		["a parent", field(4, SPAN_ID), "1112131415161718", 0],
		["a short parent", field(4, "abc"), undefined, ItemMark.parentDropped],
		["a long parent", field(4, TRACE_ID), undefined, ItemMark.parentDropped],
	])("with %s (V03)", (_, part, parentSpanId, marks) => {
		expect(spansOf(span(part))[0]).toMatchObject({ parentSpanId, marks });
	});

	it.each([
		["an end before the start", joined(fixed64(7, 5), fixed64(8, 4)), ItemMark.endBeforeStart],
		["an end before the start in the high half", joined(fixed64(7, 1n << 33n), fixed64(8, 9)), ItemMark.endBeforeStart],
		["no start", fixed64(7, 0), ItemMark.zeroTime],
		["no end", fixed64(8, 0), ItemMark.zeroTime | ItemMark.endBeforeStart],
		["an unknown kind", varint(6, 6), ItemMark.unknownEnum],
		["a negative kind", varint(6, -1), ItemMark.unknownEnum],
		["an unknown status", field(15, varint(3, 3)), ItemMark.unknownEnum],
		["the last known kind and status", joined(varint(6, 5), field(15, varint(3, 2))), 0],
	])("with %s are kept and marked (V08)", (_, part, marks) => {
		expect(spansOf(span(part))[0]?.marks).toBe(marks);
	});

	it("keep all bits of flags and times", () => {
		const part = joined(fixed32(16, 0xfffffffe), fixed64(7, (1n << 64n) - 2n), fixed64(8, (1n << 64n) - 1n));
		expect(spansOf(span(part))[0]).toMatchObject({ flags: 0xfffffffe, startTime: (1n << 64n) - 2n, endTime: (1n << 64n) - 1n, marks: 0 });
	});

	it("with too many events and links drop and count them (H06)", () => {
		const events = Array.from({ length: 600 }, (_, index) => field(11, field(2, `e${index}`)));
		const links = Array.from({ length: 513 }, () => field(13, field(1, TRACE_ID)));
		const [first] = spansOf(span(...events, ...links, varint(12, 2)));
		expect(first?.events).toHaveLength(LIMITS.eventsPerSpan);
		expect(first).toMatchObject({ droppedEventsCount: 90, droppedLinksCount: 1, marks: ItemMark.truncated });
		expect(first?.events.at(-1)?.name).toBe("e511");
	});

	it("never let a dropped count wrap", () => {
		const events = Array.from({ length: 513 }, () => field(11));
		expect(spansOf(span(...events, varint(12, 0xffffffff)))[0]?.droppedEventsCount).toBe(0xffffffff);
	});
});

describe("log records", () => {
	it("are marked when they have no time, and cut bodies at 256 KiB", () => {
		const { logs } = record("logs", request(varint(2, 25), joined(fixed64(11, 3), field(5, text("x".repeat(300_000))))));
		expect(logs[0]).toMatchObject({ body: undefined, marks: ItemMark.zeroTime | ItemMark.unknownEnum, severityNumber: 25 });
		expect(logs[1]?.marks).toBe(ItemMark.truncated);
		expect(logs[1]?.body?.type === "string" && logs[1].body.value.length).toBe(LIMITS.logBodyBytes);
	});

	it("keep an empty body apart from none", () => {
		const { logs } = record("logs", request(joined(fixed64(1, 1), field(5)), joined(fixed64(1, 1), field(5, text("")))));
		expect(logs.map(({ body }) => body)).toEqual([{ type: "empty" }, string("")]);
	});
});

describe("data points", () => {
	it("take packed and single numbers, mixed", () => {
		const packed = field(6, fixed64(1, 2).subarray(1), fixed64(1, 3).subarray(1));
		const point = joined(fixed64(6, 1), packed, double(7, 0.5), field(7, double(1, 1.5).subarray(1)), fixed64(3, 7), double(5, 0));
		const { points } = record("metrics", request(field(9, varint(2, 2), field(1, point))));
		expect(points[0]?.value).toEqual({
			type: "histogram",
			count: 0n,
			sum: 0,
			min: undefined,
			max: undefined,
			bucketCounts: [1n, 2n, 3n],
			explicitBounds: [0.5, 1.5],
		});
	});

	it("merge buckets sent in pieces", () => {
		const counts = field(8, varint(2, 1), field(2, rawVarint(2), rawVarint(300)));
		const point = joined(fixed64(3, 7), counts, field(8, varint(1, 3), varint(2, 4)), field(9));
		const { points } = record("metrics", request(field(10, varint(2, 1), field(1, point))));
		expect(points[0]?.value).toMatchObject({
			positive: { offset: -2, bucketCounts: [1n, 2n, 300n, 4n] },
			negative: { offset: 0, bucketCounts: [] },
		});
	});

	it("are marked when their time is zero, before their start, or their temporality unknown", () => {
		const points = [double(4, 1), joined(fixed64(2, 9), fixed64(3, 8), double(4, 1))];
		const body = request(field(7, varint(2, 3), ...points.map((point) => field(1, point))));
		expect(record("metrics", body).points.map(({ marks }) => marks)).toEqual([
			ItemMark.unknownEnum | ItemMark.zeroTime,
			ItemMark.unknownEnum | ItemMark.endBeforeStart,
		]);
	});
});

describe("what is reported", () => {
	const three = request(span(field(5, "a")), span(field(5, "b")), span(field(5, "c")));
	const names = (rejected: readonly number[], range?: { from: number; to: number }) =>
		record("traces", three, Uint32Array.from(rejected), range).spans.map(({ name }) => name);

	it("leaves out rejected ordinals and those outside the range", () => {
		expect(names([1])).toEqual(["a", "c"]);
		expect(names([0, 2])).toEqual(["b"]);
		expect(names([], { from: 1, to: 2 })).toEqual(["b"]);
		expect(names([0], { from: 1, to: 3 })).toEqual(["b", "c"]);
	});

	it("has no resource and scope without items", () => {
		const { resources, scopes } = record(
			"traces",
			joined(three, field(1, field(1, pair(1, "a", text("b"))), field(2, field(1, field(1, "lib"))))),
		);
		expect({ resources, scopes }).toEqual({ resources: 1, scopes: 1 });
	});
});
