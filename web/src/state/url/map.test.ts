import { expect, test } from "vitest";
import { parseSearch, stringifySearch, withValues } from "../url.ts";
import { edgeText, type MapUrl, mapUrlFromSearch, nodeText, searchFromMapUrl } from "./map.ts";

const DEFAULTS: MapUrl = {
	focus: undefined,
	hops: 2,
	direction: "both",
	layer: "err",
	view: undefined,
	selection: undefined,
	find: "",
	compare: undefined,
	window: undefined,
	isListed: true,
	isGrouped: false,
	sort: undefined,
};

test.each([
	["", DEFAULTS],
	["?focus=checkout&hops=3&dir=up", { ...DEFAULTS, focus: "checkout", hops: 3, direction: "up" }],
	[
		"?layer=lat&sort=errors-asc&view=table&find=pay&cmp=off",
		{ ...DEFAULTS, layer: "lat", sort: "errors-asc", view: "table", find: "pay", compare: "off" },
	],
	["?cmp=-7d&at=1000..2000&list=off", { ...DEFAULTS, window: { fromMs: 1_000, toMs: 2_000 }, compare: "-7d", isListed: false }],
	["?group=ns", { ...DEFAULTS, isGrouped: true }],
	["?cmp=1000..2000", { ...DEFAULTS, compare: { fromMs: 1_000, toMs: 2_000 } }],
	["?focus=a&sel=edge:a%3Edatabase:sqlite:o", { ...DEFAULTS, focus: "a", selection: "edge:a>database:sqlite:o" }],
] as const)("%s is read and written back", (text, url) => {
	expect(mapUrlFromSearch(parseSearch(text))).toEqual(url);
	expect(stringifySearch(withValues({}, searchFromMapUrl(url)))).toBe(text);
});

test.each(["?hops=0", "?hops=6", "?hops=x", "?hops=1.5", "?layer=odd&view=list", "?at=5..5&cmp=x", "?at=a..b"])(
	"%s is the default",
	(text) => {
		expect(mapUrlFromSearch(parseSearch(text))).toEqual(DEFAULTS);
	},
);

test("nodes in addresses", () => {
	const checkout = { type: "service", namespace: "shop", name: "checkout", system: "" } as const;
	expect(nodeText(checkout)).toBe("checkout");
	expect(nodeText(checkout, false)).toBe("service:shop:checkout");
	expect(edgeText("a", nodeText({ type: "database", namespace: "", name: "ledger", system: "postgresql" }))).toBe(
		"edge:a>database:postgresql:ledger",
	);
});
