import { expect, test } from "vitest";
import { formatAlertValue, formatLength } from "./alert-value.ts";
import { textOf } from "./format.ts";

test.each([
	[0.0312, "ratio", "3.1%"],
	[8e8, "nanos", "800\u00a0ms"],
	[41, "perSecond", "41/s"],
	[300, "seconds", "5\u00a0min"],
	[12_345, "count", "12.3k"],
	[14.4, "factor", "14.4×"],
	[2_000_000, "metric", "2M"],
] as const)("%d in %s is %s", (value, unit, text) => {
	expect(textOf(formatAlertValue(value, unit))).toBe(text);
});

test.each([
	[0.9, "0\u00a0s"],
	[59, "59\u00a0s"],
	[3_599, "59\u00a0min"],
	[3_600, "1\u00a0h"],
	[3_840, "1h\u00a004m"],
	[6 * 86_400 + 5, "6\u00a0d"],
] as const)("%d seconds last %s", (seconds, text) => {
	expect(textOf(formatLength(seconds))).toBe(text);
});
