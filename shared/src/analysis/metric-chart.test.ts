import { describe, expect, it } from "vitest";
import type { PointValue } from "../model/metric.ts";
import { COUNTER, chartOf, DELTA, type DrawnSeries, GAUGE, lineOf, secondsAfter } from "./chart-points.testdata.ts";
import { rateUnit, usualInterval } from "./metric-chart.ts";

const every10 = (values: readonly number[], start?: number) =>
	values.map((value, index) => ({ at: index * 10, value, ...(start === undefined ? {} : { start }) }));

describe("a cumulative counter", () => {
	it("has no rate before its second point", () => {
		const chart = chartOf(COUNTER, [
			{
				points: [
					{ at: 15, value: 500, start: -900 },
					{ at: 25, value: 520, start: -900 },
					{ at: 35, value: 540, start: -900 },
				],
			},
		]);
		expect(chart).toMatchObject({ shape: "rate", unit: "1/s", seriesCount: 1, pointCount: 3, resetCount: 0, warnings: [] });
		expect(lineOf(chart, "rate")).toEqual([null, 1, 2, 2, null, null]);
	});

	it("counts from its start when that lies in the range", () => {
		expect(lineOf(chartOf(COUNTER, [{ points: [{ at: 20, value: 100, start: 0 }] }]), "rate")).toEqual([5, 5, null, null, null, null]);
	});

	it("knows its first interval from a point before the range", () => {
		const chart = chartOf(COUNTER, [
			{
				points: [
					{ at: -5, value: 0, start: -900 },
					{ at: 5, value: 20, start: -900 },
					{ at: 15, value: 40, start: -900 },
				],
			},
		]);
		expect(chart.pointCount).toBe(2);
		expect(lineOf(chart, "rate")?.slice(0, 2)).toEqual([2, 2]);
	});

	it("began again: by its start, by a lower value, and not by a start that only jitters", () => {
		const restarted = chartOf(COUNTER, [
			{ points: [...every10([0, 10, 20], -900), { at: 30, value: 40, start: 21 }, { at: 40, value: 50, start: 21 }] },
		]);
		expect([restarted.resetCount, lineOf(restarted, "rate")]).toEqual([1, [1, 1, 4, 1, null, null]]);
		const lower = chartOf(COUNTER, [{ points: every10([0, 10, 20, 5, 15]) }]);
		expect([lower.resetCount, lineOf(lower, "rate")]).toEqual([1, [1, 1, 0.5, 1, null, null]]);
		const jitter = chartOf(COUNTER, [{ points: every10([0, 10, 20, 30]).map((point, index) => ({ ...point, start: -900 + index / 10 })) }]);
		expect([jitter.resetCount, lineOf(jitter, "rate")]).toEqual([0, [1, 1, 1, null, null, null]]);
	});

	it("has a gap where the sender says that there is no value, and after a long silence", () => {
		const flagged = chartOf(COUNTER, [
			{ points: [...every10([0, 10]), { at: 20, value: { type: "none" }, flags: 1 }, { at: 30, value: 70 }, { at: 40, value: 80 }] },
		]);
		expect(lineOf(flagged, "rate")).toEqual([1, null, null, 1, null, null]);
		const silent = chartOf(COUNTER, [{ points: [...every10([0, 10]), { at: 1000, value: 5000 }, { at: 1010, value: 5010 }] }], {
			to: 1020,
		});
		expect(silent.lines[0]?.values.filter((value) => value !== null).length).toBeLessThan(3);
	});

	it("adds series up, and lets one that still reports go on to the newest point", () => {
		const late = every10([0, 10, 20, 30, 40]).map(({ at, value }) => ({ at: at + 9, value }));
		const chart = chartOf(COUNTER, [{ points: every10([0, 10, 20, 30, 40]) }, { points: late }]);
		expect(lineOf(chart, "rate")?.slice(1, 5)).toEqual([2, 2, 2, 2]);
	});

	it("is exact beyond 2^53", () => {
		const big = (at: number, value: bigint) => ({ at, value: { type: "int" as const, value } });
		expect(lineOf(chartOf(COUNTER, [{ points: [big(0, 2n ** 62n), big(10, 2n ** 62n + 10n)] }]), "rate")?.[0]).toBe(1);
	});

	it("leaves out and counts a point that comes after a later one", () => {
		const chart = chartOf(COUNTER, [
			{
				points: [
					{ at: 0, value: 0 },
					{ at: 20, value: 20 },
					{ at: 10, value: 10 },
					{ at: 30, value: 30 },
				],
			},
		]);
		expect(lineOf(chart, "rate")?.slice(0, 3)).toEqual([1, 1, 1]);
		expect([chart.pointCount, chart.warnings[0]]).toEqual([4, expect.stringMatching(/^1 points came/)]);
	});
});

