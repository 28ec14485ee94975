import type { CallsJson, EdgeJson } from "@spanglass/shared/api/rollup-schemas";
import { describe, expect, test } from "vitest";
import { callsOf, edgeOf, graphOf, nodeOf, numbersOf } from "../../testing/fake-rollups.ts";
import { type CallPair, contentOf, nodeIdOf } from "./graph-content.ts";
import { changeOf, largestChanges } from "./map-changes.ts";
import { sceneOf } from "./map-scene.ts";
import { compareText, inWindow, presentOnly } from "./map-window.ts";

const [A, B, C] = [nodeOf("a"), nodeOf("b"), nodeOf("c")];

function edge(now: CallsJson, before: CallsJson | null, [from, to] = [A, B] as const): EdgeJson {
	return { ...edgeOf(from, to, now), before };
}

function pairOf(now: CallsJson, before: CallsJson | null): CallPair {
	const [pair] = contentOf(graphOf([edge(now, before)])).pairs;
	if (pair === undefined) throw new Error("no pair");
	return pair;
}

describe("the change of a pair", () => {
	test("in rate and latency by factors, in errors by points", () => {
		const pair = pairOf(callsOf(1_000, 60, 890), callsOf(400, 0, 287));
		expect(changeOf(pair, "rate")).toMatchObject({ tag: undefined, level: 2, text: "▲150%", words: "6.67/min → 16.7/min" });
		expect(changeOf(pair, "lat")).toMatchObject({ level: 2, text: "▲210%", words: "201\u00a0ms → 623\u00a0ms" });
		expect(changeOf(pair, "err")).toMatchObject({ level: 2, text: "▲6.0 pt", words: "0% → 6%" });
		const back = pairOf(callsOf(400, 4, 287), callsOf(500, 25, 287));
		expect(changeOf(back, "rate")).toMatchObject({ level: -1, text: "▼20%" });
		expect(changeOf(back, "err")).toMatchObject({ level: -1, text: "▼4.0 pt" });
		expect(changeOf(back, "lat")).toMatchObject({ level: 0, text: "" });
	});

	test("tenfold and more is a factor", () => {
		expect(changeOf(pairOf(callsOf(100, 0, 3_000), callsOf(100, 0, 10)), "lat").text).toBe("▲300×");
	});

	test("few calls tell nothing, except that they are new or gone", () => {
		expect(changeOf(pairOf(callsOf(500, 0, 9), callsOf(19, 0, 900)), "lat")).toMatchObject({ level: 0, text: "" });
		expect(changeOf(pairOf(callsOf(3, 0, 9), callsOf(0, 0, 0)), "err")).toMatchObject({ tag: "new", level: 2 });
		expect(changeOf(pairOf(callsOf(0, 0, 0), callsOf(3, 0, 9)), "err")).toMatchObject({ tag: "gone", level: -2 });
		expect(changeOf(pairOf(callsOf(9_000, 0, 9), null), "rate")).toMatchObject({ tag: undefined, level: 0 });
	});

	test("the list: new and gone first, then by size; what did not change is not in it", () => {
		const { pairs } = contentOf(
			graphOf([
				edge(callsOf(100, 0, 10), callsOf(100, 0, 10), [A, B]),
				edge(callsOf(900, 0, 10), callsOf(100, 0, 10), [A, C]),
				edge(callsOf(0, 0, 0), callsOf(50, 0, 10), [B, C]),
				edge(callsOf(100, 0, 10), callsOf(150, 0, 10), [C, B]),
			]),
		);
		expect(largestChanges(pairs, "rate").map(({ pair, change }) => [pair.to === nodeIdOf(C), change.tag ?? change.text])).toEqual([
			[true, "gone"],
			[true, "▲800%"],
			[false, "▼33%"],
		]);
	});

	test("lines of a comparison have the colour and the words of their change", () => {
		const content = contentOf(
			graphOf([edge(callsOf(0, 0, 0), callsOf(50, 0, 10), [A, B]), edge(callsOf(100, 0, 10), callsOf(0, 0, 0), [B, C])]),
		);
		const scene = sceneOf(content, {
			...{ layer: "err", isCompared: true, badges: new Map() },
			words: { user: "user", new: "NEW", gone: "GONE" },
		});
		expect(scene.ink).toBe("change");
		expect(scene.links.map(({ label, level, isGone = false }) => [label, level, isGone])).toEqual([
			["GONE", -2, true],
			["NEW", 2, false],
		]);
	});
});

describe("a part of the range", () => {
	test("has all nodes and pairs of the whole, with its own numbers or none", () => {
		const whole = contentOf(graphOf([edgeOf(A, B, callsOf(900, 9, 10)), edgeOf(B, C, callsOf(90, 0, 10))]));
		const part = contentOf(graphOf([edgeOf(A, B, callsOf(30, 3, 10))]));
		const shown = inWindow(whole, part);
		expect(shown.pairs.map(({ attempts, errorCount }) => [attempts, errorCount])).toEqual([
			[30, 3],
			[0, 0],
		]);
		expect([...shown.nodes.keys()]).toEqual([...whole.nodes.keys()]);
		expect(shown.nodes.get(nodeIdOf(C))?.numbers).toMatchObject({ count: 0, errorRatio: null });
		const [, faint] = sceneOf(shown, {
			...{ layer: "err", isCompared: false, badges: new Map() },
			words: { user: "user", new: "NEW", gone: "GONE" },
		}).links;
		expect(faint).toMatchObject({ isFaint: true, label: "" });
	});

	test("without comparison what was there before only is not on the map", () => {
		const graph = graphOf([edgeOf(A, B, callsOf(900, 9, 10)), { ...edgeOf(B, C, callsOf(0, 0, 0)), before: callsOf(9, 0, 1) }]);
		const nodes = graph.nodes.map((entry) => (entry.node.name === "c" ? { ...entry, numbers: numbersOf(0, 0, 0) } : entry));
		const shown = presentOnly(contentOf({ ...graph, nodes }));
		expect([shown.pairs.length, shown.nodes.has(nodeIdOf(C)), shown.nodes.has(nodeIdOf(B))]).toEqual([1, false, true]);
	});
});

test("what the API is asked to compare with", () => {
	const range = { fromMs: 100_000_000_000, toMs: 100_000_060_000 };
	expect(compareText(undefined, range)).toBe("previous");
	expect(compareText("prev", range)).toBe("previous");
	expect(compareText("off", range)).toBeUndefined();
	expect(compareText("-1d", range)).toBe("99913600000..99913660000");
	expect(compareText({ fromMs: 1, toMs: 2 }, range)).toBe("1..2");
});
