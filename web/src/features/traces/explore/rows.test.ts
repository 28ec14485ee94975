import { describe, expect, test } from "vitest";
import { spanGroupsOf, traceChartOf } from "../../../testing/fake-search.ts";
import { brushCount, scatterDataOf } from "./chart-data.ts";
import { isBarInside, nanosFromText, rangeOfBars } from "./duration-query.ts";
import { excludedValue, facetRows, onlyValue, statusCounts, toggledValue } from "./facet-rows.ts";
import { groupQuery } from "./group-query.ts";
import { LARGEST_FIRST, nextOrder, orderFromText, sortedGroups, textOfOrder } from "./group-rows.ts";
import { structureRows } from "./structure-rows.ts";

const NONE = { only: [], not: [] };

describe("facets", () => {
	const facet = {
		key: "version",
		total: 2,
		values: [
			{ value: "v42", count: 80 },
			{ value: "v41", count: 20 },
		],
	};

	test("values keep their order; one that the query alone knows comes last, without a count", () => {
		expect(facetRows(facet, { only: ["v41", "v40"], not: [] }).map(({ value, count, share, isOn }) => [value, count, share, isOn])).toEqual(
			[
				["v42", 80, 1, false],
				["v41", 20, 0.25, true],
				["v40", undefined, 0, true],
			],
		);
		expect(facetRows(undefined, NONE)).toEqual([]);
	});

	test("choices", () => {
		expect(onlyValue({ only: ["a", "b"], not: ["c"] }, "c")).toEqual({ only: ["c"], not: [] });
		expect(onlyValue({ only: ["a"], not: [] }, "a")).toEqual(NONE);
		expect(toggledValue({ only: ["a"], not: ["b"] }, "b")).toEqual({ only: ["a", "b"], not: [] });
		expect(toggledValue({ only: ["a"], not: [] }, "a")).toEqual(NONE);
		expect(excludedValue({ only: ["a"], not: [] }, "a")).toEqual({ only: [], not: ["a"] });
		expect(excludedValue({ only: [], not: ["a"] }, "a")).toEqual(NONE);
	});

	test("traces that failed, with errors inside, and without any", () => {
		const of = (key: string, values: Readonly<Record<string, number>>) => ({
			key,
			total: 0,
			values: Object.entries(values).map(([value, count]) => ({ value, count })),
		});
		expect(statusCounts([of("root.status", { unset: 90, ok: 5, error: 5 }), of("any.status", { error: 25, unset: 100 })])).toEqual([
			75, 20, 5,
		]);
		expect(statusCounts([of("root.status", { unset: 3 }), of("any.status", { unset: 3 })])).toEqual([3, 0, 0]);
		expect(statusCounts(undefined)).toBeUndefined();
	});
});

describe("durations", () => {
	test("are read as people write them", () => {
		expect(["500ms", " 1.3 s", "12us", "12µs", "0ns", "2m", "5", "soon", "-1s"].map(nanosFromText)).toEqual([
			...[5e8, 1.3e9, 12_000, 12_000, 0, 1.2e11, undefined, undefined, undefined],
		]);
	});
	test("bars in either order are a range, and a bar is inside when its middle is", () => {
		const bars = [
			{ from: 1, to: 10 },
			{ from: 10, to: 100 },
			{ from: 100, to: 1_000 },
		];
		expect(rangeOfBars(bars, 2, 1)).toEqual({ from: 10, to: 1_000 });
		expect(rangeOfBars(bars, 2, 3)).toBeUndefined();
		expect(bars.map((bar) => isBarInside(bar, { from: 20, to: 400 }))).toEqual([false, true, true]);
	});
});

describe("the chart", () => {
	test("a trace that began before the range lies at its start; ends are exact where every trace is known", () => {
		const chart = traceChartOf();
		const [first] = chart.points;
		if (first === undefined) throw new Error("no point");
		const early = scatterDataOf({ ...chart, points: [{ ...first, startTime: "1763579000000000000" }], total: 9 }, undefined);
		expect(early.points[0]?.startMs).toBe(early.startMs);
		expect([early.shortest, early.longest], "ends of the bars").toEqual([1e7, 1e9]);
		const data = scatterDataOf(chart, undefined);
		expect([data.shortest, data.longest]).toEqual([2e7, 9e8]);
	});
	test("of a part of all traces a selection is estimated", () => {
		const data = scatterDataOf(traceChartOf(), undefined);
		const brush = { startMs: 0, endMs: 2e12, min: 0, max: 1e8 };
		expect(brushCount(data, 2, brush)).toEqual({ count: 1, isEstimate: false });
		expect(brushCount(data, 3_000, brush)).toEqual({ count: 1_500, isEstimate: true });
		expect(brushCount({ points: [] }, 0, brush)).toEqual({ count: 0, isEstimate: false });
	});
});

describe("groups", () => {
	test("columns are written and read back; a third press is the default again", () => {
		const first = nextOrder(LARGEST_FIRST, "p99");
		const second = nextOrder(first, "p99");
		expect([textOfOrder(first), textOfOrder(second), textOfOrder(nextOrder(second, "p99"))]).toEqual(["p99", "-p99", ""]);
		expect(["p99", "-errors", "nonsense", ""].map((text) => textOfOrder(orderFromText(text)))).toEqual(["p99", "-errors", "", ""]);
	});
	test("equal ones keep their order", () => {
		const { data } = spanGroupsOf();
		const names = (text: string) => sortedGroups(data, orderFromText(text)).map(({ values }) => values[1]);
		expect(names("p99")).toEqual([null, "POST /pay"]);
		expect(names("errors")).toEqual(["POST /pay", null]);
		expect(names("p50")).toEqual(["POST /pay", null]);
		expect(names("-count")).toEqual([null, "POST /pay"]);
	});
	test("a group is a query, also where a key is missing", () => {
		expect(groupQuery("status:error service:a", ["service", "http.route"], ["b", null])).toBe("status:error service:b -http.route:*");
	});
});

describe("the common structure", () => {
	const node = { service: "s", color: 1, kind: 2, spans: 1, errorCount: 0, averageNanos: 1, averageSelfNanos: 1 };
	const nodes = [
		{ ...node, parent: -1, operation: "root", traces: 9 },
		{ ...node, parent: 0, operation: "rare", traces: 2, averageNanos: 9 },
		{ ...node, parent: 0, operation: "quick", traces: 9 },
		{ ...node, parent: 0, operation: "slow", traces: 9, averageNanos: 5 },
		{ ...node, parent: 3, operation: "leaf", traces: 9 },
		{ ...node, parent: -1, operation: "other root", traces: 3 },
	];
	const shape = (folded: readonly number[] = []) =>
		structureRows(nodes, new Set(folded)).map(({ operation, depth, descendants }) => [operation, depth, descendants]);

	test("the more frequent child comes first, then the slower one", () => {
		expect(shape()).toEqual([
			["root", 0, 4],
			["slow", 1, 1],
			["leaf", 2, 0],
			["quick", 1, 0],
			["rare", 1, 0],
			["other root", 0, 0],
		]);
	});
	test("what is below a folded node is not there", () => {
		expect(shape([0]).map(([operation]) => operation)).toEqual(["root", "other root"]);
		expect(shape([3]).map(([operation]) => operation)).toEqual(["root", "slow", "quick", "rare", "other root"]);
	});
});
