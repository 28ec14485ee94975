import { bareSkeleton, drawnSkeleton, rowNamed, seeded } from "@spanglass/shared/analysis/drawn-skeleton.testdata";
import { SpanKind, StatusCode } from "@spanglass/shared/model/span";
import { NO_PARENT } from "@spanglass/shared/model/trace-skeleton";
import { describe, expect, it } from "vitest";
import { flameRows, LANE_PITCH_PX, laneAtY } from "./flame-rows.ts";
import { nodeAt, visibleInLane } from "./flame-visible.ts";
import { LaneSearch } from "./lane-search.ts";
import { minimapRuns, tickColumns } from "./minimap.ts";
import { attemptLabels, bracketsOf } from "./retry-strips.ts";
import { clampWindow, fitWindow, nanosAt, tickStep, ticksOf, xOf, zoomWindow } from "./time-scale.ts";
import { missingId, nodeName, nodeService, rowOfSpan, shapeOf } from "./trace-model.ts";
import { stickyAncestors, waterfallRows } from "./waterfall-rows.ts";

describe("time scale", () => {
	const scale = { from: 0, to: 1_310e6, left: 16, width: 1_000 };

	it("goes from time to pixel and back", () => {
		expect(xOf(scale, 655e6)).toBe(516);
		expect(nanosAt(scale, 516)).toBe(655e6);
	});

	it("takes steps of 1, 2, 5 and clock steps above a second", () => {
		expect([1, 1.1, 3, 6, 11, 400, 3e8].map(tickStep)).toEqual([1, 2, 5, 10, 20, 500, 500e6]);
		expect([1.1e9, 6e9, 40e9, 70e9, 4000e9].map((least) => tickStep(least) / 1e9)).toEqual([2, 10, 60, 120, 7200]);
	});

	it("labels ticks in one unit, with decimals where the numbers would be long", () => {
		const labels = (from: number, to: number): string[] => ticksOf({ from, to, left: 0, width: 500 }, 100).map((tick) => tick.label);
		expect(labels(0, 1_310e6)).toEqual(["0", "500 ms", "1,000 ms"]);
		expect(labels(0, 1000)).toEqual(["0", "200 ns", "400 ns", "600 ns", "800 ns", "1,000 ns"]);
		expect(labels(100e6, 103e6)).toEqual(["100 ms", "101 ms", "102 ms", "103 ms"]);
		expect(labels(100e6, 101e6)).toEqual(["100.0 ms", "100.2 ms", "100.4 ms", "100.6 ms", "100.8 ms", "101.0 ms"]);
		expect(labels(0, 300e9)).toEqual(["0", "1m 00s", "2m 00s", "3m 00s", "4m 00s", "5m 00s"]);
	});

	it("keeps the window between 1 µs and the trace with 2 % beside it", () => {
		expect(clampWindow({ from: 5e6, to: 5e6 + 10 }, 10e6)).toEqual({ from: 5e6, to: 5e6 + 1000 });
		expect(clampWindow({ from: -1e9, to: 1e9 }, 10e6)).toEqual({ from: -2e5, to: 10.2e6 });
		expect(clampWindow({ from: 9e6, to: 12e6 }, 10e6)).toEqual({ from: 7.2e6, to: 10.2e6 });
	});

	it("zooms around a time that stays where it is", () => {
		const zoomed = zoomWindow({ from: 0, to: 100_000 }, 0.5, 25_000);
		expect(zoomed).toEqual({ from: 12_500, to: 62_500 });
		expect(fitWindow(0, 100_000)).toEqual({ from: -4_000, to: 104_000 });
	});
});

