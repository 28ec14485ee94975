import type { SpanId, TraceId } from "@spanglass/shared/model/ids";
import { EMPTY_LOG_RECORD } from "@spanglass/shared/model/log-record";
import { EMPTY_SPAN, type Span } from "@spanglass/shared/model/span";
import { MATCH_ALL } from "@spanglass/shared/query/filter";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { unixNanos } from "@spanglass/shared/units/time";
import { timeBuckets } from "@spanglass/shared/units/time-buckets";
import { afterAll, describe, expect, it } from "vitest";
import type { TelemetryReader } from "../../api/telemetry-store.ts";
import { FREE_CONTROL, partsOf, sendLogs, sendPoints, sendSpans, WHOLE_HOUR } from "../../conformance/ingest-helpers.ts";
import { BASE_TIME, sampleFilters, sampleLogRecords, samplePoints, sampleSpans, sampleTraceFilters } from "../../conformance/requests.ts";
import { createCells, publishSequence } from "../shared-cells.ts";
import type { WriterLimits } from "../writer/options.ts";
import { openStore, temporaryFolders } from "./reader-harness.testdata.ts";

const folders = temporaryFolders();
afterAll(folders.removeAll);

const ALL = { range: WHOLE_HOUR, filter: MATCH_ALL, sort: "newest", limit: 1000, cursor: undefined } as const;
const HALF_HOUR = { start: WHOLE_HOUR.start, end: unixNanos(BASE_TIME + 1_800_000_000_000n) };
/** Each request is a generation of its own and is sealed at once. */
const SEAL_ALL = { generationRows: 1 };

async function fill(writer: Parameters<typeof sendSpans>[0]): Promise<void> {
	for (const part of partsOf(sampleSpans(120, 31), 29)) await sendSpans(writer, part);
	for (const part of partsOf(sampleLogRecords(60, 32), 23)) await sendLogs(writer, part);
	for (const part of partsOf(samplePoints(60, 33), 19)) await sendPoints(writer, part);
}

/** Answers of every query, to be compared. */
async function answersOf(reader: TelemetryReader) {
	const traces = [];
	for (const filter of [MATCH_ALL, ...sampleFilters(12, 34)]) {
		const { records } = await reader.findLogs({ ...ALL, filter, traceId: undefined, order: "oldest" }, FREE_CONTROL);
		traces.push(
			(await reader.findTraces({ ...ALL, filter, range: HALF_HOUR }, FREE_CONTROL)).traces,
			records.map(({ record }) => record),
		);
	}
	for (const filter of sampleTraceFilters(12, 35)) {
		traces.push((await reader.findTraces({ ...ALL, filter, range: HALF_HOUR }, FREE_CONTROL)).traces);
	}
	const [first] = (await reader.findTraces(ALL, FREE_CONTROL)).traces;
	const traceId = first?.traceId ?? ("" as Span["traceId"]);
	const spans: Span[] = [];
	for await (const batch of reader.streamTrace(traceId, FREE_CONTROL)) spans.push(...batch);
	const ofTrace = { ...ALL, traceId, order: "newest" as const };
	return {
		traces,
		spans,
		rows: (await reader.getTraceSkeleton(traceId, FREE_CONTROL))?.start,
		logsOfTrace: (await reader.findLogs(ofTrace, FREE_CONTROL)).records.map(({ record }) => record),
		services: await reader.sumInstances({ range: HALF_HOUR, by: ["service"], where: {} }, FREE_CONTROL),
		operations: await reader.listOperations("gateway", HALF_HOUR, FREE_CONTROL),
		names: await reader.listServiceNames(FREE_CONTROL),
		edges: await reader.listServiceEdges(HALF_HOUR, FREE_CONTROL),
		metrics: await reader.listMetrics({ range: HALF_HOUR, filter: MATCH_ALL }, FREE_CONTROL),
		logCounts: (
			await reader.countLogs(
				{ range: HALF_HOUR, filter: MATCH_ALL, buckets: timeBuckets(HALF_HOUR.start, HALF_HOUR.end, { most: 120 }) },
				FREE_CONTROL,
			)
		).counts,
		arrivals: await reader.findLogArrivals({ range: HALF_HOUR, filter: MATCH_ALL, since: 1, until: 1e6, limit: 40 }, FREE_CONTROL),
		points: (await reader.findMetricPoints({ ...ALL, name: "metric.histogram" }, FREE_CONTROL)).points,
	};
}

