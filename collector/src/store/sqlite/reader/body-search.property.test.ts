import { containsText } from "@spanglass/shared/query/text-search";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createEntrySearch } from "./body-search.ts";

const PART = 4;

/** A dictionary in parts of four entries, in one heap that begins with other bytes. */
function viewOf(texts: readonly string[]) {
	const bytes = Buffer.from(`ab${texts.join("")}`);
	const offsets = Uint32Array.from([...texts, ""], (_, index) => 2 + Buffer.byteLength(texts.slice(0, index).join("")));
	return {
		counts: { rows: 0, entities: 0, traces: 0, entries: texts.length },
		passingText: (id: number) => texts[id] ?? "",
		dictionaryPart: (id: number) => {
			const first = id - (id % PART);
			return { first, bytes, offsets: offsets.subarray(first, Math.min(texts.length, first + PART) + 1) };
		},
	};
}

it("finds what the text of each entry contains, never over the end of one", () => {
	const text = fc.string({ unit: fc.constantFrom("a", "b", "A", "B", " ", "\u212a", "支"), maxLength: 6 });
	const ascii = fc.string({ unit: fc.constantFrom("a", "b", "A", "B"), maxLength: 5 });
	const texts = fc.oneof(fc.array(ascii, { minLength: 1, maxLength: 12 }), fc.array(text, { minLength: 1, maxLength: 12 }));
	const wanted = fc.string({ unit: fc.constantFrom("a", "b", "B", "k", "支"), maxLength: 3 });
	let found = 0;
	fc.assert(
		fc.property(texts, wanted, (all, searched) => {
			const contains = createEntrySearch(viewOf(all), searched);
			const ids = all.map((_, id) => (id * 7) % all.length);
			for (const id of ids) expect(contains(id), JSON.stringify([all, searched, id])).toBe(containsText(all[id] ?? "", searched));
			found += all.some((one) => searched.length > 1 && containsText(one, searched)) ? 1 : 0;
		}),
		{ seed: 8, numRuns: 1500 },
	);
	expect(found).toBeGreaterThan(100);
});
