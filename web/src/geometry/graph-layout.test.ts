import { describe, expect, test } from "vitest";
import { extendLayout } from "./graph-keep.ts";
import { COLUMN_GAP_PX, type GraphShape, layoutGraph, linkKey } from "./graph-layout.ts";
import { crossings, forwardEdges, layersOf } from "./graph-order.ts";

/** `a>b b>c d`: links, and nodes without any. */
function drawn(text: string): GraphShape {
	const links = text.split(" ").flatMap((word) => {
		const [from = "", to] = word.split(">");
		return to === undefined ? [] : [{ from, to }];
	});
	const ids = new Set(text.split(/[ >]/));
	return { nodes: [...ids].map((id) => ({ id, widthPx: 100, heightPx: 36 })), links };
}
const columns = (text: string): string => {
	const byX = Map.groupBy(layoutGraph(drawn(text)).places, ([, { x }]) => x);
	return [...byX]
		.sort(([a], [b]) => a - b)
		.map(([, nodes]) =>
			nodes
				.sort(([, a], [, b]) => a.y - b.y)
				.map(([id]) => id)
				.join(""),
		)
		.join(" ");
};

describe("layers", () => {
	test("callers before callees; a node is behind all of its callers", () => {
		expect(columns("w>g g>c c>p c>i p>d i>d")).toBe("w g c ip d");
	});

	test("who is called by nobody stands right before the first that it calls", () => {
		expect(columns("w>g g>c c>p b>c")).toBe("w bg c p");
	});

	test("a cycle is entered where somebody outside calls it", () => {
		expect(columns("w>b b>c c>b")).toBe("w b c");
		expect(
			forwardEdges(2, [
				{ from: 0, to: 1 },
				{ from: 1, to: 0 },
				{ from: 1, to: 1 },
			]),
		).toEqual([
			{ from: 0, to: 1 },
			{ from: 0, to: 1 },
		]);
	});

	test("layers by the longest way", () => {
		expect([
			...layersOf(4, [
				{ from: 0, to: 1 },
				{ from: 1, to: 2 },
				{ from: 0, to: 2 },
				{ from: 3, to: 2 },
			]),
		]).toEqual([0, 1, 2, 1]);
	});
});

test("crossings are counted and avoided", () => {
	expect(
		crossings(
			[
				[0, 1],
				[2, 3],
			],
			[[3], [2], [], []],
		),
	).toBe(1);
	expect(
		crossings(
			[
				[0, 1],
				[3, 2],
			],
			[[3], [2], [], []],
		),
	).toBe(0);
	expect(columns("r>a r>b a>y b>x")).toBe("r ab yx");
});

test("a chain is straight, columns are one gap apart, a link over a layer has a lane of its own", () => {
	const { places, routes } = layoutGraph(drawn("a>b b>c a>c"));
	expect([places.get("a")?.x, places.get("b")?.x]).toEqual([50, 150 + COLUMN_GAP_PX]);
	const lane = routes.get(linkKey({ from: "a", to: "c" })) ?? [];
	expect([lane[0], lane[2]]).toEqual([100 + COLUMN_GAP_PX, 200 + COLUMN_GAP_PX]);
	expect(Math.abs((lane[1] ?? 0) - (places.get("b")?.y ?? 0))).toBeGreaterThan(18);
	const straight = layoutGraph(drawn("a>b b>c"));
	expect(new Set([...straight.places.values()].map(({ y }) => y)).size).toBe(1);
});

test("parts below one another, the largest first, lonely nodes below all", () => {
	const { places } = layoutGraph(drawn("z q>r a>b b>c"));
	const y = (id: string): number => places.get(id)?.y ?? 0;
	expect(y("a") < y("q") && y("q") < y("z")).toBe(true);
});

test("a new node stands beside its caller at the nearest free height; one that comes back finds its place", () => {
	const before = layoutGraph(drawn("a>b"));
	const after = extendLayout(drawn("a>b a>n"), before);
	expect(after.places.get("b")).toEqual(before.places.get("b"));
	expect(after.places.get("n")?.x).toBe(before.places.get("b")?.x);
	const without = extendLayout(drawn("a>n"), after);
	expect(extendLayout(drawn("a>b a>n"), without)).toEqual(after);
	for (const [id, place] of before.places) expect(extendLayout(drawn("x>y"), before).places.get(id)).toEqual(place);
	expect(extendLayout(drawn("x>y y>z a>x"), before)).toEqual(layoutGraph(drawn("x>y y>z a>x")));
	expect(extendLayout(drawn("x>y y>z a>x"), before, true).places.get("a")).toEqual(before.places.get("a"));
});
