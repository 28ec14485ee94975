import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openReader, openWriter } from "../driver.ts";
import { openHarness, temporaryFolder, traceRequest } from "../writer/writer-harness.testdata.ts";
import { noteDamage, readOpenMark } from "./open-mark.ts";
import { listSetAside } from "./set-aside.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

const FILES = ["", "-wal", "-shm", "-open"];

/** The files of a server with `count` requests as `kill -9` leaves them. */
async function killedDatabase(count: number): Promise<string> {
	const live = join(folder.path, "live", "spanglass.db");
	const killed = join(folder.path, "killed", "spanglass.db");
	mkdirSync(join(folder.path, "killed"));
	const harness = openHarness(live);
	for (let number = 1; number <= count; number++) await harness.writer.ingest(traceRequest(number));
	for (const suffix of FILES) copyFileSync(live + suffix, killed + suffix);
	await harness.close();
	return killed;
}

/** The same after a clean stop: one file. */
async function stoppedDatabase(count: number): Promise<string> {
	const harness = openHarness(folder.databasePath);
	for (let number = 1; number <= count; number++) await harness.writer.ingest(traceRequest(number));
	await harness.close();
	return folder.databasePath;
}

/** Start, store something, stop. Result: what was there before, what was said, what was set aside. */
async function serve(path: string) {
	const harness = openHarness(path);
	const stored = (await harness.writer.status()).stored.traces;
	expect(await harness.writer.ingest(traceRequest(900))).toMatchObject({ accepted: 2 });
	await harness.close();
	const reader = openReader(path);
	expect(reader.get("PRAGMA integrity_check")).toEqual({ integrity_check: "ok" });
	reader.close();
	return { stored, warnings: harness.warnings, aside: listSetAside(path) };
}

const hashOf = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

function overwrite(path: string, offset: number, bytes: Uint8Array): void {
	const all = readFileSync(path);
	all.set(bytes, offset);
	writeFileSync(path, all);
}

describe("a file that cannot be used is set aside, and the server serves", () => {
	const cases: readonly (readonly [string, (path: string) => void])[] = [
		["a text file", (path) => writeFileSync(path, "not a database, and long enough to look like one ".repeat(200))],
		["a short text file", (path) => writeFileSync(path, "x")],
		["a cut file", (path) => truncateSync(path, statSync(path).size - 5000)],
		["a zeroed first page", (path) => overwrite(path, 0, new Uint8Array(4096))],
		["a zeroed root of the journal", (path) => overwrite(path, rootOf(path, "journal"), new Uint8Array(4096))],
		["a zeroed root of the counters", (path) => overwrite(path, rootOf(path, "signal_state"), new Uint8Array(4096))],
		["a schema number that no version has", (path) => overwrite(path, 60, Uint8Array.of(0x84))],
		["an older schema number", (path) => overwrite(path, 63, Uint8Array.of(2))],
		["another application id over our tables", (path) => overwrite(path, 68, Uint8Array.of(1))],
		["a format that SQLite would only read", (path) => overwrite(path, 18, Uint8Array.of(3))],
		["another text encoding", (path) => overwrite(path, 59, Uint8Array.of(2))],
		["tables with other names", (path) => renameTables(path)],
	];
	it.each(cases)("%s", async (_name, damage) => {
		const path = await stoppedDatabase(5);
		damage(path);
		const damaged = hashOf(path);
		const { stored, warnings, aside } = await serve(path);
		expect(stored).toBe(0);
		expect(aside.map((file) => hashOf(file.path))).toEqual([damaged]);
		expect(aside[0]?.bytes).toBeGreaterThan(0);
		expect(aside[0]?.time).toBe(1_790_000_000_000);
		expect(warnings).toEqual([expect.stringContaining(`set aside as ${aside[0]?.path}`)]);
		expect((await serve(path)).stored).toBe(2);
	});

	it("an empty file beside a write-ahead log, which SQLite would delete", async () => {
		const path = await killedDatabase(5);
		const wal = hashOf(`${path}-wal`);
		truncateSync(path, 0);
		const { stored, aside } = await serve(path);
		expect(stored).toBe(0);
		expect(hashOf(`${aside[0]?.path}-wal`)).toBe(wal);
	});

	it("goes on under the same name when it was interrupted", async () => {
		const path = await killedDatabase(5);
		const name = `${path}.damaged-20260101T000000Z`;
		for (const suffix of ["-wal", "-shm"]) {
			copyFileSync(path + suffix, name + suffix);
			rmSync(path + suffix);
		}
		writeFileSync(path, "no database");
		const { aside } = await serve(path);
		expect(aside.map((file) => file.path)).toEqual([name]);
	});
});

