import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openWriter } from "./driver.ts";
import { byId, countRows, sealedSpans, watermarkOf } from "./writer/stored-items.testdata.ts";
import { openHarness, temporaryFolder, traceOf, traceRequest } from "./writer/writer-harness.testdata.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

/** As a version before blocks left it: everything in the journal, the first `retired` requests in a retired generation. */
function downgrade(retired: number): void {
	const connection = openWriter(folder.databasePath);
	connection.execute(`
		DROP TABLE block; DROP TABLE block_chunk; DROP TABLE block_sequence; DROP TABLE dead_block; DROP TABLE deletion; DROP TABLE retention;
		ALTER TABLE signal_state DROP COLUMN deleted_until;
		CREATE TABLE demo_request (sequence INTEGER PRIMARY KEY, share INTEGER NOT NULL) STRICT;
		CREATE TABLE demo_scan (only INTEGER PRIMARY KEY CHECK (only = 1), next INTEGER NOT NULL, last INTEGER NOT NULL) STRICT;
		UPDATE signal_state SET watermark = ${retired} WHERE signal = 1;
		PRAGMA user_version = 3;`);
	connection.close();
}

it("walks retired generations of an older version again, and seals them as it goes", { timeout: 20_000 }, async () => {
	const numbers = Array.from({ length: 30 }, (_, at) => at + 1);
	const before = openHarness(folder.databasePath);
	for (const number of numbers) await before.writer.ingest(traceRequest(number));
	await before.close();
	downgrade(20);
	const after = openHarness(folder.databasePath, { limits: { generationRows: 8, openColumnBytes: 3_000_000 } });
	const all = () => byId([...sealedSpans(folder.databasePath), ...after.openSpans()]);
	expect(all()).toEqual(byId(numbers.flatMap((number) => traceOf(number))));
	expect(watermarkOf(folder.databasePath, 1)).toBeGreaterThan(0);
	await after.writer.ingest(traceRequest(99));
	await vi.waitFor(() => expect(countRows(folder.databasePath, "journal")).toBeLessThan(8), { timeout: 8000 });
	expect(all()).toEqual(byId([...numbers, 99].flatMap((number) => traceOf(number))));
	expect((await after.writer.status()).stored.traces).toBe(62);
	await after.close();
});
