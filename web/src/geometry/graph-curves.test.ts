import { describe, expect, test } from "vitest";
import { curveAt, type GraphCurve, graphCurves, placeLabels, pointAlong } from "./graph-curves.ts";
import type { GraphLayout } from "./graph-layout.ts";

const NODES = ["a", "b", "c"].map((id) => ({ id, widthPx: 100, heightPx: 40 }));
const LAYOUT: GraphLayout = {
	places: new Map([
		["a", { x: 50, y: 20 }],
		["b", { x: 300, y: 20 }],
		["c", { x: 300, y: 120 }],
	]),
	routes: new Map(),
};
const curves = (...pairs: string[]): readonly (GraphCurve | undefined)[] =>
	graphCurves(
		NODES,
		pairs.map((pair) => ({ from: pair[0] ?? "", to: pair[1] ?? "" })),
		LAYOUT,
	);

describe("lines", () => {
	test("leave at the right, arrive at the left, and are straight at one height", () => {
		const [curve] = curves("ab");
		expect(curve?.points).toEqual([100, 20, 239, 20]);
		expect(curve?.tip).toEqual({ x: 248, y: 20 });
	});

	test("several leave apart, in the order of their ends, and never cross at their node", () => {
		const [lower, upper] = curves("ac", "ab");
		expect([upper?.points[1], lower?.points[1]]).toEqual([17, 23]);
	});

	test("backwards they run below, so that opposite ones are two lines", () => {
		const [forth, back] = curves("ab", "ba");
		expect([forth?.isBackward, back?.isBackward]).toEqual([false, true]);
		expect(back?.bounds.y).toBeGreaterThanOrEqual(40);
		expect(back?.tip).toEqual({ x: 50, y: 42 });
	});

	test("none for a self-call or an unknown node", () => {
		expect(curves("aa", "ax")).toEqual([undefined, undefined]);
	});
});

test("what is under the pointer", () => {
	const all = curves("ac", "ab");
	expect(curveAt(all, { x: 170, y: 21 }, 6)).toBe(1);
	expect(curveAt(all, { x: 170, y: 70 }, 6)).toBe(0);
	expect(curveAt(all, { x: 30, y: 90 }, 6)).toBeUndefined();
});

test("a share of the way", () => {
	expect(pointAlong([0, 0, 10, 0, 10, 10], 0.75)).toEqual({ x: 10, y: 5 });
	expect(pointAlong([0, 0, 10, 0], 1)).toEqual({ x: 10, y: 0 });
});

test("words never cover nodes or one another; without room there are none", () => {
	const [first, second] = curves("ab", "ab");
	if (first === undefined || second === undefined) throw new Error("no lines");
	const wish = (curve: GraphCurve, widthPx: number) => ({ curve, widthPx });
	const free = placeLabels([wish(first, 40), wish(second, 40)], []);
	expect(free.map((rect) => rect?.x)).toEqual([expect.closeTo(180.08), expect.closeTo(130.04)]);
	expect(placeLabels([wish(first, 100)], []).map((rect) => [rect?.x, rect?.y])).toEqual([[119.5, -1]]);
	expect(placeLabels([wish(first, 40)], [{ x: 0, y: 0, width: 400, height: 40 }])).toEqual([undefined]);
});
