import { describe, expect, test } from "vitest";
import { textOf } from "./format.ts";
import { measureOf } from "./ucum.ts";

const shown = (value: number, unit: string, name?: string): string => textOf(measureOf(unit, name).format(value)).replaceAll("\u00a0", " ");

describe("values by unit", () => {
	test.each([
		[0.1123, "s", "112 ms"],
		[134, "s", "2m 14s"],
		[12.4, "ms", "12.4 ms"],
		[3, "d", "72h 00m"],
		[212 * 2 ** 20, "By", "212 MiB"],
		[1.5, "GiBy", "1.5 GiB"],
		[840_000, "By/s", "840 kB/s"],
		[43.4, "%", "43.4%"],
		[12_345, "{request}", "12.3k"],
		[7, "{thread}", "7"],
		[0.5, "{thread}", "0.5"],
		[8.2 / 60, "{request}/s", "8.2/min"],
		[41, "1/s", "41/s"],
		[41, "/s", "41/s"],
		[0.42, "s/s", "0.42 s/s"],
		[21.5, "Cel", "21.5 °C"],
		[-4, "", "−4"],
		[0.00001, "1", "<0.001"],
		[3, "u".repeat(24), `3 ${"u".repeat(24)}`],
		[3, "u".repeat(25), `3 ${"u".repeat(23)}…`],
		[Number.NaN, "V", "–"],
	])("%d %s reads %s", (value, unit, text) => expect(shown(value, unit)).toBe(text));

	test("a dimensionless share is a percentage only where its name says so", () => {
		expect(shown(0.634, "1", "system.cpu.utilization")).toBe("63.4%");
		expect(shown(0.634, "1", "jvm_gc_ratio")).toBe("63.4%");
		expect(shown(0.634, "1", "queue.length")).toBe("0.634");
	});
});

test("the sign beside a name leaves braces and ones out", () => {
	expect(["s", "By", "By/s", "1", "{request}/s", "Cel", "", "1/s", "m{annotated}"].map((unit) => measureOf(unit).sign)).toEqual([
		"s",
		"B",
		"B/s",
		"",
		"request/s",
		"°C",
		"",
		"/s",
		"m",
	]);
});

test("grid lines are round in what is read, not in what was sent", () => {
	expect(measureOf("By").roundUnit(212 * 2 ** 20)).toBe(2 ** 20);
	expect(measureOf("MiBy").roundUnit(3_000)).toBe(1024);
	expect(measureOf("s").roundUnit(0.4)).toBe(1);
	expect(measureOf("s").roundUnit(600)).toBe(60);
	expect(measureOf("ms").roundUnit(9_000_000)).toBe(3_600_000);
	expect(measureOf("{x}/s").roundUnit(0.2)).toBe(1 / 60);
});

test.each([
	["s", [0.5, 1.5], ["0.5 s", "1.5 s"]],
	["s", [0.05, 0.4], ["50 ms", "400 ms"]],
	["s", [60, 120], ["1m 00s", "2m 00s"]],
	["{x}/s", [0.5, 2.5], ["0.5/s", "2.5/s"]],
	["{x}/s", [0.1, 0.5], ["6/min", "30/min"]],
	["{x}/s", [500, 2_000], ["500/s", "2k/s"]],
	["By", [2 ** 29, 2 ** 30], ["0.5 GiB", "1 GiB"]],
	["1", [5, 10], ["5", "10"]],
] as const)("an axis of %s to %o has one unit", (unit, values, texts) => {
	const { formatTick } = measureOf(unit);
	expect(values.map((value) => textOf(formatTick(value, values[1])).replaceAll("\u00a0", " "))).toEqual(texts);
});
