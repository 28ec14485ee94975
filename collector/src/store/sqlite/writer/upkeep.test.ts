import { ItemMark, type Span } from "@spanglass/shared/model/span";
import { encodeLogsRequest, encodeMetricsRequest, encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sampleLogRecords, samplePoints } from "../../conformance/requests.ts";
import { decodeArrivals } from "../block-arrivals.ts";
import { nanosFromBlob } from "../block-row.ts";
import { openWriter, sqliteFault } from "../driver.ts";
import { RETENTION } from "./options.ts";
import { askDatabase, byId, countRows, listBlocks, sealedSpans } from "./stored-items.testdata.ts";
import { manualClock, openHarness, requestOf, temporaryFolder, traceOf, traceRequest } from "./writer-harness.testdata.ts";

const HOUR = 3_600_000;
const SOON = { timeout: 8000 };
/** Every request becomes a block. */
const SMALL = { limits: { generationRows: 1 } };

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

type Harness = ReturnType<typeof openHarness>;

const blocks = () => listBlocks(folder.databasePath);
const spansOf = (numbers: readonly number[]): readonly Span[] => byId(numbers.flatMap((number) => traceOf(number)));
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at + 1);

async function send(harness: Harness, numbers: readonly number[], service?: string): Promise<void> {
	for (const number of numbers) await harness.writer.ingest(traceRequest(number, service));
	await vi.waitFor(() => expect(harness.openSpans()).toEqual([]), SOON);
}

describe("merging blocks", () => {
	it("makes one of eight, keeps every row and every arrival, and sweeps what is left of them", { timeout: 20_000 }, async () => {
		const harness = openHarness(folder.databasePath, SMALL);
		await send(harness, upTo(16));
		await vi.waitFor(() => expect(blocks().length).toBeLessThanOrEqual(2), SOON);
		expect(sealedSpans(folder.databasePath)).toEqual(spansOf(upTo(16)));
		expect(blocks().flatMap(({ arrivals }) => decodeArrivals(arrivals).map(({ sequence, rows }) => [sequence, rows]))).toEqual(
			upTo(16).map((sequence) => [sequence, 2]),
		);
		const perBlock = () => countRows(folder.databasePath, "block_chunk") / blocks().length;
		await vi.waitFor(() => expect(countRows(folder.databasePath, "dead_block")).toBe(0), SOON);
		expect(perBlock()).toBeLessThan(60);
		const orphans = askDatabase(folder.databasePath, (connection) =>
			connection.all("SELECT key FROM block_chunk WHERE key / 16777216 NOT IN (SELECT id FROM block)"),
		);
		expect(orphans).toEqual([]);
		await harness.close();
	});

	it("goes on after a disk that failed at any statement, and never shows a row twice", { timeout: 30_000 }, async () => {
		let failures = 20;
		let merging = false;
		const probe = (sql: string) => {
			if (sql.startsWith("DELETE FROM block WHERE")) merging = true;
			if (sql === "BEGIN IMMEDIATE") merging = false;
			if (merging && failures > 0 && failures-- % 3 === 0) throw sqliteFault("SQLITE_FULL");
		};
		const harness = openHarness(folder.databasePath, { ...SMALL, probe });
		await send(harness, upTo(8));
		await vi.waitFor(() => expect(harness.warnings.join()).toContain("housekeeping failed"), SOON);
		expect(sealedSpans(folder.databasePath)).toEqual(spansOf(upTo(8)));
		failures = 0;
		await vi.waitFor(() => expect(blocks()).toHaveLength(1), { timeout: 15_000 });
		expect(sealedSpans(folder.databasePath)).toEqual(spansOf(upTo(8)));
		await harness.close();
	});

	const cut = "CAST(substr(bytes, 1, length(bytes) - 3) || x'000000' AS BLOB)";
	it.each([
		["chunks", `UPDATE block_chunk SET bytes = ${cut} WHERE key / 16777216 = ? AND length(bytes) > 8`],
		["arrivals", "UPDATE block SET arrivals = CAST(substr(arrivals, 1, length(arrivals) - 3) || x'000000' AS BLOB) WHERE id = ?"],
		["row of the directory", "UPDATE block SET last_arrival = last_arrival - 1 WHERE id = ?"],
	])("sets a block with damaged %s aside and merges the others", { timeout: 20_000 }, async (_, damage) => {
		const before = openHarness(folder.databasePath, SMALL);
		await send(before, upTo(7));
		await before.close();
		const [, , third] = blocks();
		const connection = openWriter(folder.databasePath);
		connection.run(damage, third?.id ?? 0);
		connection.close();
		const after = openHarness(folder.databasePath, { ...SMALL, clock: manualClock(1_790_000_000_000 + 2 * HOUR) });
		await vi.waitFor(
			async () => expect((await after.writer.status()).blocks.quarantined).toMatchObject([{ id: third?.id, items: 2 }]),
			SOON,
		);
		await vi.waitFor(() => expect(blocks().filter(({ state }) => state === 0)).toHaveLength(2), SOON);
		expect(sealedSpans(folder.databasePath)).toEqual(spansOf([1, 2, 4, 5, 6, 7]));
		expect(after.warnings.join()).toContain("is damaged");
		await after.close();
	});
});

