import { expect, test } from "vitest";
import { parseSearch, stringifySearch, withValues } from "../url.ts";
import { logsUrlFromSearch, searchFromLogsUrl } from "./logs.ts";

test.each([
	["", { q: "", wrap: false, open: [] }],
	["?q=level:%3E%3Dwarn", { q: "level:>=warn", wrap: false, open: [] }],
	["?wrap=1&sel=12-4", { q: "", wrap: true, open: ["12-4"] }],
	["?q=a+OR+b&sel=9-1&sel=7-0", { q: "a OR b", wrap: false, open: ["9-1", "7-0"] }],
] as const)("%s is read and written back", (text, url) => {
	expect(logsUrlFromSearch(parseSearch(text))).toEqual(url);
	expect(stringifySearch(withValues({}, searchFromLogsUrl(url)))).toBe(text);
});

test("defaults are left out and foreign values stay", () => {
	const search = withValues(parseSearch("?wrap=1&sel=a&other=1&env=prod"), searchFromLogsUrl({ q: "", wrap: false, open: [] }));
	expect(stringifySearch(search)).toBe("?env=prod&other=1");
});

test("nonsense counts as absent and an id counts once", () => {
	expect(logsUrlFromSearch(parseSearch("?wrap=yes&sel=&sel=3&sel=3"))).toEqual({ q: "", wrap: false, open: ["3"] });
});
