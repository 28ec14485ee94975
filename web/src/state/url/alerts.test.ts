import { expect, test } from "vitest";
import { parseSearch, stringifySearch, withValues } from "../url.ts";
import { alertsUrlFromSearch, searchFromAlertsUrl } from "./alerts.ts";

test.each([
	["", { view: "rules", state: "all", q: "" }],
	["?q=pay&state=firing&view=incidents", { view: "incidents", state: "firing", q: "pay" }],
] as const)("%s is read and written back", (text, url) => {
	expect(alertsUrlFromSearch(parseSearch(text))).toEqual(url);
	expect(stringifySearch(withValues({}, searchFromAlertsUrl(url)))).toBe(text);
});

test("nonsense counts as absent", () => {
	expect(alertsUrlFromSearch(parseSearch("?state=blue&view=pie"))).toEqual({ view: "rules", state: "all", q: "" });
});
