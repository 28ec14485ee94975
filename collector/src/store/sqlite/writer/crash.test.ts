import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Span } from "@spanglass/shared/model/span";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CrashPoint } from "./crash-points.ts";
import { askDatabase, byId, countRows, listBlocks, sealedSpans } from "./stored-items.testdata.ts";
import { manualClock, openHarness, temporaryFolder, traceOf, traceRequest } from "./writer-harness.testdata.ts";

const CHILD = fileURLToPath(new URL("./crash-child.testdata.ts", import.meta.url));
const POINTS: readonly CrashPoint[] = [
	"before-journal-insert",
	"before-commit",
	"after-commit",
	"before-columns",
	"before-seal-commit",
	"after-seal-commit",
	"before-compaction-commit",
	"after-compaction-commit",
];

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

/** Numbers that were acknowledged before the child died. */
function runChild(crash: string, mode = "keep"): readonly number[] {
	const child = spawnSync(process.execPath, [CHILD, folder.databasePath, mode], {
		env: { ...process.env, SPANGLASS_TEST_CRASH: crash, NODE_OPTIONS: "" },
		encoding: "utf8",
	});
	expect([child.stderr, child.signal]).toEqual(["", "SIGKILL"]);
	return child.stdout.split("\n").filter(Boolean).map(Number);
}

function open() {
	return openHarness(folder.databasePath, { clock: manualClock(), limits: { generationRows: 4 } });
}

/** Everything that can be read, in blocks and in open columns. */
function spansOf(harness: ReturnType<typeof open>): readonly Span[] {
	return byId([...sealedSpans(folder.databasePath), ...harness.openSpans()]);
}

function isWhole(): boolean {
	return askDatabase(folder.databasePath, (connection) => connection.get("PRAGMA integrity_check")?.integrity_check === "ok");
}

function traces(count: number): readonly Span[] {
	return byId(Array.from({ length: count }, (_, at) => traceOf(at + 1)).flat());
}

describe.each(POINTS)("killed at %s", (point) => {
	const times = point.includes("compaction") ? [1] : [1, 3];
	it.each(times)("time %i: nothing acknowledged is missing, and what is sent again is stored once", { timeout: 30_000 }, async (nth) => {
		const acknowledged = runChild(`${point}:${nth}`).length;
		expect(isWhole()).toBe(true);
		const harness = open();
		const found = spansOf(harness);
		expect([acknowledged * 2, acknowledged * 2 + 2]).toContain(found.length);
		expect(found).toEqual(traces(found.length / 2));
		const last = acknowledged + 1;
		for (let number = 1; number <= last; number++) await harness.writer.ingest(traceRequest(number));
		await harness.published();
		expect(spansOf(harness)).toEqual(traces(last));
		expect((await harness.writer.status()).stored.traces).toBe(last * 2);
		await harness.close();
	});
});

describe.each<CrashPoint>(["before-retention-commit", "after-retention-commit"])("killed at %s", (point) => {
	it.each([1, 3])("time %i: blocks are there whole or gone whole, and the next start goes on", { timeout: 40_000 }, async (nth) => {
		const acknowledged = runChild(`${point}:${nth}`, "forget").length;
		expect(isWhole()).toBe(true);
		const harness = open();
		const found = spansOf(harness);
		const status = await harness.writer.status();
		expect(found.length).toBe(status.stored.traces);
		expect(found.length + status.deleted.age.traces).toBe(acknowledged * 2);
		expect(found).toEqual(traces(acknowledged).slice(-found.length));
		await vi.waitFor(() => expect(countRows(folder.databasePath, "dead_block")).toBe(0), { timeout: 5000 });
		const chunks = askDatabase(folder.databasePath, (connection) =>
			connection.all<{ readonly id: number }>("SELECT DISTINCT key / 16777216 AS id FROM block_chunk ORDER BY id"),
		);
		expect(chunks.map(({ id }) => id)).toEqual(listBlocks(folder.databasePath).map(({ id }) => id));
		await harness.close();
	});
});

it("killed at a checkpoint: everything acknowledged is there", { timeout: 30_000 }, async () => {
	const acknowledged = runChild("in-checkpoint").length;
	expect(isWhole()).toBe(true);
	const harness = open();
	expect(spansOf(harness)).toEqual(traces(acknowledged));
	await harness.close();
});
