/**
 * `spanglass.db-open`: there from when a writer has opened the database until it has closed it. What a start finds of it says how the last
 * run ended; a line in it says that damage was met, by whichever thread.
 */
import { appendFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";

export interface OpenMark {
	/** The last run did not come to its end. */
	readonly unclean: boolean;
	/** Damage that was met since the file was last checked, one sentence each, oldest first. */
	readonly damage: readonly string[];
	/** Damage had been met before and a check did not find it. */
	readonly wasCleared: boolean;
}

/** Damage may be met by every query; a few sentences tell it all. */
const ENOUGH_BYTES = 2048;
const CLEARED = "checked and found whole";

function markPath(databasePath: string): string {
	return `${databasePath}-open`;
}

export function readOpenMark(databasePath: string): OpenMark {
	try {
		const lines = readFileSync(markPath(databasePath), "utf8").trimEnd().split("\n");
		const cleared = lines.lastIndexOf(CLEARED);
		return { unclean: true, damage: lines.slice(cleared + 1).filter((line) => line !== ""), wasCleared: cleared >= 0 };
	} catch {
		return { unclean: false, damage: [], wasCleared: false };
	}
}

/**
 * The database is open and its write-ahead log is there. `cleared`: damage that had been noted was looked for and not found. Never throws:
 * on a full disk the mark may be missing, and the next start does not check what it could have.
 */
export function putOpenMark(databasePath: string, cleared: boolean): void {
	try {
		writeFileSync(markPath(databasePath), cleared ? `${CLEARED}\n` : "", { mode: 0o600 });
	} catch {
		// The start goes on: queries can be answered.
	}
}

/** To be called when everything is in the database file and before the last connection is closed. Damage stays noted. */
export function removeOpenMark(databasePath: string): void {
	if (readOpenMark(databasePath).damage.length === 0) rmSync(markPath(databasePath), { force: true });
}

/** Note damage in a database that a writer has open; elsewhere nothing happens. Never throws: it is called where something failed already. */
export function noteDamage(databasePath: string, sentence: string): void {
	const path = markPath(databasePath);
	try {
		if (!existsSync(path) || statSync(path).size > ENOUGH_BYTES) return;
		if (readOpenMark(databasePath).damage.at(-1) === sentence) return;
		appendFileSync(path, `${sentence}\n`);
	} catch {
		// A disk that fails at this too is told of by whoever met the damage.
	}
}
