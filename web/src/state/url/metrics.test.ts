import { expect, test } from "vitest";
import { parseSearch, stringifySearch, withValues } from "../url.ts";
import { type MetricsUrl, metricsUrlFromSearch, searchFromMetricsUrl, withMetric } from "./metrics.ts";

const NOTHING: MetricsUrl = { metric: undefined, q: "", by: undefined, line: undefined, sort: "name", find: "", fold: [] };

test.each([
	["", NOTHING],
	["?m=rpc.server.call.duration&by=rpc.method", { ...NOTHING, metric: "rpc.server.call.duration", by: "rpc.method" }],
	[
		"?m=x&q=service:checkout&by=a&sort=cardinality&fold=go,http&find=heap&sel=p99",
		{ metric: "x", q: "service:checkout", by: "a", line: "p99", sort: "cardinality", find: "heap", fold: ["go", "http"] },
	],
] as const)("%s is read and written back", (text, url) => {
	expect(metricsUrlFromSearch(parseSearch(text))).toEqual(url);
	expect(stringifySearch(withValues({}, searchFromMetricsUrl(url)))).toBe(text);
});

test("foreign values stay, unknown sorts and empty values are the default", () => {
	expect(metricsUrlFromSearch(parseSearch("?m=&sort=best&fold="))).toEqual(NOTHING);
	expect(stringifySearch(withValues(parseSearch("?other=1&find=x"), searchFromMetricsUrl(NOTHING)))).toBe("?other=1");
});

test("another metric starts without the filter of the one before and keeps the catalog as it is", () => {
	const before = metricsUrlFromSearch(parseSearch("?m=x&q=a:1&by=a&sel=p99&find=heap&fold=go&sort=cardinality"));
	expect(stringifySearch(withValues({}, searchFromMetricsUrl(withMetric(before, "y"))))).toBe("?m=y&sort=cardinality&fold=go&find=heap");
});
