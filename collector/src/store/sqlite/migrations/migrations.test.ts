import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MessageChannel } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openReader } from "../driver.ts";
import { newestSchema, schemaVersion } from "../migrate.ts";
import { createSqliteReader } from "../reader/sqlite-reader.ts";
import { createCells } from "../shared-cells.ts";
import { createSqliteWriter } from "../writer/journal-writer.ts";
import { manualClock, temporaryFolder } from "../writer/writer-harness.testdata.ts";
import { contentOf, type StoredContent } from "./fixture-content.testdata.ts";

const FIXTURES = fileURLToPath(new URL("./fixtures/", import.meta.url));
const CHILD = fileURLToPath(new URL("../writer/crash-child.testdata.ts", import.meta.url));
const NAMES = readdirSync(FIXTURES).filter((name) => name.endsWith(".db"));

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

function expectedOf(name: string): StoredContent {
	return JSON.parse(readFileSync(join(FIXTURES, name.replace(/db$/, "json")), "utf8")) as StoredContent;
}

/** Open with this version, at the time at which the fixture was made: nothing of it is too old. */
function serve(databasePath: string) {
	const cells = createCells();
	const warnings: string[] = [];
	const writer = createSqliteWriter({ databasePath, cells, clock: manualClock(), warn: (message) => warnings.push(message) });
	const { port1, port2 } = new MessageChannel();
	writer.attachReader(port1);
	const { reader, app, alerts, close } = createSqliteReader({ databasePath, cells: cells.buffer, port: port2, owner: 1 });
	return {
		writer,
		reader,
		app,
		alerts,
		warnings,
		close: async () => {
			close();
			await writer.close();
		},
	};
}

function versionOf(path: string): number {
	const reader = openReader(path);
	const version = schemaVersion(reader);
	expect(reader.get("PRAGMA integrity_check")).toEqual({ integrity_check: "ok" });
	reader.close();
	return version;
}

it("has a file of each schema that was released, and of the first with alerts", () => {
	expect(NAMES).toEqual(["schema-1.db", "schema-2.db", "schema-3.db", "schema-8.db"]);
});

describe.each(NAMES)("%s", (name) => {
	it("is migrated and answers with everything that was sent to the version that wrote it", async () => {
		copyFileSync(join(FIXTURES, name), folder.databasePath);
		for (let start = 1; start <= 2; start++) {
			const store = serve(folder.databasePath);
			expect(await contentOf(store.reader)).toEqual(expectedOf(name));
			expect(store.app.getSetting("theme")).toEqual({ json: "dark", version: 1 });
			expect(store.app.listDocuments("view")).toMatchObject([{ id: "slow", json: { q: "duration:>1s" } }]);
			const { stored } = await store.writer.status();
			expect(stored).toEqual({ traces: expectedOf(name).spans, metrics: expectedOf(name).points, logs: expectedOf(name).logRecords });
			await store.close();
			expect(versionOf(folder.databasePath)).toBe(newestSchema());
		}
	});

	/** At each of these the migration has done another part of its work. A file of the newest schema has none. */
	it.skipIf(name === `schema-${newestSchema()}.db`).each([1, 2, 3])(
		"killed at place %i of the migration has the schema of before or of after a file of it",
		async (nth) => {
			const path = join(folder.path, "killed", "spanglass.db");
			mkdirSync(join(folder.path, "killed"));
			copyFileSync(join(FIXTURES, name), path);
			const before = versionOf(path);
			const env = { ...process.env, SPANGLASS_TEST_CRASH: `in-migration:${nth}`, NODE_OPTIONS: "" };
			const child = spawnSync(process.execPath, [CHILD, path, "1", "0"], { env, encoding: "utf8" });
			expect([child.stderr, child.signal]).toEqual(["", "SIGKILL"]);
			expect(versionOf(path)).toBe(nth < 3 ? before : before + 1);
			const store = serve(path);
			expect(store.warnings).toEqual([]);
			expect(await contentOf(store.reader)).toEqual(expectedOf(name));
			await store.close();
			expect(versionOf(path)).toBe(newestSchema());
			rmSync(path);
		},
	);
});

it("has the alerts of schema 8: rule, state, history, incident with its evidence, and what is still to be told", async () => {
	copyFileSync(join(FIXTURES, "schema-8.db"), folder.databasePath);
	const store = serve(folder.databasePath);
	const memory = await store.writer.loadAlerts(0);
	expect(memory.rules).toMatchObject([{ id: "r1", json: { name: "checkout fails", threshold: 0.05 }, version: 1 }]);
	expect(memory.alerts).toMatchObject([{ rule: "r1", labels: { service: "checkout" }, record: { state: "firing", incident: 1 } }]);
	expect(memory.clock).toEqual({ evaluatedAt: 1_789_999_999_000, missed: 3, lastIncident: 1, lastTransition: 2 });
	expect(store.alerts.getIncident(1)).toMatchObject({ title: "checkout fails", evidence: "kept" });
	expect(store.alerts.listIncidentEvents(1)).toMatchObject([{ kind: "note", text: "它失败了" }, { kind: "evidence" }]);
	expect(store.alerts.getEvidence(1)?.capturedAt).toBe(1_790_000_000_000);
	expect(store.alerts.getPinnedTrace("e".repeat(32))).toMatchObject({ incident: 1, spanCount: 1 });
	const { due } = await store.writer.listDue(1_790_000_000_000, 10);
	expect(due).toMatchObject([{ receiver: "hook", notification: { event: "firing", sequence: 1 } }]);
	await store.close();
});
