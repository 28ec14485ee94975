import { encodeLogsRequest, encodeMetricsRequest, encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sampleLogRecords, samplePoints, sampleSpans } from "../../conformance/requests.ts";
import { decodeArrivals } from "../block-arrivals.ts";
import { sqliteFault } from "../driver.ts";
import { currentEpoch } from "../shared-cells.ts";
import { byId, countRows, listBlocks, type StoredBlock, sealedSpans, watermarkOf } from "./stored-items.testdata.ts";
import { manualClock, openHarness, requestOf, temporaryFolder, traceOf, traceRequest } from "./writer-harness.testdata.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

const blocks = (): readonly StoredBlock[] => listBlocks(folder.databasePath);
const watermark = (signal: number): number => watermarkOf(folder.databasePath, signal);

describe("what is sealed when", () => {
	it("a full generation: its rows leave the open columns with the watermark, and its journal rows go", async () => {
		const harness = openHarness(folder.databasePath, { limits: { generationRows: 10 } });
		const epoch = currentEpoch(harness.cells);
		for (let number = 1; number <= 12; number++) await harness.writer.ingest(traceRequest(number));
		await harness.published();
		await vi.waitFor(() => expect(blocks()).toHaveLength(2));
		const [first, second] = blocks() as [StoredBlock, StoredBlock];
		expect(first).toMatchObject({ signal: 1, partition: 0, row_count: 10, first_sequence: 1, last_sequence: 5 });
		expect(second).toMatchObject({ row_count: 10, first_sequence: 6, last_sequence: 10 });
		expect(decodeArrivals(second.arrivals).map(({ sequence, rows }) => [sequence, rows])).toEqual([6, 7, 8, 9, 10].map((at) => [at, 2]));
		expect(watermark(1)).toBe(10);
		expect(currentEpoch(harness.cells) - epoch).toBe(2);
		expect(harness.openSpans()).toEqual([11, 12].flatMap((number) => traceOf(number)));
		expect(sealedSpans(folder.databasePath)).toEqual(byId([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].flatMap((number) => traceOf(number))));
		await vi.waitFor(() => expect(countRows(folder.databasePath, "journal")).toBe(2), { timeout: 5000 });
		expect(await harness.writer.status()).toMatchObject({ stored: { traces: 24 }, blocks: { count: { traces: 2 } } });
		await harness.close();
		const after = openHarness(folder.databasePath);
		expect(after.openSpans()).toEqual([11, 12].flatMap((number) => traceOf(number)));
		expect(blocks()).toHaveLength(2);
		await after.close();
	});

	it("one whose oldest row is ten minutes old, and all of them after 30 quiet seconds", { timeout: 20_000 }, async () => {
		const clock = manualClock();
		const harness = openHarness(folder.databasePath, { clock });
		await harness.writer.ingest(traceRequest(1));
		await harness.writer.ingest(requestOf("metrics", encodeMetricsRequest(samplePoints(3, 1))));
		await harness.published();
		for (let seed = 1; seed <= 20; seed++) {
			clock.advance(29_000);
			await harness.writer.ingest(requestOf("logs", encodeLogsRequest(sampleLogRecords(3, seed))));
			await harness.published();
		}
		expect(blocks()).toEqual([]);
		clock.advance(20_000);
		await vi.waitFor(() => expect(blocks().map(({ signal }) => signal)).toEqual([1, 2]), { timeout: 5000 });
		clock.advance(10_000);
		await vi.waitFor(() => expect(blocks().map(({ signal }) => signal)).toEqual([1, 2, 3]), { timeout: 5000 });
		expect(harness.openSpans()).toEqual([]);
		await harness.close();
	});

	it("one that its journal rows or its bytes make full", async () => {
		const harness = openHarness(folder.databasePath, { limits: { generationJournalBytes: 1 } });
		await harness.writer.ingest(traceRequest(1));
		await vi.waitFor(() => expect(watermark(1)).toBe(1));
		await harness.close();
		const other = openHarness(folder.databasePath, { limits: { generationBytes: 1 } });
		await other.writer.ingest(traceRequest(2));
		await vi.waitFor(() => expect(watermark(1)).toBe(2));
		await other.close();
	});

	it("a very large request becomes several blocks in one transaction", async () => {
		const harness = openHarness(folder.databasePath, { limits: { generationRows: 30, blockRows: 40 } });
		await harness.writer.ingest(requestOf("traces", encodeTraceRequest(sampleSpans(100, 7))));
		await vi.waitFor(() => expect(blocks().map(({ row_count }) => row_count)).toEqual([40, 40, 20]));
		expect(blocks().map(({ arrivals }) => decodeArrivals(arrivals)[0]?.rows)).toEqual([40, 40, 20]);
		await harness.close();
	});
});