function renameTables(path: string): void {
	writeFileSync(path, Buffer.from(readFileSync(path, "latin1").replaceAll("journal_sequence", "journel_sequence"), "latin1"));
}

function rootOf(path: string, table: string): number {
	const connection = openWriter(path);
	const root = connection.get<{ readonly rootpage: number }>("SELECT rootpage FROM sqlite_schema WHERE name = ?", table)?.rootpage ?? 0;
	connection.close();
	return (root - 1) * 4096;
}

describe("what can be used is served", () => {
	it("after kill -9, without a word", async () => {
		const path = await killedDatabase(5);
		expect(readOpenMark(path).unclean).toBe(true);
		expect(await serve(path)).toEqual({ stored: 10, warnings: [], aside: [] });
		expect(readOpenMark(path).unclean).toBe(false);
	});

	it("without the index of its log", async () => {
		const path = await killedDatabase(5);
		rmSync(`${path}-shm`);
		expect(await serve(path)).toEqual({ stored: 10, warnings: [], aside: [] });
	});

	it("without its log: what is lost is said", async () => {
		const path = await killedDatabase(5);
		rmSync(`${path}-wal`);
		rmSync(`${path}-shm`);
		const { warnings } = await serve(path);
		expect(warnings.join()).toMatch(/write-ahead log of the last run is missing|set aside/);
	});

	it("with a log that was cut: what is lost is said, and the rest is kept", async () => {
		const path = await killedDatabase(5);
		truncateSync(`${path}-wal`, statSync(`${path}-wal`).size - 5000);
		const { stored, warnings, aside } = await serve(path);
		expect(stored).toBeLessThan(10);
		expect(warnings).toEqual([expect.stringContaining("the write-ahead log is damaged: requests that were acknowledged last may be lost")]);
		expect(aside).toHaveLength(1);
	});

	it("without a byte: that something may have been there is said", async () => {
		const path = await stoppedDatabase(5);
		truncateSync(path, 0);
		const { stored, warnings } = await serve(path);
		expect(stored).toBe(0);
		expect(warnings).toEqual([expect.stringContaining("was empty: what it held, if anything, is lost")]);
		expect((await serve(path)).warnings).toEqual([]);
	});

	it("with garbage for a log: what is lost is said, and the log is kept", async () => {
		const path = await stoppedDatabase(5);
		writeFileSync(`${path}-wal`, Buffer.alloc(40_000, 7));
		const garbage = hashOf(`${path}-wal`);
		const { stored, warnings, aside } = await serve(path);
		expect(stored).toBe(10);
		expect(warnings).toEqual([expect.stringContaining("the write-ahead log is damaged: requests that were acknowledged last may be lost")]);
		expect(aside.map((file) => hashOf(file.path))).toEqual([garbage]);
	});

	it("with a log that is damaged in the middle", async () => {
		const path = await killedDatabase(20);
		overwrite(`${path}-wal`, Math.floor(statSync(`${path}-wal`).size / 2), Buffer.from("damage"));
		const { warnings } = await serve(path);
		expect(warnings).toEqual([expect.stringContaining("the write-ahead log is damaged")]);
	});

	it("with a log whose last transaction was torn: it was not acknowledged", async () => {
		const path = await killedDatabase(20);
		truncateSync(`${path}-wal`, statSync(`${path}-wal`).size - 3000);
		// its index was not written yet
		rmSync(`${path}-shm`);
		const { stored, warnings } = await serve(path);
		expect([stored, warnings]).toEqual([38, []]);
	});
});

