/** What the database's room asks of the file system beside SQLite. */
import { closeSync, fsyncSync, openSync, statSync } from "node:fs";

/** 0 for a missing file. By name only: to open a database or its log and close it again would drop SQLite's locks. */
export function fileBytes(path: string): number {
	return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Make renames in a folder durable, where the system can. */
export function syncFolder(folder: string): void {
	try {
		const handle = openSync(folder, "r");
		fsyncSync(handle);
		closeSync(handle);
	} catch {
		// Windows opens no folders.
	}
}

/** Wait until a file's bytes are on disk. */
export function syncFile(path: string): void {
	const handle = openSync(path, "r+");
	try {
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
}
