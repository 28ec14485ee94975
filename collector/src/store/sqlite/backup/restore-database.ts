import { copyFileSync, existsSync, linkSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { openWriter } from "../driver.ts";
import { syncFile, syncFolder } from "../file/file-system.ts";
import { stampOf } from "../file/set-aside.ts";
import { type CheckedCopy, checkCopy } from "./check-copy.ts";

export interface Restored extends CheckedCopy {
	/** Where the database that was there before is now; undefined when there was none. */
	readonly before: string | undefined;
}

/**
 * Put a copy of `source` in the place of the database. The caller owns the folder. `source` is only read; what is in its write-ahead log,
 * where one lies beside it, comes along. The copy is checked before anything is changed, and takes the place of the old file in one step:
 * whenever this is interrupted, the folder has the old database or the new one.
 *
 * Throws  what `checkCopy` throws · unavailable: the disk; nothing was changed.
 */
export function restoreDatabase(databasePath: string, source: string, now: number): Restored {
	const incoming = `${databasePath}.restoring`;
	for (const suffix of ["", "-wal", "-shm"]) rmSync(incoming + suffix, { force: true });
	try {
		for (const suffix of ["", "-wal"]) if (existsSync(source + suffix)) copyFileSync(source + suffix, incoming + suffix);
		const checked = checkCopy(incoming);
		syncFile(incoming);
		return { ...checked, before: exchange(databasePath, incoming, now) };
	} finally {
		for (const suffix of ["", "-wal", "-shm"]) rmSync(incoming + suffix, { force: true });
	}
}

/** The old file's log must be gone before another file has its name: it would be applied to that one. */
function exchange(databasePath: string, incoming: string, now: number): string | undefined {
	const before = existsSync(databasePath) ? `${databasePath}.before-restore-${stampOf(now)}` : undefined;
	if (before !== undefined) {
		foldLog(databasePath);
		for (const suffix of ["-wal", "-shm", "-open"]) {
			if (existsSync(databasePath + suffix)) renameSync(databasePath + suffix, before + suffix);
		}
		linkSync(databasePath, before);
	}
	renameSync(incoming, databasePath);
	syncFolder(dirname(databasePath));
	return before;
}

/** A database that cannot be opened keeps its log beside it. */
function foldLog(databasePath: string): void {
	try {
		openWriter(databasePath).close();
	} catch {
		// It is kept as it is.
	}
}
