import { bareSkeleton, drawnSkeleton, rowNamed } from "@spanglass/shared/analysis/drawn-skeleton.testdata";
import { ItemMark, SpanKind } from "@spanglass/shared/model/span";
import { MISSING_PARENT, NO_PARENT, type TraceSkeleton } from "@spanglass/shared/model/trace-skeleton";
import { describe, expect, it } from "vitest";
import { DrawLog } from "../draw/draw-log.ts";
import { type Palette, paletteFrom } from "../draw/palette.ts";
import { createTextWidths } from "../draw/text-width.ts";
import { flameRows, LANE_PITCH_PX } from "../geometry/flame-rows.ts";
import { minimapRuns } from "../geometry/minimap.ts";
import { attemptLabels, bracketsOf } from "../geometry/retry-strips.ts";
import { shapeOf, type TraceModel } from "../geometry/trace-model.ts";
import { waterfallRows } from "../geometry/waterfall-rows.ts";
import { AXIS_PX, type FlameScene, type FlameWords, type TraceLook } from "./Flame/flame-scene.ts";
import { paintFlame, paintFlameOverlay } from "./Flame/paint-flame.ts";
import { createLogMarks, severityStep } from "./log-marks.ts";
import { paintMinimap, paintMinimapWindow } from "./Minimap/paint-minimap.ts";
import { outlineAround } from "./SpanOutline.tsx";
import { paintWaterfall } from "./Waterfall/paint-waterfall.ts";

const TOKENS: Readonly<Record<string, string>> = {
	"--bg-surface": "#11141b",
	"--error": "#ff6b70",
	"--path": "#ffffff",
	"--warn": "#f5b83d",
	"--service-fill-1": "#499dfe",
};
const PALETTE: Palette = paletteFrom((name) => TOKENS[name] ?? "");
const WORDS: FlameWords = {
	gap: (nanos) => `gap ${nanos / 1e6}`,
	retries: (name, count) => `${name} ${count} attempts`,
	similar: (name, { rows }) => `${rows.length} × ${name}`,
	queue: (nanos) => `${nanos / 1e6} in queue`,
	spans: (count) => `${count} spans`,
};

function modelOf(skeleton: TraceSkeleton): TraceModel {
	return { skeleton, ...shapeOf(skeleton) };
}

function lookOf(model: TraceModel, look: Partial<TraceLook> = {}): TraceLook {
	return {
		pathOn: false,
		matches: undefined,
		folded: new Set(),
		logs: undefined,
		attempts: attemptLabels(model.tree, model.retries),
		selected: undefined,
		words: WORDS,
		...look,
	};
}

function flame(
	model: TraceModel,
	look: Partial<TraceLook> = {},
	window?: { from: number; to: number },
): { log: DrawLog; scene: FlameScene } {
	const log = new DrawLog(1036, 400);
	const strips = bracketsOf(model.tree, model.layout, model);
	const rows = flameRows(model.layout.laneCount, LANE_PITCH_PX, new Set(strips.map((strip) => strip.lane)));
	const widths = createTextWidths((_font, text) => text.length * 6);
	const scale = { ...(window ?? { from: 0, to: model.durationNanos }), left: 16, width: 1000 };
	const scene: FlameScene = {
		surface: log,
		palette: PALETTE,
		widths,
		model,
		layout: model.layout,
		rows,
		strips,
		titles: [],
		scale,
		scrollTop: 0,
		look: lookOf(model, look),
		service: undefined,
	};
	paintFlame(scene);
	return { log, scene };
}

const CALL = modelOf(
	drawnSkeleton(`
		shop: POST /pay {kind=server}  [==================]
		  shop: pay {kind=client}       [====!]
		    pay: Pay {kind=server}       [==!]
		  shop: pay {kind=client}               [=====]
	`),
);

const QUEUED = modelOf(
	bareSkeleton([
		{ parent: NO_PARENT, start: 0, duration: 100, operation: "root", kind: SpanKind.server },
		{ parent: 0, start: 2, duration: 8, operation: "send orders", kind: SpanKind.producer },
		{ parent: 1, start: 60, duration: 20, operation: "consume", kind: SpanKind.consumer },
	]),
);

