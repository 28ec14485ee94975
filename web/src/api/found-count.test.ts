import { expect, test } from "vitest";
import { countOf } from "./found-count.ts";

const page = (rows: number, total: number | null, cursor: string | null) => ({ data: Array.from({ length: rows }), total, cursor });

test.each([
	["a known total", [page(100, 1_204, "a")], { count: 1_204, isLeast: false }],
	["an unknown one", [page(100, null, "a"), page(100, null, "b")], { count: 200, isLeast: true }],
	["an unknown one at the end", [page(100, null, "a"), page(7, null, null)], { count: 107, isLeast: false }],
	["a total that a later page knows", [page(100, null, "a"), page(7, 107, null)], { count: 107, isLeast: false }],
	["nothing", [], { count: 0, isLeast: false }],
])("%s", (_name, pages, expected) => {
	expect(countOf(pages)).toEqual(expected);
});
