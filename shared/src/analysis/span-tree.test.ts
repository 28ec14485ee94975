import { describe, expect, it } from "vitest";
import { MISSING_PARENT, NO_PARENT } from "../model/trace-skeleton.ts";
import { type BareRow, bareSkeleton, drawnSkeleton, rowNamed, seeded } from "./drawn-skeleton.testdata.ts";
import { buildSpanTree, LONGEST_NANOS, type SpanTree } from "./span-tree.ts";

function expectForest(tree: SpanTree): void {
	expect(new Set(tree.preorder).size).toBe(tree.nodeCount);
	for (let node = 0; node < tree.nodeCount; node++) {
		const parent = tree.parent[node]!;
		if (parent !== NO_PARENT) expect(tree.position[parent]!).toBeLessThan(tree.position[node]!);
		expect(tree.end[node]!).toBeGreaterThanOrEqual(tree.start[node]!);
	}
	const roots = [...tree.roots].reduce((sum, root) => sum + tree.subtreeSize[root]!, 0);
	expect(roots).toBe(tree.nodeCount);
}

describe("buildSpanTree", () => {
	it("lists children in start order and counts sub-trees", () => {
		const skeleton = drawnSkeleton(`
			a: root   [==========]
			  a: left   [==]
			    b: leaf  [=]
			  a: right       [==]
		`);
		const tree = buildSpanTree(skeleton);
		const root = rowNamed(skeleton, "root");
		expect([...tree.children.subarray(tree.childStart[root], tree.childStart[root + 1])]).toEqual([
			rowNamed(skeleton, "left"),
			rowNamed(skeleton, "right"),
		]);
		expect(tree.subtreeSize[root]).toBe(4);
		expect(tree.depth[rowNamed(skeleton, "leaf")]).toBe(2);
		expectForest(tree);
	});

	it("stands one placeholder for each missing parent, as long as its children", () => {
		const tree = buildSpanTree(
			bareSkeleton([
				{ parent: NO_PARENT, start: 0, duration: 10 },
				{ parent: MISSING_PARENT, start: 2, duration: 3, missing: 1 },
				{ parent: MISSING_PARENT, start: 4, duration: 5, missing: 1 },
				{ parent: MISSING_PARENT, start: 5, duration: 1, missing: 2 },
			]),
		);
		expect(tree.nodeCount).toBe(6);
		expect([tree.start[4], tree.end[4]]).toEqual([2e6, 9e6]);
		expect([...tree.roots]).toEqual([0, 4, 5]);
		expectForest(tree);
	});

	it("cuts a cycle at its earliest span and a span that is its own parent", () => {
		const tree = buildSpanTree(
			bareSkeleton([
				{ parent: 2, start: 0, duration: 1 },
				{ parent: 0, start: 1, duration: 1 },
				{ parent: 1, start: 2, duration: 1 },
				{ parent: 3, start: 3, duration: 1 },
				{ parent: 2, start: 4, duration: 1 },
			]),
		);
		expect(tree.cutLinks).toBe(2);
		expect([...tree.parent]).toEqual([NO_PARENT, 0, 1, NO_PARENT, 2]);
		expectForest(tree);
	});

	it("keeps impossible times within bounds", () => {
		const tree = buildSpanTree(
			bareSkeleton([
				{ parent: NO_PARENT, start: Number.NaN, duration: Number.POSITIVE_INFINITY },
				{ parent: 0, start: 1, duration: -5 },
				{ parent: 77, start: 1, duration: Number.NaN },
			]),
		);
		expect([tree.start[0], tree.end[0]]).toEqual([0, LONGEST_NANOS]);
		expect(tree.end[1]).toBe(1e6);
		expect(tree.parent[2]).toBe(NO_PARENT);
		expectForest(tree);
	});

	it("reaches every span once, whatever the parents say", () => {
		const random = seeded(7);
		for (let round = 0; round < 200; round++) {
			const count = 1 + Math.floor(random() * 30);
			const rows: BareRow[] = Array.from({ length: count }, (_, row) => ({
				parent: Math.floor(random() * (count + 4)) - 3,
				start: row,
				duration: random() * 10,
				missing: Math.floor(random() * 3),
			}));
			expectForest(buildSpanTree(bareSkeleton(rows)));
		}
	});

	it("takes a chain of 100,000 spans and 10,000 roots", () => {
		const chain = buildSpanTree(bareSkeleton(Array.from({ length: 100_000 }, (_, row) => ({ parent: row - 1, start: 0, duration: 1 }))));
		expect(chain.depth[99_999]).toBe(99_999);
		const roots = buildSpanTree(bareSkeleton(Array.from({ length: 10_000 }, (_, row) => ({ parent: NO_PARENT, start: row, duration: 1 }))));
		expect(roots.roots.length).toBe(10_000);
	});

	it("is empty for an empty trace", () => {
		expect(buildSpanTree(bareSkeleton([])).nodeCount).toBe(0);
	});
});
