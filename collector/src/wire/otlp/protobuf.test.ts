import { describe, expect, it } from "vitest";
import { field, fixed64, joined, rawVarint, varint } from "./message.testdata.ts";
import { cutText, WireError, WireReader } from "./protobuf.ts";

function readerOf(...parts: readonly Uint8Array[]): WireReader {
	const reader = new WireReader();
	reader.open(joined(...parts));
	return reader;
}

const bytes = (...values: readonly number[]) => Uint8Array.from(values);

describe("varints", () => {
	it.each([0n, 1n, 127n, 128n, 16_383n, (1n << 28n) - 1n, 1n << 28n, (1n << 32n) - 1n, 1n << 32n, 1n << 35n, 1n << 63n, (1n << 64n) - 1n])(
		"of %s come back as halves",
		(value) => {
			const reader = readerOf(rawVarint(value));
			reader.varint64(reader.bytes.length);
			expect((BigInt(reader.high) << 32n) | BigInt(reader.low)).toBe(value);
			expect(reader.position).toBe(reader.bytes.length);
		},
	);

	it("may be padded, but not beyond ten bytes", () => {
		expect(readerOf(bytes(0x81, 0x80, 0x00)).varint(3)).toBe(1);
		expect(() => readerOf(bytes(...Array(10).fill(0x80), 0x01)).varint(11)).toThrow(WireError);
	});

	it("of negative enums keep their low 32 bits", () => {
		const reader = readerOf(rawVarint(-1));
		expect(reader.varint(10) | 0).toBe(-1);
	});

	it("in zigzag", () => {
		for (const [raw, value] of [
			[0, 0],
			[1, -1],
			[2, 1],
			[4294967294, 2147483647],
			[4294967295, -2147483648],
		] as const) {
			expect(readerOf(rawVarint(raw)).sint32(5)).toBe(value);
		}
	});
});

describe("bounds", () => {
	it.each([
		["a varint that does not end", bytes(0x08, 0x80)],
		["a length beyond the message", bytes(0x0a, 0x05, 0x00)],
		["a length of 64 bits", joined(bytes(0x0a), rawVarint(1n << 40n))],
		["a fixed64 cut short", bytes(0x09, 1, 2, 3)],
		["a fixed32 cut short", bytes(0x0d, 1, 2, 3)],
		["field number 0", bytes(0x00, 0x00)],
		["a field number over 29 bits", joined(rawVarint(1n << 33n), bytes(0))],
		["wire type 6", bytes(0x0e, 0x00)],
		["a stray group end", bytes(0x0c)],
		["a group without an end", bytes(0x0b, 0x08, 0x01)],
		["a group with another end", bytes(0x0b, 0x14)],
		["groups without end", bytes(...Array(200).fill(0x0b))],
	])("refuse %s", (_, body) => {
		const reader = readerOf(body);
		expect(() => {
			while (reader.position < body.length) reader.skip(reader.tag(body.length), body.length);
		}).toThrow(WireError);
	});

	it("let groups and unknown fields pass", () => {
		const group = joined(bytes(0x0b), varint(2, 300), bytes(0x13, 0x14), field(3, "x"), bytes(0x0c));
		const body = joined(group, fixed64(9, 1), varint(500, 1));
		const reader = readerOf(body);
		const fields: number[] = [];
		while (reader.position < body.length) {
			const tag = reader.tag(body.length);
			fields.push(tag >>> 3);
			reader.skip(tag, body.length);
		}
		expect(fields).toEqual([1, 9, 500]);
	});
});

describe("texts over a limit", () => {
	const encoded = new TextEncoder().encode("aé€😀");

	it.each([
		[10, "aé€😀"],
		[9, "aé€"],
		[7, "aé€"],
		[6, "aé€"],
		[5, "aé"],
		[2, "a"],
		[0, ""],
	])("are cut to %i bytes at a character", (limit, expected) => {
		expect(new TextDecoder().decode(encoded.subarray(0, cutText(encoded, 0, encoded.length, limit)))).toBe(expected);
	});

	it("are cut anywhere when they are not UTF-8", () => {
		expect(cutText(new Uint8Array(100).fill(0x80), 10, 100, 50)).toBe(60);
	});
});
