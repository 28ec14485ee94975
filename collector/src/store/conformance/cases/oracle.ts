import { MATCH_ALL } from "@spanglass/shared/query/filter";
import { unixNanos } from "@spanglass/shared/units/time";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TracePage, TraceQuery } from "../../api/telemetry-store.ts";
import { createMemoryStore, type MemoryStore } from "../../memory/memory-store.ts";
import { FILTERS, FILTERS_TIMEOUT, filterSeed } from "../filter-count.ts";
import { FREE_CONTROL, partsOf, sendLogs, sendPoints, sendSpans, WHOLE_HOUR } from "../ingest-helpers.ts";
import { BASE_TIME, sampleFilters, sampleLogRecords, samplePoints, sampleSpans } from "../requests.ts";
import type { OpenedStore, OpenStore } from "../suite.ts";
import { compareDurations, compareOperations } from "./service-checks.ts";

const MINUTE = 60_000_000_000n;
const SORTS = ["newest", "longest", "spans", "errors"] as const;

/** The same requests in the memory store and in this one: every answer is equal. */
export function oracleCases(open: OpenStore): void {
	describe("answers as the reference does", () => {
		let store: OpenedStore;
		let reference: MemoryStore;

		beforeAll(async () => {
			store = await open();
			reference = createMemoryStore();
			const spanParts = partsOf(sampleSpans(300, 21), 37);
			for (const { writer } of [store, reference]) {
				for (const part of spanParts) await sendSpans(writer, part);
				for (const part of partsOf(sampleLogRecords(200, 22), 41)) await sendLogs(writer, part);
				for (const part of partsOf(samplePoints(150, 23), 29)) await sendPoints(writer, part);
			}
		});
		afterAll(() => store.close());

		const traceQuery = (changes: Partial<TraceQuery>): TraceQuery => ({
			range: WHOLE_HOUR,
			filter: MATCH_ALL,
			sort: "newest",
			limit: 1000,
			cursor: undefined,
			...changes,
		});

		it.each(SORTS)("traces sorted by %s, page by page", async (sort) => {
			const expected = await reference.reader.findTraces(traceQuery({ sort }), FREE_CONTROL);
			const pages: TracePage[] = [];
			let cursor: string | undefined;
			do {
				const page = await store.reader.findTraces(traceQuery({ sort, limit: 5, cursor }), FREE_CONTROL);
				pages.push(page);
				cursor = page.cursor;
			} while (cursor !== undefined);
			expect(pages.flatMap((page) => page.traces)).toEqual(expected.traces);
			expect(pages.every(({ total }) => total === undefined || total === expected.total)).toBe(true);
		});

		it(`${FILTERS} random filters over traces and logs`, { timeout: FILTERS_TIMEOUT }, async () => {
			let matched = 0;
			for (const [index, filter] of sampleFilters(FILTERS, filterSeed(24)).entries()) {
				const query = traceQuery({ filter, range: { start: unixNanos(BASE_TIME + BigInt(index % 30) * MINUTE), end: WHOLE_HOUR.end } });
				const seen = await store.reader.findTraces(query, FREE_CONTROL);
				const expected = await reference.reader.findTraces(query, FREE_CONTROL);
				expect(seen.traces, JSON.stringify(filter)).toEqual(expected.traces);
				matched += seen.traces.length > 0 && seen.traces.length < 12 ? 1 : 0;
				const logQuery = {
					range: query.range,
					filter,
					traceId: undefined,
					order: index % 2 ? "newest" : "oldest",
					limit: 1000,
					cursor: undefined,
				} as const;
				const logs = await store.reader.findLogs(logQuery, FREE_CONTROL);
				const expectedLogs = await reference.reader.findLogs(logQuery, FREE_CONTROL);
				expect(
					logs.records.map(({ record }) => record),
					JSON.stringify(filter),
				).toEqual(expectedLogs.records.map(({ record }) => record));
			}
			expect(matched).toBeGreaterThan(FILTERS / 20);
		});

		it("skeletons", async () => {
			const { traces } = await reference.reader.findTraces(traceQuery({}), FREE_CONTROL);
			for (const { traceId } of traces) {
				const seen = await store.reader.getTraceSkeleton(traceId, FREE_CONTROL);
				const expected = await reference.reader.getTraceSkeleton(traceId, FREE_CONTROL);
				expect(namesByRow(seen)).toEqual(namesByRow(expected));
				const { services: _s, operations: _o, instances: _i, service: _a, operation: _b, instance: _c, ...rest } = expected ?? {};
				expect(seen).toMatchObject(rest);
			}
		});

		it("operations and edges", async () => {
			const ranges = [WHOLE_HOUR, { start: WHOLE_HOUR.start, end: unixNanos(BASE_TIME + 20n * MINUTE) }];
			for (const range of ranges) {
				expect(await store.reader.listServiceEdges(range, FREE_CONTROL)).toEqual(
					await reference.reader.listServiceEdges(range, FREE_CONTROL),
				);
			}
			await compareOperations(store.reader, reference.reader);
		});

		it("durations of every operation", () => compareDurations(store.reader, reference.reader));

		it("refuses a cursor that is not its own", async () => {
			const query = traceQuery({ cursor: "not-a-cursor" });
			await expect(store.reader.findTraces(query, FREE_CONTROL)).rejects.toMatchObject({ kind: "invalid_input", field: "cursor" });
		});
	});
}

/** Dictionaries may be numbered differently: compare what a row says, not the number it says it with. */
function namesByRow(skeleton: Awaited<ReturnType<OpenedStore["reader"]["getTraceSkeleton"]>>) {
	if (skeleton === undefined) return undefined;
	return Array.from(skeleton.service, (service, row) => [
		skeleton.services[service],
		skeleton.operations[skeleton.operation[row] ?? -1],
		skeleton.instances[skeleton.instance[row] ?? -1],
	]);
}
