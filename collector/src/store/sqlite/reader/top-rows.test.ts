import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TopRows } from "./top-rows.ts";

describe("TopRows", () => {
	it("keeps the first of any order, and answers what it leaves out", () => {
		const lists = fc.uniqueArray(fc.integer(), { maxLength: 200 });
		fc.assert(
			fc.property(lists, fc.integer({ min: 0, max: 20 }), (values, limit) => {
				const top = new TopRows<number>(limit, (a, b) => a < b);
				const dropped = values.flatMap((value) => top.offer(value) ?? []);
				const sorted = values.toSorted((a, b) => a - b);
				expect(top.sorted()).toEqual(sorted.slice(0, limit));
				expect(dropped.toSorted((a, b) => a - b)).toEqual(sorted.slice(limit));
			}),
			{ seed: 20_260_811 },
		);
	});
});
