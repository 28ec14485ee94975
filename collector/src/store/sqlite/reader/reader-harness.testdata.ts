/** Writer and reader of one folder in one thread. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageChannel } from "node:worker_threads";
import { systemClock } from "../../../self/clock.ts";
import type { OpenedStore } from "../../conformance/suite.ts";
import type { DriverProbe } from "../driver.ts";
import { createCells } from "../shared-cells.ts";
import { createSqliteWriter } from "../writer/journal-writer.ts";
import type { WriterLimits } from "../writer/options.ts";
import { createSqliteReader, type SqliteReader } from "./sqlite-reader.ts";

export interface StoreSetting {
	readonly limits?: Partial<WriterLimits>;
	readonly cacheBytes?: number;
	readonly probe?: DriverProbe;
}

const MIB = 1024 * 1024;

/** A store of a folder; `addReader` attaches another reader with a cache of that size. */
export function openStore(folder: string, { limits = {}, cacheBytes = 64 * MIB, probe = () => undefined }: StoreSetting = {}) {
	const databasePath = join(folder, "spanglass.db");
	const cells = createCells();
	const writer = createSqliteWriter({ databasePath, cells, clock: systemClock, limits, probe });
	const readers: SqliteReader["reader"][] = [];
	const add = (bytes: number, ofCells = cells): SqliteReader => {
		const { port1, port2 } = new MessageChannel();
		if (ofCells === cells) writer.attachReader(port1);
		const owner = readers.length + 1;
		const added = createSqliteReader({ databasePath, cells: ofCells.buffer, port: port2, owner, cacheBytes: bytes });
		readers.push(added.reader);
		return added;
	};
	const addReader = (bytes: number, ofCells = cells) => add(bytes, ofCells).reader;
	const close = async () => {
		for (const reader of readers) reader.close();
		await writer.close();
	};
	const { reader, app } = add(cacheBytes);
	return { writer, cells, reader, app, addReader, close };
}

/** As the conformance suite wants it. */
export function openedStore(folder: string, setting: StoreSetting): OpenedStore {
	const { writer, reader, close } = openStore(folder, setting);
	return { writer, reader, close, reopen: async () => openedStore(folder, setting) };
}

/** Folders that are removed together. */
export function temporaryFolders() {
	const folders: string[] = [];
	return {
		create: (): string => {
			const folder = mkdtempSync(join(tmpdir(), "spanglass-reader-"));
			folders.push(folder);
			return folder;
		},
		removeAll: (): void => {
			for (const folder of folders) rmSync(folder, { recursive: true, force: true });
		},
	};
}
