import fc from "fast-check";
import { expect, it } from "vitest";
import { repeatedSpans } from "./repeated-spans.ts";

interface Copy {
	readonly id: number;
	readonly sequence: number;
}

function repeatsOf(copies: readonly Copy[]): readonly number[] {
	const ids = { spanHigh: Uint32Array.from(copies, ({ id }) => id >>> 1), spanLow: Uint32Array.from(copies, ({ id }) => id & 1) };
	const repeats = repeatedSpans(ids, (index) => copies[index]?.sequence ?? 0);
	return Array.from(repeats ?? new Uint8Array(copies.length));
}

it("marks each copy of a later request, in whatever order they stand, and none of the first request", () => {
	const copy = fc.record({ id: fc.integer({ min: 0, max: 5 }), sequence: fc.integer({ min: 1, max: 4 }) });
	fc.assert(
		fc.property(fc.array(copy, { maxLength: 12 }), (copies) => {
			const expected = copies.map(({ id, sequence }) => Number(copies.some((other) => other.id === id && other.sequence < sequence)));
			expect(repeatsOf(copies)).toEqual(expected);
		}),
		{ numRuns: 500, seed: 20_260_901 },
	);
});