describe("a delta counter", () => {
	it("is spread over its interval, or over the time since the point before", () => {
		expect(
			lineOf(
				chartOf(DELTA, [
					{
						points: [
							{ at: 20, value: 40, start: 0 },
							{ at: 50, value: 10, start: 40 },
						],
					},
				]),
				"rate",
			),
		).toEqual([2, 2, null, null, 1, null]);
		expect(lineOf(chartOf(DELTA, [{ points: every10([10, 20, 30]) }]), "rate")).toEqual([2, 3, null, null, null, null]);
	});
});

describe("a gauge", () => {
	it("averages series, each with the same weight, and tells the extremes of all points", () => {
		const often = { points: [2, 4, 6].map((value, index) => ({ at: index, value })) };
		const chart = chartOf(GAUGE, [
			often,
			{
				points: [
					{ at: 5, value: 10 },
					{ at: 25, value: -1 },
				],
			},
		]);
		expect(chart).toMatchObject({ shape: "gauge", unit: "" });
		expect([lineOf(chart, "avg"), lineOf(chart, "min"), lineOf(chart, "max")]).toEqual([
			[7, null, -1, null, null, null],
			[2, null, -1, null, null, null],
			[10, null, -1, null, null, null],
		]);
	});

	it("is also what a sum that may fall looks like; deltas of one are said to be none", () => {
		const sum = { type: "sum", temporality: 2, monotonic: false } as const;
		expect(chartOf(sum, [{ points: every10([5]) }])).toMatchObject({ shape: "gauge", warnings: [] });
		expect(chartOf({ ...sum, temporality: 1 }, [{ points: every10([5]) }]).warnings[0]).toMatch(/changes/);
		expect(chartOf({ ...sum, temporality: 0, monotonic: true }, [{ points: every10([5]) }])).toMatchObject({
			shape: "gauge",
			warnings: [/does not say/].map((text) => expect.stringMatching(text)),
		});
	});
});

const histogram = (
	counts: readonly number[],
	bounds: readonly number[] = [10, 20],
	observed: { readonly min?: number; readonly max?: number } = {},
): PointValue => ({
	...{ type: "histogram", count: 0n, sum: undefined, min: observed.min, max: observed.max },
	bucketCounts: counts.map(BigInt),
	explicitBounds: bounds,
});

