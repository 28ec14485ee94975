import { logRecordTime } from "@spanglass/shared/model/log-record";
import { type ItemFilter, MATCH_ALL } from "@spanglass/shared/query/filter";
import { logLevel } from "@spanglass/shared/query/log-level";
import { unixNanos } from "@spanglass/shared/units/time";
import { timeBuckets } from "@spanglass/shared/units/time-buckets";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LogArrivalsQuery, LogCounts } from "../../api/log-queries.ts";
import type { LogQuery, TelemetryReader } from "../../api/telemetry-store.ts";
import { createMemoryStore, type MemoryStore } from "../../memory/memory-store.ts";
import { FREE_CONTROL, partsOf, sendLogs, sendSpans, WHOLE_HOUR } from "../ingest-helpers.ts";
import { BASE_TIME, sampleFilters, sampleLogRecords, sampleSpans } from "../requests.ts";
import type { OpenedStore, OpenStore } from "../suite.ts";

/** Counts equal what the list of records adds up to; arrivals are those between two sequences. */
export function logCountCases(open: OpenStore): void {
	describe("many log records at once", () => {
		let store: OpenedStore;
		let reference: MemoryStore;

		beforeAll(async () => {
			store = await open();
			reference = createMemoryStore();
			for (const { writer } of [store, reference]) {
				for (const part of partsOf(sampleLogRecords(300, 42), 31)) await sendLogs(writer, part);
				await sendSpans(writer, sampleSpans(5, 43));
			}
		});
		afterAll(() => store.close());

		it("are counted as the list has them, by bucket and level", async () => {
			const ranges = [WHOLE_HOUR, { start: unixNanos(BASE_TIME + 61_000_000_007n), end: unixNanos(BASE_TIME + 913_000_000_001n) }];
			let counted = 0;
			for (const range of ranges) {
				for (const filter of [MATCH_ALL, ...sampleFilters(60, 44)]) {
					const buckets = timeBuckets(range.start, range.end, { most: 20 });
					const seen = await store.reader.countLogs({ range, filter, buckets }, FREE_CONTROL);
					const listed = await listed1000(store.reader, { range, filter });
					const expected = new Map<string, number[]>();
					for (const { record } of listed) {
						const level = logLevel(record.severityNumber, record.severityText) ?? "unspecified";
						const counts = expected.get(level) ?? Array.from({ length: buckets.count }, () => 0);
						const bucket = Number((logRecordTime(record) - buckets.start) / BigInt(buckets.stepNanos));
						counts[bucket] = (counts[bucket] ?? 0) + 1;
						expected.set(level, counts);
					}
					expect(seen.counts, JSON.stringify(filter)).toEqual(Object.fromEntries(expected));
					expect(seen.total).toBe(listed.length);
					expect(sumOf(seen)).toBe(listed.length);
					counted += listed.length;
				}
			}
			expect(counted).toBeGreaterThan(300);
		});

		it("arrive between two sequences, each once, oldest first, evenly picked when there are too many", async () => {
			const arrivals: LogArrivalsQuery = { range: WHOLE_HOUR, filter: MATCH_ALL, since: 0, until: 1000, limit: 1000 };
			const all = await store.reader.findLogArrivals(arrivals, FREE_CONTROL);
			expect(all.records.map(({ id }) => id)).toEqual((await listed1000(store.reader, arrivals)).map(({ id }) => id));
			const middle = { ...arrivals, since: 3, until: 6 };
			for (const filter of [MATCH_ALL, ...sampleFilters(20, 45)]) {
				for (const limit of [1000, 7, 1]) {
					const query = { ...middle, filter, limit };
					const seen = await store.reader.findLogArrivals(query, FREE_CONTROL);
					expect(seen).toEqual(await reference.reader.findLogArrivals(query, FREE_CONTROL));
					expect(seen.records.length).toBe(Math.min(limit, seen.total));
				}
			}
			const { records } = await store.reader.findLogArrivals(middle, FREE_CONTROL);
			expect(new Set(records.map(({ id }) => Number.parseInt(id, 10)))).toEqual(new Set([4, 5, 6]));
			const seven = await store.reader.findLogArrivals({ ...middle, limit: 7 }, FREE_CONTROL);
			expect([seven.records[0], seven.records.at(-1), new Set(seven.records).size]).toEqual([records[0], records.at(-1), 7]);
			const none = await store.reader.findLogArrivals({ ...arrivals, since: 11 }, FREE_CONTROL);
			expect(none).toEqual({ records: [], total: 0 });
		});
	});
}

async function listed1000(reader: TelemetryReader, { range, filter }: { readonly range: LogQuery["range"]; readonly filter: ItemFilter }) {
	const query: LogQuery = { range, filter, traceId: undefined, order: "oldest", limit: 1000, cursor: undefined };
	return (await reader.findLogs(query, FREE_CONTROL)).records;
}

function sumOf({ counts }: LogCounts): number {
	return Object.values(counts)
		.flat()
		.reduce((sum, count) => sum + count, 0);
}
