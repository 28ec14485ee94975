/**
 * Opening the database of a server, whatever state it is in.
 *
 *   inspect bytes ─▶ foreign, newer ─▶ refused, untouched
 *                 ─▶ damaged ────────────────────────────┐
 *                 ─▶ open ─▶ check ─▶ migrate ─▶ replay ─┴─ damaged? ─▶ set aside, then a new database ─▶ serve
 */
import { messageOf } from "@spanglass/shared/model/errors";
import { LIMITS } from "@spanglass/shared/model/limits";
import { type Connection, type DriverProbe, damagedError, isDamage, openWriter } from "../driver.ts";
import { migrate } from "../migrate.ts";
import { fileBytes } from "./file-system.ts";
import { type Inspection, inspectFile, refuseOthers } from "./inspect.ts";
import { type OpenMark, putOpenMark, readOpenMark } from "./open-mark.ts";
import { keepWal, setAside } from "./set-aside.ts";

export interface OpenDatabaseOptions<T> {
	readonly databasePath: string;
	readonly probe?: DriverProbe | undefined;
	/** Unix ms. */
	readonly now: () => number;
	/** One sentence each: what was found and what was done. */
	readonly warn: (message: string) => void;
	/** What is made of the open database, migrated; may throw an error of `isDamage` like everything else here. Closes nothing. */
	readonly build: (connection: Connection, losses: readonly string[]) => T;
	/** A file was set aside: whoever has it open reads what is served no more. */
	readonly onSetAside?: () => void;
}

/**
 * Open, check and migrate the database and build on it; a damaged file is set aside and a new one takes its place. The caller owns the
 * folder.
 *
 * Throws  unsupported: another program's file or a newer version's; untouched · unavailable: the disk.
 * Cost    one over the directory of blocks and over the journal; after an unclean stop one pass over the file, when it has at most `LIMITS.checkedFileBytes` or damage was noted.
 */
export function openDatabase<T>(options: OpenDatabaseOptions<T>): T {
	const { databasePath, now, warn } = options;
	const { file, wal } = inspectFile(databasePath);
	refuseOthers(file);
	try {
		if (file.kind === "damaged") throw damagedError(file.what);
		return openHere(options, { file, wal });
	} catch (error) {
		if (!isDamage(error)) throw error;
		const path = setAside(databasePath, now());
		options.onSetAside?.();
		warn(
			`${messageOf(error)}; it was set aside as ${path} and a new database was made: see "When the file is damaged" in docs/operations.md`,
		);
		return openHere(options, inspectFile(databasePath));
	}
}

function openHere<T>(options: OpenDatabaseOptions<T>, inspection: Inspection): T {
	const { databasePath, probe, build } = options;
	const mark = readOpenMark(databasePath);
	const losses = lossesOf(options, inspection, mark.unclean);
	for (const loss of losses) options.warn(loss);
	const connection = openWriter(databasePath, probe);
	try {
		checkContent(connection, databasePath, mark);
		migrate(connection);
		checkTrees(connection);
		checkNumbers(connection);
		putOpenMark(databasePath, mark.damage.length > 0 || mark.wasCleared);
		return build(connection, losses);
	} catch (error) {
		connection.close();
		throw error;
	}
}

/** SQLite passes over a log that does not fit, over a missing one and over an empty file. Result: what may be lost; a log's bytes are kept. */
function lossesOf({ databasePath, now }: OpenDatabaseOptions<unknown>, { file, wal }: Inspection, unclean: boolean): readonly string[] {
	if (file.kind === "new" && file.isEmptied) return [`${databasePath} was empty: what it held, if anything, is lost`];
	const loss = "requests that were acknowledged last may be lost";
	if (wal.state === "damaged") return [`the write-ahead log is damaged: ${loss}; it is kept as ${keepWal(databasePath, now())}`];
	return wal.state === "absent" && unclean ? [`the write-ahead log of the last run is missing: ${loss}`] : [];
}

/** Damage that a check has once cleared and that is met again is believed. Throws an error of `isDamage`. */
function checkContent(connection: Connection, databasePath: string, { unclean, damage, wasCleared }: OpenMark): void {
	const isSuspect = damage.length > 0;
	if (isSuspect && wasCleared) throw damagedError(damage.join("; "));
	const isSmall = fileBytes(databasePath) <= LIMITS.checkedFileBytes;
	if (isSuspect || (unclean && isSmall)) check(connection, "PRAGMA quick_check(1)");
}

/** Where a row that no tree leads to any more would be missed by nobody. What has checksums of its own is found by its key. */
const CHECKED_TABLES = ["journal", "journal_sequence", "signal_state", "duplicate_span", "block", "block_sequence"] as const;

/**
 * Rows of these tables are there, each once and in order: their checksums say only that what is found is what was written.
 *
 * Cost    a look at each page of the directory of blocks and of the journal, which is read anyway.
 */
function checkTrees(connection: Connection): void {
	for (const table of CHECKED_TABLES) check(connection, `PRAGMA quick_check(${table})`);
}

function check(connection: Connection, sql: string): void {
	const [found] = connection.all<{ readonly quick_check: string }>(sql);
	if (found?.quick_check !== "ok") throw damagedError(found?.quick_check.split("\n").at(-1) ?? "it cannot be checked");
}

const NUMBERS_SQL = `SELECT
	(SELECT coalesce(max(sequence), 0) FROM journal) > coalesce((SELECT last FROM journal_sequence), -1)
	OR (SELECT count(*) <> 3 OR max(watermark) > (SELECT last FROM journal_sequence) OR min(watermark) < 0
		OR sum(watermark + stored IS NOT checksum) > 0 FROM signal_state)
	OR (SELECT coalesce(max(id), 0) FROM block) > coalesce((SELECT last FROM block_sequence), -1) AS wrong`;

/** Numbers that only ever rise together; a wrong one would lose what comes next. Throws an error of `isDamage`. */
function checkNumbers(connection: Connection): void {
	if (connection.get<{ readonly wrong: number }>(NUMBERS_SQL)?.wrong !== 0) throw damagedError("its counters do not fit its rows");
}
