import { expect, test } from "vitest";
import { nearNodes, walkGraph } from "./graph-walk.ts";

const LINKS = ["wg", "gc", "bc", "cp", "ci", "pd", "id"].map((pair) => ({ from: pair[0] ?? "", to: pair[1] ?? "" }));
const PLACES = new Map(
	Object.entries({ w: [0, 50], g: [200, 50], b: [200, 150], c: [400, 100], p: [600, 50], i: [600, 150], d: [800, 100] }).map(
		([id, [x = 0, y = 0]]) => [id, { x, y }],
	),
);
const near = (hops: number, direction: "both" | "up" | "down"): string => [...nearNodes(LINKS, "c", { hops, direction })].sort().join("");

test.each([
	[1, "both", "bcgip"],
	[2, "both", "bcdgipw"],
	[5, "up", "bcgw"],
	[1, "down", "cip"],
] as const)("%d hops, %s: %s", (hops, direction, expected) => expect(near(hops, direction)).toBe(expected));

test("a way does not turn round: another caller of a callee is not near", () => {
	const links = [...LINKS, { from: "x", to: "p" }];
	expect(nearNodes(links, "c", { hops: 5, direction: "both" }).has("x")).toBe(false);
});

test("arrows move along links", () => {
	const graph = { links: LINKS, places: PLACES };
	const walk = (...keys: string[]): string => {
		let at = walkGraph(graph, { node: "g" }, keys[0] ?? "");
		for (const key of keys.slice(1)) at = at && walkGraph(graph, at, key);
		if (at === undefined) return "nowhere";
		return "node" in at ? at.node : `${LINKS[at.link]?.from}${LINKS[at.link]?.to}`;
	};
	expect(walk("ArrowRight")).toBe("gc");
	expect(walk("ArrowRight", "ArrowRight")).toBe("c");
	expect(walk("ArrowRight", "ArrowRight", "ArrowRight")).toBe("cp");
	expect(walk("ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown")).toBe("ci");
	expect(walk("ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown")).toBe("cp");
	expect(walk("ArrowLeft", "ArrowLeft")).toBe("w");
	expect(walk("ArrowDown")).toBe("b");
	expect(walk("ArrowUp")).toBe("nowhere");
	expect(walk("x")).toBe("nowhere");
});
