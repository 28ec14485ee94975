import { createCipheriv, createHash } from "node:crypto";
import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openReader, openWriter, type SqlRow, type SqlValue } from "../driver.ts";
import { compressBody } from "../journal-row.ts";
import { migrate, newestSchema } from "../migrate.ts";
import { openHarness, temporaryFolder, traceRequest } from "../writer/writer-harness.testdata.ts";
import { PageFile } from "./page-file.ts";
import { type FoundRow, readTables } from "./read-tables.ts";
import { readRecord, readVarint } from "./record.ts";
import { salvageDatabase } from "./salvage.ts";
import { tableShapes } from "./table-shapes.ts";

const PAGE = 4096;
let folder: ReturnType<typeof temporaryFolder>;
let whole: Buffer;
/** Every row of the undamaged file by table and key, with the pages that it lies in. */
let truth: ReadonlyMap<string, readonly number[]>;

const keyOf = ({ table, values }: Pick<FoundRow, "table" | "values">): string =>
	`${table.name} ${table.columns.length} ${JSON.stringify(values.map((value) => (value instanceof Uint8Array ? hashOf(value) : value)))}`;
/** Noise that is the same in every run, so that a failure's seed and path say all. */
function noiseOf(seed: number): (length: number) => Buffer {
	const key = Buffer.alloc(16);
	key.writeUInt32LE(seed);
	const cipher = createCipheriv("aes-128-ctr", key, Buffer.alloc(16));
	return (length) => cipher.update(Buffer.alloc(length));
}
const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex").slice(0, 12);

/** Tables of every kind: small and large rows, with and without rowid, some requests of 60 kB, pages freed and used again. */
function fill(path: string): void {
	const randomBytes = noiseOf(1);
	const connection = openWriter(path);
	migrate(connection);
	const insert = `INSERT INTO journal (sequence, arrived_at, signal, encoding, compression, transport, peer, user_agent, validator_version,
		accepted, rejected, raw_bytes, body) VALUES (?, ?, ?, 0, 0, 1, 'peer', 'agent', 1, 5, ?, 9, ?)`;
	connection.transaction(() => {
		for (let sequence = 1; sequence <= 2600; sequence++) {
			const body = compressBody(randomBytes(sequence % 40 === 0 ? 60_000 : 20 + ((sequence * 37) % 700)));
			connection.run(insert, sequence, 1_790_000_000_000 + sequence, 1 + (sequence % 3), sequence % 7 === 0 ? Buffer.alloc(4) : null, body);
			connection.run("INSERT INTO resend VALUES (?, ?, ?, 1, 0, '')", sequence, sequence, randomBytes(32));
		}
		for (let id = 1; id <= 60; id++) {
			connection.run(
				"INSERT INTO block VALUES (?, 1, 0, 0, ?, ?, 5, 0, ?, ?, ?, ?, 1, 2, 3, ?, '[]', NULL, NULL, ?, 1, NULL)",
				...([
					id,
					id,
					id,
					...Array.from({ length: 4 }, () => Buffer.alloc(8)),
					randomBytes(300 * (id % 20)),
					randomBytes(9),
				] satisfies SqlValue[]),
			);
			for (let chunk = 0; chunk < 4; chunk++) {
				connection.run("INSERT INTO block_chunk VALUES (?, ?)", id * 2 ** 24 + chunk, randomBytes(10 + 2000 * chunk));
			}
			connection.run("INSERT INTO document VALUES ('view', ?, ?, 1, 1, NULL)", `id-${id}`, JSON.stringify("x".repeat(id * 40)));
			connection.run("INSERT INTO service VALUES (?, 1, 2, 3, 4)", `service-${id}`);
		}
		connection.run("DELETE FROM journal WHERE sequence BETWEEN 500 AND 700");
		connection.run("UPDATE journal_sequence SET last = 2600");
		connection.run("UPDATE block_sequence SET last = 60");
		connection.run("UPDATE signal_state SET watermark = 60, checksum = 60 WHERE signal = 1");
	});
	connection.close();
}

function rowsOf(path: string): ReadonlyMap<string, readonly number[]> {
	const file = new PageFile(path);
	const rows = new Map<string, readonly number[]>();
	const report = readTables(file, tableShapes(file, newestSchema()), (row) => rows.set(keyOf(row), row.pages));
	file.close();
	expect(report).toEqual({ damagedPages: 0, damagedRows: new Map() });
	return rows;
}

