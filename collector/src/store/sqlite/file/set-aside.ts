/** Damaged files: given a name of their own beside the database, never deleted, listed until somebody takes them away. */
import { copyFileSync, existsSync, readdirSync, renameSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileBytes, syncFolder } from "./file-system.ts";

export interface SetAsideFile {
	/** Absolute. */
	readonly path: string;
	/** With its write-ahead log. */
	readonly bytes: number;
	/** When it was set aside, Unix ms. */
	readonly time: number;
}

const WORD = "damaged";
const STAMP = /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(-\d+)?/;

/**
 * Rename a database with its write-ahead log and index: `spanglass.db.damaged-20261127T040000Z`, `…Z-wal`, `…Z-shm`. The log goes first
 * and the database last, so that an interruption leaves something that is found damaged again, never a database with another one's log;
 * the next attempt goes on under the same name.
 *
 * Result  the new path of the database.
 */
export function setAside(databasePath: string, now: number): string {
	const target = interruptedTarget(databasePath) ?? freeName(databasePath, now);
	for (const suffix of ["-wal", "-shm", "-open", ""]) {
		if (existsSync(databasePath + suffix)) renameSync(databasePath + suffix, target + suffix);
	}
	syncFolder(dirname(databasePath));
	return target;
}

/** Keep a copy of a write-ahead log that SQLite will overwrite. Result: the copy's path. */
export function keepWal(databasePath: string, now: number): string {
	const target = `${freeName(databasePath, now)}-wal`;
	copyFileSync(`${databasePath}-wal`, target);
	return target;
}

/** What was set aside in the database's folder, oldest first. */
export function listSetAside(databasePath: string): readonly SetAsideFile[] {
	const folder = dirname(databasePath);
	const names = new Set(namesIn(folder, prefixOf(databasePath)).map((name) => name.replace(/-(wal|shm|open)$/, "")));
	return [...names].sort().map((name) => {
		const path = join(folder, name);
		const shown = existsSync(path) ? path : `${path}-wal`;
		return { path: shown, bytes: fileBytes(path) + fileBytes(`${path}-wal`), time: timeOf(name) };
	});
}

/** `20261127T040000Z` */
export function stampOf(now: number): string {
	return new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
}

function prefixOf(databasePath: string): string {
	return `${basename(databasePath)}.${WORD}-`;
}

function freeName(databasePath: string, now: number): string {
	const base = `${databasePath}.${WORD}-${stampOf(now)}`;
	for (let turn = 1; ; turn++) {
		const name = turn === 1 ? base : `${base}-${turn}`;
		if (!existsSync(name) && !existsSync(`${name}-wal`)) return name;
	}
}

/** A log and its index without their database: the move that made them did not come to its end. A log that was kept has no index. */
function interruptedTarget(databasePath: string): string | undefined {
	const folder = dirname(databasePath);
	const found = namesIn(folder, prefixOf(databasePath)).find(
		(name) =>
			name.endsWith("-shm") && !existsSync(join(folder, name.slice(0, -4))) && existsSync(join(folder, name.replace(/shm$/, "wal"))),
	);
	return found === undefined ? undefined : join(folder, found.slice(0, -4));
}

/** A folder that has gone away holds nothing. */
function namesIn(folder: string, prefix: string): readonly string[] {
	try {
		return readdirSync(folder).filter((name) => name.startsWith(prefix));
	} catch {
		return [];
	}
}

function timeOf(name: string): number {
	const [, year, month, day, hour, minute, second] = STAMP.exec(name) ?? [];
	return year === undefined ? 0 : Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
