import { describe, expect, it } from "vitest";
import { unixNanos } from "../units/time.ts";
import { parseTime, rangeFromParams, spanIdParam, traceIdParam } from "./codec.ts";

const NOW = unixNanos(1_790_000_000_123_456_789n);

it.each<[string, bigint | undefined]>([
	["now", NOW],
	["now-1h", NOW - 3_600_000_000_000n],
	["now-1.5s", NOW - 1_500_000_000n],
	["now+2d", NOW + 172_800_000_000_000n],
	["0", 0n],
	["1700000000", 1_700_000_000_000_000_000n],
	["1700000000123", 1_700_000_000_123_000_000n],
	["1700000000123456", 1_700_000_000_123_456_000n],
	["1700000000123456789", 1_700_000_000_123_456_789n],
	["2023-11-14T22:13:20.123456789Z", 1_700_000_000_123_456_789n],
	["2023-11-15T06:13:20+08:00", 1_700_000_000_000_000_000n],
	["2023-11-15T06:13:20 08:00", 1_700_000_000_000_000_000n],
	["2023-11-14 22:13", 1_699_999_980_000_000_000n],
	["2023-11-14", 1_699_920_000_000_000_000n],
	["18446744073709551615", (1n << 64n) - 1n],
	["18446744073709551616", undefined],
	["now-99999w", undefined],
	["-1", undefined],
	["now-", undefined],
	["1e9", undefined],
	["2023-13-01", undefined],
	["", undefined],
	["NaN", undefined],
])("parseTime(%s)", (text, expected) => expect(parseTime(text, NOW)).toBe(expected));

describe("rangeFromParams", () => {
	it("is half-open and may be empty", () => {
		expect(rangeFromParams({ from: "now-30d", to: "now" }, NOW)).toEqual({ start: NOW - 2_592_000_000_000_000n, end: NOW });
		expect(rangeFromParams({ from: "now", to: "now" }, NOW)).toEqual({ start: NOW, end: NOW });
		expect(rangeFromParams({ from: "0", to: "now" }, NOW).start).toBe(0n);
	});
	it.each([
		["now", "now-1s", "from"],
		["now-31d", "now", "from"],
		["x", "now", "from"],
		["now-1h", "later", "to"],
	])("refuses %s to %s", (from, to, field) => {
		expect(() => rangeFromParams({ from, to }, NOW)).toThrow(expect.objectContaining({ kind: "invalid_input", field }));
	});
});

it("reads ids as people paste them", () => {
	expect(traceIdParam("0AF76519-16CD-43DD-8448-EB211C80319C")).toBe("0af7651916cd43dd8448eb211c80319c");
	expect(() => traceIdParam("0".repeat(32))).toThrow("32 hexadecimal");
	expect(spanIdParam("B7AD6B7169203331")).toBe("b7ad6b7169203331");
	expect(() => spanIdParam("b7")).toThrow("16 hexadecimal");
});
