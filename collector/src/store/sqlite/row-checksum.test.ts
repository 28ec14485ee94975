import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { SqlValue } from "./driver.ts";
import { isAsWritten, rowChecksum } from "./row-checksum.ts";

const aValue: fc.Arbitrary<SqlValue> = fc.oneof(fc.integer(), fc.string(), fc.constant(null), fc.uint8Array());

it("is the CRC-32 of the values one after the other", () => {
	expect(rowChecksum([-7, "ä", null, Buffer.from("xyz"), 8])).toBe(crc32("-7,text 1 ä,null,blob 3 xyz,8,"));
	expect(rowChecksum([])).toBe(0);
	expect(rowChecksum([1, 23])).not.toBe(rowChecksum([12, 3]));
	expect(rowChecksum(["a", "bc"])).not.toBe(rowChecksum(["ab", "c"]));
	expect(rowChecksum([null])).not.toBe(rowChecksum(["null"]));
});

it("differs when any one byte of any value does", () => {
	const aRow = fc.array(aValue, { minLength: 1, maxLength: 8 });
	fc.assert(
		fc.property(aRow, fc.nat(), fc.integer({ min: 1, max: 255 }), (row, place, change) => {
			const at = place % row.length;
			const changed = changedValue(row[at] as SqlValue, place, change);
			if (changed === undefined) return;
			expect(isAsWritten(rowChecksum(row), row.with(at, changed))).toBe(false);
			expect(isAsWritten(rowChecksum(row), row)).toBe(true);
		}),
	);
});

function changedValue(value: SqlValue, place: number, change: number): SqlValue | undefined {
	if (value === null) return 0;
	if (typeof value === "number") return value ^ change;
	if (value.length === 0) return undefined;
	const at = place % value.length;
	if (typeof value !== "string") return Uint8Array.from(value, (byte, index) => (index === at ? byte ^ change : byte));
	return value.slice(0, at) + String.fromCharCode(value.charCodeAt(at) ^ (change & 0x7f || 1)) + value.slice(at + 1);
}

it("asks nothing of a row that has none", () => {
	expect(isAsWritten(null, [1, "a"])).toBe(true);
});
