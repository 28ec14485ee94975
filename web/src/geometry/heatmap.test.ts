import { describe, expect, test } from "vitest";
import { cellAt, countAt, durationsOfRows, endsOfHeat, gridOfHeat, heatCounts, rectOfCells, shadeOf, shadeStarts } from "./heatmap.ts";
import type { ScatterFrame } from "./scatter.ts";

const STEPS = [
	{ column: 0, rows: [80, 92], counts: [3, 1] },
	{ column: 2, rows: [81], counts: [7] },
];

describe("counts as cells", () => {
	const heat = heatCounts(STEPS, 3, 4);

	test("rows from the shortest to the longest, columns without spans are empty", () => {
		expect(heat).toMatchObject({ columns: 3, firstRow: 80, rowCount: 13, perOctave: 4, most: 7 });
		expect([countAt(heat, { column: 0, row: 0 }), countAt(heat, { column: 0, row: 12 }), countAt(heat, { column: 2, row: 1 })]).toEqual([
			3, 1, 7,
		]);
		expect(heat.counts.flat().reduce((sum, count) => sum + count, 0)).toBe(11);
		expect(countAt(heat, { column: 1, row: 0 })).toBe(0);
	});

	test("durations of a row: 2^(79/4) to 2^(80/4) ns, whole ones, both included", () => {
		expect(durationsOfRows(heat, 0, 0)).toEqual({ min: Math.floor(2 ** 19.75) + 1, max: 2 ** 20 });
		expect(durationsOfRows(heat, 4, 1)).toEqual({ min: 2 ** 20 + 1, max: 2 ** 21 });
		expect(endsOfHeat(heat)).toEqual({ low: 2 ** 19.75, high: 2 ** 23 });
		expect(durationsOfRows(heatCounts([{ column: 0, rows: [0], counts: [1] }], 1, 4), 3, 3)).toEqual({ min: 0, max: 1 });
	});

	test("one row has others around it; many rows are halved, and nothing is lost", () => {
		expect(heatCounts([STEPS[1]!], 3, 4)).toMatchObject({ firstRow: 78, rowCount: 8 });
		const wide = heatCounts([{ column: 0, rows: [1, 40, 41, 100], counts: [1, 2, 4, 8] }], 1, 4);
		expect([wide.perOctave, wide.firstRow, wide.rowCount]).toEqual([1, 1, 25]);
		expect(wide.counts[0]?.filter((count) => count > 0)).toEqual([1, 2, 4, 8]);
		expect(wide.counts[0]?.[9]).toBe(2);
		expect(durationsOfRows(wide, 9, 9)).toEqual({ min: 2 ** 9 + 1, max: 2 ** 10 });
		expect(heatCounts([], 5, 4)).toMatchObject({ most: 0, counts: [] });
	});
});

describe("cells in a drawing", () => {
	const heat = heatCounts(STEPS, 3, 4);
	const grid = gridOfHeat(heat);
	const frame: ScatterFrame = { leftPx: 50, topPx: 10, widthPx: 300, heightPx: 130, startMs: 0, endMs: 180_000, ...endsOfHeat(heat) };

	test("a place is in the cell whose rectangle holds it", () => {
		expect(rectOfCells(frame, grid, { column: 1, row: 2 }, { column: 1, row: 2 })).toEqual({ x: 150, y: 110, width: 100, height: 10 });
		expect(cellAt(frame, grid, { x: 151, y: 111 })).toEqual({ column: 1, row: 2 });
		expect(cellAt(frame, grid, { x: 249, y: 119 })).toEqual({ column: 1, row: 2 });
		expect(cellAt(frame, grid, { x: -9, y: 999 })).toEqual({ column: 0, row: 0 });
	});

	test("cells between two corners, whichever is first", () => {
		const box = { x: 50, y: 90, width: 200, height: 40 };
		expect(rectOfCells(frame, grid, { column: 0, row: 1 }, { column: 1, row: 4 })).toEqual(box);
		expect(rectOfCells(frame, grid, { column: 1, row: 4 }, { column: 0, row: 1 })).toEqual(box);
	});
});

describe("shades", () => {
	test("by the logarithm of the count; none is background", () => {
		expect([0, 1, 9, 10, 99, 1_000].map((count) => shadeOf(count, 1_000))).toEqual([undefined, 0, 2, 2, 4, 6]);
		expect([shadeOf(1, 1), shadeOf(0, 1)]).toEqual([6, undefined]);
	});

	test("the legend's numbers are the least of each shade that can be seen", () => {
		for (const most of [1, 2, 5, 40, 1_000, 123_456]) {
			const starts = shadeStarts(most);
			for (const { shade, from } of starts) {
				expect(shadeOf(from, most)).toBe(shade);
				if (from > 1) expect(shadeOf(from - 1, most)).toBeLessThan(shade);
			}
			expect(starts.at(-1)?.shade).toBe(6);
			expect(starts[0]?.from).toBe(1);
		}
		expect(shadeStarts(0)).toEqual([]);
	});
});
