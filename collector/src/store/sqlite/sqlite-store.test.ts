import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageChannel } from "node:worker_threads";
import { systemClock } from "../../self/clock.ts";
import { describeTelemetryStore, type OpenedStore } from "../conformance/suite.ts";
import { createSqliteReader } from "./reader/sqlite-reader.ts";
import { createCells } from "./shared-cells.ts";
import { createSqliteWriter } from "./writer/journal-writer.ts";
import type { WriterLimits } from "./writer/options.ts";

async function open(folder: string, limits: Partial<WriterLimits>): Promise<OpenedStore> {
	const databasePath = join(folder, "spanglass.db");
	const cells = createCells();
	const writer = createSqliteWriter({ databasePath, cells, clock: systemClock, limits });
	const { port1, port2 } = new MessageChannel();
	writer.attachReader(port1);
	const { reader, close: closeReader } = createSqliteReader({ databasePath, cells: cells.buffer, port: port2, owner: 1 });
	let closed = false;
	return {
		writer,
		reader,
		close: async () => {
			if (closed) return;
			closed = true;
			closeReader();
			await writer.close();
			port1.close();
		},
		reopen: () => open(folder, limits),
	};
}

function describeWith(name: string, limits: Partial<WriterLimits>): void {
	const folders: string[] = [];
	describeTelemetryStore(name, async () => {
		const folder = mkdtempSync(join(tmpdir(), "spanglass-conformance-"));
		folders.push(folder);
		return { ...(await open(folder, limits)), sealsEarly: limits.generationRows !== undefined };
	});
	process.once("exit", () => {
		for (const folder of folders) rmSync(folder, { recursive: true, force: true });
	});
}

describeWith("sqlite", {});
// Every generation is full after a few requests and sealed at once: most answers come from blocks.
describeWith("sqlite that seals early", { generationRows: 50 });
