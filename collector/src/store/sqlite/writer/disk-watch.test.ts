import { SpanglassError } from "@spanglass/shared/model/errors";
import { LIMITS } from "@spanglass/shared/model/limits";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openReader, sqliteFault } from "../driver.ts";
import { currentIncarnation, inFlightBytes } from "../shared-cells.ts";
import { type DiskSpace, DiskWatch } from "./disk-watch.ts";
import { openHarness, temporaryFolder, traceRequest } from "./writer-harness.testdata.ts";

const GIB = 2 ** 30;

function watchOf(more: { readonly reserveBytes?: number } = {}) {
	const state = { space: { freeBytes: 50 * GIB, totalBytes: 100 * GIB } as DiskSpace | undefined, fault: undefined as unknown, now: 0 };
	const told: string[] = [];
	const watch = new DiskWatch({
		space: () => state.space,
		reserveBytes: more.reserveBytes,
		tryWrite: () => {
			if (state.fault !== undefined) throw state.fault;
		},
		warn: (message) => told.push(message),
		now: () => state.now,
	});
	return { watch, state, told };
}

function refusalOf(watch: DiskWatch): unknown {
	try {
		watch.checkRoom();
		return undefined;
	} catch (error) {
		return error;
	}
}

describe("room on the disk", () => {
	it.each([
		[100 * GIB, 5 * GIB],
		[4 * GIB, LIMITS.diskReserveBytes],
	])("of %i bytes keeps %i free", (totalBytes, reserve) => {
		const { watch, state } = watchOf();
		state.space = { freeBytes: reserve, totalBytes };
		watch.tick();
		expect(watch.health).toEqual({ state: "ok", freeBytes: reserve, reserveBytes: reserve });
		state.space = { freeBytes: reserve - 1, totalBytes };
		watch.tick();
		expect(watch.health.state).toBe("low");
		expect(refusalOf(watch)).toMatchObject({ kind: "unavailable", retryAfterMs: 30_000 });
		state.space = { freeBytes: reserve, totalBytes };
		watch.tick();
		expect(refusalOf(watch)).toBeUndefined();
	});

	it("keeps what it is told to", () => {
		const { watch, state } = watchOf({ reserveBytes: 10 });
		state.space = { freeBytes: 10, totalBytes: GIB };
		watch.tick();
		expect(watch.health.state).toBe("ok");
	});

	it("goes by failed writes where the file system does not tell", () => {
		const { watch, state } = watchOf();
		state.space = undefined;
		watch.tick();
		expect(watch.health.state).toBe("ok");
		state.fault = sqliteFault("SQLITE_FULL");
		watch.fail(state.fault);
		watch.tick();
		expect(watch.health.state).toBe("failing");
		state.fault = undefined;
		watch.tick();
		expect(watch.health.state).toBe("ok");
	});

	it("tells once a minute that nothing is stored, and once that it is again", () => {
		const { watch, state, told } = watchOf();
		state.space = { freeBytes: 1, totalBytes: GIB };
		for (let second = 0; second < 90; second++) {
			state.now = second * 1000;
			watch.tick();
		}
		expect(told).toHaveLength(2);
		expect(told[0]).toMatch(/has 0 MiB free and 256 MiB are kept free/);
		state.space = { freeBytes: GIB, totalBytes: GIB };
		for (let second = 90; second < 200; second++) watch.tick();
		expect(told.slice(2)).toEqual([expect.stringMatching(/again/)]);
	});
});

describe("the writer on a disk without room", () => {
	let folder: ReturnType<typeof temporaryFolder>;
	beforeEach(() => {
		folder = temporaryFolder();
		vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
	});
	afterEach(() => {
		vi.useRealTimers();
		folder.remove();
	});

	it("refuses before anything is written, keeps no bytes in flight, and goes on by itself", async () => {
		let space: DiskSpace = { freeBytes: GIB, totalBytes: GIB };
		const heard: (readonly string[])[] = [];
		const harness = openHarness(folder.databasePath, { diskSpace: () => space, onHealth: (reasons) => heard.push(reasons) });
		await harness.writer.ingest(traceRequest(1));
		space = { freeBytes: 1000, totalBytes: GIB };
		vi.advanceTimersByTime(1000);
		await expect(harness.writer.ingest(traceRequest(2))).rejects.toMatchObject({ kind: "unavailable", retryAfterMs: 30_000 });
		await harness.published();
		expect(inFlightBytes(harness.cells)).toBe(0);
		expect(heard).toEqual([[], ["disk_low"]]);
		expect((await harness.writer.status()).storage.disk.state).toBe("low");
		space = { freeBytes: GIB, totalBytes: GIB };
		vi.advanceTimersByTime(1000);
		expect((await harness.writer.ingest(traceRequest(2))).accepted).toBe(2);
		expect(heard.at(-1)).toEqual([]);
		await harness.close();
	});

	it.each(["SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC"])("after %s at a commit", async (code) => {
		let fails = false;
		const probe = (sql: string): void => {
			if (fails && sql === "COMMIT") throw sqliteFault(code);
		};
		const harness = openHarness(folder.databasePath, { probe, diskReserveBytes: 0 });
		await harness.writer.ingest(traceRequest(1));
		fails = true;
		await expect(harness.writer.ingest(traceRequest(2))).rejects.toMatchObject({ kind: "unavailable", retryAfterMs: 30_000 });
		fails = false;
		await expect(harness.writer.ingest(traceRequest(3))).rejects.toMatchObject({ message: expect.stringContaining(code) });
		vi.advanceTimersByTime(1000);
		for (const number of [2, 3]) expect(await harness.writer.ingest(traceRequest(number))).toMatchObject({ accepted: 2, resent: false });
		await harness.published();
		expect(harness.openSpans()).toHaveLength(6);
		expect(inFlightBytes(harness.cells)).toBe(0);
		await harness.close();
	});

	it("fills up for real: everything acknowledged stays, everything else is refused with a hint", async () => {
		const harness = openHarness(folder.databasePath, { diskReserveBytes: 0, maxPages: 40 });
		const acknowledged: number[] = [];
		const refused: unknown[] = [];
		for (let number = 1; number <= 400; number++) {
			vi.advanceTimersByTime(1000);
			await harness.writer.ingest(traceRequest(number)).then(
				() => acknowledged.push(number),
				(error: unknown) => refused.push(error),
			);
		}
		expect(refused.length).toBeGreaterThan(10);
		for (const error of refused) {
			expect(error).toBeInstanceOf(SpanglassError);
			expect(error).toMatchObject({ kind: "unavailable", retryAfterMs: 30_000 });
		}
		await harness.published();
		expect(harness.openSpans()).toHaveLength(acknowledged.length * 2);
		await harness.close();
		const reader = openReader(folder.databasePath);
		expect(reader.get("SELECT count(*) AS rows FROM journal")).toEqual({ rows: acknowledged.length });
		expect(reader.get("PRAGMA integrity_check")).toEqual({ integrity_check: "ok" });
		reader.close();
		expect(currentIncarnation(harness.cells)).toBe(1);
	});
});
