import { type Filter, MATCH_ALL } from "@spanglass/shared/query/filter";
import { unixNanos } from "@spanglass/shared/units/time";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SpanPage, SpanQuery } from "../../api/span-queries.ts";
import type { TelemetryReader } from "../../api/telemetry-store.ts";
import { createMemoryStore, type MemoryStore } from "../../memory/memory-store.ts";
import { FILTERS, FILTERS_TIMEOUT, filterSeed } from "../filter-count.ts";
import { FREE_CONTROL, partsOf, sendSpans, WHOLE_HOUR } from "../ingest-helpers.ts";
import { BASE_TIME, sampleFamilies, sampleFilters, sampleSpans, sampleTraceFilters } from "../requests.ts";
import type { OpenedStore, OpenStore } from "../suite.ts";

/** One half over single spans, the other over several. */
const HALF = Math.ceil(FILTERS / 2);
const MINUTE = 60_000_000_000n;
const SORTS = ["newest", "longest"] as const;

/** Searches for single spans: pages, orders, filters of one and of several spans. */
export function spanCases(open: OpenStore): void {
	describe("spans", () => {
		let store: OpenedStore;
		let reference: MemoryStore;

		beforeAll(async () => {
			store = await open();
			reference = createMemoryStore();
			const spans = [...sampleSpans(200, 71), ...sampleFamilies(200, 72)];
			const parts = partsOf(spans, 31);
			for (const { writer } of [store, reference]) for (const part of parts) await sendSpans(writer, part);
		});
		afterAll(() => store.close());

		const queryAt = (index: number, filter: Filter): SpanQuery => ({
			range: { start: unixNanos(BASE_TIME + BigInt(index % 50) * MINUTE), end: WHOLE_HOUR.end },
			filter,
			sort: SORTS[index % SORTS.length] ?? "newest",
			limit: 1000,
			cursor: undefined,
		});

		it.each(SORTS)("%s first, page by page, come once each", async (sort) => {
			for (const limit of [1, 3, 400]) {
				const query: SpanQuery = { ...queryAt(0, MATCH_ALL), sort, limit };
				const expected = await reference.reader.findSpans({ ...query, limit: 1000 }, FREE_CONTROL);
				const pages = await everyPage(store.reader, query);
				expect(pages.flatMap(({ spans }) => spans)).toEqual(expected.spans);
				for (const { total } of pages) if (total !== undefined) expect(total).toBe(expected.total);
				expect(expected.spans.length).toBeGreaterThan(250);
			}
		});

		it(`${HALF} random filters over one span answer as the reference does`, { timeout: FILTERS_TIMEOUT }, async () => {
			expect(await telling(sampleFilters(HALF, filterSeed(73)))).toBeGreaterThan(HALF / 4);
		});

		it(`${HALF} random filters over several spans answer as the reference does`, { timeout: FILTERS_TIMEOUT }, async () => {
			expect(await telling(sampleTraceFilters(HALF, filterSeed(74)))).toBeGreaterThan(HALF / 4);
		});

		/** How many of the filters take some spans and leave others. */
		const telling = async (filters: readonly Filter[]): Promise<number> => {
			let count = 0;
			for (const [index, filter] of filters.entries()) {
				const query = queryAt(index, filter);
				const expected = await reference.reader.findSpans(query, FREE_CONTROL);
				const seen = await everyPage(store.reader, { ...query, limit: index % 7 === 0 ? 20 : 1000 });
				expect(
					seen.flatMap(({ spans }) => spans),
					JSON.stringify(filter),
				).toEqual(expected.spans);
				count += expected.spans.length > 0 && expected.spans.length < 200 ? 1 : 0;
			}
			return count;
		};

		it("what arrives later is not on the pages of an earlier cursor", async () => {
			const { writer, reader, close } = await open();
			const [one, two, three] = sampleSpans(3, 75).map((span, index) => ({ ...span, startTime: unixNanos(BASE_TIME + BigInt(index)) }));
			if (one === undefined || two === undefined || three === undefined) throw new Error("a sample of three");
			await sendSpans(writer, [one, three]);
			const query: SpanQuery = { ...queryAt(0, MATCH_ALL), sort: "newest", limit: 1 };
			const first = await reader.findSpans(query, FREE_CONTROL);
			await sendSpans(writer, [two]);
			const next = await reader.findSpans({ ...query, limit: 5, cursor: first.cursor }, FREE_CONTROL);
			expect([first, next].map(({ spans }) => spans.map(({ spanId }) => spanId))).toEqual([[three.spanId], [one.spanId]]);
			await close();
		});

		it("refuses a cursor of another query", async () => {
			const query = { ...queryAt(0, MATCH_ALL), limit: 1 };
			const { cursor } = await store.reader.findTraces({ ...query, sort: "newest" }, FREE_CONTROL);
			for (const foreign of ["x", `${cursor}x`]) {
				const asked = store.reader.findSpans({ ...query, cursor: foreign }, FREE_CONTROL);
				await expect(asked).rejects.toMatchObject({ kind: "invalid_input", field: "cursor" });
			}
		});
	});
}

async function everyPage(reader: TelemetryReader, query: SpanQuery): Promise<readonly SpanPage[]> {
	const pages: SpanPage[] = [];
	let { cursor } = query;
	do {
		const page = await reader.findSpans({ ...query, cursor }, FREE_CONTROL);
		pages.push(page);
		cursor = page.cursor;
	} while (cursor !== undefined);
	return pages;
}
