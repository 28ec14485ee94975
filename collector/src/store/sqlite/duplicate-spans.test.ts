import { ItemMark, type Span } from "@spanglass/shared/model/span";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { afterAll, expect, it } from "vitest";
import { FREE_CONTROL, sendSpans } from "../conformance/ingest-helpers.ts";
import type { OpenedStore } from "../conformance/suite.ts";
import { openedStore, temporaryFolders } from "./reader/reader-harness.testdata.ts";

const folders = temporaryFolders();
afterAll(folders.removeAll);

/** Every request becomes a block. */
const LIMITS = { generationRows: 1 };

function traceOf(digit: number): readonly Span[] {
	return traceFromText("gateway: POST /pay [====]\n  bank: charge [==]", { traceId: String(digit).padStart(32, "0") });
}

async function marksOf({ reader }: OpenedStore): Promise<readonly number[]> {
	const marks: number[] = [];
	for await (const batch of reader.streamTrace(traceOf(1)[0]?.traceId as Span["traceId"], FREE_CONTROL)) {
		for (const span of batch) marks.push(span.marks & ItemMark.duplicate);
	}
	return marks;
}

const MARKS = [0, ItemMark.duplicate, 0, ItemMark.duplicate];

it("keeps the marks of generations that are retired, and of those whose first copies are", async () => {
	const store = await openedStore(folders.create(), { limits: LIMITS, cacheBytes: 0 });
	const spans = traceOf(1);
	await sendSpans(store.writer, spans);
	await sendSpans(store.writer, [...spans].reverse());
	expect(await marksOf(store)).toEqual(MARKS);
	await sendSpans(store.writer, traceOf(2));
	await store.close();
	const second = await store.reopen?.();
	expect(second && (await marksOf(second))).toEqual(MARKS);
	for (let digit = 3; digit < 8; digit++) await sendSpans(second?.writer as OpenedStore["writer"], traceOf(digit));
	expect(second && (await marksOf(second))).toEqual(MARKS);
	await second?.close();
	const third = await store.reopen?.();
	expect(third && (await marksOf(third))).toEqual(MARKS);
	await third?.close();
});
