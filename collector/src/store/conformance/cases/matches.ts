import { facetKeyFromText } from "@spanglass/shared/query/facet-key";
import { parseFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import { fieldFromText } from "@spanglass/shared/query/listed-values";
import { unixNanos } from "@spanglass/shared/units/time";
import { timeBuckets } from "@spanglass/shared/units/time-buckets";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TraceMeasures } from "../../api/match-queries.ts";
import { createMemoryStore, type MemoryStore } from "../../memory/memory-store.ts";
import { FREE_CONTROL, partsOf, sendSpans, WHOLE_HOUR } from "../ingest-helpers.ts";
import { BASE_TIME, sampleSpans } from "../requests.ts";
import type { OpenedStore, OpenStore } from "../suite.ts";

const MINUTE = 60_000_000_000n;
const RANGES = [WHOLE_HOUR, { start: unixNanos(BASE_TIME + 13n * MINUTE), end: unixNanos(BASE_TIME + 31n * MINUTE) }];
const FILTERS = [
	"",
	"status:error",
	"kind:server",
	"-service:gateway",
	"http.route:*",
	"root.kind:server",
	"any.status:error kind:client",
	"* > status:error",
	"name:nosuch",
];
const KEYS = [
	"service",
	"name",
	"status",
	"version",
	"http.method",
	"user.id",
	"peer.port",
	"event.retry",
	"root.name",
	"root.status",
	"any.service",
	"any.status",
	"never",
];
const GROUPINGS = [["service"], ["name", "status"], ["service", "http.method", "user.id"], ["never"], ["eventName"]];

/** Each trace's numbers by its id. */
function byId(measures: TraceMeasures) {
	const hex = (word: number | undefined) => (word ?? 0).toString(16).padStart(8, "0");
	return Array.from({ length: measures.count }, (_, at) => ({
		id: [0, 1, 2, 3].map((word) => hex(measures.ids[at * 4 + word])).join(""),
		start: measures.starts[at],
		duration: measures.durations[at],
		spans: measures.spanCounts[at],
		errors: measures.errorCounts[at],
	})).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** What a search finds, as numbers, facets and groups. */
export function matchCases(open: OpenStore): void {
	describe("what a search finds", () => {
		let store: OpenedStore;
		let reference: MemoryStore;

		beforeAll(async () => {
			store = await open();
			reference = createMemoryStore();
			for (const { writer } of [store, reference]) for (const part of partsOf(sampleSpans(300, 91), 37)) await sendSpans(writer, part);
		});
		afterAll(() => store.close());

		const queries = () => RANGES.flatMap((range) => FILTERS.map((text) => ({ text, range, filter: parseFilterOrThrow(text) })));

		it("traces as numbers are those of the reference, and those of the list", async () => {
			let found = 0;
			for (const { text, range, filter } of queries()) {
				const measures = await store.reader.measureTraces({ range, filter }, FREE_CONTROL);
				expect(byId(measures), text).toEqual(byId(await reference.reader.measureTraces({ range, filter }, FREE_CONTROL)));
				const listed = await store.reader.findTraces({ range, filter, sort: "longest", limit: 1000, cursor: undefined }, FREE_CONTROL);
				const ofList = listed.traces.map(({ traceId, startTime, duration, spanCount, errorCount }) => ({
					...{ id: traceId, start: startTime, duration: Number(duration) },
					...{ spans: spanCount, errors: errorCount },
				}));
				expect(byId(measures), text).toEqual(ofList.sort((a, b) => (a.id < b.id ? -1 : 1)));
				found += measures.count;
			}
			expect(found).toBeGreaterThan(100);
		});

		it("facets of the span, the root and any span are those of the reference, and count what the list would find", async () => {
			let found = 0;
			for (const { text, range, filter } of queries()) {
				const keys = KEYS.map(facetKeyFromText);
				const asked = { range, filter, keys, limit: 1000, rows: Number.MAX_SAFE_INTEGER };
				const { facets, complete } = await store.reader.countFacets(asked, FREE_CONTROL);
				const expected = await reference.reader.countFacets(asked, FREE_CONTROL);
				for (const [at, key] of KEYS.entries()) expect([key, facets[at]], text).toEqual([key, expected.facets[at]]);
				expect(complete).toBe(true);
				found += facets.reduce((sum, { total }) => sum + total, 0);
			}
			expect(found).toBeGreaterThan(300);
			const asked = { range: WHOLE_HOUR, filter: parseFilterOrThrow(""), keys: [facetKeyFromText("service")], limit: 2, rows: 1 };
			const { facets } = await reference.reader.countFacets(asked, FREE_CONTROL);
			for (const { text, count } of facets[0]?.values ?? []) {
				const filter = parseFilterOrThrow(`service:"${text}"`);
				const page = await store.reader.findTraces(
					{ range: WHOLE_HOUR, filter, sort: "longest", limit: 1, cursor: undefined },
					FREE_CONTROL,
				);
				const measured = await store.reader.measureTraces({ range: WHOLE_HOUR, filter }, FREE_CONTROL);
				expect([measured.count, page.total ?? count]).toEqual([count, count]);
			}
		});

		it("groups of errors are those of the reference", async () => {
			let found = 0;
			for (const { text, range, filter } of queries()) {
				const buckets = timeBuckets(range.start, range.end, { most: 30 });
				const asked = { range, filter, buckets, limit: 1000, rows: Number.MAX_SAFE_INTEGER };
				const { groups, total, complete } = await store.reader.groupErrors(asked, FREE_CONTROL);
				const expected = await reference.reader.groupErrors(asked, FREE_CONTROL);
				expect([groups, total, complete], text).toEqual([expected.groups, expected.total, true]);
				found += groups.length;
			}
			expect(found).toBeGreaterThan(20);
		});

		it("groups of spans are those of the reference", async () => {
			let found = 0;
			for (const { text, range, filter } of queries()) {
				for (const by of GROUPINGS) {
					const buckets = timeBuckets(range.start, range.end, { most: 30 });
					const asked = { range, filter, by: by.map(fieldFromText), buckets, limit: 1000, rows: Number.MAX_SAFE_INTEGER };
					const { groups, total, spans, complete } = await store.reader.groupSpans(asked, FREE_CONTROL);
					const expected = await reference.reader.groupSpans(asked, FREE_CONTROL);
					expect([groups, total, spans, complete], `${text} by ${by}`).toEqual([expected.groups, expected.total, expected.spans, true]);
					found += groups.length;
				}
			}
			expect(found).toBeGreaterThan(300);
		});
	});
}