describe("a histogram", () => {
	const cumulative = { type: "histogram", temporality: 2, monotonic: false, unit: "ms" } as const;

	it("merges what series observed in a bucket, cumulative ones since their point before", () => {
		const chart = chartOf(cumulative, [
			{
				points: [
					{ at: 0, value: histogram([100, 0, 0]), start: -900 },
					{ at: 10, value: histogram([100, 10, 0]), start: -900 },
				],
			},
			{
				points: [
					{ at: 0, value: histogram([0, 50, 0]), start: -900 },
					{ at: 10, value: histogram([10, 50, 0]), start: -900 },
				],
			},
		]);
		expect(chart).toMatchObject({ shape: "quantiles", unit: "ms", resetCount: 0, warnings: [] });
		expect([lineOf(chart, "p50")?.[0], lineOf(chart, "p95")?.[0], lineOf(chart, "p99")?.[0]]).toEqual([10, 19, 19.8]);
		expect(lineOf(chart, "p50")?.slice(1)).toEqual([null, null, null, null, null]);
	});

	it("never exceeds the observed maximum nor falls below the observed minimum, as far as every point tells them", () => {
		const delta = { ...cumulative, temporality: 1 };
		const ends = (values: readonly PointValue[]) => {
			const chart = chartOf(delta, [{ points: values.map((value) => ({ at: 5, value })) }]);
			return [lineOf(chart, "p50")?.[0], lineOf(chart, "p99")?.[0]];
		};
		expect(ends([histogram([0, 100, 0], [10, 20], { min: 16, max: 17 })])).toEqual([16, 17]);
		expect(ends([histogram([0, 50, 0], [10, 20], { max: 17 }), histogram([0, 50, 0])])).toEqual([15, 19.9]);
		expect(ends([histogram([0, 100, 0], [10, 20], { max: 18 }), histogram([0, 0, 0], [10, 20], { max: 0 })])).toEqual([15, 18]);
		expect(ends([histogram([0, 0, 9], [10, 20], { min: 33, max: 50 })])).toEqual([33, 33]);
	});

	it("of cumulative points lies under the maximum since their start", () => {
		const points = [
			{ at: 0, value: histogram([0, 5, 0], [10, 20], { min: 11, max: 12 }), start: -900 },
			{ at: 10, value: histogram([0, 105, 0], [10, 20], { min: 11, max: 13 }), start: -900 },
		];
		expect(lineOf(chartOf(cumulative, [{ points }]), "p95")?.[0]).toBe(13);
	});

	it("takes all counts after a reset", () => {
		const chart = chartOf(cumulative, [
			{
				points: [
					{ at: 0, value: histogram([100, 0, 0]) },
					{ at: 10, value: histogram([0, 4, 0]) },
				],
			},
		]);
		expect([chart.resetCount, lineOf(chart, "p50")?.[0]]).toEqual([1, 15]);
	});

	it("joins different boundaries and says so; says when there are none", () => {
		const delta = { ...cumulative, temporality: 1 };
		const chart = chartOf(delta, [
			{ points: [{ at: 5, value: histogram([0, 10, 0]) }] },
			{ points: [{ at: 5, value: histogram([0, 10, 0], [0, 40]) }] },
		]);
		expect(lineOf(chart, "p50")?.[0]).toBeCloseTo(16, 1);
		expect(chart.warnings).toEqual([expect.stringMatching(/different boundaries/)]);
		const bare = chartOf(delta, [{ points: [{ at: 5, value: histogram([], []) }] }]);
		expect([lineOf(bare, "p50")?.[0], bare.warnings]).toEqual([null, [expect.stringMatching(/without buckets/)]]);
	});

	it.each([
		["is no number", [Number.NaN, 20]],
		["descends", [20, 10]],
	])("leaves out a histogram of which a boundary %s, and says so", (_what, bounds) => {
		const points = [
			{ at: 5, value: histogram([9, 9, 9], bounds) },
			{ at: 6, value: histogram([0, 10, 0]) },
		];
		const chart = chartOf({ ...cumulative, temporality: 1 }, [{ points }]);
		expect([lineOf(chart, "p50")?.[0], chart.warnings]).toEqual([15, [expect.stringMatching(/do not ascend/)]]);
	});

	it("joins a limited number of different boundaries and says what is left out", () => {
		const delta = { ...cumulative, temporality: 1 };
		const of = (layouts: number, bounds: number) =>
			chartOf(delta, [
				{
					points: Array.from({ length: layouts }, (_, index) => ({
						at: 5,
						value: histogram(
							Array.from({ length: bounds + 1 }, () => 1),
							Array.from({ length: bounds }, (__, bound) => bound + index / layouts),
						),
					})),
				},
			]).warnings;
		expect(of(64, 10)).toEqual([expect.stringMatching(/were joined/)]);
		expect(of(65, 10)).toContainEqual(expect.stringMatching(/first 64 layouts/));
		expect(of(5, 1000)).toContainEqual(expect.stringMatching(/4096 boundaries/));
		expect(of(1, 5000)).toEqual([]);
	});

	it("of exponential buckets answers alike", () => {
		const value = (counts: readonly bigint[]): PointValue => ({
			...{
				type: "exponential_histogram",
				count: 0n,
				sum: undefined,
				min: undefined,
				max: undefined,
				scale: 0,
				zeroCount: 0n,
				zeroThreshold: 0,
			},
			...{ positive: { offset: 3, bucketCounts: counts }, negative: undefined },
		});
		const points = [
			{ at: 0, value: value([7n, 0n]) },
			{ at: 10, value: value([7n, 10n]) },
		];
		const chart = chartOf({ ...cumulative, type: "exponential_histogram" }, [{ points }]);
		expect(lineOf(chart, "p50")?.[0]).toBeCloseTo(16 * Math.SQRT2, 3);
		expect(chart.relativeError).toBe(1);
	});
});

