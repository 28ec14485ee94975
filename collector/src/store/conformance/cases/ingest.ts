import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { MATCH_ALL } from "@spanglass/shared/query/filter";
import { describe, expect, it } from "vitest";
import { FREE_CONTROL, requestOf, sendLogs, sendPoints, sendSpans, WHOLE_HOUR } from "../ingest-helpers.ts";
import { sampleLogRecords, samplePoints, sampleSpans } from "../requests.ts";
import type { OpenedStore, OpenStore } from "../suite.ts";

async function withStore(open: OpenStore, run: (store: OpenedStore) => Promise<void>): Promise<void> {
	const store = await open();
	try {
		await run(store);
	} finally {
		await store.close();
	}
}

const ALL_TRACES = { range: WHOLE_HOUR, filter: MATCH_ALL, sort: "newest", limit: 1000, cursor: undefined } as const;

/** What `ingest` promises: counts, partial success, resends, refusals, visibility after the acknowledgement, survival of a restart. */
export function ingestCases(open: OpenStore): void {
	describe("ingest", () => {
		it("counts what it accepted and shows it at once", () =>
			withStore(open, async ({ writer, reader }) => {
				const spans = sampleSpans(50, 1);
				expect(await sendSpans(writer, spans)).toEqual({ accepted: 50, rejected: 0, message: "", resent: false });
				const page = await reader.findTraces(ALL_TRACES, FREE_CONTROL);
				expect(page.traces.reduce((sum, trace) => sum + trace.spanCount, 0)).toBe(50);
				const status = await writer.status();
				expect(status.stored).toEqual({ traces: 50, metrics: 0, logs: 0 });
			}));

		it("rejects items with bad ids, says why, and keeps the rest", () =>
			withStore(open, async ({ writer, reader }) => {
				const spans = sampleSpans(10, 2).map((span, index) =>
					index % 2 === 0 ? { ...span, spanId: "0".repeat(16) as typeof span.spanId } : span,
				);
				const result = await sendSpans(writer, spans);
				expect(result).toMatchObject({ accepted: 5, rejected: 5 });
				expect(result.message).not.toBe("");
				const page = await reader.findTraces(ALL_TRACES, FREE_CONTROL);
				expect(page.traces.reduce((sum, trace) => sum + trace.spanCount, 0)).toBe(5);
				expect((await writer.status()).rejected.traces).toBe(5);
			}));

		it("stores a byte-identical request once, with the same answer", () =>
			withStore(open, async ({ writer, reader }) => {
				const body = encodeTraceRequest(sampleSpans(20, 3));
				const first = await writer.ingest(requestOf("traces", body));
				expect(await writer.ingest(requestOf("traces", body))).toEqual({ ...first, resent: true });
				const page = await reader.findTraces(ALL_TRACES, FREE_CONTROL);
				expect(page.traces.reduce((sum, trace) => sum + trace.spanCount, 0)).toBe(20);
				expect((await writer.status()).resent.traces).toBe(1);
			}));

		it("never takes a log request without times for a resend", () =>
			withStore(open, async ({ writer }) => {
				const records = sampleLogRecords(3, 4).map((record) => ({
					...record,
					time: 0n as typeof record.time,
					observedTime: 0n as typeof record.time,
				}));
				expect((await sendLogs(writer, records)).resent).toBe(false);
				expect((await sendLogs(writer, records)).resent).toBe(false);
				expect((await writer.status()).stored.logs).toBe(6);
			}));

		it("refuses a body that does not decode and stores nothing of it", () =>
			withStore(open, async ({ writer }) => {
				for (const signal of ["traces", "metrics", "logs"] as const) {
					await expect(writer.ingest(requestOf(signal, Uint8Array.of(0x0a, 0x7f, 1)))).rejects.toMatchObject({ kind: "invalid_input" });
					await expect(writer.ingest(requestOf(signal, new TextEncoder().encode("{]"), "json"))).rejects.toMatchObject({
						kind: "invalid_input",
					});
				}
				expect((await writer.status()).sequence).toBe(0);
			}));

		it("accepts an empty request without storing it", () =>
			withStore(open, async ({ writer }) => {
				expect(await writer.ingest(requestOf("logs", new Uint8Array()))).toMatchObject({ accepted: 0, rejected: 0, message: "" });
				expect((await writer.status()).sequence).toBe(0);
			}));

		it("has everything acknowledged after it was closed and opened again", () =>
			withStore(open, async (store) => {
				if (store.reopen === undefined) return;
				await sendSpans(store.writer, sampleSpans(40, 5));
				await sendLogs(store.writer, sampleLogRecords(30, 5));
				await sendPoints(store.writer, samplePoints(20, 5));
				const before = await store.reader.findTraces(ALL_TRACES, FREE_CONTROL);
				await store.close();
				const again = await store.reopen();
				try {
					expect((await again.reader.findTraces(ALL_TRACES, FREE_CONTROL)).traces).toEqual(before.traces);
					expect((await again.writer.status()).stored).toEqual({ traces: 40, metrics: 20, logs: 30 });
				} finally {
					await again.close();
				}
			}));
	});
}
