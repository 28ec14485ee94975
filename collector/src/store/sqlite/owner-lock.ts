/** One server per folder: a second SQLite file that its owner keeps locked. The kernel frees it however the owner ends. */
import { dirname, join } from "node:path";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { makeFolder } from "../../self/folder.ts";
import { openExclusive } from "./driver.ts";

export interface OwnerLock {
	release(): void;
}

/** Where a data folder has its database. */
export function databasePathIn(folder: string): string {
	return join(folder, "spanglass.db");
}

/** As `takeOwnerLock`; undefined while a server owns the folder. */
export function tryOwnerLock(databasePath: string): OwnerLock | undefined {
	try {
		return takeOwnerLock(databasePath);
	} catch (error) {
		if (error instanceof SpanglassError && error.kind === "conflict") return undefined;
		throw error;
	}
}

/**
 * Make the database's folder (mode 0700) when it is missing and own it.
 *
 * Throws  conflict: another server owns it · unavailable: it cannot be made or written to.
 */
export function takeOwnerLock(databasePath: string): OwnerLock {
	const folder = dirname(databasePath);
	makeFolder(folder);
	try {
		const lock = openExclusive(join(folder, "owner.lock"));
		if (lock !== undefined) return { release: () => lock.close() };
	} catch (error) {
		if (error instanceof SpanglassError) throw error;
		throw new SpanglassError("unavailable", `the data folder ${folder} cannot be written to`, {
			advice: "Choose another folder with --data, or give this user the right to write there.",
			cause: error,
		});
	}
	throw new SpanglassError("conflict", `another Spanglass server uses the data folder ${folder}`, {
		advice: "Stop that server, or choose another folder with --data.",
	});
}
