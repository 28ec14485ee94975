import type { SpanId } from "@spanglass/shared/model/ids";
import { parseFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import { ALL_TIME } from "@spanglass/shared/query/time-range";
import { unixNanos } from "@spanglass/shared/units/time";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TracePage, TraceQuery } from "../../api/telemetry-store.ts";
import { createMemoryStore, type MemoryStore } from "../../memory/memory-store.ts";
import { FILTERS, FILTERS_TIMEOUT, filterSeed } from "../filter-count.ts";
import { FREE_CONTROL, partsOf, sendSpans, WHOLE_HOUR } from "../ingest-helpers.ts";
import { BASE_TIME, sampleFamilies, sampleTraceFilters } from "../requests.ts";
import type { OpenedStore, OpenStore } from "../suite.ts";

const MINUTE = 60_000_000_000n;
const SORTS = ["newest", "longest", "spans", "errors"] as const;

/** Filters that ask about several spans of a trace: `root.`, `any.`, `parent.`, `>` and `>>`. */
export function traceFilterCases(open: OpenStore): void {
	describe("filters over several spans", () => {
		let store: OpenedStore;
		let reference: MemoryStore;

		beforeAll(async () => {
			store = await open();
			reference = createMemoryStore();
			for (const { writer } of [store, reference]) {
				for (const part of partsOf(sampleFamilies(260, 51), 31)) await sendSpans(writer, part);
			}
		});
		afterAll(() => store.close());

		/** Ranges begin at any minute of the hour and last up to the end of it. */
		const queryAt = (index: number, filter: TraceQuery["filter"]): TraceQuery => ({
			range: { start: unixNanos(BASE_TIME + BigInt(index % 50) * MINUTE), end: WHOLE_HOUR.end },
			filter,
			sort: SORTS[index % SORTS.length] ?? "newest",
			limit: 1000,
			cursor: undefined,
		});

		it(`${FILTERS} random ones answer as the reference does`, { timeout: FILTERS_TIMEOUT }, async () => {
			let telling = 0;
			for (const [index, filter] of sampleTraceFilters(FILTERS, filterSeed(52)).entries()) {
				const query = { ...queryAt(index, filter), ...(index % 5 === 0 ? { sinceSequence: 3 + (index % 4) } : {}) };
				const seen = await store.reader.findTraces(query, FREE_CONTROL);
				const expected = await reference.reader.findTraces(query, FREE_CONTROL);
				expect([seen.total ?? expected.total, seen.traces], JSON.stringify(filter)).toEqual([expected.total, expected.traces]);
				telling += seen.traces.length > 0 && seen.traces.length < 12 ? 1 : 0;
			}
			expect(telling).toBeGreaterThan(FILTERS / 8);
		});

		it("of spans stored twice the first stands for both where nothing else tells them apart", async () => {
			const { writer, reader, close } = await open();
			const [sample] = sampleFamilies(1, 54);
			if (sample === undefined) throw new Error("a sample has a span");
			const top = { ...sample, spanId: "f".repeat(16) as SpanId, parentSpanId: undefined };
			const endsEarly = { ...top, name: "first", endTime: unixNanos(top.startTime - 5n) };
			const ends = { ...top, name: "second", endTime: top.startTime };
			const child = { ...top, name: "child", spanId: "e".repeat(16) as SpanId, parentSpanId: top.spanId };
			for (const span of [endsEarly, ends, child]) await sendSpans(writer, [span]);
			for (const [text, total] of [
				["parent.name:first", 1],
				["parent.name:second", 0],
				["root.name:first", 1],
				["root.name:second", 0],
				["name:second > name:child", 0],
				["any.name:second root.name:first parent.name:*", 1],
			] as const) {
				const query = { ...queryAt(0, parseFilterOrThrow(text)), range: ALL_TIME };
				expect((await reader.findTraces(query, FREE_CONTROL)).traces, text).toHaveLength(total);
			}
			await close();
		});

		it("page by page each trace comes once", async () => {
			for (const [index, filter] of sampleTraceFilters(60, 53).entries()) {
				const query = queryAt(index, filter);
				const expected = await reference.reader.findTraces(query, FREE_CONTROL);
				const pages: TracePage[] = [];
				let cursor: string | undefined;
				do {
					const page = await store.reader.findTraces({ ...query, limit: 2, cursor }, FREE_CONTROL);
					pages.push(page);
					cursor = page.cursor;
				} while (cursor !== undefined);
				expect(pages.flatMap((page) => page.traces)).toEqual(expected.traces);
				for (const { total } of pages) if (total !== undefined) expect(total).toBe(expected.total);
			}
		});
	});
}
