import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { addPacks } from "../../../../rollup/add-packs.ts";
import type { PackRows } from "../../../../rollup/pack.ts";
import { decodePack } from "../../../../rollup/pack-codec.ts";
import { askDatabase } from "../stored-items.testdata.ts";
import { openHarness, temporaryFolder, traceRequest } from "../writer-harness.testdata.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

interface StoredRow {
	readonly merged: number;
	readonly bytes: Uint8Array;
}

function redRows(): readonly StoredRow[] {
	return askDatabase(folder.databasePath, (connection) =>
		connection.all<StoredRow>("SELECT merged, bytes FROM rollup WHERE kind = 1 AND step = 1 ORDER BY id"),
	);
}

function sumOf(rows: readonly StoredRow[]): PackRows {
	return addPacks(
		rows.map(({ bytes }) => decodePack(bytes)),
		{ table: "red" },
	);
}

function countOf(rows: readonly StoredRow[]): number {
	return sumOf(rows).counts.reduce((sum, count) => sum + count, 0);
}

it("makes one pack of what many seals counted, and the numbers stay what they are", { timeout: 20_000 }, async () => {
	const harness = openHarness(folder.databasePath, { limits: { generationRows: 1 } });
	for (let number = 1; number <= 20; number++) await harness.writer.ingest(traceRequest(number));
	await vi.waitFor(() => expect(countOf(redRows())).toBe(40), { timeout: 8000 });
	const before = sumOf(redRows());
	await vi.waitFor(() => expect(redRows()).toMatchObject([{ merged: 1 }]), { timeout: 8000 });
	expect(sumOf(redRows())).toEqual(before);
	await harness.writer.ingest(traceRequest(99));
	await vi.waitFor(() => expect(countOf(redRows())).toBe(42), { timeout: 8000 });
	expect(harness.warnings).toEqual([]);
	await harness.close();
});
