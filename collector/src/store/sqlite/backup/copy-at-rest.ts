import { dirname } from "node:path";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import { openWriter } from "../driver.ts";
import { syncFile } from "../file/file-system.ts";
import { inspectFile, refuseOthers } from "../file/inspect.ts";
import { writeLastBackup } from "../writer/storage-watch.ts";
import { createWhole } from "./create-whole.ts";

/**
 * Copy the database of a folder that no server uses, in the order of its trees and without free pages. The caller owns the folder.
 *
 * Throws  conflict: `path` exists · not_found: there is no database · unsupported, unavailable: it is not ours, newer, damaged; the disk.
 */
export async function copyAtRest(databasePath: string, path: string): Promise<void> {
	const { file } = inspectFile(databasePath);
	if (file.kind === "new") throw new SpanglassError("not_found", `there is no database in ${dirname(databasePath)}`);
	refuseOthers(file);
	const time = unixNanosFromMillis(Date.now());
	const connection = openWriter(databasePath);
	try {
		const bytes = await createWhole(path, (partial) => {
			connection.run("VACUUM INTO ?", partial);
			syncFile(partial);
		});
		writeLastBackup(connection, { path, bytes, time });
	} finally {
		connection.close();
	}
}
