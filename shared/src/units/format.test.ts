import { describe, expect, test } from "vitest";
import {
	compareValues,
	formatByteRate,
	formatBytes,
	formatCount,
	formatDuration,
	formatDurationExact,
	formatExact,
	formatPercent,
	formatRate,
	formatSignificant,
	middleId,
	quantilePrefix,
	shortId,
	textOf,
} from "./format.ts";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

describe("durations", () => {
	test.each([
		[0, "0 ns"],
		[1, "1 ns"],
		[840, "840 ns"],
		[999, "999 ns"],
		[999.6, "1 µs"],
		[1_000, "1 µs"],
		[12_400, "12.4 µs"],
		[999_499, "999 µs"],
		[999_500, "1 ms"],
		[742_000_000, "742 ms"],
		[999_600_000, "1 s"],
		[1_240_000_000, "1.24 s"],
		[1_100_000_000, "1.1 s"],
		[12_400_000_000, "12.4 s"],
		[59_940_000_000, "59.9 s"],
		[59_970_000_000, "1m 00s"],
		[60_000_000_000, "1m 00s"],
		[134_000_000_000, "2m 14s"],
		[3_599_400_000_000, "59m 59s"],
		[3_599_600_000_000, "1h 00m"],
		[3_840_000_000_000, "1h 04m"],
		[108_300_000_000_000, "30h 05m"],
		[-300_000_000, "−300 ms"],
		[-134_000_000_000, "−2m 14s"],
		[Number.NaN, "–"],
	])("%d ns is %s", (nanos, text) => {
		expect(plain(textOf(formatDuration(nanos)))).toBe(text);
	});

	test("the unit is a part of its own with its space", () => {
		expect(formatDuration(1_240_000_000)).toEqual([{ number: "1.24", unit: "\u00a0s" }]);
		expect(formatDuration(134_000_000_000)).toEqual([
			{ number: "2", unit: "m" },
			{ number: "14", unit: "s" },
		]);
	});

	test("every nanosecond on demand", () => {
		expect(plain(textOf(formatDurationExact(1_312_004_211n)))).toBe("1,312,004,211 ns");
		expect(plain(textOf(formatDurationExact(12.4)))).toBe("12 ns");
	});
});

test.each([
	[1_240, "1.24k/s"],
	[124, "124/s"],
	[1, "1/s"],
	[0.9996, "1/s"],
	[8.2 / 60, "8.2/min"],
	[1 / 60, "1/min"],
	[3 / 3600, "3/h"],
	[0.5 / 3600, "0.5/h"],
	[0.001 / 3600, "<0.01/h"],
	[0, "0/s"],
	[Number.POSITIVE_INFINITY, "–"],
])("the rate %d per second is %s", (perSecond, text) => {
	expect(textOf(formatRate(perSecond))).toBe(text);
});

test.each([
	[0, "0%"],
	[0.00005, "<0.01%"],
	[0.0001, "0.01%"],
	[0.0004, "0.04%"],
	[0.00996, "1%"],
	[0.031, "3.1%"],
	[0.46, "46%"],
	[0.9896, "99%"],
	[0.9995, "99.95%"],
	[0.99999, "99.99%"],
	[1, "100%"],
	[2.1, "210%"],
	[-0.031, "−3.1%"],
	[Number.NaN, "–"],
])("the ratio %d is %s", (ratio, text) => {
	expect(textOf(formatPercent(ratio))).toBe(text);
});

test.each([
	[0, "0"],
	[214, "214"],
	[9_412, "9,412"],
	[9_999, "9,999"],
	[10_000, "10k"],
	[12_345, "12.3k"],
	[999_499, "999k"],
	[999_500, "1M"],
	[4_560_000, "4.56M"],
	[2_300_000_000, "2.3G"],
])("the count %d is %s", (count, text) => {
	expect(textOf(formatCount(count))).toBe(text);
});

test.each([
	[0, "0 B"],
	[512, "512 B"],
	[1_536, "1.5 KiB"],
	[1.5 * 2 ** 30, "1.5 GiB"],
	[2 ** 40, "1 TiB"],
])("%d bytes are %s", (bytes, text) => {
	expect(plain(textOf(formatBytes(bytes)))).toBe(text);
});

test("network is said in SI", () => {
	expect(plain(textOf(formatByteRate(840_000)))).toBe("840 kB/s");
	expect(plain(textOf(formatByteRate(12)))).toBe("12 B/s");
});

test("three significant digits, never an exponent", () => {
	expect([0.000123456, 0.5, 1.999, 99.96, 1234567].map(formatSignificant)).toEqual(["0.000123", "0.5", "2", "100", "1234567"]);
	expect(formatExact(1_204)).toBe("1,204");
});

test("quantiles that rest on few values are marked", () => {
	expect([
		quantilePrefix(0.99, 99),
		quantilePrefix(0.99, 100),
		quantilePrefix(0.95, 19),
		quantilePrefix(0.95, 20),
		quantilePrefix(0.5, 1),
	]).toEqual(["~", "", "~", "", ""]);
});

test("changes are new from zero and suppressed on few values", () => {
	const of = (value: number, count = 20) => ({ value, count });
	expect(compareValues(of(1, 19), of(2))).toEqual({ kind: "suppressed" });
	expect(compareValues(of(0), of(2))).toEqual({ kind: "new" });
	expect(compareValues(of(0), of(0))).toMatchObject({ kind: "changed", direction: "same" });
	expect(compareValues(of(797), of(1_100))).toEqual({ kind: "changed", difference: 303, direction: "up", percent: "38%" });
	expect(compareValues(of(200), of(100))).toMatchObject({ direction: "down", percent: "50%" });
	expect(compareValues(of(1.1), of(31))).toMatchObject({ percent: "28.2×" });
});

test("ids are cut to eight digits", () => {
	expect(shortId("4bf92f3577b34da6a3ce929d0e0e4736")).toBe("4bf92f35…");
	expect(shortId("4bf92f35")).toBe("4bf92f35");
	expect(middleId("4bf92f3577b34da6a3ce929d0e0e4736")).toBe("4bf92f35…4736");
});
