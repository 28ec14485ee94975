import { expect, it } from "vitest";
import type { TraceSkeleton } from "../model/trace-skeleton.ts";
import { diffCause } from "./diff-cause.ts";
import { drawnSkeleton } from "./drawn-skeleton.testdata.ts";
import { MergedTree } from "./merged-tree.ts";
import { type DiffSide, diffTraces } from "./trace-diff.ts";

function sideOf(...skeletons: readonly TraceSkeleton[]): DiffSide {
	const tree = new MergedTree(1000);
	for (const skeleton of skeletons) tree.add(skeleton);
	return { traces: skeletons.length, nodes: tree.all() };
}

const causeOf = (a: DiffSide, b: DiffSide) => {
	const diff = diffTraces(a, b);
	const cause = diffCause(diff);
	const nameOf = (node: number | undefined) => (node === undefined ? undefined : diff.nodes[node]?.operation);
	return { diff, cause, main: nameOf(cause.main?.node), calls: nameOf(cause.calls), parts: cause.parts.map(({ node }) => nameOf(node)) };
};

const HEALTHY = drawnSkeleton(
	`gateway: POST /pay   [==========]
	   checkout: Pay       [========]
	     inventory: Reserve [==]
	     payment: Charge       [===]
	       db: lock            [=]`,
);
const RETRIED = drawnSkeleton(
	`gateway: POST /pay   [=============================]
	   checkout: Pay       [===========================]
	     inventory: Reserve [==]
	     payment: Charge       [======!]
	       db: lock            [==]
	     payment: Charge                [======!]
	       db: lock                     [==]
	     payment: Charge                         [====]
	       db: lock                              [==]
	     audit: Write                                  [=]`,
);

it("matches by path: repeated calls are one place, and what only one side has is told", () => {
	const { diff } = causeOf(sideOf(RETRIED), sideOf(HEALTHY));
	expect(diff.nodes.map(({ operation, depth, a, b }) => [operation, depth, a?.spans ?? 0, b?.spans ?? 0])).toEqual([
		["POST /pay", 0, 1, 1],
		["Pay", 1, 1, 1],
		["Reserve", 2, 1, 1],
		["Charge", 2, 3, 1],
		["lock", 3, 3, 1],
		["Write", 2, 1, 0],
	]);
	expect(diff.nodes[3]?.a).toMatchObject({ errors: 2, frequency: 1 });
	expect(diff.nodes.reduce((sum, { ownDeltaNanos }) => sum + ownDeltaNanos, 0)).toBeCloseTo(diff.deltaNanos, 3);
	expect(diff.nodes[0]?.deltaNanos).toBeCloseTo(diff.deltaNanos, 3);
});

it("says which sub-tree explains the difference, and that it is called more often", () => {
	const { cause, main, calls } = causeOf(sideOf(RETRIED), sideOf(HEALTHY));
	expect(cause.verdict).toBe("found");
	expect([main, calls, cause.inside]).toEqual(["Charge", "Charge", undefined]);
	expect(cause.main?.share).toBeGreaterThan(0.7);
});

it("names the service that was entered, and what in it took the time", () => {
	const of = (bar: number) =>
		drawnSkeleton(
			[
				`gateway: POST /pay  [${"=".repeat(bar + 6)}]`,
				`  payment: Pay       [${"=".repeat(bar + 4)}]`,
				`    payment: charge   [${"=".repeat(bar + 2)}]`,
				`      payment: SELECT  [${"=".repeat(bar)}]`,
			].join("\n"),
		);
	const { cause, main, diff } = causeOf(sideOf(of(20)), sideOf(of(2)));
	expect([main, diff.nodes[cause.inside?.node ?? -1]?.operation, cause.inside?.isItself]).toEqual(["Pay", "SELECT", true]);
	expect([cause.main?.share, cause.inside?.share]).toEqual([1, 1]);
});

it("a trace against itself differs in nothing", () => {
	const { cause, diff } = causeOf(sideOf(RETRIED), sideOf(RETRIED));
	expect(cause).toEqual({ verdict: "same", main: undefined, inside: undefined, parts: [], calls: undefined });
	expect(diff.nodes.every(({ deltaNanos, ownDeltaNanos }) => deltaNanos === 0 && ownDeltaNanos === 0)).toBe(true);
});

it("names the parts when no single one explains most", () => {
	const of = (bar: number): TraceSkeleton => {
		const rest = " ".repeat(bar + 2);
		const one = `[${"=".repeat(bar)}]`;
		return drawnSkeleton(
			[
				`gateway: GET /   [${"=".repeat(3 * bar + 4)}]`,
				`  a: one         ${one}`,
				`  b: two         ${rest}${one}`,
				`  c: three       ${rest}${rest}${one}`,
			].join("\n"),
		);
	};
	const [slower, faster] = [of(12), of(4)];
	const { cause, parts } = causeOf(sideOf(slower), sideOf(faster));
	expect(cause.verdict).toBe("spread");
	expect([...parts].sort()).toEqual(["one", "three", "two"]);
});

it("the average of several traces counts calls and time for each of them", () => {
	const { diff } = causeOf(sideOf(RETRIED), sideOf(HEALTHY, HEALTHY, RETRIED, HEALTHY));
	expect(diff.nodes[3]?.b).toMatchObject({ frequency: 1, spans: 1.5, errors: 0.5 });
	expect(diff.nodes[5]?.b).toMatchObject({ frequency: 0.25, spans: 0.25 });
});

it("work beside the critical path explains nothing", () => {
	const beside = (length: string) =>
		drawnSkeleton(
			`gateway: GET /   [====================]
			   a: waited       [==================]
			   b: beside       [${length}]`,
		);
	const { cause, diff } = causeOf(sideOf(beside("==============")), sideOf(beside("==")));
	expect(cause.verdict).toBe("same");
	expect(diff.nodes.find(({ operation }) => operation === "beside")?.deltaNanos).toBe(0);
});
