import { expect, test } from "vitest";
import { type Recent, readRecents, weightOf, withUse } from "./recents.ts";

const DAY = 86_400_000;
const entry = (key: string, count = 1, lastMs = 0): Recent => ({ key, label: key, count, lastMs });

test("a use moves its entry to the front and counts it; the oldest beyond the limit go", () => {
	const list = withUse([entry("a"), entry("b", 4), entry("c")], { key: "b", label: "B", lastMs: 7 }, 3);
	expect(list).toEqual([{ key: "b", label: "B", count: 5, lastMs: 7 }, entry("a"), entry("c")]);
	expect(withUse(list, { key: "d", label: "d", lastMs: 8 }, 3).map((item) => item.key)).toEqual(["d", "b", "a"]);
});

test("often and lately weigh more: three days halve a use", () => {
	expect(weightOf(entry("a", 4, 0), 3 * DAY)).toBe(2);
	expect(weightOf(entry("a", 3, DAY), DAY)).toBe(3);
	expect(weightOf(entry("clock of another tab", 1, DAY), 0)).toBe(1);
});

test("stored text is read; whatever is no entry is left out", () => {
	const empty = { ranges: [], traces: [], queries: [], items: [], hints: [] };
	for (const text of [null, "", "{", "null", "[]", '{"ranges":3}']) expect(readRecents(text)).toEqual(empty);
	const text = JSON.stringify({
		traces: [entry("t"), { key: 1 }, null],
		ranges: Array.from({ length: 9 }, (_, index) => entry(String(index))),
	});
	expect(readRecents(text).traces).toEqual([entry("t")]);
	expect(readRecents(text).ranges.map((item) => item.key)).toEqual(["0", "1", "2", "3", "4"]);
});