describe("flame", () => {
	it("draws a bar where its time is: x is wall time, 20 high, 22 apart, one pixel short", () => {
		const { log } = flame(CALL);
		const bars = log
			.only("round")
			.filter(({ box }) => box.height === 20)
			.map(({ box }) => [box.x, box.y, Math.round(box.width)]);
		expect(bars[0]).toEqual([16, AXIS_PX + 4, 999]);
		expect(bars[1]).toEqual([66, AXIS_PX + 4 + 22 + 16, 349]);
		expect(bars).toHaveLength(4);
	});

	it("shows an error without colour: edge, hatch, cross", () => {
		const { log } = flame(CALL);
		const failed = log.only("hatch").filter(({ hatch }) => hatch.pitch === 7);
		expect(failed.map(({ box }) => Math.round(box.width))).toEqual([349, 249]);
		const edges = log.only("rect").filter(({ color, box }) => color === "#ff6b70" && box.width === 3 && box.height === 20);
		expect(edges).toHaveLength(2);
		expect(log.texts().filter((text) => text.startsWith("✕"))).toEqual(["✕ 1/2 pay", "✕ 1/2 Pay"]);
	});

	it("brackets attempts and names gaps", () => {
		const { log } = flame(CALL);
		expect(log.texts()).toContain("↻ pay 2 attempts");
		expect(log.texts()).toContain("gap 4");
	});

	it("underlines the path only where a span itself holds it", () => {
		expect(
			flame(CALL)
				.log.only("rect")
				.filter(({ color, box }) => color === "#ffffff" && box.height === 2),
		).toHaveLength(0);
		const held = flame(CALL, { pathOn: true })
			.log.only("rect")
			.filter(({ color, box }) => color === "#ffffff" && box.height === 2);
		const pieces = CALL.path.node.length;
		expect(held).toHaveLength(pieces);
		const total = held.reduce((sum, { box }) => sum + box.width + 1, 0);
		expect(Math.round(total)).toBe(1000);
	});

	it("keeps names: head first, then an ellipsis, duration only if the name fits", () => {
		const model = modelOf(
			drawnSkeleton(`
				a: root                                   [==================================================]
				  a: GET /a/very/long/path/of/an/operation [==]
				  a: short                                       [==========]
			`),
		);
		const texts = flame(model).log.texts();
		expect(texts).toContain("GET /a/ve…");
		expect(texts).toContain("short");
		expect(texts).toContain("12\u00a0ms");
	});

	it("draws a missing parent dashed and marks impossible data", () => {
		const model = modelOf(
			bareSkeleton([
				{ parent: NO_PARENT, start: 0, duration: 100, marks: ItemMark.endBeforeStart },
				{ parent: MISSING_PARENT, start: 10, duration: 50 },
			]),
		);
		const { log } = flame(model);
		expect(log.only("frame").filter(({ style }) => style.dash !== undefined)).toHaveLength(1);
		expect(log.texts()).toContain("? 3fa1…");
		expect(log.only("shape").filter(({ color }) => color === "#f5b83d")).toHaveLength(1);
	});

	it("merges slivers into a block with their number and the failed one in red", () => {
		const rows = [{ parent: NO_PARENT, start: 0, duration: 10_000, status: 0 }];
		for (let at = 0; at < 60; at++) rows.push({ parent: 0, start: 100 + at * 10, duration: 5, status: at === 30 ? 2 : 0 });
		const { log } = flame(modelOf(bareSkeleton(rows)));
		expect(log.texts()).toContain("60×");
		expect(log.only("rect").filter(({ color, box }) => color === "#ff6b70" && box.width === 2)).toHaveLength(1);
		expect(log.calls.length).toBeLessThan(120);
	});

	it("draws the queue between producer and consumer with its name, and logs on the bottom edge", () => {
		const logs = createLogMarks(
			{ nanos: Float64Array.of(5e6), row: Int32Array.of(0), severity: Uint8Array.of(severityStep(17)) },
			QUEUED.skeleton.spanCount,
		);
		const { log } = flame(QUEUED, { logs });
		expect(log.texts()).toEqual(expect.arrayContaining(["orders", "50 in queue"]));
		const [line] = log.only("line").filter(({ style }) => style?.dash !== undefined);
		const y = AXIS_PX + 4 + 2 * LANE_PITCH_PX + 10.5;
		expect(line?.points).toEqual([114, AXIS_PX + 4 + LANE_PITCH_PX + 20, 114, y, 608, y]);
		expect(log.only("rect").filter(({ box }) => box.width === 2 && box.height === 5)).toHaveLength(1);
	});

	it("draws no queue where the clocks disagree", () => {
		const early = modelOf(
			bareSkeleton([
				{ parent: NO_PARENT, start: 0, duration: 100, kind: SpanKind.producer },
				{ parent: 0, start: 50, duration: 40, kind: SpanKind.consumer },
			]),
		);
		expect(
			flame(early)
				.log.texts()
				.filter((text) => text.endsWith("in queue")),
		).toEqual([]);
	});

	it("keeps its work to what is in view", () => {
		const rows = [{ parent: NO_PARENT, start: 0, duration: 100_000 }];
		for (let at = 0; at < 20_000; at++) rows.push({ parent: 0, start: at * 5, duration: 4 });
		const { log } = flame(modelOf(bareSkeleton(rows)), {}, { from: 50_000e6, to: 50_100e6 });
		expect(log.calls.length).toBeLessThan(250);
	});

	it("rings the selection on the overlay", () => {
		const { scene, log } = flame(CALL, { selected: 1 });
		log.calls.length = 0;
		paintFlameOverlay(scene, { hover: 0, instant: 5e6 });
		expect(log.only("frame").map(({ style }) => style.width)).toEqual([1, 1.5, 2]);
	});
});

