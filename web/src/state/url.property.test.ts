import fc from "fast-check";
import { expect, test } from "vitest";
import { choiceValue, parseSearch, stringifySearch, textValue, withValues } from "./url.ts";

const names = fc.oneof(fc.constantFrom("q", "from", "to", "span", "x", "unknown"), fc.string({ minLength: 1, unit: "binary" }));
const values = fc.string({ unit: "binary" });
const searches = fc.dictionary(names, fc.oneof(values, fc.array(values, { minLength: 2, maxLength: 3 })));

test("what is written is read back, whatever the values are", () => {
	fc.assert(
		fc.property(searches, (search) => {
			const text = stringifySearch(search);
			expect({ ...parseSearch(text) }).toEqual({ ...search });
			expect(stringifySearch(parseSearch(text))).toBe(text);
		}),
		{ seed: 4318, numRuns: 500 },
	);
});

test("reading never fails and writing settles after one round", () => {
	fc.assert(
		fc.property(fc.string(), (text) => {
			const once = stringifySearch(parseSearch(text));
			expect(stringifySearch(parseSearch(once))).toBe(once);
		}),
		{ seed: 4317, numRuns: 500 },
	);
});

test("values stay text", () => {
	expect(parseSearch("?a=0e10&b=true&c=&d=1&d=2&e")).toEqual({ a: "0e10", b: "true", c: "", d: ["1", "2"], e: "" });
	expect(parseSearch("?__proto__=1")).toEqual(Object.fromEntries([["__proto__", "1"]]));
	expect(parseSearch("a=%zz")).toEqual({ a: "%zz" });
});

test("the order is fixed and unknown names follow", () => {
	expect(stringifySearch({ zeta: "1", to: "now", q: "service:checkout duration:>500ms", alpha: "2", from: "now-1h" })).toBe(
		"?q=service:checkout+duration:%3E500ms&from=now-1h&to=now&zeta=1&alpha=2",
	);
	expect(stringifySearch({})).toBe("");
});

test("single values, choices and changes", () => {
	const search = parseSearch("?sort=longest&f=a&f=b&keep=me");
	expect(textValue(search, "f")).toBe("a");
	expect(choiceValue(search, "sort", ["newest", "longest"])).toBe("longest");
	expect(choiceValue({ sort: "nonsense" }, "sort", ["newest", "longest"])).toBe("newest");
	expect(withValues(search, { sort: undefined, q: "x" })).toEqual({ f: ["a", "b"], keep: "me", q: "x" });
});
