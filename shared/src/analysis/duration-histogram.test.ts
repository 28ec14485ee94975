import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countBelow, durationHistogram, MAX_DURATION_BUCKETS } from "./duration-histogram.ts";

const durations = fc.array(fc.oneof(fc.constantFrom(0, 1, 10, 1000), fc.nat(1_000_000), fc.double({ min: 0, max: 2 ** 63, noNaN: true })), {
	minLength: 1,
	maxLength: 200,
});
const ascending = (values: readonly number[]) => values.map(Math.floor).sort((a, b) => a - b);

describe("durationHistogram", () => {
	it("counts every duration in the bucket that holds it", () => {
		fc.assert(
			fc.property(durations, (values) => {
				const sorted = ascending(values);
				const buckets = durationHistogram(sorted);
				expect(buckets.length).toBeLessThanOrEqual(MAX_DURATION_BUCKETS);
				for (const { from, to, count } of buckets) expect(sorted.filter((value) => value >= from && value < to)).toHaveLength(count);
				expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(sorted.length);
			}),
		);
	});

	it("has buckets of equal ratio without a gap, twelve to a power of ten as long as they are few", () => {
		const buckets = durationHistogram([1_000_000, 5_000_000, 90_000_000]);
		expect(buckets.length).toBe(24);
		expect(buckets[0]).toMatchObject({ from: 1_000_000, count: 1 });
		for (const [at, { from, to }] of buckets.entries()) {
			expect(to / from).toBeCloseTo(10 ** (1 / 12), 9);
			if (at > 0) expect(from).toBe(buckets[at - 1]?.to);
		}
	});

	it("gets coarser instead of longer", () => {
		const buckets = durationHistogram([1, 10 ** 9]);
		expect(buckets.map(({ from, to }) => to / from).every((ratio) => Math.abs(ratio - 10 ** (1 / 6)) < 1e-6)).toBe(true);
		expect(buckets).toHaveLength(55);
	});

	it("starts at 0 when there are durations of 0", () => {
		expect(durationHistogram([0, 0])).toEqual([{ from: 0, to: 10 ** (1 / 12), count: 2 }]);
		expect(durationHistogram([0, 1000])).toMatchObject([{ from: 0, count: 2 }]);
		expect(durationHistogram([])).toEqual([]);
	});
});

it("countBelow is strict", () => {
	expect([0, 1, 1.5, 2, 3].map((limit) => countBelow([1, 1, 2], limit))).toEqual([0, 0, 2, 2, 3]);
});
