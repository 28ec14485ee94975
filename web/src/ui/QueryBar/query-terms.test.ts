import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { markFault, queryFaultOf, shortExample, tintQuery, toggleTerm, topLevelTerms, withoutTerm, withTerm } from "./query-terms.ts";

test("tinting never changes the text", () => {
	fc.assert(
		fc.property(fc.string(), (text) => {
			expect(
				tintQuery(text)
					.map((piece) => piece.text)
					.join(""),
			).toBe(text);
		}),
		{ seed: 1, numRuns: 500 },
	);
});

test("keys, values and operators are told apart", () => {
	expect(tintQuery("service:checkout OR -kind:x").map((piece) => [piece.text, piece.tone])).toEqual([
		["service:", "key"],
		["checkout", "value"],
		[" ", "plain"],
		["OR", "operator"],
		[" ", "plain"],
		["-", "operator"],
		["kind:", "key"],
		["x", "value"],
	]);
});

test("structure operators and places are told apart", () => {
	expect(tintQuery("root.service:a >> any.resource.k:b").map((piece) => [piece.text, piece.tone])).toEqual([
		["root.service:", "key"],
		["a", "value"],
		[" ", "plain"],
		[">>", "operator"],
		[" ", "plain"],
		["any.resource.k:", "key"],
		["b", "value"],
	]);
});

describe("conditions", () => {
	test.each([
		["", []],
		["a:1", ["a:1"]],
		['a:1 -b:"x y" word', ["a:1", '-b:"x y"', "word"]],
		["a:1 (b:2 OR c:3) AND d:4", ["a:1", "(b:2 OR c:3)", "d:4"]],
		["a:1 -(b:2 OR c:3)", ["a:1", "-(b:2 OR c:3)"]],
		["a:1 OR b:2", ["a:1 OR b:2"]],
		["a:1 >> b:2", ["a:1 >> b:2"]],
		["a:1 b:2 >> (c:3 d:4) e:5", ["a:1", "b:2 >> (c:3 d:4)", "e:5"]],
		["-a:1 > -(b:2 OR c:3) >> d:4 AND e:5", ["-a:1 > -(b:2 OR c:3) >> d:4", "e:5"]],
		["(a:1 > b:2) root.c:3", ["(a:1 > b:2)", "root.c:3"]],
		["a:1 > b:2 OR c:3", ["a:1 > b:2 OR c:3"]],
		["a:1 >> ", ["a:1 >>"]],
		['a:"open', ['a:"open']],
	])("%s", (text, terms) => {
		expect(topLevelTerms(text)).toEqual(terms);
	});

	test("are taken away and added", () => {
		expect(withoutTerm("a:1 b:2 c:3", "b:2")).toBe("a:1 c:3");
		expect(toggleTerm("a:1", "status:error")).toBe("a:1 status:error");
		expect(toggleTerm("a:1 status:error", "status:error")).toBe("a:1");
		expect(toggleTerm("", "status:error")).toBe("status:error");
		expect(toggleTerm("a:1 OR b:2", "status:error")).toBe("(a:1 OR b:2) status:error");
		expect(withTerm("a:1 status:error", "status:error")).toBe("a:1 status:error");
		expect(toggleTerm("a:1 >> (b:2 status:error)", "status:error")).toBe("a:1 >> (b:2 status:error) status:error");
		expect(toggleTerm("a:1 > b:2 status:error", "status:error")).toBe("a:1 > b:2");
		expect(withoutTerm("a:1 b:2 > c:3", "b:2 > c:3")).toBe("a:1");
		expect(withTerm("(a:1 OR b:2)", "c:3")).toBe("(a:1 OR b:2) c:3");
		expect(withTerm("(a:1 x) OR b:2", "c:3")).toBe("((a:1 x) OR b:2) c:3");
	});
});

test("the collector's fault is a place and a repair", () => {
	const fault = { position: 11, length: 2, expected: "a value", repaired: "a:1" };
	expect(queryFaultOf({ message: "character 12", fault })).toEqual({ message: "character 12", position: 11, length: 2, repaired: "a:1" });
	expect(queryFaultOf({ message: "too long" })).toBeUndefined();
});

test("a fault is underlined where it is and nowhere else", () => {
	const wrong = (text: string, position: number, length: number): string =>
		markFault(text, { position, length })
			.map((piece) => (piece.isWrong ? `<${piece.text}>` : piece.text))
			.join("");
	expect(wrong("a:1 status:eror b:2", 11, 4)).toBe("a:1 status:<eror> b:2");
	expect(wrong("duration:..5s", 11, 2)).toBe("duration:..<5s>");
	expect(wrong("k: x", 0, 2)).toBe("<k:> x");
	expect(wrong("a -", 3, 0)).toBe("a <->");
	expect(wrong("(a b", 0, 1)).toBe("<(>a b");
	fc.assert(
		fc.property(fc.string(), fc.nat(20), fc.nat(5), (text, position, length) => {
			expect(
				markFault(text, { position, length })
					.map((piece) => piece.text)
					.join(""),
			).toBe(text);
		}),
		{ seed: 2 },
	);
});
test("a narrow field shows the first whole conditions of an example", () => {
	expect(shortExample("service:checkout status:error duration:>500ms")).toBe("service:checkout status:error");
	expect(shortExample('level:>=warn service:payment "deadline exceeded"')).toBe("level:>=warn service:payment");
	expect(shortExample("service:a-name-that-is-longer-than-the-field a:1")).toBe("service:a-name-that-is-longer-than-the-field");
});
