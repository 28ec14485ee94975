/** Queries over blocks: pages while everything moves, and what is done about damage. */
import { join } from "node:path";
import type { Span } from "@spanglass/shared/model/span";
import { MATCH_ALL } from "@spanglass/shared/query/filter";
import { parseFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import { ALL_TIME } from "@spanglass/shared/query/time-range";
import { afterAll, describe, expect, it } from "vitest";
import type { TelemetryReader, TelemetryWriter, TraceQuery } from "../../api/telemetry-store.ts";
import { FREE_CONTROL, partsOf, sendLogs, sendSpans } from "../../conformance/ingest-helpers.ts";
import { sampleFamilies, sampleLogRecords, sampleSpans } from "../../conformance/requests.ts";
import { createMemoryStore } from "../../memory/memory-store.ts";
import { blobFromNanos } from "../block-row.ts";
import { openWriter } from "../driver.ts";
import { openStore, temporaryFolders } from "./reader-harness.testdata.ts";

const folders = temporaryFolders();
afterAll(folders.removeAll);

const SORTS = ["newest", "longest", "spans", "errors"] as const;
const FILTERS = [
	MATCH_ALL,
	parseFilterOrThrow("service:gateway"),
	parseFilterOrThrow("status:error"),
	parseFilterOrThrow("any.status:error"),
];
const TINY = { generationRows: 40 };

function queryOf(changes: Partial<TraceQuery>): TraceQuery {
	return { range: ALL_TIME, filter: MATCH_ALL, sort: "newest", limit: 1000, cursor: undefined, ...changes };
}

async function fill(writers: readonly TelemetryWriter[], spans: readonly Span[]): Promise<void> {
	for (const part of partsOf(spans, 17)) for (const writer of writers) await sendSpans(writer, part);
}

/** All pages of a few traces, with more arriving and being sealed between them. */
async function pagesWhileIngesting(reader: TelemetryReader, writer: TelemetryWriter, query: TraceQuery) {
	const traces = [];
	let cursor: string | undefined;
	let seed = 1000;
	do {
		const page = await reader.findTraces({ ...query, limit: 4, cursor }, FREE_CONTROL);
		traces.push(...page.traces);
		cursor = page.cursor;
		await sendSpans(writer, sampleFamilies(45, seed++));
	} while (cursor !== undefined);
	return traces;
}

describe("pages of traces to the end while more is ingested and sealed", () => {
	it.each(SORTS)("%s: each trace once, as everything was at the first page", { timeout: 60_000 }, async (sort) => {
		for (const filter of FILTERS) {
			const reference = createMemoryStore();
			const { writer, reader, close } = openStore(folders.create(), { limits: TINY });
			await fill([writer, reference.writer], [...sampleFamilies(160, 81), ...sampleSpans(60, 82)]);
			const expected = await reference.reader.findTraces(queryOf({ sort, filter }), FREE_CONTROL);
			expect(await pagesWhileIngesting(reader, writer, queryOf({ sort, filter }))).toEqual(expected.traces);
			expect(expected.traces.length).toBeGreaterThan(4);
			await close();
		}
	});
});

interface StoredChunk {
	readonly key: number;
	readonly bytes: Buffer;
}

/** Flip a byte in the middle of chunks of the first block; answers the block's id. */
function damageFirstBlock(folder: string, signal: number): number {
	const connection = openWriter(join(folder, "spanglass.db"));
	const { id } = connection.get<{ readonly id: number }>("SELECT min(id) AS id FROM block WHERE signal = ?", signal) ?? { id: 0 };
	for (const { key, bytes } of connection.all<StoredChunk>("SELECT key, bytes FROM block_chunk WHERE key / 16777216 = ?", id)) {
		const at = bytes.length >>> 1;
		bytes[at] = (bytes[at] as number) ^ 0xff;
		connection.run("UPDATE block_chunk SET bytes = ? WHERE key = ?", bytes, key);
	}
	connection.close();
	return id;
}

describe("a damaged block", () => {
	it("is left out, the answer says so, the rest is served, and the writer sets it aside", { timeout: 60_000 }, async () => {
		const folder = folders.create();
		const { writer, reader, close } = openStore(folder, { limits: { generationRows: 1 }, cacheBytes: 0 });
		await fill([writer], sampleFamilies(60, 91));
		for (const part of partsOf(sampleLogRecords(60, 92), 20)) await sendLogs(writer, part);
		await expect.poll(async () => (await writer.status()).blocks.count, { timeout: 30_000 }).toEqual({ traces: 4, metrics: 0, logs: 3 });
		const logQuery = { range: ALL_TIME, filter: MATCH_ALL, traceId: undefined, order: "newest", limit: 1000, cursor: undefined } as const;
		const whole = await reader.findTraces(queryOf({}), FREE_CONTROL);
		const wholeLogs = await reader.findLogs(logQuery, FREE_CONTROL);
		expect([whole.complete, wholeLogs.complete]).toEqual([true, true]);
		const ids = [damageFirstBlock(folder, 1), damageFirstBlock(folder, 3)];
		const page = await reader.findTraces(queryOf({}), FREE_CONTROL);
		const logs = await reader.findLogs(logQuery, FREE_CONTROL);
		expect([page.complete, logs.complete]).toEqual([false, false]);
		expect(page.warnings.join()).toMatch(new RegExp(`^Block ${ids[0]} of traces from \\d{4}-.* is damaged`));
		expect(logs.warnings.join()).toMatch(new RegExp(`^Block ${ids[1]} of logs from `));
		expect(spanCount(page.traces)).toBe(spanCount(whole.traces) - 17);
		expect(logs.records).toHaveLength(wholeLogs.records.length - 20);
		const told = await Promise.all(whole.traces.map(({ traceId }) => reader.getTraceSkeleton(traceId, FREE_CONTROL)));
		expect(new Set(told.map((skeleton) => skeleton?.complete))).toEqual(new Set([true, false]));
		for (const skeleton of told) expect(skeleton?.warnings.length === 0).toBe(skeleton?.complete);
		await expect.poll(async () => (await writer.status()).blocks.quarantined.map(({ id }) => id), { timeout: 30_000 }).toEqual(ids);
		const again = await reader.findTraces(queryOf({}), FREE_CONTROL);
		expect([again.complete, again.warnings, spanCount(again.traces)]).toEqual([false, page.warnings, spanCount(page.traces)]);
		await close();
	});
});

describe("a trace that began before what retention has deleted", () => {
	it("may have lost a part, and says so", async () => {
		const folder = folders.create();
		const { writer, reader, close } = openStore(folder);
		await fill([writer], sampleFamilies(60, 93));
		const { traces } = await reader.findTraces(queryOf({}), FREE_CONTROL);
		const [last, first] = [traces[0], traces.at(-1)];
		if (first === undefined || last === undefined) throw new Error("the sample has traces");
		const connection = openWriter(join(folder, "spanglass.db"));
		connection.run("UPDATE signal_state SET deleted_until = ? WHERE signal = 1", blobFromNanos(first.startTime));
		connection.close();
		const told = await reader.getTraceSkeleton(first.traceId, FREE_CONTROL);
		expect([told?.complete, told?.warnings]).toEqual([false, [expect.stringMatching(/^It began before \d{4}-.*deleted/)]]);
		expect(await reader.getTraceSkeleton(last.traceId, FREE_CONTROL)).toMatchObject({ complete: true, warnings: [] });
		await close();
	});
});

function spanCount(traces: readonly { readonly spanCount: number }[]): number {
	return traces.reduce((sum, trace) => sum + trace.spanCount, 0);
}
