import { expect, test } from "vitest";
import type { SeriesFrame } from "../../geometry/series-frame.ts";
import { placedFlags } from "./plot-flags.ts";

const FRAME: SeriesFrame = {
	leftPx: 30,
	topPx: 22,
	widthPx: 300,
	heightPx: 100,
	startMs: 0,
	stepMs: 100,
	bucketCount: 30,
	low: 0,
	high: 1,
};
const place = (...times: number[]) =>
	placedFlags(
		FRAME,
		times.map((timeMs) => ({ key: String(timeMs), timeMs, label: "pay v42" })),
		() => 50,
	).map(({ x, side }) => [x, side]);

test("words stand at the left of a flag, at the right near the left edge", () => {
	expect(place(2_000)).toEqual([[230, "left"]]);
	expect(place(100)).toEqual([[40, "right"]]);
});

test("words never cover another flag or its words", () => {
	expect(place(1_000, 1_200)).toEqual([
		[130, "left"],
		[150, "right"],
	]);
	expect(place(1_000, 1_200, 1_400)).toEqual([
		[130, "left"],
		[150, undefined],
		[170, "right"],
	]);
});

test("what happened outside of the plot has no flag, and order does not matter", () => {
	expect(place(-1, 3_000, 2_900, 500)).toEqual([
		[80, "left"],
		[320, "left"],
	]);
});
