import fc from "fast-check";
import { expect, it } from "vitest";
import { AgeHistogram, LATE_NANOS } from "./age-histogram.ts";

it("answers quantiles within 3.2 % or half a microsecond of the nearest rank", () => {
	const age = fc.oneof(fc.integer({ min: 0, max: 100_000 }), fc.double({ min: 0, max: LATE_NANOS, noNaN: true }));
	fc.assert(
		fc.property(fc.array(age, { minLength: 1, maxLength: 60 }), fc.constantFrom(0, 0.5, 0.99, 1), (ages, q) => {
			const histogram = new AgeHistogram();
			for (const each of ages) histogram.add(each);
			const exact = ages.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(q * ages.length) - 1)] ?? 0;
			expect(Math.abs((histogram.quantile(q) ?? Number.NaN) - exact)).toBeLessThanOrEqual(Math.max(1000, exact * 0.032));
			expect(histogram.count).toBe(ages.length);
		}),
		{ numRuns: 2000 },
	);
});

it("counts a clock that is ahead as 0, and what is older than an hour apart", () => {
	const histogram = new AgeHistogram();
	expect(histogram.quantile(0.5)).toBeUndefined();
	histogram.add(-5_000_000_000);
	histogram.add(LATE_NANOS + 1);
	expect([histogram.count, histogram.late, histogram.quantile(0.99)]).toEqual([1, 1, 0]);
	histogram.add(LATE_NANOS);
	expect([histogram.count, histogram.late]).toEqual([2, 1]);
});
