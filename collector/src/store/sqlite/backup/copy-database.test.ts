import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openHarness, temporaryFolder, traceRequest } from "../writer/writer-harness.testdata.ts";
import { checkCopy } from "./check-copy.ts";
import { leaveTicket, removeTicket, useTicket } from "./ticket.ts";

const CHILD = fileURLToPath(new URL("./backup-child.testdata.ts", import.meta.url));
let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

describe("a backup while requests arrive", () => {
	it("holds everything acknowledged before it, is whole, and is remembered over a restart", async () => {
		const harness = openHarness(folder.databasePath);
		for (let number = 1; number <= 50; number++) await harness.writer.ingest(traceRequest(number));
		const path = join(folder.path, "copy.db");
		let isDone = false;
		const copying = harness.writer.backup(path).finally(() => {
			isDone = true;
		});
		for (let number = 100; !isDone; number++) await harness.writer.ingest(traceRequest(number));
		const record = await copying;
		expect(record).toEqual({ path, bytes: statSync(path).size, time: 1_790_000_000_000_000_000n });
		expect(statSync(path).mode & 0o777).toBe(0o600);
		expect(checkCopy(path).sequence).toBeGreaterThanOrEqual(50);
		await harness.close();
		const again = openHarness(folder.databasePath);
		expect((await again.writer.status()).storage.lastBackup).toEqual(record);
		await again.close();
	});

	it("is made once at a time, never over a file, and given up when the writer closes", async () => {
		const harness = openHarness(folder.databasePath);
		await harness.writer.ingest(traceRequest(1));
		const path = join(folder.path, "copy.db");
		writeFileSync(`${path}.partial`, "of an interrupted backup");
		const first = harness.writer.backup(path);
		await expect(harness.writer.backup(join(folder.path, "other.db"))).rejects.toMatchObject({ kind: "conflict" });
		await first;
		await expect(harness.writer.backup(path)).rejects.toMatchObject({
			kind: "conflict",
			message: expect.stringContaining("exists already"),
		});
		await expect(harness.writer.backup(join(folder.path, "none", "copy.db"))).rejects.toMatchObject({ kind: "unavailable" });
		expect(await harness.writer.ingest(traceRequest(2))).toMatchObject({ accepted: 2 });
		await harness.close();
		expect(readdirSync(folder.path).filter((name) => name.endsWith(".partial"))).toEqual([]);
	});

	it("killed in the middle leaves no file of that name, and the next one is whole", async () => {
		const path = join(folder.path, "copy.db");
		const env = { ...process.env, SPANGLASS_TEST_CRASH: "in-backup", NODE_OPTIONS: "" };
		const child = spawnSync(process.execPath, [CHILD, folder.databasePath, path], { env, encoding: "utf8" });
		expect([child.stderr, child.signal]).toEqual(["", "SIGKILL"]);
		expect(existsSync(path)).toBe(false);
		const harness = openHarness(folder.databasePath);
		expect((await harness.writer.status()).stored.traces).toBe(40);
		await harness.writer.backup(path);
		await harness.close();
		expect(checkCopy(path).sequence).toBe(20);
	});
});

it("a ticket names a path once, and only what was left in the folder is one", () => {
	const ticket = leaveTicket(folder.path, "/backups/a.db");
	expect(useTicket(folder.path, ticket)).toBe("/backups/a.db");
	const relative = leaveTicket(folder.path, "a.db");
	for (const given of [ticket, relative, "../../etc/passwd", "", "0".repeat(32)]) {
		expect(() => useTicket(folder.path, given)).toThrowError(expect.objectContaining({ kind: "invalid_input", field: "ticket" }));
	}
	removeTicket(folder.path, relative);
	expect(readdirSync(folder.path)).toEqual([]);
});
