import { statSync } from "node:fs";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { damagedError, isDamage, openWriter } from "../driver.ts";
import { inspectFile, refuseOthers } from "../file/inspect.ts";
import { checkOurs } from "../migrate.ts";

export interface CheckedCopy {
	readonly bytes: number;
	readonly schema: number;
	/** Of the last request in it. */
	readonly sequence: number;
}

/**
 * A database file that a server could start with: it is ours, of a known schema, and whole. Its write-ahead log, where it has one, is
 * folded into it.
 *
 * Throws  not_found: there is nothing · unsupported: another program's, a newer version's · unavailable: damaged, the disk.
 * Cost    SQLite's full check of every page.
 */
export function checkCopy(path: string): CheckedCopy {
	const { file } = inspectFile(path);
	if (file.kind === "new") throw new SpanglassError("not_found", `${path} holds no database`);
	refuseOthers(file);
	if (file.kind === "damaged") throw damagedCopy(path, file.what);
	try {
		return checkOpened(path);
	} catch (error) {
		if (isDamage(error) && error instanceof SpanglassError) throw damagedCopy(path, error.message);
		throw error;
	}
}

function checkOpened(path: string): CheckedCopy {
	const connection = openWriter(path);
	try {
		const schema = checkOurs(connection);
		const [found] = connection.all<{ readonly integrity_check: string }>("PRAGMA integrity_check(1)");
		if (found?.integrity_check !== "ok") throw damagedError(found?.integrity_check ?? "it cannot be checked");
		const sequence = connection.get<{ readonly last: number }>("SELECT last FROM journal_sequence")?.last ?? 0;
		connection.all("PRAGMA wal_checkpoint(TRUNCATE)");
		return { bytes: statSync(path).size, schema, sequence };
	} finally {
		connection.close();
	}
}

function damagedCopy(path: string, what: string): SpanglassError {
	return new SpanglassError("unavailable", `${path} is damaged: ${what}`, {
		advice: "Use another backup, or read what can be read of it with `npm run spanglass -- salvage FILE`.",
	});
}