describe("LaneSearch", () => {
	it("finds the same lanes as trying them one after the other", () => {
		const random = seeded(5);
		for (let round = 0; round < 100; round++) {
			const search = new LaneSearch();
			const ends: number[] = [];
			let start = 0;
			for (let at = 0; at < 60; at++) {
				start += random() * 3;
				const block = {
					start,
					end: start + random() * 20,
					height: 1 + Math.floor(random() * 4),
					from: Math.floor(random() * 3),
					ends: undefined,
				};
				let lane = block.from;
				const isTaken = (from: number): boolean => ends.slice(from, from + block.height).some((end) => end > block.start);
				while (isTaken(lane)) lane++;
				expect(search.place(block)).toBe(lane);
				for (let taken = lane; taken < lane + block.height; taken++) ends[taken] = block.end;
				for (let hole = 0; hole < lane; hole++) ends[hole] ??= Number.NEGATIVE_INFINITY;
			}
		}
	});
});

describe("visible bars", () => {
	const rows = [{ parent: NO_PARENT, start: 0, duration: 1000 }];
	for (let at = 0; at < 100; at++) rows.push({ parent: 0, start: 100 + at * 2, duration: 1 });
	rows.push({ parent: 0, start: 500, duration: 100 });
	const { tree, layout } = shapeOf(bareSkeleton(rows));
	const seen = (from: number, to: number) => {
		const bars: { node: number; x: number; width: number }[] = [];
		const blocks: { count: number; x: number; width: number }[] = [];
		visibleInLane(layout, tree, 1, {
			scale: { from: from * 1e6, to: to * 1e6, left: 0, width: 1000 },
			sink: {
				bar: (node, x, width) => bars.push({ node, x, width }),
				block: (first, last, x, width) => blocks.push({ count: last - first + 1, x, width }),
			},
		});
		return { bars, blocks };
	};

	it("merges runs of slivers and keeps wide bars exact", () => {
		const { bars, blocks } = seen(0, 1000);
		expect(blocks).toEqual([{ count: 100, x: 100, width: 199 }]);
		expect(bars).toEqual([{ node: 101, x: 500, width: 100 }]);
	});

	it("culls to the window and resolves the block when zoomed", () => {
		const { bars, blocks } = seen(150, 160);
		expect(blocks).toEqual([]);
		expect(bars.map(({ x, width }) => [Math.round(x), Math.round(width)])).toEqual([
			[0, 100],
			[200, 100],
			[400, 100],
			[600, 100],
			[800, 100],
			[1000, 100],
		]);
	});

	it("hits bars, and the nearest one within reach", () => {
		const scale = { from: 0, to: 1000e6, left: 0, width: 1000 };
		expect(nodeAt(layout, tree, 1, { scale, x: 550, reachPx: 3 })).toBe(101);
		expect(nodeAt(layout, tree, 1, { scale, x: 497.5, reachPx: 3 })).toBe(101);
		expect(nodeAt(layout, tree, 1, { scale, x: 450, reachPx: 3 })).toBeUndefined();
		expect(nodeAt(layout, tree, 0, { scale, x: 450, reachPx: 3 })).toBe(0);
		expect(nodeAt(layout, tree, 9, { scale, x: 450, reachPx: 3 })).toBeUndefined();
	});
});

describe("lanes as pixels", () => {
	it("adds a strip above annotated lanes and finds lanes by height", () => {
		const rows = flameRows(3, LANE_PITCH_PX, new Set([1]));
		expect([...rows.tops]).toEqual([4, 42, 64, 86]);
		expect([0, 4, 25, 41, 42, 63, 64].map((y) => laneAtY(rows, y))).toEqual([-1, 0, 0, 0, 1, 1, 2]);
		expect([...flameRows(2, 6, new Set([1])).tops]).toEqual([4, 10, 16]);
	});
});

const DRAWN = drawnSkeleton(`
	a: root     [==============]
	  a: one     [====]
	    b: inner  [==]
	  a: two           [====]
	? c: lost      [==]
`);