describe("waterfall", () => {
	it("lists names, durations, attempts and keeps rows of 24 px", () => {
		const log = new DrawLog(1000, 300);
		paintWaterfall({
			surface: log,
			palette: PALETTE,
			widths: createTextWidths((_font, text) => text.length * 6),
			model: CALL,
			rows: waterfallRows(CALL.tree),
			treePx: 340,
			scale: { from: 0, to: CALL.durationNanos, left: 348, width: 620 },
			scrollTop: 0,
			look: lookOf(CALL, { selected: 2, folded: new Set([1]) }),
			service: undefined,
			titles: ["Span", "duration"],
		});
		expect(log.texts()).toEqual(expect.arrayContaining(["Span", "POST /pay", "pay", "1/2 ✕", "2/2 ✓", "1 spans"]));
		const bars = log
			.only("round")
			.filter(({ box }) => box.height === 12 && box.width > 3)
			.map(({ box }) => box.y);
		expect(bars).toEqual([30, 54, 78, 102]);
	});

	it("draws the time in the queue before the consumer's bar, in its row", () => {
		const log = new DrawLog(1000, 300);
		paintWaterfall({
			surface: log,
			palette: PALETTE,
			widths: createTextWidths((_font, text) => text.length * 6),
			model: QUEUED,
			rows: waterfallRows(QUEUED.tree),
			treePx: 340,
			scale: { from: 0, to: QUEUED.durationNanos, left: 348, width: 600 },
			scrollTop: 0,
			look: lookOf(QUEUED),
			service: undefined,
			titles: ["Span", "duration"],
		});
		const [line] = log.only("line").filter(({ style }) => style?.dash !== undefined);
		expect(line?.points).toEqual([408, 76, 408, 84.5, 700, 84.5]);
		expect(log.texts()).toEqual(expect.arrayContaining(["orders", "50 in queue"]));
	});
});

describe("minimap", () => {
	it("draws runs, errors and the frame of the window", () => {
		const log = new DrawLog(1036, 56);
		const scale = { from: 0, to: CALL.durationNanos, left: 16, width: 1000 };
		const runs = minimapRuns(CALL.tree, CALL.layout, { lines: 15, widthPx: 1000, durationNanos: CALL.durationNanos });
		paintMinimap({
			surface: log,
			palette: PALETTE,
			model: CALL,
			runs,
			errors: Uint16Array.of(50),
			matches: Uint16Array.of(),
			logs: undefined,
			scale,
			pathOn: false,
		});
		expect(
			log
				.only("rect")
				.filter(({ color }) => color === "#ff6b70")
				.map(({ box }) => [box.x, box.y]),
		).toEqual([[65, 46]]);
		paintMinimapWindow(
			{ surface: log, palette: PALETTE, scale },
			{ window: { from: 5e6, to: 10e6 }, instant: undefined },
			"rgba(0,0,0,.5)",
		);
		expect(log.only("frame")[0]?.box).toMatchObject({ x: 266, width: 250, height: 56 });
	});
});

describe("outline for assistive technology", () => {
	it("lists ancestors, siblings and children with their places", () => {
		const pay = rowNamed(CALL.skeleton, "pay");
		expect(outlineAround(CALL, pay).map(({ level, place, of }) => [level, place, of])).toEqual([
			[1, 1, 1],
			[2, 1, 2],
			[3, 1, 1],
			[2, 2, 2],
		]);
	});
});