it("a summary shows its own quantiles, of series the highest", () => {
	const value = (p50: number): PointValue => ({
		type: "summary",
		count: 1n,
		sum: 1,
		quantiles: [
			{ quantile: 0.5, value: p50 },
			{ quantile: 0.999, value: 90 },
		],
	});
	const series = [{ points: [{ at: 5, value: value(3) }] }, { points: [{ at: 6, value: value(4) }] }];
	const chart = chartOf({ type: "summary", temporality: 0, monotonic: false }, series);
	expect(chart.lines.map(({ name }) => name)).toEqual(["p50", "p99.9"]);
	expect([lineOf(chart, "p50")?.[0], lineOf(chart, "p99.9")?.[0]]).toEqual([4, 90]);
});

describe("by a key", () => {
	const routes = (count: number): DrawnSeries[] =>
		Array.from({ length: count }, (_, index) => ({ attributes: { route: `/${index}` }, points: every10([0, 10 * (index + 1)]) }));

	it("draws a line for each value, the largest first", () => {
		const chart = chartOf(COUNTER, routes(8), { by: "route" });
		expect(chart.lines.map(({ label }) => label)).toEqual(["/7", "/6", "/5", "/4", "/3", "/2", "/1", "/0"]);
		expect([chart.otherLabels, lineOf(chart, "rate", "/7")?.[0]]).toEqual([0, 8]);
	});

	it("adds up what is beyond eight lines", () => {
		const chart = chartOf(COUNTER, routes(10), { by: "route" });
		expect(chart.lines).toHaveLength(8);
		expect([chart.otherLabels, chart.lines.at(-1)?.label, lineOf(chart, "rate", null)?.[0]]).toEqual([3, null, 1 + 2 + 3]);
	});

	it("takes keys of the resource, and an empty label without the key", () => {
		const chart = chartOf(
			GAUGE,
			[{ resource: { "service.name": "a" }, attributes: { route: "/" }, points: every10([1]) }, { points: every10([3]) }],
			{ by: "service.name" },
		);
		expect(chart.lines.map(({ name, label }) => [name, label])).toEqual([
			["avg", "unknown_service"],
			["avg", "a"],
		]);
		const byRoute = chartOf(GAUGE, [{ points: every10([3]) }], { by: "route" });
		expect(byRoute.lines.map(({ label }) => label)).toEqual([""]);
	});

	it("says more than a thousand values, and still counts all", () => {
		const chart = chartOf(COUNTER, routes(1005), { by: "route" });
		expect([chart.lines.length, chart.otherLabels]).toEqual([8, 998]);
		const sum = chart.lines.reduce((total, { values }) => total + (values[0] ?? 0), 0);
		expect(sum).toBeCloseTo((1005 * 1006) / 2, 6);
		expect(chart.warnings).toEqual([expect.stringMatching(/first 1000 values of route/)]);
	});
});

it("lists keys to split by, most useful first", () => {
	const series = Array.from({ length: 60 }, (_, index) => ({
		attributes: { user: `${index}`, half: `${index % 2}`, tens: `${index % 10}`, same: "x" },
		resource: { "service.name": `s${index % 3}` },
		points: every10([1]),
	}));
	expect(chartOf(GAUGE, series).keys).toEqual([
		{ key: "half", valueCount: 2 },
		{ key: "service.name", valueCount: 3 },
		{ key: "tens", valueCount: 10 },
		{ key: "user", valueCount: 60 },
		{ key: "same", valueCount: 1 },
	]);
});

it("picks exemplars with a trace over the whole range, the highest of each part", () => {
	const exemplars = Array.from({ length: 3000 }, (_, index) => ({
		time: secondsAfter(index / 50),
		value: { type: "double" as const, value: index % 15 },
		traceId: index % 2 === 0 ? "" : `t${index}`,
		spanId: "s",
		filteredAttributes: [],
	}));
	const chart = chartOf(GAUGE, [{ points: [{ at: 30, value: 1, exemplars }] }]);
	expect(chart.exemplars).toHaveLength(200);
	expect(chart.exemplars.every(({ value, traceId }) => value >= 13 && traceId !== "")).toBe(true);
	expect(chart.exemplars.map(({ time }) => time)).toEqual(chart.exemplars.map(({ time }) => time).sort());
});

it("names the unit of a rate in UCUM", () => {
	expect(["By", "1", "", "{request}"].map(rateUnit)).toEqual(["By/s", "1/s", "1/s", "{request}/s"]);
});

it("tells how often series report, whatever how many there are", () => {
	const points = [0, 1].flatMap((series) => [0, 60, 120, 181].map((at) => ({ series, point: { time: secondsAfter(at + series) } })));
	expect(usualInterval(points)).toBe(60e9);
	expect(usualInterval(points.slice(0, 1))).toBe(0);
});
