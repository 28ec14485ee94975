import { afterEach, beforeEach, expect, it } from "vitest";
import { type Connection, openReader, openWriter } from "../driver.ts";
import { WriteAheadLog } from "./write-ahead-log.ts";
import { temporaryFolder } from "./writer-harness.testdata.ts";

const MIB = 2 ** 20;
let folder: ReturnType<typeof temporaryFolder>;
let connection: Connection;
beforeEach(() => {
	folder = temporaryFolder();
	connection = openWriter(folder.databasePath);
	connection.execute("CREATE TABLE item (bytes BLOB NOT NULL) STRICT");
});
afterEach(() => {
	connection.close();
	folder.remove();
});

function write(wal: WriteAheadLog, mib: number): void {
	for (let at = 0; at < mib; at++) {
		connection.run("INSERT INTO item VALUES (?)", new Uint8Array(MIB));
		wal.countCommit(MIB);
	}
}

it("is used again after each few MiB, so that it stays small", () => {
	const told: number[] = [];
	const wal = new WriteAheadLog({ connection, databasePath: folder.databasePath, capBytes: 8 * MIB, starved: (bytes) => told.push(bytes) });
	write(wal, 40);
	expect(wal.fileBytes).toBeLessThan(8 * MIB);
	expect(told).toEqual([]);
	wal.truncate();
	expect([wal.isEmpty, wal.fileBytes]).toEqual([true, 0]);
});

it("says so when a reader's snapshot lets it grow over the cap, and is small again once that reader has ended", () => {
	const told: number[] = [];
	const wal = new WriteAheadLog({ connection, databasePath: folder.databasePath, capBytes: 8 * MIB, starved: (bytes) => told.push(bytes) });
	const reader = openReader(folder.databasePath);
	reader.run("BEGIN");
	reader.get("SELECT count(*) FROM item");
	write(wal, 20);
	expect(told).toHaveLength(1);
	expect(told[0]).toBeGreaterThanOrEqual(8 * MIB);
	wal.truncate();
	expect(wal.isEmpty).toBe(false);
	expect(reader.get("SELECT count(*) AS count FROM item")).toEqual({ count: 0 });
	reader.run("COMMIT");
	wal.truncate();
	expect([wal.isEmpty, wal.fileBytes]).toEqual([true, 0]);
	write(wal, 20);
	expect(wal.fileBytes).toBeLessThan(8 * MIB);
	reader.close();
});
