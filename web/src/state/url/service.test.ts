import { expect, test } from "vitest";
import { parseSearch, stringifySearch, withValues } from "../url.ts";
import { detailTabOf, searchFromServiceUrl, serviceUrlFromSearch } from "./service.ts";

const DEFAULTS = { namespace: undefined, op: undefined, percentile: undefined, compare: true };

test.each([
	["", DEFAULTS],
	["?op=POST+/pay&pct=p99", { ...DEFAULTS, op: "POST /pay", percentile: "p99" }],
	["?ns=shop&cmp=off", { ...DEFAULTS, namespace: "shop", compare: false }],
] as const)("%s is read and written back", (text, url) => {
	expect(serviceUrlFromSearch(parseSearch(text))).toEqual(url);
	expect(stringifySearch(withValues({}, searchFromServiceUrl(url)))).toBe(text);
});

test("what is not understood is the default; other values stay", () => {
	const values = parseSearch("?pct=p98&cmp=-9d&op=&env=prod");
	expect(serviceUrlFromSearch(values)).toEqual(DEFAULTS);
	expect(stringifySearch(withValues(values, searchFromServiceUrl(DEFAULTS)))).toBe("?env=prod");
});

test("tabs are parts of the path", () => {
	expect(detailTabOf(undefined)).toBe("overview");
	expect(detailTabOf("versions")).toBe("versions");
	expect(detailTabOf("nonsense")).toBeUndefined();
});
