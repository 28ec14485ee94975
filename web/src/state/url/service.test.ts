import { expect, test } from "vitest";
import { parseSearch, stringifySearch, withValues } from "../url.ts";
import { detailTabOf, type ServiceUrl, searchFromServiceUrl, serviceUrlFromSearch } from "./service.ts";

const DEFAULTS: ServiceUrl = {
	...{ namespace: undefined, op: undefined, percentile: undefined, compare: true },
	...{ latency: "lines", sel: undefined, explains: false, lostOnly: false, instance: undefined, versions: undefined },
};
const SEL = { startMs: 1763579600000, endMs: 1763579700000, min: 5e8, max: 131e7 };

test.each([
	["", DEFAULTS],
	["?op=POST+/pay&pct=p99", { ...DEFAULTS, op: "POST /pay", percentile: "p99" }],
	["?view=heatmap&sel=1763579600000-1763579700000_500000000-1310000000", { ...DEFAULTS, latency: "heatmap", sel: SEL }],
	[
		"?view=heatmap&tab=explain&sel=1763579600000-1763579700000_500000000-1310000000",
		{ ...DEFAULTS, latency: "heatmap", sel: SEL, explains: true },
	],
	["?state=lost&inst=co-7f9c", { ...DEFAULTS, lostOnly: true, instance: "co-7f9c" }],
	["?a=v41&b=v42", { ...DEFAULTS, versions: { a: "v41", b: "v42" } }],
	["?ns=shop&cmp=off", { ...DEFAULTS, namespace: "shop", compare: false }],
] as const)("%s is read and written back", (text, url) => {
	expect(serviceUrlFromSearch(parseSearch(text))).toEqual(url);
	expect(stringifySearch(withValues({}, searchFromServiceUrl(url)))).toBe(text);
});

test("what is not understood is the default; other values stay", () => {
	expect(serviceUrlFromSearch(parseSearch("?a=v1&b=v1"))).toEqual(DEFAULTS);
	const values = parseSearch("?pct=p98&cmp=-9d&op=&a=v1&state=found&view=pie&tab=explain&sel=1-1_2-1&env=prod");
	expect(serviceUrlFromSearch(values)).toEqual(DEFAULTS);
	expect(stringifySearch(withValues(values, searchFromServiceUrl(DEFAULTS)))).toBe("?env=prod");
});

test("tabs are parts of the path", () => {
	expect(detailTabOf(undefined)).toBe("overview");
	expect(detailTabOf("versions")).toBe("versions");
	expect(detailTabOf("nonsense")).toBeUndefined();
});
