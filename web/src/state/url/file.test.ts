import { expect, it } from "vitest";
import { parseSearch, stringifySearch } from "../url.ts";
import { fileUrlFromSearch, searchFromFileUrl } from "./file.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";

it("the trace of a file goes into the address and comes back", () => {
	const url = fileUrlFromSearch(parseSearch(`?trace=${TRACE.toUpperCase()}&span=b7ad6b7169203331`));
	expect(url).toEqual({ trace: TRACE });
	expect(stringifySearch(searchFromFileUrl(url))).toBe(`?trace=${TRACE}`);
	expect(fileUrlFromSearch(parseSearch(stringifySearch(searchFromFileUrl(url))))).toEqual(url);
	expect(stringifySearch(searchFromFileUrl({ trace: undefined }))).toBe("");
});

it("what is no trace id counts as absent", () => {
	for (const text of ["", "?trace=", "?trace=abc", `?trace=${"0".repeat(32)}`])
		expect(fileUrlFromSearch(parseSearch(text)).trace).toBeUndefined();
});
