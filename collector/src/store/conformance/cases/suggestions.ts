import { INTRINSICS } from "@spanglass/shared/query/filter";
import { fieldFromText, isListed, KEY_SCOPES, type KeyScope } from "@spanglass/shared/query/listed-values";
import { unixNanos } from "@spanglass/shared/units/time";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type KeyQuery, LONG_TEXT_WARNING, type SuggestionQuery, type ValueQuery } from "../../api/suggestion-queries.ts";
import { createMemoryStore, type MemoryStore } from "../../memory/memory-store.ts";
import { FREE_CONTROL, partsOf, sendLogs, sendSpans, WHOLE_HOUR } from "../ingest-helpers.ts";
import { BASE_TIME, sampleLogRecords, sampleSpans } from "../requests.ts";
import type { OpenedStore, OpenStore } from "../suite.ts";

const MINUTE = 60_000_000_000n;
const RANGES = [WHOLE_HOUR, { start: unixNanos(BASE_TIME + 13n * MINUTE), end: unixNanos(BASE_TIME + 31n * MINUTE) }];
const SIGNALS = ["traces", "logs"] as const;
const KEYS = ["http.method", "http.request.method", "user.id", "peer.port", "empty", "名", "retry", "service.version", "never"];
const FIELDS = [
	...INTRINSICS.map((key) => fieldFromText(key)).filter(isListed),
	...KEYS.map((key) => fieldFromText(key)),
	...KEYS.flatMap((key) => KEY_SCOPES.map((scope) => ({ scope, key }))),
];

/** What autocomplete lists, with counts. */
export function suggestionCases(open: OpenStore): void {
	describe("suggestions", () => {
		let store: OpenedStore;
		let reference: MemoryStore;

		beforeAll(async () => {
			store = await open();
			reference = createMemoryStore();
			const spanParts = partsOf(sampleSpans(300, 81), 37);
			for (const { writer } of [store, reference]) {
				for (const part of spanParts) await sendSpans(writer, part);
				for (const part of partsOf(sampleLogRecords(200, 82), 41)) await sendLogs(writer, part);
			}
		});
		afterAll(() => store.close());

		const queries = (): SuggestionQuery[] =>
			SIGNALS.flatMap((signal) => RANGES.map((range) => ({ signal, range, limit: 1000, rows: Number.MAX_SAFE_INTEGER })));

		it("keys of every place, whole and narrowed by text, are those of the reference", async () => {
			let found = 0;
			for (const query of queries()) {
				for (const scope of [undefined, ...KEY_SCOPES]) {
					for (const text of ["", "HTTP", "名", "zz"]) {
						const asked: KeyQuery = { ...query, scope, text };
						const { keys, total, complete, warnings } = await store.reader.listKeys(asked, FREE_CONTROL);
						const expected = await reference.reader.listKeys(asked, FREE_CONTROL);
						expect([keys, total, complete, warnings], JSON.stringify([scope, text])).toEqual([expected.keys, expected.total, true, []]);
						found += keys.length;
					}
				}
			}
			expect(found).toBeGreaterThan(100);
		});

		it("values of every field, whole and narrowed by prefix, are those of the reference", async () => {
			let found = 0;
			for (const query of queries()) {
				for (const [index, field] of FIELDS.entries()) {
					const prefix = ["", "", "g", "支", "4"][index % 5] ?? "";
					const asked: ValueQuery = { ...query, field, prefix };
					const { values, total, complete } = await store.reader.listValues(asked, FREE_CONTROL);
					const expected = await reference.reader.listValues(asked, FREE_CONTROL);
					expect([values, total, complete], JSON.stringify([query.signal, field, prefix])).toEqual([expected.values, expected.total, true]);
					found += values.length;
				}
			}
			expect(found).toBeGreaterThan(300);
		});

		it("the most frequent come first, and a limit leaves out the others", async () => {
			const [query] = queries();
			if (query === undefined) throw new Error("queries has some");
			const all = await store.reader.listKeys({ ...query, scope: undefined, text: "" }, FREE_CONTROL);
			const some = await store.reader.listKeys({ ...query, scope: undefined, text: "", limit: 3 }, FREE_CONTROL);
			expect([some.keys, some.total]).toEqual([all.keys.slice(0, 3), all.keys.length]);
			expect(all.keys.map(({ count }) => count)).toEqual(all.keys.map(({ count }) => count).sort((a, b) => b - a));
			const values = await store.reader.listValues({ ...query, field: fieldFromText("name"), prefix: "", limit: 2 }, FREE_CONTROL);
			expect(values).toMatchObject({ values: [{}, {}], total: 5 });
		});

		it("a long value is left out, and said so", async () => {
			const { writer, reader, close } = await open();
			const [span] = sampleSpans(1, 83);
			if (span === undefined) throw new Error("a sample of one");
			const long = { key: "long", value: { type: "string", value: "x".repeat(300) } } as const;
			await sendSpans(writer, [{ ...span, attributes: [long] }]);
			const [query] = queries();
			const asked = { ...(query as SuggestionQuery), field: fieldFromText("long"), prefix: "" };
			expect(await reader.listValues(asked, FREE_CONTROL)).toMatchObject({ values: [], total: 0, warnings: [LONG_TEXT_WARNING] });
			await close();
		});

		it("of more rows than may be looked at the newest are, and the answer says so", async () => {
			const [query] = queries();
			if (query === undefined) throw new Error("queries has some");
			const scope: KeyScope = "resource";
			const whole = await store.reader.listKeys({ ...query, scope, text: "service.name" }, FREE_CONTROL);
			const part = await store.reader.listKeys({ ...query, scope, text: "service.name", rows: 1 }, FREE_CONTROL);
			const counts = [part, whole].map(({ keys }) => keys[0]?.count ?? 0);
			expect(counts[1]).toBeGreaterThan(200);
			if (part.complete) expect(counts[0]).toBe(counts[1]);
			else {
				expect(counts[0]).toBeLessThan(counts[1] as number);
				expect(part.warnings).toEqual([expect.stringMatching(/at least/)]);
			}
		});
	});
}
