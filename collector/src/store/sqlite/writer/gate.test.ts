import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Gate } from "./gate.ts";
import { openHarness, temporaryFolder, traceRequest } from "./writer-harness.testdata.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

describe("Gate", () => {
	it("lets through at once while it is open, and in order once it is again", async () => {
		let isShut = false;
		const gate = new Gate(() => isShut);
		expect(gate.pass()).toBeUndefined();
		isShut = true;
		const order: number[] = [];
		const waits = [1, 2, 3].map((number) => gate.pass()?.then(() => order.push(number)));
		gate.check();
		await Promise.resolve();
		expect(order).toEqual([]);
		isShut = false;
		expect(gate.pass()).toBeInstanceOf(Promise);
		gate.check();
		await Promise.all(waits);
		expect(order).toEqual([1, 2, 3]);
		expect(gate.pass()).toBeUndefined();
	});
});

it("a writer that is behind takes its time and refuses nothing that fits", { timeout: 30_000 }, async () => {
	const harness = openHarness(folder.databasePath, { limits: { openColumnBytes: 6_000_000, generationRows: 40 } });
	const numbers = Array.from({ length: 400 }, (_, at) => at + 1);
	const results = await Promise.all(numbers.map((number) => harness.writer.ingest(traceRequest(number))));
	expect(results.every(({ accepted }) => accepted === 2)).toBe(true);
	await harness.published();
	expect((await harness.writer.status()).stored.traces).toBe(800);
	await harness.close();
});

it("a writer that closes refuses what waits", async () => {
	const harness = openHarness(folder.databasePath, { limits: { openColumnBytes: 1_500_000, generationRows: 2 } });
	const numbers = Array.from({ length: 40 }, (_, at) => at + 1);
	const settled = Promise.allSettled(numbers.map((number) => harness.writer.ingest(traceRequest(number))));
	await harness.close();
	for (const result of await settled) {
		if (result.status === "rejected") expect(result.reason).toMatchObject({ retryAfterMs: expect.any(Number) });
	}
});