describe("retention", () => {
	const AGES = { traces: HOUR, logs: 2 * HOUR, metrics: 3 * HOUR };

	it("deletes each signal by its own age, whole blocks, with services that nothing is left of", { timeout: 20_000 }, async () => {
		const clock = manualClock();
		const harness = openHarness(folder.databasePath, { ...SMALL, clock, retention: { ages: AGES, totalBytes: undefined } });
		await send(harness, [1], "old");
		await harness.writer.ingest(requestOf("logs", encodeLogsRequest(sampleLogRecords(3, 1))));
		await harness.writer.ingest(requestOf("metrics", encodeMetricsRequest(samplePoints(4, 1))));
		clock.advance(HOUR / 2);
		await send(harness, [2]);
		clock.advance(HOUR / 2 + 1000);
		await vi.waitFor(() => expect(sealedSpans(folder.databasePath)).toEqual(spansOf([2])), SOON);
		expect(await harness.writer.status()).toMatchObject({
			deleted: { age: { traces: 2, logs: 0, metrics: 0 }, size: { traces: 0 } },
			stored: { traces: 2, logs: 3, metrics: 4 },
		});
		const until = askDatabase(folder.databasePath, (connection) =>
			connection.get<{ readonly deleted_until: Uint8Array }>("SELECT deleted_until FROM signal_state WHERE signal = 1"),
		);
		expect(nanosFromBlob(until?.deleted_until ?? new Uint8Array(8))).toBe(traceOf(1)[0]?.startTime);
		clock.advance(2 * HOUR);
		await vi.waitFor(() => expect(blocks()).toEqual([]), SOON);
		await send(harness, [3], "new");
		const names = () =>
			askDatabase(folder.databasePath, (connection) => connection.all<{ readonly name: string }>("SELECT name FROM service"));
		clock.advance(2 * HOUR);
		await vi.waitFor(() => expect(names().map(({ name }) => name)).toEqual(["new"]), SOON);
		await harness.close();
		const again = openHarness(folder.databasePath, { clock });
		expect((await again.writer.status()).deleted.age).toEqual({ traces: 6, logs: 3, metrics: 4 });
		await again.close();
	});

	it("keeps to the size: the oldest goes, the space is used again", { timeout: 30_000 }, async () => {
		const totalBytes = 400_000;
		const harness = openHarness(folder.databasePath, { ...SMALL, retention: { ...RETENTION, totalBytes } });
		const padded = (number: number): readonly Span[] => {
			const noise = Array.from({ length: 500 }, (_, at) => Math.sin(number * 1000 + at).toString(36)).join("");
			return traceOf(number).map((span) => ({ ...span, attributes: [{ key: "noise", value: { type: "string", value: noise } }] }));
		};
		for (const number of upTo(120)) await harness.writer.ingest(requestOf("traces", encodeTraceRequest(padded(number))));
		await vi.waitFor(() => expect(harness.openSpans()).toEqual([]), SOON);
		const deleted = async () => (await harness.writer.status()).deleted.size.traces;
		await vi.waitFor(async () => expect(await deleted()).toBeGreaterThan(0), SOON);
		await vi.waitFor(async () => expect((await harness.writer.status()).databaseBytes).toBeLessThan(totalBytes * 1.3), { timeout: 20_000 });
		const left = byId(sealedSpans(folder.databasePath));
		const first = 1 + (await deleted()) / 2;
		expect(left).toEqual(
			byId(
				upTo(120)
					.slice(first - 1)
					.flatMap(padded),
			),
		);
		expect((await harness.writer.status()).stored.traces).toBe(left.length);
		await harness.close();
	});

	it("settles the size at the first start and keeps it", async () => {
		const first = openHarness(folder.databasePath);
		const { databaseLimitBytes, storage } = await first.writer.status();
		expect(databaseLimitBytes).toBeGreaterThanOrEqual(2 ** 28);
		expect(databaseLimitBytes).toBeLessThanOrEqual(Math.max(2 ** 28, storage.disk.freeBytes));
		await first.close();
		const again = openHarness(folder.databasePath);
		expect((await again.writer.status()).databaseLimitBytes).toBe(databaseLimitBytes);
		await again.close();
	});
});

describe("spans that come again", () => {
	const again = (number: number) => requestOf("traces", encodeTraceRequest([...traceOf(number)].reverse()));
	const marked = (): number => sealedSpans(folder.databasePath).filter(({ marks }) => (marks & ItemMark.duplicate) !== 0).length;

	it("are found in blocks, in merged ones, and after a start", { timeout: 20_000 }, async () => {
		const harness = openHarness(folder.databasePath, SMALL);
		await send(harness, upTo(8));
		await vi.waitFor(() => expect(blocks()).toHaveLength(1), SOON);
		await harness.writer.ingest(again(3));
		await vi.waitFor(() => expect(marked()).toBe(2), SOON);
		await send(harness, [20]);
		await harness.writer.ingest(again(20));
		await vi.waitFor(() => expect(marked()).toBe(4), SOON);
		expect((await harness.writer.status()).repaired.duplicateSpans).toBe(4);
		await harness.close();
		const after = openHarness(folder.databasePath, SMALL);
		await after.writer.ingest(again(5));
		await vi.waitFor(() => expect(marked()).toBe(6), SOON);
		await after.close();
	});

	it("are not sought further back than 15 minutes", async () => {
		const clock = manualClock();
		const harness = openHarness(folder.databasePath, { ...SMALL, clock });
		await send(harness, [1]);
		clock.advance(14 * 60_000);
		await send(harness, [2]);
		clock.advance(2 * 60_000);
		await send(harness, [3]);
		await harness.writer.ingest(again(2));
		await harness.writer.ingest(again(1));
		await vi.waitFor(() => expect(blocks()).toHaveLength(5), SOON);
		expect(marked()).toBe(2);
		await harness.close();
	});
});
