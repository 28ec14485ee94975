import { expect, test } from "vitest";
import { groupSums, sparkBars, sparkLine } from "./sparkline.ts";

const BOX = { width: 30, height: 12 };

test("a line goes from zero at the bottom to its largest value at the top", () => {
	expect(sparkLine([0, 5, 10, 5], BOX)).toBe("M0 11L10 6L20 1L30 6");
	expect(sparkLine([0, 5, 10, 5], BOX, 20)).toBe("M0 11L10 8.5L20 6L30 8.5");
});

test("all zero is a line at the bottom, nothing is nothing", () => {
	expect(sparkLine([0, 0, 0], BOX)).toBe("M0 11L15 11L30 11");
	expect(sparkLine([], BOX)).toBe("");
	expect(sparkLine([null, null], BOX)).toBe("");
});

test("gaps are not bridged and a value alone is a dash", () => {
	expect(sparkLine([10, null, 10, null, 10, 10, 10], { width: 60, height: 12 })).toBe("M0 1h2M20 1h2M40 1L50 1L60 1");
});

test("bars stand on the bottom, side by side, the smallest still visible, zeros not", () => {
	expect(sparkBars([10, 0, 5, 0.001], { width: 40, height: 20 })).toBe("M0 20v-20h9V20zM20 20v-10h9V20zM30 20v-1h9V20z");
	expect(sparkBars([1, 1, 1], { width: 6, height: 4 })).toBe("M0 4v-4h2V4zM2 4v-4h2V4zM4 4v-4h2V4z");
	expect(sparkBars([10, 5], { width: 8, height: 10 }, { from: 1 })).toBe("M4 10v-5h3V10z");
	expect(sparkBars([0, 0], BOX)).toBe("");
});

test("groups end with the last value", () => {
	expect(groupSums([1, 2, 3, 4, 5], 2)).toEqual([1, 5, 9]);
	expect(groupSums([], 2)).toEqual([]);
});
