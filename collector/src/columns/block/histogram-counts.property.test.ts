import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areSums, sumBuckets } from "./histogram-counts.ts";

const MASK = (1n << 64n) - 1n;
const pairsOf = (numbers: readonly bigint[]) =>
	Uint32Array.from(numbers.flatMap((number) => [Number(number >> 32n), Number(number & 0xffff_ffffn)]));
const points = fc.array(fc.array(fc.bigInt({ min: 0n, max: MASK }), { maxLength: 5 }), { minLength: 1, maxLength: 6 });

describe("counts of histograms", () => {
	it("are the sums of the buckets, to the bit", () => {
		fc.assert(
			fc.property(points, (lists) => {
				const lengths = Uint32Array.from(lists, ({ length }) => length);
				const buckets = pairsOf(lists.flat());
				const sums = pairsOf(lists.map((list) => list.reduce((sum, count) => (sum + count) & MASK, 0n)));
				expect(sumBuckets(lengths, buckets)).toEqual(sums);
				expect(areSums(sums, lengths, buckets)).toBe(true);
				expect(areSums(sums.with(-1, (sums.at(-1) as number) ^ 1), lengths, buckets)).toBe(false);
			}),
			{ seed: 20_260_842 },
		);
	});

	it("follow from no other lists", () => {
		expect(sumBuckets(Uint32Array.of(1), pairsOf([1n, 2n]))).toBeUndefined();
		expect(sumBuckets(Uint32Array.of(3), pairsOf([1n, 2n]))).toBeUndefined();
		expect(areSums(pairsOf([]), Uint32Array.of(), pairsOf([]))).toBe(false);
		expect(areSums(pairsOf([3n]), Uint32Array.of(1, 1), pairsOf([1n, 2n]))).toBe(false);
	});
});
