import type { MetricPoint } from "@spanglass/shared/model/metric";
import { inEnvironment } from "@spanglass/shared/query/environment-filter";
import { MATCH_ALL } from "@spanglass/shared/query/filter";
import { unixNanos } from "@spanglass/shared/units/time";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MetricStreamQuery } from "../../api/metric-queries.ts";
import type { LogPage, LogQuery, MetricPointsQuery, TelemetryReader } from "../../api/telemetry-store.ts";
import { createMemoryStore, type MemoryStore } from "../../memory/memory-store.ts";
import { FREE_CONTROL, partsOf, sendLogs, sendPoints, WHOLE_HOUR } from "../ingest-helpers.ts";
import { sampleFilters, sampleLogRecords, samplePoints } from "../requests.ts";
import type { OpenedStore, OpenStore } from "../suite.ts";

/** Log records and data points in the promised order, page by page, as the reference has them. */
export function pageCases(open: OpenStore): void {
	describe("pages", () => {
		let store: OpenedStore;
		let reference: MemoryStore;

		beforeAll(async () => {
			store = await open();
			reference = createMemoryStore();
			for (const { writer } of [store, reference]) {
				for (const part of partsOf(sampleLogRecords(200, 32), 41)) await sendLogs(writer, part);
				const points = samplePoints(150, 33);
				for (const part of partsOf([...points, ...points.map(atAnotherTime)], 29)) await sendPoints(writer, part);
			}
		});
		afterAll(() => store.close());

		it.each(["newest", "oldest"] as const)("of log records, %s first, have each record once", async (order) => {
			const query: LogQuery = { range: WHOLE_HOUR, filter: MATCH_ALL, traceId: undefined, order, limit: 1000, cursor: undefined };
			const expected = await reference.reader.findLogs(query, FREE_CONTROL);
			const pages: LogPage[] = [];
			let cursor: string | undefined;
			do {
				const page = await store.reader.findLogs({ ...query, limit: 7, cursor }, FREE_CONTROL);
				pages.push(page);
				cursor = page.cursor;
			} while (cursor !== undefined);
			expect(pages.flatMap((page) => page.records)).toEqual(expected.records);
			expect(pages.every(({ total }) => total === undefined || total === expected.total)).toBe(true);
			expect(expected.total).toBeGreaterThan(100);
		});

		it("of metrics are the whole catalog, of one environment or one name too", async () => {
			const early = { start: WHOLE_HOUR.start, end: unixNanos(WHOLE_HOUR.start + 1_200_000_000_000n) };
			let found = 0;
			for (const range of [WHOLE_HOUR, early]) {
				for (const filter of [MATCH_ALL, inEnvironment(MATCH_ALL, "env-checkout"), ...sampleFilters(20, 34)]) {
					for (const name of [{}, { name: "metric.sum" }]) {
						const seen = await store.reader.listMetrics({ range, filter, ...name }, FREE_CONTROL);
						expect(seen).toEqual(await reference.reader.listMetrics({ range, filter, ...name }, FREE_CONTROL));
						found += seen.length;
					}
				}
			}
			expect(found).toBeGreaterThan(50);
			const [sum] = await store.reader.listMetrics(
				{ range: WHOLE_HOUR, filter: inEnvironment(MATCH_ALL, "env-checkout"), name: "metric.sum" },
				FREE_CONTROL,
			);
			expect(sum).toMatchObject({ name: "metric.sum", services: ["checkout"] });
		});

		it("of all points of a metric have each point once, by time within a series", async () => {
			const [metric] = await store.reader.listMetrics({ range: WHOLE_HOUR, filter: MATCH_ALL, name: "metric.histogram" }, FREE_CONTROL);
			if (metric === undefined) throw new Error("the sample has histograms");
			let found = 0;
			for (const filter of [MATCH_ALL, ...sampleFilters(20, 36)]) {
				const query = { metric, range: WHOLE_HOUR, filter };
				const seen = await bySeries(store.reader, query);
				expect(seen, JSON.stringify(filter)).toEqual(await bySeries(reference.reader, query));
				found += seen.flat().length;
			}
			const all = await store.reader.findMetricPoints(
				{ name: metric.name, range: WHOLE_HOUR, filter: MATCH_ALL, limit: 1000 },
				FREE_CONTROL,
			);
			expect((await bySeries(store.reader, { metric, range: WHOLE_HOUR, filter: MATCH_ALL })).flat()).toHaveLength(all.total);
			expect(found).toBeGreaterThan(all.total);
			const whole = await bySeries(store.reader, { metric, range: WHOLE_HOUR, filter: MATCH_ALL }, store.sealsEarly !== true);
			expect(whole.some((points) => points.length > 1)).toBe(true);
			const cumulative = { ...metric, temporality: 1 };
			expect(await bySeries(store.reader, { metric: cumulative, range: WHOLE_HOUR, filter: MATCH_ALL })).toEqual([]);
		});

		it("of data points are in order of series, then time", async () => {
			let found = 0;
			for (const [index, filter] of [MATCH_ALL, ...sampleFilters(50, 35)].entries()) {
				const query: MetricPointsQuery = { name: "metric.histogram", range: WHOLE_HOUR, filter, limit: index % 2 ? 1000 : 5 };
				const seen = await store.reader.findMetricPoints(query, FREE_CONTROL);
				const expected = await reference.reader.findMetricPoints(query, FREE_CONTROL);
				expect([seen.total, seen.points], JSON.stringify(filter)).toEqual([expected.total, expected.points]);
				found += seen.total;
			}
			expect(found).toBeGreaterThan(0);
		});
	});
}

/** The next point of the same series, earlier or later in the hour. */
function atAnotherTime(point: MetricPoint): MetricPoint {
	return { ...point, time: unixNanos(WHOLE_HOUR.start + (((point.time - WHOLE_HOUR.start) * 7n) % (WHOLE_HOUR.end - WHOLE_HOUR.start))) };
}

function compareTimes(a: bigint, b: bigint): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

/** The points of each series by time. `isOrdered`: they came so; else a store may have read them in pieces. */
async function bySeries(
	reader: TelemetryReader,
	query: MetricStreamQuery,
	isOrdered = false,
): Promise<readonly (readonly MetricPoint[])[]> {
	const series: MetricPoint[][] = [];
	for await (const batch of reader.streamMetricPoints(query, FREE_CONTROL)) {
		for (const { series: number, point } of batch) {
			series[number] ??= [];
			series[number].push(point);
		}
	}
	const sorted = series.map((points) => points.toSorted((a, b) => compareTimes(a.time, b.time)));
	if (isOrdered) expect(series).toEqual(sorted);
	return sorted;
}
