import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openExclusive, openReader, openWriter, sqliteFault } from "./driver.ts";
import { migrate } from "./migrate.ts";
import { takeOwnerLock } from "./owner-lock.ts";
import { temporaryFolder } from "./writer/writer-harness.testdata.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe("connections", () => {
	it("make files that only their owner can read, in WAL mode and fully synchronous", () => {
		const writer = openWriter(folder.databasePath);
		migrate(writer);
		for (const suffix of ["", "-wal", "-shm"]) expect(modeOf(folder.databasePath + suffix)).toBe(0o600);
		expect(writer.get("PRAGMA journal_mode")).toEqual({ journal_mode: "wal" });
		expect(writer.get("PRAGMA synchronous")).toEqual({ synchronous: 2 });
		expect(writer.get("PRAGMA auto_vacuum")).toEqual({ auto_vacuum: 2 });
		writer.close();
	});

	it("cannot write when opened for reading", () => {
		const writer = openWriter(folder.databasePath);
		migrate(writer);
		const reader = openReader(folder.databasePath);
		expect(() => reader.run("UPDATE journal_sequence SET last = 7")).toThrow();
		reader.close();
		writer.close();
	});

	it("roll a transaction back when anything in it throws, and say which errors pass", () => {
		let fault = "";
		const writer = openWriter(folder.databasePath, (sql) => {
			if (fault !== "" && sql === "COMMIT") throw sqliteFault(fault);
		});
		migrate(writer);
		const last = () => writer.get("SELECT last FROM journal_sequence");
		for (fault of ["SQLITE_FULL", "SQLITE_IOERR_FSYNC", "SQLITE_BUSY"]) {
			expect(() => writer.transaction(() => writer.run("UPDATE journal_sequence SET last = 7"))).toThrowError(
				expect.objectContaining({ kind: "unavailable", retryAfterMs: expect.any(Number) }),
			);
		}
		fault = "";
		expect(last()).toEqual({ last: 0 });
		writer.close();
	});
});

describe("migrations", () => {
	it("refuse a newer schema and another program's file, and leave both as they are", () => {
		const newer = openWriter(folder.databasePath);
		migrate(newer);
		newer.execute("PRAGMA user_version = 99");
		expect(() => migrate(newer)).toThrowError(/schema 99/);
		newer.close();
		const foreign = openWriter(join(folder.path, "foreign.db"));
		foreign.execute("CREATE TABLE theirs (a)");
		expect(() => migrate(foreign)).toThrowError(/not made by Spanglass/);
		foreign.close();
	});

	it("refuse a file that is no database", () => {
		writeFileSync(folder.databasePath, "not a database, and long enough to be read as a header of one ".repeat(20));
		expect(() => openWriter(folder.databasePath)).toThrowError(expect.objectContaining({ kind: "unavailable" }));
	});
});

describe("the owner's lock", () => {
	it("is held by one, in a folder that only its owner can enter", () => {
		const path = join(folder.path, "data", "spanglass.db");
		const lock = takeOwnerLock(path);
		expect(modeOf(join(folder.path, "data"))).toBe(0o700);
		expect(() => takeOwnerLock(path)).toThrowError(expect.objectContaining({ kind: "conflict" }));
		lock.release();
		takeOwnerLock(path).release();
	});

	it("is not given in a folder that cannot be made", () => {
		writeFileSync(join(folder.path, "file"), "");
		expect(() => takeOwnerLock(join(folder.path, "file", "spanglass.db"))).toThrowError(expect.objectContaining({ kind: "unavailable" }));
		expect(openExclusive(join(folder.path, "other.lock"))?.close()).toBeUndefined();
	});
});