beforeAll(() => {
	folder = temporaryFolder();
	fill(folder.databasePath);
	whole = readFileSync(folder.databasePath);
	truth = rowsOf(folder.databasePath);
});
afterAll(() => folder.remove());

it("reads an undamaged file as SQLite does", () => {
	const reader = openReader(folder.databasePath);
	const count = (table: string) => [...truth.keys()].filter((key) => key.startsWith(`${table} `)).length;
	for (const table of ["journal", "resend", "block", "block_chunk", "document", "service", "signal_state", "journal_sequence"]) {
		expect([table, count(table)]).toEqual([table, reader.get<{ readonly n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n]);
	}
	reader.close();
	const target = join(folder.path, "copy.db");
	salvageDatabase(folder.databasePath, target);
	expect(new Set(rowsOf(target).keys())).toEqual(new Set(truth.keys()));
});

/** Without it blocks are taken by their tree and map alone: one that was merged would come back. */
function isFreeListLeft(gone: readonly number[]): boolean {
	return !gone.includes(1) && !gone.includes(whole.readUInt32BE(32));
}

/** Damage pages, salvage, and compare with what lies outside of them. */
function salvageWithout(pages: ReadonlySet<number>, name: string, damage: (bytes: Buffer, page: number) => void) {
	const source = join(folder.path, `${name}.db`);
	const target = join(folder.path, `${name}-new.db`);
	const bytes = Buffer.from(whole);
	for (const page of pages) damage(bytes, page);
	writeFileSync(source, bytes);
	const report = salvageDatabase(source, target);
	expect(hashOf(readFileSync(source))).toBe(hashOf(bytes));
	const reader = openReader(target);
	expect(reader.get("PRAGMA integrity_check")).toEqual({ integrity_check: "ok" });
	reader.close();
	const found = new Set(rowsOf(target).keys());
	const isExpected = (key: string) => isFreeListLeft([...pages]) || !key.startsWith("block ");
	const outside = [...truth].filter(([key, at]) => isExpected(key) && at.every((page) => !pages.has(page))).map(([key]) => key);
	const alien = [...found].filter((key) => !truth.has(key) && !/^(journal_sequence|signal_state|demo_scan|block_sequence) /.test(key));
	return { report, alien, outside: outside.length, found: outside.filter((key) => found.has(key)).length };
}

describe("rows outside of damaged pages", () => {
	const zero = (bytes: Buffer, page: number) => bytes.fill(0, (page - 1) * PAGE, page * PAGE);
	const garbageOf = (seed: number) => {
		const noise = noiseOf(seed);
		return (bytes: Buffer, page: number) => noise(PAGE).copy(bytes, (page - 1) * PAGE);
	};

	it("are found whichever pages are gone", () => {
		let run = 0;
		const pages = fc.uniqueArray(fc.integer({ min: 1, max: whole.length / PAGE }), { minLength: 1, maxLength: 25 });
		fc.assert(
			fc.property(pages, fc.option(fc.nat()), (gone, noise) => {
				const damage = noise === null ? zero : garbageOf(noise);
				const { outside, found, alien } = salvageWithout(new Set(gone), `random-${run++}`, damage);
				if (isFreeListLeft(gone)) expect(alien.map((key) => key.slice(0, 90))).toEqual([]);
				expect(found / outside).toBeGreaterThanOrEqual(0.99);
			}),
			{ numRuns: 25 },
		);
	});

	it("are all found when every inner page and every root is gone", () => {
		const inner = new Set(
			Array.from({ length: whole.length / PAGE }, (_, at) => at + 1).filter(
				(page) => page > 1 && [2, 5].includes(whole[(page - 1) * PAGE] ?? 0),
			),
		);
		const file = new PageFile(folder.databasePath);
		const inTrees = [...inner].filter((page) => ["tree", "root"].includes(file.useOf(page).use));
		file.close();
		expect(inTrees.length).toBeGreaterThan(3);
		const { outside, found, report } = salvageWithout(new Set(inTrees), "inner", zero);
		expect(found / outside).toBeGreaterThanOrEqual(0.99);
		expect(report.damagedPages).toBeGreaterThan(0);
	});

	it("are all found when the whole map and the root of any one table are gone", () => {
		const maps = Array.from({ length: whole.length / PAGE }, (_, at) => at + 1).filter((page) => page % (Math.floor(PAGE / 5) + 1) === 2);
		expect(maps.length).toBeGreaterThan(1);
		const file = new PageFile(folder.databasePath);
		const shapes = tableShapes(file, newestSchema());
		file.close();
		for (const { name, root } of shapes) {
			const { outside, found } = salvageWithout(new Set([...maps, root]), `map-${name}`, root % 2 === 0 ? zero : garbageOf(root));
			expect([name, outside - found]).toEqual([name, 0]);
		}
	});

	it("are found without the first page and the first page of the map", () => {
		const { outside, found } = salvageWithout(new Set([1, 2]), "first", garbageOf(1));
		expect(found / outside).toBeGreaterThanOrEqual(0.99);
	});

	it("are found in a file that was cut", () => {
		const source = join(folder.path, "cut.db");
		writeFileSync(source, whole);
		truncateSync(source, Math.floor(whole.length / 2) - 100);
		const cut = Math.floor(statSync(source).size / PAGE);
		const report = salvageDatabase(source, join(folder.path, "cut-new.db"));
		const found = new Set(rowsOf(join(folder.path, "cut-new.db")).keys());
		const outside = [...truth].filter(([, pages]) => pages.every((page) => page <= cut)).map(([key]) => key);
		expect(outside.length).toBeGreaterThan(500);
		expect(outside.filter((key) => found.has(key)).length / outside.length).toBeGreaterThanOrEqual(0.99);
		expect(report.damagedPages).toBeGreaterThan(0);
	});
});

it("gives a database that a server goes on with", async () => {
	const path = join(folder.path, "served", "spanglass.db");
	const first = openHarness(path);
	for (let number = 1; number <= 30; number++) await first.writer.ingest(traceRequest(number));
	await first.close();
	const bytes = readFileSync(path);
	bytes.fill(0, 0, PAGE);
	writeFileSync(path, bytes);
	const target = join(folder.path, "salvaged", "spanglass.db");
	openHarness(target).close();
	expect(() => salvageDatabase(path, join(folder.path, "served"))).toThrow();
	const salvaged = join(folder.path, "salvaged.db");
	expect(salvageDatabase(path, salvaged).tables).toContainEqual({ table: "journal", copied: 30, damaged: 0 });
	const second = openHarness(salvaged);
	await second.published();
	expect(second.openSpans()).toHaveLength(60);
	expect(await second.writer.ingest(traceRequest(3))).toMatchObject({ accepted: 2, resent: true });
	expect(await second.writer.ingest(traceRequest(31))).toMatchObject({ accepted: 2, resent: false });
	expect((await second.writer.status()).sequence).toBe(31);
	await second.close();
});

describe("records", () => {
	it("are read as SQLite writes them, and never fail on bytes of any kind", () => {
		expect(readRecord(Buffer.from([2, 8]))).toEqual([0]);
		expect(readRecord(Buffer.from([3, 1, 15, 0xff, 0x61]))).toEqual([-1, "a"]);
		expect(readRecord(Buffer.from([3, 1, 15, 0xff]))).toBeUndefined();
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
				const values = readRecord(Buffer.from(bytes));
				expect(values === undefined || values.length <= bytes.length).toBe(true);
			}),
		);
	});

	it("keep numbers of every size", () => {
		const reader = openWriter(join(folder.path, "numbers.db"));
		reader.execute("CREATE TABLE t (a INTEGER)");
		const numbers = [0, 1, -1, 127, -129, 40_000, -9_000_000, 2 ** 31, -(2 ** 40), 2 ** 50, Number.MAX_SAFE_INTEGER];
		for (const number of numbers) reader.run("INSERT INTO t VALUES (?)", number);
		const stored = reader.all<SqlRow>("SELECT a FROM t").map(({ a }) => a);
		expect(stored).toEqual(numbers);
		reader.close();
		expect(readVarint(Buffer.from([0x81, 0x00]), 0)).toEqual([128, 2]);
		expect(readVarint(Buffer.from([0x81]), 0)).toBeUndefined();
	});
});