/** Of a store with everything in open columns, which the conformance suite holds equal to the reference. */
async function expectedAnswers() {
	const { writer, reader, close } = openStore(folders.create());
	await fill(writer);
	const answers = await answersOf(reader);
	await close();
	return answers;
}

describe("a snapshot", () => {
	it("reads blocks without a cache", async () => {
		const { writer, addReader, close } = openStore(folders.create(), { limits: SEAL_ALL });
		await fill(writer);
		expect(await answersOf(addReader(0))).toEqual(await expectedAnswers());
		await close();
	});

	it("keeps what it decoded of blocks as far as its cache goes, and gives the same answers", async () => {
		const { writer, addReader, close } = openStore(folders.create(), { limits: SEAL_ALL });
		await fill(writer);
		const reader = addReader(40_000);
		const expected = await expectedAnswers();
		expect(await answersOf(reader)).toEqual(expected);
		expect(await answersOf(reader)).toEqual(expected);
		await close();
	});

	it("decodes requests that are committed and not published in time", async () => {
		const { writer, addReader, close } = openStore(folders.create());
		await fill(writer);
		const lagging = createCells();
		publishSequence(lagging, 0);
		expect(await answersOf(addReader(0, lagging))).toEqual(await expectedAnswers());
		await close();
	});

	it("is unavailable while the writer replays", async () => {
		const { addReader, close } = openStore(folders.create());
		const reader = addReader(0, createCells());
		await expect(reader.listServiceNames(FREE_CONTROL)).rejects.toMatchObject({ kind: "unavailable" });
		await close();
	});

	it("holds what was acknowledged before, under queries that run side by side", async () => {
		const { writer, reader, close } = openStore(folders.create(), { limits: { generationRows: 50 } });
		const seen: number[] = [];
		const acknowledged: number[] = [];
		let count = 0;
		const queries: Promise<void>[] = [];
		const control = { checkpoint: () => new Promise<void>((resolve) => setImmediate(resolve)) };
		for (const part of partsOf(sampleSpans(900, 41), 30)) {
			count += (await sendSpans(writer, part)).accepted;
			const before = count;
			const query = reader.findTraces({ ...ALL, range: { start: unixNanos(0n), end: unixNanos(2n ** 64n - 1n) } }, control);
			queries.push(
				query.then((page) => {
					acknowledged.push(before);
					seen.push(page.traces.reduce((sum, trace) => sum + trace.spanCount, 0));
				}),
			);
		}
		await Promise.all(queries);
		expect(seen.length).toBe(30);
		for (const [index, spans] of seen.entries()) expect(spans).toBeGreaterThanOrEqual(acknowledged[index] ?? 0);
		expect(Math.max(...seen)).toBeLessThanOrEqual(count);
		await close();
	});
});

