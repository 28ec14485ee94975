import { formatBytes, textOf } from "@spanglass/shared/units/format";
import { restoreDatabase } from "../store/sqlite/backup/restore-database.ts";
import { takeOwnerLock } from "../store/sqlite/owner-lock.ts";
import type { Command } from "./command.ts";

/** Refused while a server runs; the database that was there is kept beside the new one. */
export const restore: Command = {
	usage: "restore FILE",
	help: "put a backup in the place of the database; the server must be stopped",
	run: ({ databasePath, files: [path = ""], say }) => {
		const lock = takeOwnerLock(databasePath);
		try {
			const { bytes, schema, sequence, before } = restoreDatabase(databasePath, path, Date.now());
			say(`restored ${databasePath}: ${textOf(formatBytes(bytes))}, schema ${schema}, ${sequence} requests ever stored, checked`);
			if (before !== undefined) say(`what was there before is kept as ${before}; take it away when you do not need it`);
			return 0;
		} finally {
			lock.release();
		}
	},
};
