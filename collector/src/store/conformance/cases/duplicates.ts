import { ItemMark, type Span, SpanKind, StatusCode } from "@spanglass/shared/model/span";
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { MATCH_ALL } from "@spanglass/shared/query/filter";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { describe, expect, it } from "vitest";
import { FREE_CONTROL, requestOf, sendSpans } from "../ingest-helpers.ts";
import type { OpenedStore, OpenStore } from "../suite.ts";

const TRACE = "0".repeat(31).concat("7");
const EVER = { start: 0n as Span["startTime"], end: (2n ** 63n) as Span["startTime"] };

/** A caller and what it calls; both are requests, the callee failed. */
function callOf(traceId = TRACE): readonly Span[] {
	return traceFromText("gateway: POST /pay [====]\n  bank: charge        [==]", { traceId }).map((span, at) => ({
		...span,
		kind: SpanKind.server,
		status: { code: at === 0 ? StatusCode.ok : StatusCode.error, message: "" },
	}));
}

async function marksOf({ reader }: OpenedStore, traceId = TRACE): Promise<readonly number[]> {
	const marks: number[] = [];
	for await (const batch of reader.streamTrace(traceId as Span["traceId"], FREE_CONTROL)) {
		for (const span of batch) marks.push(span.marks & ItemMark.duplicate);
	}
	return marks;
}

/** Spans sent again in another request (otlp.md P07), and repaired texts (V04, H07). */
export function duplicateCases(open: OpenStore): void {
	describe("repeats", () => {
		it("keeps a span of another request, marks it, and counts it once", async () => {
			const store = await open();
			const [gateway, bank] = callOf() as [Span, Span];
			await sendSpans(store.writer, [gateway, bank]);
			await sendSpans(store.writer, [bank]);
			const marks = await marksOf(store);
			const repeated = (await store.writer.status()).repaired.duplicateSpans;
			expect(repeated).toBe(1);
			expect(marks).toEqual([0, 0, ItemMark.duplicate]);
			const counted = await store.reader.sumInstances(
				{ range: EVER, by: ["isRequest", "isError"], where: { service: "bank" } },
				FREE_CONTROL,
			);
			expect(counted).toMatchObject([{ key: { isRequest: true, isError: true }, durations: { count: 2 - repeated } }]);
			expect(await store.reader.listServiceEdges(EVER, FREE_CONTROL)).toEqual([{ parent: "gateway", child: "bank", count: 2 - repeated }]);
			expect(await store.reader.listOperations("bank", undefined, FREE_CONTROL)).toMatchObject([{ count: 2 }]);
			const query = { range: EVER, filter: MATCH_ALL, sort: "newest", limit: 10, cursor: undefined } as const;
			expect((await store.reader.findTraces(query, FREE_CONTROL)).traces).toMatchObject([{ spanCount: 3 }]);
			await store.close();
		});

		it("takes the same id in one request, or in another trace, for another span", async () => {
			const store = await open();
			const [span] = callOf() as [Span];
			const [stranger] = callOf(TRACE.replace("7", "8")) as [Span];
			await sendSpans(store.writer, [span, span]);
			await sendSpans(store.writer, [{ ...stranger, spanId: span.spanId }]);
			expect(await marksOf(store)).toEqual([0, 0]);
			expect(await marksOf(store, stranger.traceId)).toEqual([0]);
			await store.close();
		});

		it("has the same marks after it was opened again", async () => {
			const store = await open();
			if (store.reopen === undefined) return;
			const spans = callOf();
			await sendSpans(store.writer, spans.slice(0, 1));
			await sendSpans(store.writer, spans);
			await sendSpans(store.writer, [...spans].reverse());
			const marks = await marksOf(store);
			await store.close();
			const again = await store.reopen();
			expect(await marksOf(again)).toEqual(marks);
			await again.close();
		});

		it("counts attributes whose key was there already and texts that are not UTF-8", async () => {
			const store = await open();
			const [span] = callOf() as [Span];
			const text = (value: string) => ({ type: "string" as const, value });
			const attributes = ["first", "second", "other"].map((value, at) => ({ key: at === 2 ? "b" : "a", value: text(value) }));
			const body = Buffer.from(encodeTraceRequest([{ ...span, attributes }]));
			body[body.indexOf("other")] = 0xff;
			await store.writer.ingest(requestOf("traces", body));
			const read = [];
			for await (const batch of store.reader.streamTrace(span.traceId, FREE_CONTROL)) read.push(...batch);
			expect(read.map((it) => it.attributes)).toEqual([
				[
					{ key: "a", value: text("second") },
					{ key: "b", value: text("\ufffdther") },
				],
			]);
			expect((await store.writer.status()).repaired).toEqual({ duplicateKeys: 1, invalidUtf8: 1, duplicateSpans: 0 });
			await store.close();
		});
	});
}