it("a start that finds more than may be open seals as it goes, as with a database of before blocks", { timeout: 20_000 }, async () => {
	const numbers = Array.from({ length: 30 }, (_, at) => at + 1);
	const before = openHarness(folder.databasePath);
	for (const number of numbers) await before.writer.ingest(traceRequest(number));
	await before.close();
	const after = openHarness(folder.databasePath, { limits: { generationRows: 8, openColumnBytes: 3_000_000 } });
	const all = () => byId([...sealedSpans(folder.databasePath), ...after.openSpans()]);
	expect(all()).toEqual(byId(numbers.flatMap((number) => traceOf(number))));
	expect(watermark(1)).toBeGreaterThan(0);
	await after.writer.ingest(traceRequest(99));
	await vi.waitFor(() => expect(countRows(folder.databasePath, "journal")).toBeLessThan(8), { timeout: 8000 });
	expect(all()).toEqual(byId([...numbers, 99].flatMap((number) => traceOf(number))));
	expect((await after.writer.status()).stored.traces).toBe(62);
	await after.close();
});

describe("a disk that fails while it seals", () => {
	it.each(["INSERT INTO block ", "INSERT INTO block_chunk", "UPDATE signal_state SET watermark", "COMMIT"])(
		"at %s: nothing is lost or doubled, and it is sealed later",
		async (statement) => {
			let failing = false;
			const probe = (sql: string) => {
				if (failing && sql.startsWith(statement)) throw sqliteFault("SQLITE_FULL");
			};
			const harness = openHarness(folder.databasePath, { probe, limits: { generationRows: 4 } });
			await harness.writer.ingest(traceRequest(1));
			await harness.published();
			const acknowledged = harness.writer.ingest(traceRequest(2));
			await acknowledged;
			failing = true;
			await harness.published();
			await vi.waitFor(() => expect(harness.warnings.join()).toContain("sealing failed"));
			expect(blocks()).toEqual([]);
			expect(countRows(folder.databasePath, "block_chunk")).toBe(0);
			expect(harness.openSpans()).toEqual([1, 2].flatMap((number) => traceOf(number)));
			failing = false;
			await vi.waitFor(() => expect(blocks()).toHaveLength(1), { timeout: 5000 });
			expect(harness.openSpans()).toEqual([]);
			await harness.close();
		},
	);
});

it("refuses what comes over the bound on open columns with a hint, and takes it once something is sealed", async () => {
	let failing = true;
	const probe = (sql: string) => {
		if (failing && sql.startsWith("INSERT INTO block ")) throw sqliteFault("SQLITE_FULL");
	};
	const harness = openHarness(folder.databasePath, { probe, limits: { openColumnBytes: 1_500_000, generationRows: 2 } });
	const refused = async (): Promise<unknown> => {
		for (let number = 1; number < 50; number++) {
			const error = await harness.writer.ingest(traceRequest(number)).catch((thrown: unknown) => thrown);
			if (error instanceof Error) return error;
			await harness.published();
		}
		return undefined;
	};
	expect(await refused()).toMatchObject({ kind: "overloaded", retryAfterMs: expect.any(Number) });
	failing = false;
	await vi.waitFor(async () => expect((await harness.writer.ingest(traceRequest(99))).accepted).toBe(2), { timeout: 5000 });
	await harness.close();
});