describe("waterfall rows", () => {
	const { tree } = shapeOf(DRAWN);
	const names = (nodes: Iterable<number>): string[] => [...nodes].map((node) => nodeName({ skeleton: DRAWN, tree }, node));

	it("lists the tree in reading order, without what is folded", () => {
		expect(names(waterfallRows(tree).nodes)).toEqual(["root", "one", "inner", "two", "? 3fa1…", "lost"]);
		const folded = waterfallRows(tree, { folded: new Set([rowNamed(DRAWN, "one")]) });
		expect(names(folded.nodes)).toEqual(["root", "one", "two", "? 3fa1…", "lost"]);
		expect(folded.rowOf[rowNamed(DRAWN, "inner")]).toBe(-1);
	});

	it("keeps the ancestors of the first uncovered row", () => {
		const rows = waterfallRows(tree);
		expect(stickyAncestors(tree, rows, 0, 3)).toEqual([]);
		expect(names(stickyAncestors(tree, rows, 1, 3))).toEqual(["root", "one"]);
		expect(names(stickyAncestors(tree, rows, 1, 1))).toEqual(["root"]);
	});
});

describe("minimap", () => {
	it("projects bars to whole pixels of a few lines", () => {
		const { tree, layout, durationNanos } = shapeOf(DRAWN);
		const runs = minimapRuns(tree, layout, { lines: 8, widthPx: 16, durationNanos });
		expect([...runs.line].at(-1)).toBeLessThan(8);
		expect([runs.x[0], runs.width[0], runs.node[0]]).toEqual([0, 16, rowNamed(DRAWN, "root")]);
		expect([...tickColumns([0, 1, 99, 100, 250], 10, 100)]).toEqual([0, 9]);
	});
});

describe("trace model", () => {
	it("names nodes, placeholders included, and finds spans by id", () => {
		const model = { skeleton: DRAWN, ...shapeOf(DRAWN) };
		expect(nodeService(model, rowNamed(DRAWN, "inner"))).toBe("b");
		expect(nodeName(model, DRAWN.spanCount)).toBe("? 3fa1…".replace("3fa1", missingId(model, DRAWN.spanCount).slice(0, 4)));
		expect(rowOfSpan(DRAWN, "0000000000000002")).toBe(1);
		expect(rowOfSpan(DRAWN, "00000000000000ff")).toBeUndefined();
		expect(rowOfSpan(DRAWN, "short")).toBeUndefined();
	});

	it("brackets attempts that share a lane and numbers them", () => {
		const skeleton = drawnSkeleton(`
			a: root {kind=server}     [==================]
			  a: call {kind=client}    [===!]
			    b: Call {kind=server}   [=!]
			  a: call {kind=client}           [====]
		`);
		const { tree, layout, retries } = shapeOf(skeleton);
		const [strip] = bracketsOf(tree, layout, { retries, similar: [] });
		expect(strip).toMatchObject({ lane: 1, starts: [1e6, 8e6], end: 14e6 });
		expect([...attemptLabels(tree, retries)].map(([row, text]) => [skeleton.operations[skeleton.operation[row]!], text])).toEqual([
			["call", "1/2"],
			["Call", "1/2"],
			["call", "2/2"],
		]);
	});

	it("brackets attempts in different lanes above the topmost: the server worked on after the first was given up", () => {
		const skeleton = bareSkeleton([
			{ parent: NO_PARENT, start: 0, duration: 100, kind: SpanKind.server },
			{ parent: 0, start: 10, duration: 20, operation: "call", kind: SpanKind.client, status: StatusCode.error },
			{ parent: 1, start: 12, duration: 70, operation: "Call", kind: SpanKind.server },
			{ parent: 0, start: 40, duration: 20, operation: "call", kind: SpanKind.client },
			{ parent: 3, start: 42, duration: 15, operation: "Call", kind: SpanKind.server },
		]);
		const { tree, layout, retries } = shapeOf(skeleton);
		expect(layout.lane[3]).not.toBe(layout.lane[1]);
		expect(bracketsOf(tree, layout, { retries, similar: [] })).toMatchObject([{ lane: layout.lane[1], starts: [10e6, 40e6], end: 60e6 }]);
		const folded = { ...layout, lane: layout.lane.map((lane, row) => (row === 3 ? -1 : lane)) };
		expect(bracketsOf(tree, folded, { retries, similar: [] })).toEqual([]);
	});
});
