import { drawnSkeleton, rowNamed } from "@spanglass/shared/analysis/drawn-skeleton.testdata";
import { spanIdAt } from "@spanglass/shared/analysis/span-tree";
import { describe, expect, it } from "vitest";
import { anyValuePlain, anyValueText, attributeText } from "../../api/any-value.ts";
import { shapeOf } from "../../geometry/trace-model.ts";
import { FOLD_ALL } from "../../state/url/trace.ts";
import { foldedNodes, foldLevel, hiddenNodes, openLevel, revealed, toggleFold } from "./fold.ts";
import { findSpans, laneStep, listStep, pathNodes, treeStep } from "./walk.ts";

const SKELETON = drawnSkeleton(`
	gateway: POST /pay   [==================]
	  shop: cart          [===]
	    redis: GET cart    [=]
	  shop: pay                 [=====!]
	    pay: Pay                 [===!]
`);
const MODEL = { skeleton: SKELETON, ...shapeOf(SKELETON) };
const row = (name: string): number => rowNamed(SKELETON, name);
const id = (name: string): string => spanIdAt(SKELETON.spanIds, row(name));

describe("walking", () => {
	it("goes along the tree and stays where there is nothing", () => {
		expect(treeStep(MODEL, row("cart"), "parent")).toBe(row("POST /pay"));
		expect(treeStep(MODEL, row("cart"), "child")).toBe(row("GET cart"));
		expect(treeStep(MODEL, row("cart"), "next")).toBe(row("pay"));
		expect(treeStep(MODEL, row("cart"), "previous")).toBe(row("cart"));
		expect(treeStep(MODEL, row("POST /pay"), "parent")).toBe(row("POST /pay"));
	});

	it("goes along a lane and around a list", () => {
		expect(laneStep(MODEL.layout, row("GET cart"), 1)).toBe(row("Pay"));
		expect(laneStep(MODEL.layout, row("Pay"), 1)).toBe(row("Pay"));
		expect(listStep([4, 7, 9], 9, 1)).toBe(4);
		expect(listStep([4, 7, 9], undefined, -1)).toBe(9);
		expect(listStep([], 3, 1)).toBeUndefined();
		expect(pathNodes(MODEL)).toContain(row("Pay"));
	});

	it("finds every word in operation or service, in reading order", () => {
		expect(findSpans(MODEL, "  ")).toBeUndefined();
		expect(findSpans(MODEL, "CART")?.rows).toEqual([row("cart"), row("GET cart")]);
		expect(findSpans(MODEL, "redis get")?.rows).toEqual([row("GET cart")]);
		expect(findSpans(MODEL, "nothing")?.rows).toEqual([]);
	});
});

describe("folding", () => {
	it("reads ids, and the star as everything below the roots", () => {
		expect([...foldedNodes(MODEL, [id("pay"), "00000000000000ff"])]).toEqual([row("pay")]);
		expect([...foldedNodes(MODEL, [FOLD_ALL])]).toEqual([row("cart"), row("pay")]);
	});

	it("folds one level up with each call and opens one level down", () => {
		const leaf = foldLevel(MODEL, new Set(), row("Pay"));
		expect(leaf).toEqual({ ids: [id("pay")], at: row("pay") });
		expect(foldLevel(MODEL, new Set([row("pay")]), row("pay")).at).toBe(row("POST /pay"));
		expect(openLevel(MODEL, new Set([row("POST /pay")]), row("POST /pay"))).toEqual([id("cart"), id("pay")]);
		expect(toggleFold(MODEL, new Set(), row("cart"))).toEqual([id("cart")]);
		expect(toggleFold(MODEL, new Set([row("cart")]), row("cart"))).toEqual([]);
		expect(toggleFold(MODEL, new Set(), row("Pay"))).toEqual([]);
	});

	it("opens the folded ancestors of a span that is jumped to", () => {
		expect(revealed(MODEL, new Set([row("pay"), row("cart")]), row("Pay"))).toEqual([id("cart")]);
		expect(revealed(MODEL, new Set(), row("Pay"))).toBeUndefined();
	});

	it("hides services by name", () => {
		expect(hiddenNodes(MODEL, ["unknown"])).toBeUndefined();
		expect([...(hiddenNodes(MODEL, ["shop"]) ?? [])].filter((hidden) => hidden === 1)).toHaveLength(2);
	});
});

describe("any value", () => {
	it("shows every kind of value as text and keeps 64-bit integers exact", () => {
		expect(anyValueText({ intValue: "9223372036854775807" })).toBe("9223372036854775807");
		expect(anyValueText({ boolValue: false })).toBe("false");
		expect(anyValueText({ doubleValue: 0 })).toBe("0");
		expect(anyValueText({})).toBe("");
		expect(anyValueText(null)).toBe("");
		expect(anyValueText({ arrayValue: { values: [{ stringValue: "a" }, { intValue: "1" }] } })).toBe('["a","1"]');
		expect(anyValuePlain({ kvlistValue: { values: [{ key: "k", value: { boolValue: true } }] } })).toEqual({ k: true });
		expect(anyValueText({ arrayValue: {} })).toBe("[]");
		expect(attributeText([{ key: "a", value: { stringValue: "x" } }], "b")).toBeUndefined();
	});
});
