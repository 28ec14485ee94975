/** Ways to damage a database file. Each says what it did. */
import { existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DATABASE_FILE } from "./database.ts";
import { pickInt } from "./random.ts";

const PAGE = 4096;
/** Of the database's header: format, versions and who made it. What is changed here can look like another program's or a newer file. */
const HEADER_BYTES = 100;

export interface Damage {
	readonly name: string;
	/** Rounds per flipped byte of the profile. */
	readonly share: number;
	/** It is done to a folder with a write-ahead log. */
	readonly needsWal: boolean;
	/** Result: what was done, for people. */
	apply(folder: string, random: () => number): string;
	/** Whether refusing to start, with the file untouched, is right. */
	mayRefuse(what: string): boolean;
}

const never = () => false;
const always = () => true;

export const DAMAGES: readonly Damage[] = [
	{
		name: "a byte flipped",
		share: 1,
		needsWal: false,
		apply: (folder, random) => flip(join(folder, DATABASE_FILE), random),
		mayRefuse: isInHeader,
	},
	{ name: "a byte flipped in the WAL", share: 0.1, needsWal: true, apply: (folder, random) => flip(wal(folder), random), mayRefuse: never },
	{
		name: "truncated",
		share: 0.4,
		needsWal: false,
		apply: (folder, random) => truncate(join(folder, DATABASE_FILE), random),
		mayRefuse: never,
	},
	{ name: "WAL truncated", share: 0.1, needsWal: true, apply: (folder, random) => truncate(wal(folder), random), mayRefuse: never },
	{ name: "a page zeroed", share: 0.1, needsWal: false, apply: zeroPage, mayRefuse: never },
	{ name: "-wal and -shm deleted", share: 0.02, needsWal: true, apply: deleteWal, mayRefuse: never },
	{ name: "-shm deleted", share: 0.02, needsWal: true, apply: deleteShm, mayRefuse: never },
	{ name: "garbage WAL", share: 0.02, needsWal: false, apply: garbageWal, mayRefuse: never },
	{ name: "a text file", share: 0.01, needsWal: false, apply: textFile, mayRefuse: never },
	{ name: "an empty file", share: 0.01, needsWal: false, apply: emptyFile, mayRefuse: never },
	{ name: "a newer schema", share: 0.01, needsWal: false, apply: newerSchema, mayRefuse: always },
	{ name: "another program's database", share: 0.01, needsWal: false, apply: foreignDatabase, mayRefuse: always },
];

function wal(folder: string): string {
	return join(folder, `${DATABASE_FILE}-wal`);
}

function isInHeader(what: string): boolean {
	return Number(/at (\d+)/.exec(what)?.[1] ?? HEADER_BYTES) < HEADER_BYTES;
}

/** One bit to all eight of a byte, anywhere. */
function flip(path: string, random: () => number): string {
	if (!existsSync(path)) return "there was no such file";
	const bytes = readFileSync(path);
	if (bytes.length === 0) return "the file was empty";
	const at = pickInt(random, 0, bytes.length);
	bytes[at] = (bytes[at] ?? 0) ^ pickInt(random, 1, 256);
	writeFileSync(path, bytes);
	return `flipped at ${at} (page ${Math.floor(at / PAGE) + 1}) of ${bytes.length}`;
}

function truncate(path: string, random: () => number): string {
	if (!existsSync(path)) return "there was no such file";
	const size = statSync(path).size;
	const to = pickInt(random, 0, Math.max(1, size));
	truncateSync(path, to);
	return `truncated to ${to} of ${size}`;
}

function zeroPage(folder: string, random: () => number): string {
	const path = join(folder, DATABASE_FILE);
	const bytes = readFileSync(path);
	const page = pickInt(random, 0, Math.floor(bytes.length / PAGE));
	bytes.fill(0, page * PAGE, (page + 1) * PAGE);
	writeFileSync(path, bytes);
	return `page ${page + 1} of ${Math.floor(bytes.length / PAGE)} zeroed`;
}

function deleteWal(folder: string): string {
	rmSync(wal(folder), { force: true });
	return deleteShm(folder);
}

function deleteShm(folder: string): string {
	rmSync(join(folder, `${DATABASE_FILE}-shm`), { force: true });
	return "deleted";
}

function garbageWal(folder: string, random: () => number): string {
	const bytes = Buffer.from(Uint8Array.from({ length: 100_000 }, () => pickInt(random, 0, 256)));
	writeFileSync(wal(folder), bytes);
	return "garbage WAL";
}

function textFile(folder: string): string {
	writeFileSync(join(folder, DATABASE_FILE), "these are my notes, not a database\n".repeat(400));
	return "text file";
}

function emptyFile(folder: string): string {
	writeFileSync(join(folder, DATABASE_FILE), "");
	return "empty file";
}

function newerSchema(folder: string): string {
	change(folder, "PRAGMA user_version = 9999");
	return "newer schema";
}

function foreignDatabase(folder: string): string {
	rmSync(join(folder, DATABASE_FILE));
	change(folder, "CREATE TABLE note (text TEXT); INSERT INTO note VALUES ('mine')");
	return "foreign database";
}

function change(folder: string, sql: string): void {
	const database = new DatabaseSync(join(folder, DATABASE_FILE));
	database.exec(sql);
	database.close();
}
