import fc from "fast-check";
import { expect, it } from "vitest";
import { containsText, createTextSearch } from "./text-search.ts";

it("finds what the meaning finds, in any letters", () => {
	const letter = fc.constantFrom(
		"k",
		"K",
		"\u212a",
		"i",
		"I",
		"İ",
		"ı",
		"s",
		"ſ",
		"ß",
		"支",
		"付",
		"é",
		"É",
		" ",
		".",
		"*",
		"[",
		"\\",
		"-",
		"1",
	);
	const text = fc.array(letter, { maxLength: 12 }).map((letters) => letters.join(""));
	const wanted = fc.oneof(
		fc.array(letter, { maxLength: 3 }).map((letters) => letters.join("")),
		fc.string({ maxLength: 3 }),
	);
	let found = 0;
	fc.assert(
		fc.property(text, wanted, (within, searched) => {
			const expected = containsText(within, searched);
			expect(createTextSearch(searched)(within), JSON.stringify([within, searched])).toBe(expected);
			found += expected && searched !== "" ? 1 : 0;
		}),
		{ seed: 9, numRuns: 5000 },
	);
	expect(found).toBeGreaterThan(150);
});

it.each([
	["Call bank failed: context DEADLINE exceeded", "deadline ex", true],
	["Call bank failed", "bank  failed", false],
	["a.b", "a+b", false],
	["支付失败", "付失", true],
	["\u212aelvin", "kel", true],
])("%s with %s: %s", (text, wanted, expected) => expect(createTextSearch(wanted)(text)).toBe(expected));
