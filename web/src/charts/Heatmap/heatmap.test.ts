import { describe, expect, test } from "vitest";
import { DrawLog } from "../../draw/draw-log.ts";
import { paletteFrom } from "../../draw/palette.ts";
import { heatCounts } from "../../geometry/heatmap.ts";
import { type HeatmapData, heatmapPlot, linePath } from "./heatmap-plot.ts";
import { paintHeatmap, paintHeatmapOverlay } from "./paint-heatmap.ts";
import { brushOf } from "./use-heatmap-input.ts";

const PALETTE = paletteFrom((name) => ({ "--bg-surface": "#11141b", "--count-1": "#14263a", "--count-7": "#eaf8ff" })[name] ?? "");
const START = Date.UTC(2026, 10, 20, 3, 0);
const DATA: HeatmapData = {
	startMs: START,
	stepMs: 60_000,
	heat: heatCounts(
		[
			{ column: 0, rows: [80, 89], counts: [1, 100] },
			{ column: 2, rows: [81], counts: [7] },
		],
		3,
		4,
	),
	lines: [{ key: "p99", color: "p99", values: [2 ** 20, null, 2 ** 20.25] }],
	flags: [{ key: "v42", timeMs: START + 60_000, label: "payment v42" }],
	incompleteFromMs: START + 120_000,
};
const SIZE = { widthPx: 374, heightPx: 144, language: "en" } as const;
const plot = heatmapPlot(DATA, SIZE);

describe("a heatmap", () => {
	test("is laid out by its width: 100 px for each of three minutes, 10 px for each of ten rows", () => {
		expect(plot.frame).toMatchObject({ leftPx: 58, topPx: 22, widthPx: 300, heightPx: 100 });
		expect(plot.grid).toEqual({ columns: 3, rows: 10 });
		expect(plot.durationTexts.map(({ text }) => text)).toEqual(["1\u00a0ms", "3\u00a0ms"]);
		expect(plot.flags.map(({ x }) => x)).toEqual([158]);
	});

	test("draws a cell for each count, darker or lighter by its logarithm, and nothing for none", () => {
		const log = new DrawLog(374, 144);
		paintHeatmap({ surface: log, palette: PALETTE, data: DATA, plot });
		const cells = log.only("rect").filter(({ box }) => box.height === 9);
		expect(cells.map(({ box }) => [box.x, box.y])).toEqual([
			[58, 112],
			[58, 22],
			[258, 102],
		]);
		expect(cells.slice(0, 2).map(({ color }) => color)).toEqual(["#14263a", "#eaf8ff"]);
		expect(log.only("hatch").map(({ box }) => [box.x, box.width])).toEqual([[258, 100]]);
	});

	test("frames what is selected and what is read", () => {
		const log = new DrawLog(374, 144);
		const box = { x: 58, y: 22, width: 100, height: 20 };
		paintHeatmapOverlay({ surface: log, palette: PALETTE }, { brush: box, cell: { ...box, height: 10 } });
		expect(log.only("frame").map((frame) => frame.box.height)).toEqual([22, 13]);
	});

	test("lines have gaps where nothing was served", () => {
		expect(linePath(DATA.lines[0]!, plot)).toBe("M108.0 112.0h0M308.0 102.0h0");
	});

	test("cells ask for their minutes and the whole nanoseconds of their rows", () => {
		expect(brushOf(plot, DATA.heat, { column: 2, row: 1 }, { column: 1, row: 1 })).toEqual({
			...{ startMs: START + 60_000, endMs: START + 180_000 },
			...{ min: 2 ** 20 + 1, max: Math.floor(2 ** 20.25) },
		});
	});
});
