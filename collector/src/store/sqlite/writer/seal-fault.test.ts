import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FREE_CONTROL } from "../../conformance/ingest-helpers.ts";
import { openWriter } from "../driver.ts";
import { openStore } from "../reader/reader-harness.testdata.ts";
import { byId, countRows, listBlocks, sealedSpans } from "./stored-items.testdata.ts";
import { openHarness, temporaryFolder, traceOf, traceRequest } from "./writer-harness.testdata.ts";

const fault = vi.hoisted(() => ({ left: 0 }));

/** Lets sealing throw a number of times, as a bug would. */
vi.mock("../../../columns/block/seal-block.ts", async (importOriginal) => {
	const original = await importOriginal<typeof import("../../../columns/block/seal-block.ts")>();
	return {
		...original,
		sealBlock: function* (...given: Parameters<typeof original.sealBlock>) {
			if (fault.left-- > 0) throw new Error("simulated bug");
			return yield* original.sealBlock(...given);
		},
	};
});

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
	folder = temporaryFolder();
	fault.left = 0;
});
afterEach(() => folder.remove());

const SMALL = { limits: { generationRows: 4 } };
const SOON = { timeout: 8000 };

it("a bug that passes is tried again, and nothing is said to be lost", { timeout: 15_000 }, async () => {
	const harness = openHarness(folder.databasePath, SMALL);
	fault.left = 2;
	for (const number of [1, 2]) await harness.writer.ingest(traceRequest(number));
	await vi.waitFor(() => expect(sealedSpans(folder.databasePath)).toEqual(byId([...traceOf(1), ...traceOf(2)])), SOON);
	expect((await harness.writer.status()).rejectedByReason).toEqual({});
	await harness.close();
});

it("rows that cannot be sealed leave the memory with their requests kept, and a start that can seals them", {
	timeout: 20_000,
}, async () => {
	const before = openHarness(folder.databasePath, SMALL);
	fault.left = 3;
	for (const number of [1, 2]) await before.writer.ingest(traceRequest(number));
	await vi.waitFor(async () => expect((await before.writer.status()).rejectedByReason).toEqual({ quarantined: 4 }), SOON);
	expect(before.openSpans()).toEqual([]);
	await before.writer.ingest(traceRequest(3));
	await before.published();
	expect(before.openSpans()).toEqual(traceOf(3));
	expect(countRows(folder.databasePath, "journal")).toBe(3);
	await before.close();
	const after = openHarness(folder.databasePath, SMALL);
	const all = () => byId([...sealedSpans(folder.databasePath), ...after.openSpans()]);
	await vi.waitFor(() => expect(listBlocks(folder.databasePath)).not.toEqual([]), SOON);
	expect(all()).toEqual(byId([1, 2, 3].flatMap((number) => traceOf(number))));
	expect((await after.writer.status()).stored.traces).toBe(6);
	await after.close();
});

it("a block that a query finds damaged is set aside and listed", { timeout: 20_000 }, async () => {
	const store = openStore(folder.path, SMALL);
	for (const number of [1, 2]) await store.writer.ingest(traceRequest(number));
	await vi.waitFor(() => expect(listBlocks(folder.databasePath)).toHaveLength(1), SOON);
	await store.close();
	const connection = openWriter(folder.databasePath);
	connection.run("UPDATE block_chunk SET bytes = CAST(substr(bytes, 1, length(bytes) - 3) || x'000000' AS BLOB) WHERE length(bytes) > 8");
	connection.close();
	const again = openStore(folder.path, { limits: { generationRows: 100 } });
	await again.writer.ingest(traceRequest(3));
	const trace = traceOf(3)[0]?.traceId;
	const found = [];
	for await (const batch of again.reader.streamTrace(trace ?? ("" as NonNullable<typeof trace>), FREE_CONTROL)) found.push(...batch);
	expect(found).toHaveLength(2);
	await again.reader.getTraceSkeleton(traceOf(1)[0]?.traceId ?? ("" as NonNullable<typeof trace>), FREE_CONTROL);
	await vi.waitFor(
		async () => expect((await again.writer.status()).blocks.quarantined).toMatchObject([{ signal: "traces", items: 4 }]),
		SOON,
	);
	await again.close();
});
