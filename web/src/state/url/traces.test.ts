import { expect, test } from "vitest";
import { parseSearch, stringifySearch, withValues } from "../url.ts";
import { searchFromTracesUrl, tracesUrlFromSearch } from "./traces.ts";

test.each([
	["", { view: "traces", q: "", sort: "newest" }],
	["?q=service:checkout", { view: "traces", q: "service:checkout", sort: "newest" }],
	["?q=a+OR+b&sort=longest", { view: "traces", q: "a OR b", sort: "longest" }],
	["?sort=longest&view=spans", { view: "spans", q: "", sort: "longest" }],
] as const)("%s is read and written back", (text, url) => {
	expect(tracesUrlFromSearch(parseSearch(text))).toEqual(url);
	expect(stringifySearch(withValues({}, searchFromTracesUrl(url)))).toBe(text);
});

test("defaults are left out and foreign values stay", () => {
	const search = withValues(parseSearch("?sort=spans&other=1"), searchFromTracesUrl({ view: "traces", q: "", sort: "newest" }));
	expect(stringifySearch(search)).toBe("?other=1");
});

test("an unknown sort is the default", () => {
	expect(tracesUrlFromSearch({ sort: "best" }).sort).toBe("newest");
	expect(tracesUrlFromSearch({ view: "spans", sort: "errors" })).toEqual({ view: "spans", q: "", sort: "newest" });
});
