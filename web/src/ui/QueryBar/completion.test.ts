import { lexFilter } from "@spanglass/shared/query/filter-lex";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accept, type CountedKey, completionAt, keySuggestions, valueSuggestions, writtenValue } from "./completion.ts";

/** The caret is where `|` stands. */
const at = (marked: string, onDemand = false) => {
	const caret = marked.indexOf("|");
	return completionAt(marked.replace("|", ""), caret, onDemand);
};

describe("what can be completed", () => {
	test.each([
		["ser|", { type: "key", typed: "ser", text: "ser", scope: undefined, start: 0, end: 3 }],
		["a:1 http.r| b:2", { type: "key", typed: "http.r", start: 4, end: 10 }],
		["-ser|", { type: "key", typed: "ser", start: 1 }],
		["(ser|)", { type: "key", typed: "ser", start: 1 }],
		["(|", { type: "key", typed: "" }],
		["a:1 |", { type: "key", typed: "", start: 4 }],
		["resource.k8|", { type: "key", scope: "resource", text: "k8", before: "" }],
		["root.event.na|", { type: "key", scope: "event", text: "na", before: "root." }],
		["service:|", { type: "value", field: "service", typed: "", start: 8, end: 8 }],
		["service:pay|", { type: "value", field: "service", typed: "pay", start: 8, end: 11 }],
		['service:"order w|', { type: "value", field: "service", typed: "order w", start: 8 }],
		['resource."a b"!=x|', { type: "value", field: 'resource."a b"', typed: "x" }],
		["any.status=e|", { type: "value", field: "status", typed: "e" }],
		["(a:1 OR b:|)", { type: "value", field: "b", typed: "" }],
	])("%s", (marked, expected) => expect(at(marked)).toMatchObject(expected));

	test.each([
		"|",
		"word |",
		"serv|ice",
		"service:pay|ment",
		"duration:|",
		"trace:ab|",
		"duration>|",
		"k:/re|/",
		'"a phrase|',
		"a)|",
		"k:GET*|",
	])("nothing in %s", (marked) => expect(at(marked)).toBeUndefined());

	test("on demand also where nothing is typed", () => {
		expect(at("|", true)).toMatchObject({ type: "key", typed: "", start: 0 });
		expect(at("word |", true)).toMatchObject({ type: "key", typed: "", start: 5 });
	});
});

const KEYS: readonly CountedKey[] = [
	{ key: "http.route", scope: "span", count: 900 },
	{ key: "k8s.pod.name", scope: "resource", count: 1000 },
	{ key: "retry", scope: "span", count: 5 },
	{ key: "retry", scope: "resource", count: 7 },
	{ key: "retry", scope: "event", count: 3 },
	{ key: "service", scope: "span", count: 2 },
	{ key: "a b", scope: "span", count: 1 },
];
const keysAt = (marked: string) => {
	const completion = at(marked, true);
	if (completion?.type !== "key") throw new Error("no key is typed");
	return keySuggestions(completion, KEYS).map(({ shown, written, count }) => (count === undefined ? shown : `${written} ${count}`));
};

describe("keys", () => {
	test("fields of the language come before keys, those that begin so first", () => {
		expect(keysAt("s|").slice(0, 4)).toEqual(["service", "status", "span", "statusMessage"]);
		expect(keysAt("http|")).toEqual(["http.route: 900"]);
	});
	test("a key of several places is one line; one that reads like a field is quoted", () => {
		expect(keysAt("retr|")).toEqual(["retry: 7", "event.retry: 3"]);
		expect(keysAt("resource.|")).toEqual(["resource.k8s.pod.name: 1000", "resource.retry: 7"]);
		expect(keysAt("servic|")).toEqual(["service", '"service": 2']);
		expect(keysAt("b|")).toContain('"a b": 1');
	});
	test("a key that is written out gets its operators", () => {
		expect(keysAt("duration|")).toEqual(["duration:", "duration!=", "duration>", "duration<", "duration:*"]);
		expect(keysAt("root.retry|").slice(0, 2)).toEqual(["root.retry:", "root.retry!="]);
	});
});

describe("values", () => {
	test("are narrowed by what is typed and quoted where they must be", () => {
		const counted = ["payment", "Pay wall", "checkout"].map((value, index) => ({ value, count: 9 - index }));
		expect(valueSuggestions("pay", counted).map(({ written, count }) => [written, count])).toEqual([
			["payment ", 9],
			['"Pay wall" ', 8],
		]);
	});

	test("are read back as one value with the same text", () => {
		fc.assert(
			fc.property(
				fc.oneof(fc.string({ minLength: 1, unit: "grapheme" }), fc.constantFrom("/a/", "1..2", "a*", "-1", "键", ">5")),
				(value) => {
					const tokens = lexFilter(`k:${writtenValue(value)}`);
					expect(tokens).toHaveLength(1);
					expect(tokens).toMatchObject([{ type: "term", value: { text: value } }]);
				},
			),
			{ seed: 6 },
		);
	});

	test("take the place of what is typed and leave one blank behind them", () => {
		const take = (marked: string, written: string) => {
			const completion = at(marked);
			if (completion === undefined) throw new Error("nothing to complete");
			const { text, caret } = accept(marked.replace("|", ""), completion, { shown: "", written, count: 1, hint: undefined, goesOn: false });
			return `${text.slice(0, caret)}|${text.slice(caret)}`;
		};
		expect(take("service:pa|", "payment ")).toBe("service:payment |");
		expect(take("service:pa| status:error", "payment ")).toBe("service:payment| status:error");
		expect(take('a:1 service:"order w|', '"order worker" ')).toBe('a:1 service:"order worker" |');
		expect(take("(ser|)", "service:")).toBe("(service:|)");
	});
});
