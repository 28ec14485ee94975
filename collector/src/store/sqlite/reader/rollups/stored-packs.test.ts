import { join } from "node:path";
import { ALL_TIME } from "@spanglass/shared/query/time-range";
import { afterAll, describe, expect, it } from "vitest";
import type { RollupReader } from "../../../api/rollup-queries.ts";
import { FREE_CONTROL, partsOf, sendSpans } from "../../../conformance/ingest-helpers.ts";
import { sampleSpans } from "../../../conformance/requests.ts";
import { openWriter } from "../../driver.ts";
import { openStore, temporaryFolders } from "../reader-harness.testdata.ts";

const folders = temporaryFolders();
afterAll(folders.removeAll);

const RED = { range: ALL_TIME, by: [], where: {} } as const;

describe("a damaged pack", () => {
	it("fails the questions that need it, and no others", async () => {
		const folder = folders.create();
		const { writer, addReader, close } = openStore(folder, { limits: { generationRows: 1 } });
		for (const part of partsOf(sampleSpans(60, 7), 10)) await sendSpans(writer, part);
		await expect.poll(async () => (await writer.status()).blocks.count.traces, { timeout: 30_000 }).toBeGreaterThan(0);
		const attempts = async (reader: RollupReader) => {
			const edges = await reader.sumEdges({ range: ALL_TIME, by: [], where: {} }, FREE_CONTROL);
			return edges.reduce((sum, edge) => sum + edge.attempts, 0);
		};
		const before = await attempts(addReader(1 << 20));
		const connection = openWriter(join(folder, "spanglass.db"));
		expect(connection.all("SELECT id FROM rollup WHERE kind = 1").length).toBeGreaterThan(0);
		connection.run("UPDATE rollup SET bytes = ? WHERE kind = 1", Buffer.from("no pack"));
		connection.close();
		const reader = addReader(1 << 20);
		await expect(reader.sumRed(RED, FREE_CONTROL)).rejects.toMatchObject({ kind: "unavailable" });
		expect(await attempts(reader)).toBe(before);
		expect(before).toBeGreaterThan(0);
		await close();
	});
});
