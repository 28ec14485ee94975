import { SpanglassError } from "@spanglass/shared/model/errors";
import { afterEach, beforeEach, expect, it } from "vitest";
import { GenerationView } from "../../../columns/generation-view.ts";
import { spanAt } from "../../../columns/item-decoder.ts";
import { openWriter } from "../driver.ts";
import { createReaderFeed, type ReaderNews } from "../reader-port.ts";
import { currentIncarnation, inFlightBytes, publishedSequence, waitForPublished } from "../shared-cells.ts";
import { startWriterThread, type WriterThread } from "./client.ts";
import { requestOf, temporaryFolder, traceOf, traceRequest } from "./writer-harness.testdata.ts";

let folder: ReturnType<typeof temporaryFolder>;
let writer: WriterThread;
beforeEach(async () => {
	folder = temporaryFolder();
	writer = await startWriterThread({ databasePath: folder.databasePath });
});
afterEach(async () => {
	await writer.close();
	folder.remove();
});

/** Until the writer takes requests again; how a sender with a retry queue behaves. */
async function sendUntilStored(number: number): Promise<void> {
	for (;;) {
		try {
			await writer.ingest(traceRequest(number));
			return;
		} catch (error) {
			if (!(error instanceof SpanglassError) || error.kind !== "unavailable") throw error;
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	}
}

function spansOf(news: readonly ReaderNews[], incarnation: number) {
	const current = news.filter((item) => item.incarnation === incarnation);
	const views = current.flatMap((item) => (item.type === "generation" ? [new GenerationView(item.handle)] : []));
	return views.flatMap((view) => Array.from({ length: view.counts.rows }, (_, row) => spanAt(view, row)));
}

it("stores, answers and publishes through the thread", async () => {
	const results = await Promise.all([1, 2, 1].map((number) => writer.ingest(traceRequest(number))));
	expect(results.map(({ accepted, resent }) => [accepted, resent])).toEqual([
		[2, false],
		[2, false],
		[2, true],
	]);
	await expect(writer.ingest(requestOf("traces", Uint8Array.of(0x0a, 0x7f)))).rejects.toMatchObject({ kind: "invalid_input" });
	expect(await writer.putSetting("theme", "dark", 0)).toBe(1);
	await expect(writer.putSetting("theme", "dark", 0)).rejects.toMatchObject({ kind: "conflict", field: "version" });
	expect(await waitForPublished(writer.cells, 2, 5000)).toBe(true);
	expect((await writer.status()).stored.traces).toBe(4);
	expect(inFlightBytes(writer.cells)).toBe(0);
});

it("replaces a writer that died: nothing acknowledged is lost, readers get its buffers, the rest is refused with a hint", async () => {
	const feed = createReaderFeed(writer.attachReader().port);
	await writer.ingest(traceRequest(1));
	const unanswered = writer.ingest(traceRequest(2)).catch((error: unknown) => error);
	await writer.kill();
	expect(await unanswered).toMatchObject({ kind: "unavailable", retryAfterMs: 1000 });
	await expect(writer.ingest(traceRequest(3))).rejects.toMatchObject({ kind: "unavailable" });
	expect(publishedSequence(writer.cells)).toBe(-1);
	await sendUntilStored(3);
	const { sequence } = await writer.status();
	expect(await waitForPublished(writer.cells, sequence, 5000)).toBe(true);
	const spans = spansOf(feed.drain(), currentIncarnation(writer.cells));
	expect(spans).toEqual(expect.arrayContaining([...traceOf(1), ...traceOf(3)]));
	expect(currentIncarnation(writer.cells)).toBe(2);
	feed.close();
});

it("says why and stops when writers keep dying", async () => {
	const reason = new Promise<string>((resolve) => writer.onExit(resolve));
	for (let death = 1; death <= 6; death++) {
		await sendUntilStored(death);
		await writer.kill();
	}
	expect(await reason).toMatch(/stopped more than 5 times within a minute/);
	await expect(writer.ingest(traceRequest(9))).rejects.toMatchObject({ kind: "unavailable" });
});

it("does not start on a newer schema, and leaves the folder free", async () => {
	await writer.close();
	const connection = openWriter(folder.databasePath);
	const { user_version: current } = connection.get<{ readonly user_version: number }>("PRAGMA user_version") ?? { user_version: 0 };
	connection.execute("PRAGMA user_version = 99");
	await expect(startWriterThread({ databasePath: folder.databasePath })).rejects.toMatchObject({ kind: "unsupported" });
	connection.execute(`PRAGMA user_version = ${current}`);
	connection.close();
	writer = await startWriterThread({ databasePath: folder.databasePath });
});

it("refuses requests that share a buffer instead of failing itself", async () => {
	const request = traceRequest(1);
	const outcomes = await Promise.allSettled([writer.ingest(request), writer.ingest(request)]);
	expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
	expect(inFlightBytes(writer.cells)).toBe(0);
	await sendUntilStored(2);
});

it("refuses to start on a folder that is owned, and frees it when it ends", async () => {
	await expect(startWriterThread({ databasePath: folder.databasePath })).rejects.toMatchObject({ kind: "conflict" });
	await writer.close();
	await expect(writer.ingest(traceRequest(1))).rejects.toMatchObject({ kind: "unavailable" });
	writer = await startWriterThread({ databasePath: folder.databasePath });
	expect((await writer.ingest(traceRequest(1))).accepted).toBe(2);
});
