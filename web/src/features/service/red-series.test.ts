import { describe, expect, test } from "vitest";
import { numbersOf, RED_START, redOf } from "../../testing/fake-rollups.ts";
import { bucketsOf, classColor, className, countsOf, errorSeries, latencySeries, rateSeries } from "./red-series.ts";

const START_MS = Number(RED_START / 1_000_000n);
const WORDS = { unnamed: "other failure", other: "all others" };

describe("buckets", () => {
	test("one for each minute of the range", () => {
		expect(bucketsOf(redOf({}))).toEqual({ startMs: START_MS, stepMs: 60_000, bucketCount: 4 });
	});

	test("aligned to the step, so that the first begins before the range", () => {
		const { startMs, bucketCount } = bucketsOf({ ...redOf({}), stepMinutes: 5 });
		expect([(START_MS - startMs) / 60_000, bucketCount]).toEqual([2, 2]);
	});
});

test("a minute without requests is zero between others, and nothing before the first", () => {
	const red = redOf({ "": [null, numbersOf(36, 0, 10), null, numbersOf(72, 0, 10)] });
	expect(rateSeries(red, "rate").values).toEqual([null, 0.01, 0, 0.02]);
});

test("quantiles have gaps where nothing was served", () => {
	const [p50, , p99] = latencySeries(redOf({ "": [numbersOf(10, 0, 100), null, numbersOf(10, 0, 200), null] }));
	expect(p99).toMatchObject({ key: "p99", color: "p99", widthPx: 2, values: [100e6, null, 200e6, null] });
	expect(p50?.values).toEqual([10e6, null, 20e6, null]);
});

test("failures of each class are a share of all requests of their minute, the most frequent class first", () => {
	const red = redOf({
		OK: [numbersOf(90, 0, 1), numbersOf(100, 0, 1), null, null],
		"429": [numbersOf(2, 2, 1), null, null, null],
		DEADLINE_EXCEEDED: [numbersOf(8, 8, 1), numbersOf(100, 100, 1), null, null],
	});
	expect(errorSeries(red, WORDS).map(({ key, color, values }) => [key, color, values])).toEqual([
		["DEADLINE_EXCEEDED", "error-rate-3", [0.08, 0.5, null, null]],
		["429", "p95", [0.02, 0, null, null]],
	]);
});

test.each([
	["5xx", "error-rate-4"],
	["java.io.IOException", "error-rate-4"],
	["503", "error-rate-2"],
	["504", "error-rate-3"],
	["RESOURCE_EXHAUSTED", "p95"],
	["CANCELLED", "silent"],
	["4xx", "p75"],
])("class %s is %s", (statusClass, color) => expect(classColor(statusClass)).toBe(color));

test("classes without a name have words", () => {
	expect(["", "__other__", "5xx"].map((one) => className(one, WORDS))).toEqual(["other failure", "all others", "5xx"]);
});

test("requests of a group; an unknown one has none", () => {
	const red = redOf({ "POST /pay": [numbersOf(3, 0, 1), null, numbersOf(4, 0, 1), null] });
	expect(countsOf(red, "POST /pay")).toEqual([3, null, 4, null]);
	expect(countsOf(red, "GET /cart")).toEqual([]);
});
