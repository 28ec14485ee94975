import { describe, expect, test } from "vitest";
import { chartOf, metricOf } from "../../testing/fake-metrics.ts";
import { incompleteFrom, marksOf, seriesOf } from "./chart-content.ts";

const METRIC = metricOf("http.server.request.duration", { type: "histogram", unit: "s" });
const WORDS = { rate: "Rate", other: "the rest", without: "no route" };

describe("the lines", () => {
	test("percentiles look as everywhere", () => {
		const series = seriesOf(chartOf(METRIC), undefined, WORDS);
		expect(series.map(({ key, name, color, widthPx }) => [key, name, color, widthPx])).toEqual([
			["p50", "p50", "p50", 1],
			["p95", "p95", "p95", undefined],
			["p99", "p99", "p99", 2],
		]);
	});
	test("a split gives each value a colour of its own; all others together are grey", () => {
		const lines = [
			{ name: "rate", label: "/pay", values: [1] },
			{ name: "rate", label: "", values: [2] },
			{ name: "rate", values: [3] },
		];
		const series = seriesOf(chartOf(METRIC, { shape: "rate", lines }), "http.route", WORDS);
		expect(series.map(({ name, color }) => [name, color])).toEqual([
			["/pay", "service-1"],
			["no route", "service-2"],
			["the rest", "silent"],
		]);
		expect(new Set(series.map(({ key }) => key)).size).toBe(3);
	});
	test("a rate is named in the reader's language", () => {
		expect(seriesOf(chartOf(METRIC, { lines: [{ name: "rate", values: [1] }] }), undefined, WORDS)[0]?.name).toBe("Rate");
	});
});

test("exemplars are marks at their time with a short id", () => {
	expect(marksOf(chartOf(METRIC))).toEqual([{ key: "0", timeMs: 1_763_579_470_500, value: 1.2, label: "4bf92f35…" }]);
	expect(marksOf(chartOf(METRIC, { shape: "rate" }))[0]?.value).toBeUndefined();
});

test.each([
	[999, 1_000],
	[1_250, 1_200],
	[1_399, 1_300],
	[1_400, undefined],
])("at %d the buckets are over before %s", (nowMs, from) => {
	expect(incompleteFrom(1_000, 100, { bucketCount: 4, nowMs })).toBe(from);
});
