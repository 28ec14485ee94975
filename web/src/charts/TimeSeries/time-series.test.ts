import { formatCount, formatDuration } from "@spanglass/shared/units/format";
import { describe, expect, test } from "vitest";
import { movedCursor, NOWHERE } from "./cursor.ts";
import { lineAt, markAt, marksInBucket, plotOf } from "./plot.ts";
import { plotOption } from "./plot-option.ts";
import { csvOf, factsOf, summaryOf, tableRows } from "./series-facts.ts";
import type { TimeSeriesContent } from "./time-series.ts";

const START = Date.UTC(2026, 10, 20, 2, 0);
const content: TimeSeriesContent = {
	startMs: START,
	stepMs: 60_000,
	kind: "lines",
	formatValue: (value) => formatDuration(value * 1e9),
	series: [
		{ key: "p50", name: "p50", color: "p50", values: [0.1, 0.12, null, 0.11] },
		{ key: "p99", name: "p99, slow", color: "p99", widthPx: 2, values: [0.9, null, 1.31, null] },
	],
	marks: [
		{ key: "a", timeMs: START + 130_000, value: 1.2, label: "4bf92f35…" },
		{ key: "b", timeMs: START + 150_000, value: 1.3, label: "77ac0000…" },
		{ key: "covered", timeMs: START + 150_500, value: 0.4, label: "11110000…" },
		{ key: "later", timeMs: START + 999_000, value: 1, label: "outside" },
	],
};
const SIZE = { widthPx: 800, heightPx: 160, language: "en" } as const;
const colorOf = (token: string): string => `<${token}>`;

describe("the plot", () => {
	const plot = plotOf(content, SIZE);
	test("values start at zero and are named in their unit, times are named by the clock", () => {
		expect(plot.valueTicks.map(({ text }) => text)).toEqual(["0", "500\u00a0ms", "1\u00a0s", "1.5\u00a0s"]);
		expect(plot.timeTicks.length).toBeGreaterThan(2);
		expect(plot.timeTicks.every(({ text }) => /^\d\d:\d\d(:\d\d)?$/.test(text))).toBe(true);
	});
	test("two lines are named at their ends, apart from each other; many or narrow ones are not", () => {
		expect(plot.endLabels.map(({ name, value }) => `${name} ${value}`)).toEqual(["p50 110\u00a0ms", "p99, slow 1.31\u00a0s"]);
		expect(plotOf(content, { ...SIZE, widthPx: 340 }).endLabels).toEqual([]);
	});
	test("a mark without a value stands on the time axis and does not stretch the other", () => {
		const marks = [{ key: "n", timeMs: START + 30_000, value: undefined, label: "" }];
		const with0 = plotOf({ ...content, marks }, SIZE);
		expect(with0.marks[0]?.y).toBe(with0.frame.topPx + with0.frame.heightPx);
		expect(with0.frame.high).toBe(1.5);
	});
	test("marks outside of the buckets and covered ones are left out; the nearest within reach is hit; a bucket lists its highest first", () => {
		expect(plot.marks.map(({ mark }) => mark.key)).toEqual(["a", "b"]);
		const [first] = plot.marks;
		expect(markAt(plot, (first?.x ?? 0) + 3, first?.y ?? 0)?.mark.key).toBe("a");
		expect(markAt(plot, 5, 5)).toBeUndefined();
		expect(marksInBucket(plot, 2).map(({ mark }) => mark.key)).toEqual(["b", "a"]);
	});
});

test("a height means the nearest line with data; of lines at one place the upper one; a line that is alone is the only one", () => {
	const plot = plotOf(content, SIZE);
	expect(lineAt(content, plot, 0, 0)).toMatchObject({ key: "p99", value: 0.9 });
	expect(lineAt(content, plot, 0, 160)).toMatchObject({ key: "p50" });
	expect(lineAt(content, plot, 1, 0)).toMatchObject({ key: "p50", value: 0.12 });
	expect(lineAt({ ...content, isolated: "p99" }, plot, 0, 160)?.key).toBe("p99");
	expect(lineAt({ ...content, isolated: "p99" }, plot, 1, 0)).toBeUndefined();
	const twins = { ...content, series: content.series.map((series) => ({ ...series, values: [0.5] })) };
	expect(lineAt(twins, plotOf(twins, SIZE), 0, 80)?.key).toBe("p99");
});

test("flags get room above the plot, also while none is known, so that nothing moves when they are", () => {
	const flags = [{ key: "f", timeMs: START + 130_000, label: "payment v42" }];
	const [without, empty, full] = [content, { ...content, flags: [] }, { ...content, flags }].map((one) => plotOf(one, SIZE));
	expect(empty?.frame).toEqual(full?.frame);
	expect((full?.frame.topPx ?? 0) - (without?.frame.topPx ?? 0)).toBe(14);
	expect(full?.flags.map(({ side }) => side)).toEqual(["left"]);
});

test("shares of a whole are no counts: their axis has fractions", () => {
	const bars = { ...content, kind: "bars", marks: [], formatValue: (value: number) => formatCount(value * 100) } as const;
	const shares = plotOf({ ...bars, series: [{ key: "a", name: "a", color: "p50", values: [0.02, 0.5] }] }, SIZE);
	expect(shares.valueTicks.map(({ at }) => at)).toContain(0.2);
	const counts = plotOf({ ...bars, series: [{ key: "a", name: "a", color: "p50", values: [1, 2] }] }, SIZE);
	expect(counts.valueTicks.every(({ at }) => Number.isInteger(at))).toBe(true);
});

