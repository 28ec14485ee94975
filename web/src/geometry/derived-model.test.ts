import { type BareRow, bareSkeleton, seeded } from "@spanglass/shared/analysis/drawn-skeleton.testdata";
import { NO_PARENT } from "@spanglass/shared/model/trace-skeleton";
import { describe, expect, it } from "vitest";
import { heavyModel, sandwichModel } from "./derived-model.ts";
import type { FlameLayout } from "./flame-layout.ts";
import { spanColors } from "./span-colors.ts";
import { shapeOf, type TraceModel } from "./trace-model.ts";
import { trackLayout } from "./track-layout.ts";

function modelOf(rows: readonly BareRow[]): TraceModel {
	const skeleton = bareSkeleton(rows);
	return { skeleton, ...shapeOf(skeleton) };
}

const QUERIES = modelOf([
	{ parent: NO_PARENT, start: 0, duration: 100, service: "shop", operation: "GET /cart" },
	{ parent: 0, start: 10, duration: 20, service: "cart", operation: "load" },
	{ parent: 1, start: 12, duration: 6, service: "cart", operation: "SELECT" },
	{ parent: 1, start: 20, duration: 6, service: "cart", operation: "SELECT", status: 2 },
	{ parent: 0, start: 40, duration: 50, service: "price", operation: "quote" },
	{ parent: 4, start: 50, duration: 10, service: "cart", operation: "SELECT" },
]);

const told = ({ skeleton, tree }: TraceModel) =>
	Array.from(tree.preorder, (node) => [
		skeleton.operations[skeleton.operation[node] ?? 0],
		tree.depth[node],
		(tree.start[node] ?? 0) / 1e6,
		((tree.end[node] ?? 0) - (tree.start[node] ?? 0)) / 1e6,
	]);

/** Nothing overlaps in a lane, and every node that has one is listed once. */
function expectSound(layout: FlameLayout, { tree }: TraceModel): void {
	expect(layout.laneNodes).toHaveLength(layout.lane.filter((lane) => lane >= 0).length);
	for (let lane = 0; lane < layout.laneCount; lane++) {
		let end = Number.NEGATIVE_INFINITY;
		for (const node of layout.laneNodes.subarray(layout.laneStart[lane], layout.laneStart[lane + 1])) {
			expect(layout.lane[node]).toBe(lane);
			expect(tree.start[node]).toBeGreaterThanOrEqual(end - 1e-3);
			end = tree.end[node] ?? 0;
		}
	}
}

describe("heavy", () => {
	it("merges same paths, widest left, and counts them in their names", () => {
		const { model, barOf, rowOf } = heavyModel(QUERIES);
		expect(told(model)).toEqual([
			["GET /cart", 0, 0, 100],
			["quote", 1, 0, 50],
			["SELECT", 2, 0, 10],
			["load", 1, 50, 20],
			["×2 SELECT", 2, 50, 12],
		]);
		expect(barOf[2]).toBe(barOf[3]);
		expect(model.skeleton.status[barOf[3] ?? 0]).toBe(2);
		expect(rowOf[barOf[5] ?? 0]).toBe(5);
		expectSound(model.layout, model);
		expect([model.gaps.node.length, model.retries.length]).toEqual([0, 0]);
	});

	it("parallel children make their parent as wide as all of them", () => {
		const { model } = heavyModel(
			modelOf([
				{ parent: NO_PARENT, start: 0, duration: 10, operation: "all" },
				{ parent: 0, start: 0, duration: 10, operation: "one" },
				{ parent: 0, start: 0, duration: 10, operation: "two" },
			]),
		);
		expect(told(model)).toEqual([
			["all", 0, 0, 20],
			["one", 1, 0, 10],
			["two", 1, 10, 10],
		]);
	});
});

describe("sandwich", () => {
	it("has callers above and callees below, callers sharing the width by what each waited", () => {
		const { model, layout, barOf } = sandwichModel(QUERIES, 2);
		const lanes = Array.from(layout?.lane ?? [], (lane, row) => [
			model.skeleton.operations[model.skeleton.operation[row] ?? 0],
			lane,
			(model.skeleton.duration[row] ?? 0) / 1e6,
		]);
		expect(lanes).toEqual(
			expect.arrayContaining([
				["×3 SELECT", 2, 22],
				["×2 load", 1, 12],
				["quote", 1, 10],
			]),
		);
		expect(lanes.filter(([, lane]) => lane === 0).map(([name]) => name)).toEqual(["×2 GET /cart", "GET /cart"]);
		expect([barOf[2], barOf[5]]).toEqual([barOf[3], barOf[3]]);
		if (layout !== undefined) expectSound(layout, model);
	});

	it("of a root there is nobody above, and a recursive call counts once", () => {
		const { layout, model } = sandwichModel(
			modelOf([
				{ parent: NO_PARENT, start: 0, duration: 10, operation: "walk" },
				{ parent: 0, start: 1, duration: 8, operation: "walk" },
				{ parent: 1, start: 2, duration: 2, operation: "stat" },
			]),
			0,
		);
		expect(layout?.lane).toEqual(Int32Array.from([0, 1, 2]));
		expect(model.skeleton.duration[0]).toBe(10e6);
	});
});

it("tracks: one group of lanes for each service, nothing overlapping, whatever the trace", () => {
	const random = seeded(7);
	const rows: BareRow[] = Array.from({ length: 400 }, (_, index) => ({
		parent: index === 0 ? NO_PARENT : Math.floor(random() * index),
		start: index,
		duration: Math.floor(random() * 60),
		service: "abcde"[Math.floor(random() * 5)] ?? "a",
	}));
	const model = modelOf(rows);
	const { layout, tracks } = trackLayout(model);
	expectSound(layout, model);
	expect(tracks.reduce((sum, { spanCount }) => sum + spanCount, 0)).toBe(400);
	for (const [index, { lane, service }] of tracks.entries()) {
		const last = tracks[index + 1]?.lane ?? layout.laneCount;
		for (const node of layout.laneNodes.subarray(layout.laneStart[lane], layout.laneStart[last]))
			expect(model.skeleton.service[node]).toBe(service);
	}
	const hidden = model.skeleton.service.map((service) => (service === tracks[0]?.service ? 1 : 0));
	expect(trackLayout(model, Uint8Array.from(hidden)).tracks.map(({ service }) => service)).toEqual(
		tracks.slice(1).map(({ service }) => service),
	);
});

it("colours by key, most frequent first, errors always apart", () => {
	const { colors, legend } = spanColors(QUERIES, "status");
	expect(legend.map(({ value, spanCount }) => [value, spanCount])).toEqual([
		[0, 5],
		[2, 1],
	]);
	expect(colors[3]).not.toBe(colors[2]);
	expect(spanColors(QUERIES, "operation").legend[0]).toMatchObject({ spanCount: 3 });
	expect(spanColors(QUERIES, "self").legend.reduce((sum, { spanCount }) => sum + spanCount, 0)).toBe(6);
});
