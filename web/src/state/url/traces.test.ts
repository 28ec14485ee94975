import { expect, test } from "vitest";
import { parseSearch, stringifySearch, withValues } from "../url.ts";
import { searchFromTracesUrl, type TracesUrl, tracesUrlFromSearch } from "./traces.ts";

const PLAIN: TracesUrl = {
	...{ view: "traces", q: "", sort: "newest", by: ["service", "name"], order: "", facets: [], sel: undefined, explains: false },
};
const SEL = { startMs: 1_763_579_600_000, endMs: 1_763_579_700_000, min: 500_000_000, max: 1_310_000_000 };
const SEL_TEXT = "sel=1763579600000-1763579700000_500000000-1310000000";

test.each<readonly [string, Partial<TracesUrl>]>([
	["", {}],
	["?q=service:checkout", { q: "service:checkout" }],
	["?q=a+OR+b&sort=longest", { q: "a OR b", sort: "longest" }],
	["?sort=longest&view=spans", { view: "spans", sort: "longest" }],
	[
		"?by=http.route,resource.k8s.pod.name&order=-p99&view=group",
		{ view: "group", by: ["http.route", "resource.k8s.pod.name"], order: "-p99" },
	],
	["?by=&view=group", { view: "group", by: [] }],
	["?facets=user.tier,span.db.system", { facets: ["user.tier", "span.db.system"] }],
	[`?${SEL_TEXT}`, { sel: SEL }],
	[`?tab=explain&${SEL_TEXT}`, { sel: SEL, explains: true }],
])("%s is read and written back", (text, changes) => {
	const url = { ...PLAIN, ...changes };
	expect(tracesUrlFromSearch(parseSearch(text))).toEqual(url);
	expect(stringifySearch(withValues({}, searchFromTracesUrl(url)))).toBe(text);
});

test("defaults are left out and foreign values stay", () => {
	const search = withValues(parseSearch("?sort=spans&other=1"), searchFromTracesUrl(PLAIN));
	expect(stringifySearch(search)).toBe("?other=1");
});

test("an unknown sort is the default", () => {
	expect(tracesUrlFromSearch({ sort: "best" }).sort).toBe("newest");
	expect(tracesUrlFromSearch({ view: "spans", sort: "errors" })).toEqual({ ...PLAIN, view: "spans" });
});

test.each(["sel=x", "sel=5-4_1-2", "sel=4-5_2-1", "sel=4-5", "tab=explain"])("%s selects and explains nothing", (text) => {
	expect(tracesUrlFromSearch(parseSearch(text))).toEqual(PLAIN);
});

test("keys stand once, without blanks around them", () => {
	expect(tracesUrlFromSearch({ by: " a, b ,,a" }).by).toEqual(["a", "b"]);
});
