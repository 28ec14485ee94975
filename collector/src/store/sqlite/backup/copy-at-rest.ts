import { existsSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import { createPrivately, openWriter } from "../driver.ts";
import { syncFile, syncFolder } from "../file/file-system.ts";
import { inspectFile } from "../file/inspect.ts";
import { foreignFileError, newerSchemaError } from "../migrate.ts";
import { writeLastBackup } from "../writer/storage-watch.ts";

/**
 * Copy the database of a folder that no server uses, in the order of its trees and without free pages. The caller owns the folder.
 *
 * Throws  conflict: `path` exists · not_found: there is no database · unsupported, unavailable: it is not ours, newer, damaged; the disk.
 */
export function copyAtRest(databasePath: string, path: string): void {
	const { file } = inspectFile(databasePath);
	if (file.kind === "new") throw new SpanglassError("not_found", `there is no database in ${dirname(databasePath)}`);
	if (file.kind === "newer") throw newerSchemaError(file.version);
	if (file.kind === "foreign") throw foreignFileError();
	if (existsSync(path)) throw new SpanglassError("conflict", `${path} exists already`, { advice: "Choose another name, or take it away." });
	const time = unixNanosFromMillis(Date.now());
	const partial = `${path}.partial`;
	rmSync(partial, { force: true });
	const connection = openWriter(databasePath);
	try {
		createPrivately(partial);
		connection.run("VACUUM INTO ?", partial);
		syncFile(partial);
		renameSync(partial, path);
		syncFolder(dirname(path));
		writeLastBackup(connection, { path, bytes: statSync(path).size, time });
	} catch (error) {
		rmSync(partial, { force: true });
		throw error;
	} finally {
		connection.close();
	}
}
