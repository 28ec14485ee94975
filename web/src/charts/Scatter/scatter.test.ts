import { describe, expect, it } from "vitest";
import { DrawLog } from "../../draw/draw-log.ts";
import { paletteFrom } from "../../draw/palette.ts";
import { boxOfBrush } from "../../geometry/scatter.ts";
import { paintScatter, paintScatterOverlay } from "./paint-scatter.ts";
import { type ScatterData, scatterHeight, scatterPlot } from "./scatter-plot.ts";

const TOKENS: Readonly<Record<string, string>> = {
	"--bg-surface": "#11141b",
	"--error": "#ff6b70",
	"--severity-info": "#4c8dd9",
	"--population-picked": "#ff9142",
};
const PALETTE = paletteFrom((name) => TOKENS[name] ?? "");
const START = Date.UTC(2026, 10, 20, 3, 0);
const DATA: ScatterData = {
	startMs: START,
	stepMs: 60_000,
	counts: [4, 0, 2],
	errorCounts: [1, 0, 0],
	points: [
		{ traceId: "a", startMs: START, durationNanos: 1e8, spanCount: 1, errorCount: 0 },
		{ traceId: "b", startMs: START + 90_000, durationNanos: 1e9, spanCount: 1, errorCount: 2 },
	],
	shortest: 1e7,
	longest: 1e9,
	incompleteFromMs: START + 170_000,
};
const SIZE = { widthPx: 674, isCompact: false, language: "en" } as const;

describe("the scatter of traces", () => {
	const plot = scatterPlot(DATA, SIZE);

	it("is laid out by its width and its data: 200 px for each minute, 95 for each decade", () => {
		expect(plot.frame).toMatchObject({ leftPx: 58, topPx: 14, widthPx: 600, heightPx: 190, low: 1e7, high: 1e9 });
		expect(plot.durationTexts.map(({ text }) => text)).toEqual(["10\u00a0ms", "30\u00a0ms", "100\u00a0ms", "300\u00a0ms", "1\u00a0s"]);
		expect(plot.countTexts.map(({ text }) => text)).toEqual(["0", "4"]);
		expect(plot.bars.topPx + plot.bars.heightPx).toBeLessThan(scatterHeight(false));
		const compact = scatterPlot(DATA, { ...SIZE, widthPx: 390, isCompact: true });
		expect(compact.bars.topPx + compact.bars.heightPx).toBeLessThan(scatterHeight(true));
	});

	it("draws dots for traces without errors, crosses above them for others, and hatches the bar that is not over", () => {
		const log = new DrawLog(674, 276);
		paintScatter({ surface: log, palette: PALETTE, data: DATA, plot });
		expect(log.only("round")).toEqual([
			{ what: "round", color: "rgba(76,141,217,0.6)", box: { x: 58 - 1.75, y: 109 - 1.75, width: 3.5, height: 3.5 }, radius: 1.75 },
		]);
		expect(log.only("line").map(({ color, points }) => [color, points])).toEqual([
			["#ff6b70", [355, 11, 361, 17]],
			["#ff6b70", [355, 17, 361, 11]],
		]);
		const bars = log.only("rect").filter(({ box }) => box.y >= plot.bars.topPx && box.width < 600);
		expect(bars.map(({ color, box }) => [color === "#ff6b70", box.x])).toEqual([
			[true, 58],
			[false, 58],
			[false, 458],
		]);
		expect(log.only("hatch").map(({ box }) => box.x)).toEqual([458]);
	});

	it("draws the selection with a handle at each corner", () => {
		const log = new DrawLog(674, 276);
		const brush = boxOfBrush(plot.frame, { startMs: START, endMs: START + 60_000, min: 1e8, max: 1e9 });
		paintScatterOverlay({ surface: log, palette: PALETTE, plot }, { brush, band: undefined, cell: undefined, hovered: undefined });
		const [outline, ...handles] = log.only("frame");
		expect(outline).toMatchObject({ color: "#ff9142", box: { x: 57.25, y: 13.25, width: 201.5, height: 96.5 } });
		expect(handles.map(({ box }) => [box.x + 3, box.y + 3])).toEqual([
			[58, 14],
			[58, 109],
			[258, 14],
			[258, 109],
		]);
	});
});