describe("what is drawn", () => {
	const option = (more: Partial<TimeSeriesContent> = {}) => {
		const all = { ...content, ...more };
		return plotOption(all, plotOf(all, SIZE), colorOf);
	};
	const seriesOf = (more?: Partial<TimeSeriesContent>) => [option(more).series ?? []].flat();
	test("nothing moves by itself; gaps stay gaps; the lone point gets a dot", () => {
		expect(option().animation).toBe(false);
		const line = seriesOf().find(({ id }) => id === "line p99");
		expect(line).toMatchObject({ type: "line", connectNulls: false, lineStyle: { color: "<p99>", width: 2 } });
		expect(line?.data).toEqual([
			[START + 30_000, 0.9],
			[START + 90_000, Number.NaN],
			[START + 150_000, 1.31],
			[START + 210_000, Number.NaN],
		]);
		const sizeOf = line?.type === "line" && typeof line.symbolSize === "function" ? line.symbolSize : undefined;
		expect([0, 1, 2].map((dataIndex) => sizeOf?.([], { dataIndex } as never))).toEqual([4, 0, 4]);
	});
	test("one series alone dims the others and never fills below several", () => {
		const lines = seriesOf({ isolated: "p99" }).filter(({ type }) => type === "line");
		expect(lines.map((line) => (line.type === "line" ? line.lineStyle?.opacity : 0))).toEqual([0.22, 1]);
		expect(lines.some((line) => "areaStyle" in line)).toBe(false);
		expect(seriesOf({ series: content.series.slice(0, 1) }).some((line) => "areaStyle" in line)).toBe(true);
	});
	test("bars are stacked and the buckets that are not over are hatched", () => {
		const shapes = (id: string, more: Partial<TimeSeriesContent>): number => {
			const custom = seriesOf({ kind: "bars", formatValue: formatCount, ...more }).find((series) => series.id === id);
			const item = custom?.type === "custom" ? custom.renderItem?.({} as never, {} as never) : undefined;
			return item?.type === "group" ? (item.children?.length ?? 0) : 0;
		};
		expect(shapes("bars", {})).toBe(5);
		expect(shapes("incomplete", {})).toBe(0);
		expect(shapes("incomplete", { incompleteFromMs: START + 180_000 })).toBeGreaterThan(10);
		expect(shapes("incomplete", { incompleteFromMs: START + 240_000 })).toBe(0);
	});
});

describe("in words and numbers", () => {
	test("facts leave out what is missing", () => {
		expect(factsOf([null, 4, 2, 6, null])).toEqual({ last: 6, min: 2, avg: 4, max: 6, maxBucket: 3 });
		expect(factsOf([null, null])).toBeUndefined();
	});
	test("the table has a row per bucket with data, sorted by time or by a series with gaps at the end", () => {
		const order = (by: number, descending: boolean) => tableRows(content, { by, descending }).map(({ bucket }) => bucket);
		expect(order(-1, true)).toEqual([3, 2, 1, 0]);
		expect(order(1, true)).toEqual([2, 0, 1, 3]);
		expect(order(1, false)).toEqual([0, 2, 1, 3]);
	});
	test("CSV holds plain numbers, quoted names and empty cells", () => {
		const lines = csvOf(content).split("\r\n");
		expect(lines[0]).toBe('time,p50,"p99, slow"');
		expect(lines[2]).toMatch(/^2026-11-\d\dT\d\d:01:00\.000\S+,0\.12,$/);
		expect(lines).toHaveLength(6);
	});
	test("the summary names extremes, their time and the last value", () => {
		const text = summaryOf(content, "Latency", (key, parts) => `${key} ${JSON.stringify(parts)}`);
		expect(text).toContain('"label":"Latency","count":4');
		expect(text).toContain('"max":"1.31\u00a0s"');
		expect(text).toMatch(/"maxTime":"\d\d:02"/);
	});
});

describe("the keys", () => {
	const bounds = { bucketCount: 4, seriesCount: 2 };
	const press = (key: string, shiftKey = false, from = NOWHERE) => movedCursor(from, { key, shiftKey }, bounds);
	test("enter at the newest bucket, move and stop at the ends", () => {
		expect(press("ArrowLeft")?.bucket).toBe(3);
		expect(press("ArrowLeft", false, { ...NOWHERE, bucket: 0 })?.bucket).toBe(0);
		expect(press("Home", false, { ...NOWHERE, bucket: 2 })?.bucket).toBe(0);
	});
	test("Shift keeps where the selection began, a plain arrow forgets it", () => {
		const selected = press("ArrowLeft", true, { ...NOWHERE, bucket: 2 });
		expect(selected).toMatchObject({ bucket: 1, anchor: 2 });
		expect(press("ArrowLeft", false, selected)?.anchor).toBeUndefined();
	});
	test("up and down go round the series; other keys are not the chart's", () => {
		expect(press("ArrowUp")?.series).toBe(1);
		expect(press("q")).toBeUndefined();
	});
});