describe("another program's or a newer version's file is refused by name and left as it is", () => {
	function refuse(path: string, message: RegExp): void {
		const before = readdirSync(folder.path).filter((name) => !name.startsWith("owner.lock"));
		const hash = hashOf(path);
		const refusal = attempt(() => openHarness(path));
		expect(refusal).toBeInstanceOf(SpanglassError);
		expect(refusal).toMatchObject({ kind: "unsupported", message: expect.stringMatching(message) });
		expect(hashOf(path)).toBe(hash);
		expect(readdirSync(folder.path).filter((name) => !name.startsWith("owner.lock"))).toEqual(before);
	}

	it("a newer schema", async () => {
		const path = await stoppedDatabase(1);
		overwrite(path, 63, Uint8Array.of(99));
		refuse(path, /schema 99/);
	});

	it("another program's tables", () => {
		const foreign = openWriter(folder.databasePath);
		foreign.execute("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)");
		foreign.close();
		refuse(folder.databasePath, /not made by Spanglass/);
	});
});

function attempt(action: () => unknown): unknown {
	try {
		return action();
	} catch (error) {
		return error;
	}
}

it("lists nothing where the folder has gone away", () => {
	expect(listSetAside(join(folder.path, "gone", "spanglass.db"))).toEqual([]);
});

describe("damage that is met while serving", () => {
	it("is noted, looked for at the next start, and believed when it is met again", async () => {
		const harness = openHarness(folder.databasePath);
		await harness.writer.ingest(traceRequest(1));
		noteDamage(folder.databasePath, "SQLITE_CORRUPT: database disk image is malformed");
		noteDamage(folder.databasePath, "SQLITE_CORRUPT: database disk image is malformed");
		await harness.close();
		expect(readOpenMark(folder.databasePath)).toEqual({
			unclean: true,
			damage: ["SQLITE_CORRUPT: database disk image is malformed"],
			wasCleared: false,
		});
		const second = openHarness(folder.databasePath);
		expect((await second.writer.status()).stored.traces).toBe(2);
		expect(readOpenMark(folder.databasePath)).toEqual({ unclean: true, damage: [], wasCleared: true });
		noteDamage(folder.databasePath, "SQLITE_CORRUPT: again");
		await second.close();
		expect((await serve(folder.databasePath)).aside).toHaveLength(1);
	});

	it("is noted only beside a database that is open", async () => {
		const path = await stoppedDatabase(1);
		noteDamage(path, "SQLITE_CORRUPT");
		expect(existsSync(`${path}-open`)).toBe(false);
	});
});

describe("one byte anywhere", () => {
	/** A multiplicative generator: the same places in every run. */
	const places = Array.from({ length: 60 }, (_, at) => (at * 2_654_435_761) >>> 0);

	it("either serves or sets aside", async () => {
		const path = await stoppedDatabase(40);
		const whole = readFileSync(path);
		const outcomes = new Set<string>();
		for (const [at, place] of places.entries()) {
			const copy = join(folder.path, `flip-${at}`, "spanglass.db");
			mkdirSync(join(folder.path, `flip-${at}`));
			const bytes = Buffer.from(whole);
			const offset = at < 20 ? place % 200 : place % whole.length;
			bytes[offset] = (bytes[offset] ?? 0) ^ (1 << ((place % 7) + 1));
			writeFileSync(copy, bytes);
			writeFileSync(`${copy}-open`, "");
			const started = attempt(() => openHarness(copy));
			if (started instanceof Error) {
				expect(started, `byte ${offset}`).toMatchObject({ kind: "unsupported" });
				expect(hashOf(copy)).toBe(createHash("sha256").update(bytes).digest("hex"));
				outcomes.add("refused");
				continue;
			}
			const harness = started as ReturnType<typeof openHarness>;
			expect(await harness.writer.ingest(traceRequest(900)), `byte ${offset}`).toMatchObject({ accepted: 2 });
			await harness.close();
			outcomes.add(listSetAside(copy).length > 0 ? "set aside" : "served");
		}
		expect([...outcomes].sort()).toEqual(expect.arrayContaining(["served", "set aside"]));
	});
});
