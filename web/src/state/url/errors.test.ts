import { expect, test } from "vitest";
import { parseSearch, stringifySearch, withValues } from "../url.ts";
import { errorsUrlFromSearch, searchFromErrorsUrl } from "./errors.ts";

test.each([
	["", { tab: "open", q: "", open: undefined }],
	["?q=lock&sel=00ff&status=muted", { tab: "muted", q: "lock", open: "00ff" }],
] as const)("%s is read and written back", (text, url) => {
	expect(errorsUrlFromSearch(parseSearch(text))).toEqual(url);
	expect(errorsUrlFromSearch(parseSearch(stringifySearch(withValues({}, searchFromErrorsUrl(url)))))).toEqual(url);
});

test("nonsense counts as absent", () => {
	expect(errorsUrlFromSearch(parseSearch("?status=blue&sel="))).toEqual({ tab: "open", q: "", open: undefined });
	expect(stringifySearch(withValues({}, searchFromErrorsUrl({ tab: "open", q: "", open: undefined })))).toBe("");
});
