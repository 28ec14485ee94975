import { expect, test } from "vitest";
import { parseSearch, stringifySearch, withValues } from "../url.ts";
import { type CompareUrl, compareUrlFromSearch, searchFromCompareUrl } from "./compare.ts";

const A = "4bf92f3577b34da6a3ce929d0e0e4736";
const B = "9c0155aa8d6b4f3d8f6d3d4c1a2b3c4d";
const PLAIN: CompareUrl = { a: undefined, b: undefined, view: "tree", sort: "delta", span: undefined };

test.each<readonly [string, Partial<CompareUrl>]>([
	["", {}],
	[`?a=${A}&b=${B}`, { a: { kind: "trace", traceId: A }, b: { kind: "trace", traceId: B } }],
	[`?a=${A}&b=median:`, { a: { kind: "trace", traceId: A }, b: { kind: "median", query: "" } }],
	[
		`?a=median:service:checkout+version:v41&b=${B}&sort=structure&view=flames`,
		{ a: { kind: "median", query: "service:checkout version:v41" }, b: { kind: "trace", traceId: B }, view: "flames", sort: "structure" },
	],
	["?span=00f067aa0ba902b7", { span: "00f067aa0ba902b7" }],
])("%s is read and written back", (text, changes) => {
	const url = { ...PLAIN, ...changes };
	expect(compareUrlFromSearch(parseSearch(text))).toEqual(url);
	expect(stringifySearch(withValues({}, searchFromCompareUrl(url)))).toBe(text);
});

test("ids are understood in every spelling, anything else is no side", () => {
	expect(compareUrlFromSearch({ a: A.toUpperCase(), b: "somewhere", span: "zz", view: "x", sort: "y" })).toEqual({
		...PLAIN,
		a: { kind: "trace", traceId: A },
	});
});
