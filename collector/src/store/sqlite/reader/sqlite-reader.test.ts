import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageChannel } from "node:worker_threads";
import { afterAll } from "vitest";
import { systemClock } from "../../../self/clock.ts";
import { describeTelemetryStore, type OpenedStore } from "../../conformance/suite.ts";
import { createCells } from "../shared-cells.ts";
import { createSqliteWriter } from "../writer/journal-writer.ts";
import type { WriterLimits } from "../writer/options.ts";
import { createSqliteReader } from "./sqlite-reader.ts";

interface Setting {
	readonly limits?: Partial<WriterLimits>;
	readonly cacheBytes?: number;
}

/** Writer and reader of one folder in this thread. */
function openStore(folder: string, setting: Setting): OpenedStore {
	const databasePath = join(folder, "spanglass.db");
	const cells = createCells();
	const writer = createSqliteWriter({ databasePath, cells, clock: systemClock, limits: setting.limits ?? {} });
	const { port1, port2 } = new MessageChannel();
	writer.attachReader(port1);
	const { reader, close } = createSqliteReader({
		databasePath,
		cells: cells.buffer,
		port: port2,
		owner: 1,
		cacheBytes: setting.cacheBytes ?? 64 * 1024 * 1024,
	});
	const stop = async () => {
		close();
		await writer.close();
	};
	return { writer, reader, close: stop, reopen: async () => openStore(folder, setting) };
}

const folders: string[] = [];
afterAll(() => {
	for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function opener(setting: Setting): () => Promise<OpenedStore> {
	return async () => {
		const folder = mkdtempSync(join(tmpdir(), "spanglass-reader-"));
		folders.push(folder);
		return openStore(folder, setting);
	};
}

const RETIRE_ALL = { openColumnBytes: 0 };
/** Several generations per signal, some of them retired. */
const RETIRE_SOME = { openColumnBytes: 1_200_000, generationRows: 40 };

describeTelemetryStore("sqlite, all in open columns", opener({}));
describeTelemetryStore("sqlite, everything decoded from the journal", opener({ limits: RETIRE_ALL, cacheBytes: 0 }));
describeTelemetryStore("sqlite, several generations", opener({ limits: RETIRE_SOME }));