describe("what is in no block", () => {
	/** Rows that the answers about a range have looked at, by query. */
	async function scannedRows(reader: TelemetryReader, range: TimeRange) {
		const traces = await reader.findTraces({ ...ALL, range }, FREE_CONTROL);
		const logs = await reader.findLogs({ ...ALL, range, traceId: undefined, order: "newest" }, FREE_CONTROL);
		const points = await reader.findMetricPoints({ ...ALL, range, name: "metric.histogram" }, FREE_CONTROL);
		return [traces, logs, points].map((answer) => answer.scannedRows);
	}

	it("is looked at only for ranges that its times reach into, to the nanosecond", async () => {
		const { writer, reader, close } = openStore(folders.create());
		const time = (nanos: bigint) => unixNanos(BASE_TIME + nanos);
		const span = { ...EMPTY_SPAN, traceId: "1".repeat(32) as TraceId, spanId: "1".repeat(16) as SpanId };
		const log = { ...EMPTY_LOG_RECORD, time: unixNanos(0n) };
		for (const at of [time(10n), time(20n)]) {
			await sendSpans(writer, [{ ...span, spanId: String(at).slice(-16) as SpanId, startTime: at, endTime: time(99n) }]);
			await sendLogs(writer, [{ ...log, observedTime: at }]);
			await sendPoints(
				writer,
				samplePoints(1, 3).map((point) => ({ ...point, time: at })),
			);
		}
		const between = (start: bigint, end: bigint) => scannedRows(reader, { start: time(start), end: time(end) });
		expect(await between(0n, 10n)).toEqual([0, 0, 0]);
		expect(await between(0n, 11n)).toEqual([2, 2, 2]);
		expect(await between(20n, 30n)).toEqual([2, 2, 2]);
		expect(await between(21n, 30n)).toEqual([0, 0, 0]);
		await sendSpans(writer, [{ ...span, startTime: time(25n), endTime: time(99n) }]);
		expect(await between(21n, 30n)).toEqual([3, 0, 0]);
		await close();
	});

	it("is looked at for a trace only if it has that", async () => {
		const { writer, reader, close } = openStore(folders.create());
		await fill(writer);
		const ofTrace = (traceId: Span["traceId"]) => reader.findLogs({ ...ALL, traceId, order: "newest" }, FREE_CONTROL);
		const known = sampleLogRecords(60, 32).find(({ traceId }) => traceId !== "")?.traceId as TraceId;
		expect(await ofTrace("f".repeat(32) as TraceId)).toMatchObject({ records: [], scannedRows: 0 });
		expect((await ofTrace(known)).scannedRows).toBe(60);
		await close();
	});

	it("gives pages as if all of it were in blocks, beside blocks too", async () => {
		const pagesOf = async (limits: Partial<WriterLimits>) => {
			const { writer, reader, close } = openStore(folders.create(), { limits });
			await fill(writer);
			const pages = [];
			for (const order of ["newest", "oldest"] as const) {
				for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
					const page = await reader.findLogs({ ...ALL, limit: 7, cursor, traceId: undefined, order }, FREE_CONTROL);
					pages.push(page.records);
					cursor = page.cursor;
				}
			}
			for (const sort of ["newest", "longest"] as const) {
				for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
					const page = await reader.findTraces({ ...ALL, sort, limit: 7, cursor }, FREE_CONTROL);
					pages.push(page.traces);
					cursor = page.cursor;
				}
			}
			await close();
			return pages;
		};
		const sealed = await pagesOf(SEAL_ALL);
		expect(sealed.length).toBeGreaterThan(20);
		expect(await pagesOf({})).toEqual(sealed);
		expect(await pagesOf({ generationRows: 50 })).toEqual(sealed);
	});
});

describe("pages of traces", () => {
	it("keep their snapshot while more arrives, each trace once", async () => {
		const { writer, reader, close } = openStore(folders.create());
		await fill(writer);
		const all = await reader.findTraces(ALL, FREE_CONTROL);
		const paged = [];
		let cursor: string | undefined;
		do {
			const page = await reader.findTraces({ ...ALL, limit: 3, cursor }, FREE_CONTROL);
			paged.push(...page.traces);
			cursor = page.cursor;
			await sendSpans(writer, sampleSpans(20, 50 + paged.length));
		} while (cursor !== undefined);
		expect(paged).toEqual(all.traces);
		await close();
	});

	it("refuse another query's cursor", async () => {
		const { writer, reader, close } = openStore(folders.create());
		await fill(writer);
		const { cursor } = await reader.findTraces({ ...ALL, limit: 1 }, FREE_CONTROL);
		const other = reader.findTraces({ ...ALL, sort: "longest", cursor }, FREE_CONTROL);
		await expect(other).rejects.toMatchObject({ kind: "invalid_input", field: "cursor" });
		await close();
	});

	it("name only traces with a span after a sequence", async () => {
		const { writer, reader, close } = openStore(folders.create());
		await fill(writer);
		const { asOf } = await reader.findTraces(ALL, FREE_CONTROL);
		await sendSpans(writer, sampleSpans(1, 77));
		const page = await reader.findTraces({ ...ALL, sinceSequence: asOf }, FREE_CONTROL);
		expect(page.traces.length).toBeLessThanOrEqual(1);
		expect((await reader.findTraces({ ...ALL, sinceSequence: page.asOf }, FREE_CONTROL)).traces).toEqual([]);
		await close();
	});
});
