import { type BareRow, bareSkeleton, drawnSkeleton, rowNamed, seeded } from "@spanglass/shared/analysis/drawn-skeleton.testdata";
import { buildSpanTree } from "@spanglass/shared/analysis/span-tree";
import { MISSING_PARENT, NO_PARENT, type TraceSkeleton } from "@spanglass/shared/model/trace-skeleton";
import { describe, expect, it } from "vitest";
import { type FlameOptions, layoutFlame, NO_LANE } from "./flame-layout.ts";

function laid(skeleton: TraceSkeleton, options?: FlameOptions) {
	const tree = buildSpanTree(skeleton);
	return { tree, layout: layoutFlame(tree, options) };
}

function lanesByName(drawing: string, options?: (skeleton: TraceSkeleton) => FlameOptions): Record<string, number> {
	const skeleton = drawnSkeleton(drawing);
	const { layout } = laid(skeleton, options?.(skeleton));
	return Object.fromEntries(skeleton.operations.map((name) => [name, layout.lane[rowNamed(skeleton, name)] ?? -9]));
}

/** No two bars of a lane overlap, children lie below their parents, and every lane is in order of time. */
function expectSound(skeleton: TraceSkeleton): void {
	const { tree, layout } = laid(skeleton);
	for (let lane = 0; lane < layout.laneCount; lane++) {
		const nodes = layout.laneNodes.subarray(layout.laneStart[lane], layout.laneStart[lane + 1]);
		for (let at = 1; at < nodes.length; at++) expect(tree.start[nodes[at]!]!).toBeGreaterThanOrEqual(tree.end[nodes[at - 1]!]!);
	}
	for (let node = 0; node < tree.nodeCount; node++) {
		const parent = tree.parent[node]!;
		if (parent !== NO_PARENT) expect(layout.lane[node]!).toBeGreaterThan(layout.lane[parent]!);
	}
	expect(layout.laneNodes.length).toBe(tree.nodeCount);
}

describe("layoutFlame", () => {
	it("puts children that follow each other into one lane and overlapping ones below", () => {
		expect(
			lanesByName(`
				a: root    [================]
				  a: one    [===]
				  a: two         [=====]
				  a: beside        [======]
				  a: after                 [=]
			`),
		).toEqual({ root: 0, one: 1, two: 1, beside: 2, after: 1 });
	});

	it("keeps sub-trees together: what overlaps one goes below all of it", () => {
		expect(
			lanesByName(`
				a: root    [================]
				  a: one    [==========]
				    a: deep  [========]
				      a: er   [=]
				  a: beside    [=]
				  a: free               [==]
			`),
		).toEqual({ root: 0, one: 1, deep: 2, er: 3, beside: 4, free: 1 });
	});

	it("lets asynchronous work lie below its parent without keeping the lanes between", () => {
		expect(
			lanesByName(`
				a: root      [====================]
				  a: publish  [=]
				    b: consume          [=======]
				  a: call        [===]
				    c: serve      [=]
			`),
		).toEqual({ root: 0, publish: 1, consume: 2, call: 1, serve: 2 });
	});

	it("keeps only the lane of a descendant that outlives its block", () => {
		expect(
			lanesByName(`
				a: root       [====================]
				  a: call      [=====]
				    b: serve    [=====]
				      b: late     [=======]
				  a: next             [====]
			`),
		).toMatchObject({ call: 1, serve: 2, late: 3, next: 1 });
	});

	it("leaves out what is folded, and hidden spans hand their children up", () => {
		const drawing = `
			a: root    [=========]
			  b: mid    [=======]
			    c: leaf  [===]
		`;
		const folded = lanesByName(drawing, (skeleton) => ({ folded: new Set([rowNamed(skeleton, "mid")]) }));
		expect(folded).toEqual({ root: 0, mid: 1, leaf: NO_LANE });
		const hidden = lanesByName(drawing, (skeleton) => ({
			hidden: Uint8Array.from(skeleton.operation, (op) => (skeleton.operations[op] === "mid" ? 1 : 0)),
		}));
		expect(hidden).toEqual({ root: 0, mid: NO_LANE, leaf: 1 });
	});

	it("stands placeholders in the order of time", () => {
		const skeleton = bareSkeleton([
			{ parent: MISSING_PARENT, start: 0, duration: 2, missing: 1 },
			{ parent: NO_PARENT, start: 5, duration: 5 },
			{ parent: MISSING_PARENT, start: 20, duration: 2, missing: 2 },
		]);
		const { layout } = laid(skeleton);
		expect(layout.laneCount).toBe(2);
		expect([...layout.laneNodes.subarray(0, layout.laneStart[1])]).toEqual([3, 1, 4]);
		expectSound(skeleton);
	});

	it("is sound for any trace, skewed and overlapping ones included", () => {
		const random = seeded(3);
		for (let round = 0; round < 300; round++) {
			const rows: BareRow[] = [];
			const count = 1 + Math.floor(random() * 60);
			const starts = Array.from({ length: count }, () => random() * 100).sort((a, b) => a - b);
			for (let row = 0; row < count; row++) {
				rows.push({
					parent: Math.floor(random() * (count + 3)) - 3,
					start: starts[row]!,
					duration: random() * 30 * random(),
					missing: row % 3,
				});
			}
			expectSound(bareSkeleton(rows));
		}
	});

	it("ends for a chain of 100,000 spans, 10,000 roots at once and 50,000 children at once", () => {
		expect(
			laid(bareSkeleton(Array.from({ length: 100_000 }, (_, row) => ({ parent: row - 1, start: 0, duration: 1 })))).layout.laneCount,
		).toBe(100_000);
		expect(laid(bareSkeleton(Array.from({ length: 10_000 }, () => ({ parent: NO_PARENT, start: 0, duration: 1 })))).layout.laneCount).toBe(
			10_000,
		);
		const wide = Array.from({ length: 50_000 }, (_, row) => ({
			parent: row === 0 ? NO_PARENT : 0,
			start: row / 1000,
			duration: row === 0 ? 99 : 5,
		}));
		expect(laid(bareSkeleton(wide)).layout.laneCount).toBeLessThan(5_100);
		const comb = Array.from({ length: 40_000 }, (_, row) => ({
			parent: row < 2 ? row - 1 : row - 1 - (row % 2),
			start: row / 1e6,
			duration: 1,
		}));
		expect(laid(bareSkeleton(comb)).layout.laneCount).toBeGreaterThan(20_000);
	});
});
