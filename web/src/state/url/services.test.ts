import { expect, test } from "vitest";
import { parseSearch, stringifySearch, withValues } from "../url.ts";
import { searchFromServicesUrl, servicesUrlFromSearch } from "./services.ts";

test.each([
	["", { q: "", sort: undefined, tab: "all" }],
	["?q=check", { q: "check", sort: undefined, tab: "all" }],
	["?sort=p99", { q: "", sort: { column: "p99", direction: "desc" }, tab: "all" }],
	["?q=a&sort=name-asc&tab=silent", { q: "a", sort: { column: "name", direction: "asc" }, tab: "silent" }],
] as const)("%s is read and written back", (text, url) => {
	expect(servicesUrlFromSearch(parseSearch(text))).toEqual(url);
	expect(stringifySearch(withValues({}, searchFromServicesUrl(url)))).toBe(text);
});

test("unknown columns and tabs are the default, foreign values stay", () => {
	const values = parseSearch("?sort=best-asc&tab=odd&env=prod");
	expect(servicesUrlFromSearch(values)).toEqual({ q: "", sort: undefined, tab: "all" });
	expect(stringifySearch(withValues(values, searchFromServicesUrl(servicesUrlFromSearch(values))))).toBe("?env=prod");
});
