import {
	closeSync,
	copyFileSync,
	mkdirSync,
	openSync,
	readFileSync,
	readSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openReader, openWriter } from "../driver.ts";
import { temporaryFolder } from "../writer/writer-harness.testdata.ts";
import { readWal } from "./wal.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

/** A database of which `commits` transactions lie in its log, copied while it is open. Each writes `bytes` bytes. */
function copyOpenDatabase(commits: number, bytes: number): string {
	const path = join(folder.path, "live.db");
	const connection = openWriter(path);
	connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, body BLOB)");
	connection.all("PRAGMA wal_checkpoint(RESTART)");
	for (let id = 1; id <= commits; id++) connection.run("INSERT INTO t VALUES (?, ?)", id, Buffer.alloc(bytes, id));
	const copy = join(folder.path, "copy.db");
	for (const suffix of ["", "-wal", "-shm"]) copyFileSync(path + suffix, copy + suffix);
	connection.close();
	for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
	return copy;
}

it("finds the same pages as SQLite: laid over the file they are the database without its log", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 20_000 }), (commits, bytes) => {
			const path = copyOpenDatabase(commits, bytes);
			const wal = readWal(path);
			expect([wal.state, wal.lostCommits, wal.pageSize]).toEqual(["whole", 0, 4096]);
			const merged = join(folder.path, "merged.db");
			copyFileSync(path, merged);
			const from = openSync(`${path}-wal`, "r");
			const to = openSync(merged, "r+");
			for (const [page, offset] of wal.pages) {
				const content = Buffer.alloc(4096);
				readSync(from, content, 0, 4096, offset);
				writeSync(to, content, 0, 4096, (page - 1) * 4096);
			}
			closeSync(from);
			closeSync(to);
			truncateSync(merged, wal.pageCount * 4096);
			const reader = openReader(merged);
			expect(reader.get("PRAGMA integrity_check")).toEqual({ integrity_check: "ok" });
			expect(reader.get("SELECT count(*) AS rows, sum(length(body)) AS bytes FROM t")).toEqual({ rows: commits, bytes: commits * bytes });
			reader.close();
		}),
		{ numRuns: 25 },
	);
});

it("tells a torn last transaction from damage before others", () => {
	const path = copyOpenDatabase(10, 9000);
	rmSync(`${path}-shm`);
	const { pages } = readWal(path);
	const flip = (offset: number): void => {
		const file = openSync(`${path}-wal`, "r+");
		writeSync(file, Buffer.from([0xaa, 0x55, 0xaa]), 0, 3, offset);
		closeSync(file);
	};
	const lastPage = Math.max(...pages.values());
	flip(lastPage + 100);
	expect(readWal(path)).toMatchObject({ state: "torn" });
	flip(100);
	expect(readWal(path)).toMatchObject({ state: "damaged", pages: new Map(), pageCount: 0 });
	expect(readWal(path).lostCommits).toBeGreaterThan(8);
	flip(18);
	expect(readWal(path)).toMatchObject({ state: "damaged" });
});

it("tells the loss of the last transactions by the index of the log", () => {
	const path = copyOpenDatabase(10, 9000);
	const { size } = statSync(`${path}-wal`);
	const cut = (bytes: number) => {
		truncateSync(`${path}-wal`, bytes);
		return readWal(path);
	};
	expect(readWal(path)).toMatchObject({ state: "whole", lostCommits: 0 });
	expect(cut(size - 1)).toMatchObject({ state: "damaged", lostCommits: 1 });
	expect(cut(0)).toMatchObject({ state: "absent" });
	rmSync(`${path}-shm`);
	expect(readWal(path)).toMatchObject({ state: "empty" });
});

it("believes no index of another log, and none that is damaged", () => {
	const path = copyOpenDatabase(10, 9000);
	truncateSync(`${path}-wal`, statSync(`${path}-wal`).size - 1);
	const index = readFileSync(`${path}-shm`);
	for (let at = 0; at < 48; at++) {
		const changed = Buffer.from(index);
		changed[at] = (changed[at] ?? 0) ^ 0xff;
		writeFileSync(`${path}-shm`, changed);
		expect(readWal(path).state).toBe("torn");
	}
	const other = copyOpenDatabase(20, 9000);
	writeFileSync(`${other}-shm`, index);
	truncateSync(`${other}-wal`, 32);
	expect(readWal(other).state).toBe("whole");
});

it("says what is not there, and never fails on bytes of any kind", () => {
	mkdirSync(join(folder.path, "a"));
	const path = join(folder.path, "a", "x");
	expect(readWal(path).state).toBe("absent");
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 9000 }), (bytes) => {
			writeFileSync(`${path}-wal`, bytes);
			expect(readWal(path).state).toBe(bytes.length === 0 ? "empty" : "damaged");
		}),
		{ numRuns: 50 },
	);
});
