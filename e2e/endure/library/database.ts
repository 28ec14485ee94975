/** The product's database as another SQLite sees it, while no product has it open. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export const DATABASE_FILE = "spanglass.db";

function read<T>(folder: string, work: (database: DatabaseSync) => T): T | undefined {
	const path = join(folder, DATABASE_FILE);
	if (!existsSync(path)) return undefined;
	const database = new DatabaseSync(path, { readOnly: true });
	try {
		return work(database);
	} finally {
		database.close();
	}
}

function firstValue(database: DatabaseSync, sql: string): unknown {
	return Object.values(database.prepare(sql).get() ?? {})[0];
}

/** `PRAGMA integrity_check`. */
export function checkIntegrity(folder: string): string {
	return read(folder, (database) => String(firstValue(database, "PRAGMA integrity_check"))) ?? "no database file";
}

export interface BlockCounts {
	/** Ever made, by sealing and by merging. */
	readonly made: number;
	readonly kept: number;
	/** Items deleted by retention. */
	readonly deletedItems: number;
}

export function countBlocks(folder: string): BlockCounts {
	const counts = read(folder, (database) => ({
		made: Number(firstValue(database, "SELECT last FROM block_sequence")),
		kept: Number(firstValue(database, "SELECT count(*) FROM block")),
		deletedItems: Number(firstValue(database, "SELECT coalesce(sum(items), 0) FROM deletion")),
	}));
	return counts ?? { made: 0, kept: 0, deletedItems: 0 };
}
