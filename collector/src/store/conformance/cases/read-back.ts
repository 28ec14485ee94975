import type { TraceId } from "@spanglass/shared/model/ids";
import { MATCH_ALL } from "@spanglass/shared/query/filter";
import { describe, expect, it } from "vitest";
import { FREE_CONTROL, sendLogs, sendPoints, sendSpans, WHOLE_HOUR } from "../ingest-helpers.ts";
import { sampleLogRecords, samplePoints, sampleSpans } from "../requests.ts";
import type { OpenStore } from "../suite.ts";

/** Everything reads back as it was sent (`marks` apart, which the store adds). */
export function readBackCases(open: OpenStore): void {
	describe("reads back", () => {
		it("every field of spans", async () => {
			const store = await open();
			const spans = sampleSpans(120, 11);
			await sendSpans(store.writer, spans);
			for (const [traceId, sent] of Map.groupBy(spans, (span) => span.traceId)) {
				const read = [];
				for await (const batch of store.reader.streamTrace(traceId, FREE_CONTROL)) read.push(...batch);
				const key = (span: (typeof sent)[number]) => JSON.stringify([String(span.startTime), span.spanId]);
				const order = (list: readonly (typeof sent)[number][]) =>
					list.map((span) => ({ ...span, marks: 0 })).sort((a, b) => (key(a) < key(b) ? -1 : 1));
				expect(order(read)).toEqual(order(sent));
			}
			await store.close();
		});

		it("every field of log records", async () => {
			const store = await open();
			const records = sampleLogRecords(120, 12);
			await sendLogs(store.writer, records);
			const query = { range: WHOLE_HOUR, filter: MATCH_ALL, traceId: undefined, order: "oldest", limit: 1000, cursor: undefined } as const;
			const page = await store.reader.findLogs(query, FREE_CONTROL);
			const read = page.records.toSorted((a, b) => ordinalOf(a.id) - ordinalOf(b.id)).map(({ record }) => ({ ...record, marks: 0 }));
			expect(read).toEqual(records);
			await store.close();
		});

		it("every field of metric points", async () => {
			const store = await open();
			const points = samplePoints(120, 13);
			await sendPoints(store.writer, points);
			for (const [name, sent] of Map.groupBy(points, (point) => point.series.metric.name)) {
				const page = await store.reader.findMetricPoints({ name, range: WHOLE_HOUR, filter: MATCH_ALL, limit: 1000 }, FREE_CONTROL);
				const text = (list: typeof sent) => list.map((point) => plainText({ ...point, marks: 0 })).sort();
				expect(page.total).toBe(sent.length);
				expect(text([...page.points])).toEqual(text(sent));
			}
			await store.close();
		});

		it("one span by its id, with or without its neighbours", async () => {
			const store = await open();
			const [wanted, ...others] = sampleSpans(40, 14);
			if (wanted === undefined) return expect.unreachable();
			await sendSpans(store.writer, [wanted, ...others]);
			const read = [];
			for await (const batch of store.reader.streamTrace(wanted.traceId, FREE_CONTROL, wanted.spanId)) read.push(...batch);
			const same = read.filter((span) => span.spanId === wanted.spanId).map((span) => ({ ...span, marks: 0 }));
			expect(same).toContainEqual(wanted);
			await store.close();
		});

		it("nothing for a trace that was never sent", async () => {
			const store = await open();
			const unknown = "f".repeat(32) as TraceId;
			expect(await store.reader.getTraceSkeleton(unknown, FREE_CONTROL)).toBeUndefined();
			for await (const _ of store.reader.streamTrace(unknown, FREE_CONTROL)) expect.unreachable();
			await store.close();
		});
	});
}

/** All records of one request: the ordinal is what follows the dot. */
function ordinalOf(id: string): number {
	return Number(id.split(".")[1]);
}

/** Equal text, equal item: keys sorted, every number told apart. */
function plainText(item: unknown): string {
	return JSON.stringify(item, (_key, value: unknown) => {
		if (typeof value === "bigint") return `${value}n`;
		if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("hex") };
		if (typeof value === "number" && !Number.isFinite(value)) return String(value);
		if (value === undefined) return "(undefined)";
		const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
		return isRecord ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
	});
}
