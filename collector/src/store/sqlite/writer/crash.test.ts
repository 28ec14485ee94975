import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../self/clock.ts";
import { openReader } from "../driver.ts";
import { ENCODING_CODE, type JournalRow, protobufOfRow } from "../journal-row.ts";
import type { CrashPoint } from "./crash-points.ts";
import { openHarness, temporaryFolder, traceRequest } from "./writer-harness.testdata.ts";

const CHILD = fileURLToPath(new URL("./crash-child.testdata.ts", import.meta.url));
const POINTS: readonly CrashPoint[] = [
	"before-journal-insert",
	"before-commit",
	"after-commit",
	"before-columns",
	"before-seal-commit",
	"after-seal-commit",
];

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

/** Numbers that were acknowledged before the child died. */
function runChild(point: CrashPoint, nth: number): readonly number[] {
	const child = spawnSync(process.execPath, [CHILD, folder.databasePath], {
		env: { ...process.env, SPANGLASS_TEST_CRASH: `${point}:${nth}`, NODE_OPTIONS: "" },
		encoding: "utf8",
	});
	expect(child.stderr).toBe("");
	expect(child.signal).toBe("SIGKILL");
	return child.stdout.split("\n").filter(Boolean).map(Number);
}

/** How often each request is in the journal, by its bytes. */
function journalled(): ReadonlyMap<string, number> {
	const reader = openReader(folder.databasePath);
	const rows = reader.all<JournalRow>("SELECT * FROM journal ORDER BY sequence");
	expect(reader.get("PRAGMA integrity_check")).toEqual({ integrity_check: "ok" });
	reader.close();
	const counts = new Map<string, number>();
	for (const row of rows) {
		expect(row.encoding).toBe(ENCODING_CODE.protobuf);
		const key = Buffer.from(protobufOfRow(row)).toString("hex");
		counts.set(key, (counts.get(key) ?? 0) + 1);
	}
	return counts;
}

describe.each(POINTS)("killed at %s", (point) => {
	it.each([1, 3])("time %i: nothing acknowledged is missing, and what is sent again is stored once", async (nth) => {
		const acknowledged = runChild(point, nth);
		const harness = openHarness(folder.databasePath, { clock: systemClock });
		const before = journalled();
		for (const number of acknowledged) expect(before.get(bodyOf(number))).toBe(1);
		const last = acknowledged.length + 1;
		expect(before.size).toBeLessThanOrEqual(last);
		for (let number = 1; number <= last; number++) await harness.writer.ingest(traceRequest(number));
		expect(journalled()).toEqual(new Map(Array.from({ length: last }, (_, at) => [bodyOf(at + 1), 1])));
		expect((await harness.writer.status()).stored.traces).toBe(last * 2);
		await harness.close();
	});
});

function bodyOf(number: number): string {
	return Buffer.from(traceRequest(number).body).toString("hex");
}
