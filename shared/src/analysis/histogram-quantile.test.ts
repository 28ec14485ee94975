import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { histogramQuantile, mergeHistograms } from "./histogram-quantile.ts";

describe("histogramQuantile", () => {
	it.each([
		[0.5, [10, 20, 40], [0, 10, 0, 0], 15],
		[0.5, [10, 20, 40], [5, 5, 0, 0], 10],
		[0.25, [10, 20, 40], [10, 0, 0, 0], 2.5],
		[0.95, [10, 20, 40], [50, 40, 10, 0], 30],
		[1, [10, 20, 40], [0, 4, 0, 0], 20],
		[0, [10, 20, 40], [0, 4, 0, 0], 10],
		[0.99, [10, 20, 40], [1, 0, 0, 99], 40],
		[0.5, [-10, 5], [4, 0, 0], -10],
		[0.75, [-10, 10], [0, 8, 0], 5],
	])("q %f over %j of %j is %f", (q, bounds, counts, expected) => {
		expect(histogramQuantile({ bounds, counts }, q)).toBeCloseTo(expected, 9);
	});

	it("has no answer without observations or boundaries, and refuses what is no histogram", () => {
		expect(histogramQuantile({ bounds: [1], counts: [0, 0] }, 0.5)).toBeUndefined();
		expect(histogramQuantile({ bounds: [], counts: [7] }, 0.5)).toBeUndefined();
		expect(() => histogramQuantile({ bounds: [1], counts: [1] }, 0.5)).toThrow(/one count more/);
		expect(() => histogramQuantile({ bounds: [1], counts: [1, 0] }, 1.1)).toThrow(/between 0 and 1/);
	});

	it("is off by no more than the width of the bucket of the true value", () => {
		const bounds = [1, 2, 5, 10, 50, 100];
		fc.assert(
			fc.property(
				fc.array(fc.double({ min: 0.001, max: 100, noNaN: true }), { minLength: 1 }),
				fc.double({ min: 0.01, max: 1, noNaN: true }),
				(values, q) => {
					const indexOf = (value: number) => bounds.findIndex((bound) => value <= bound);
					const counts = Array.from(
						{ length: bounds.length + 1 },
						(_, bucket) => values.filter((value) => indexOf(value) === bucket).length,
					);
					const exact = values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(q * values.length) - 1)] as number;
					const bucket = indexOf(exact);
					const estimate = histogramQuantile({ bounds, counts }, q) as number;
					expect(estimate).toBeGreaterThanOrEqual((bounds[bucket - 1] ?? 0) - 1e-9);
					expect(estimate).toBeLessThanOrEqual((bounds[bucket] as number) + 1e-9);
				},
			),
		);
	});
});

describe("mergeHistograms", () => {
	it("adds what has the same boundaries, cuts what has not", () => {
		const merged = mergeHistograms([
			{ bounds: [10, 20], counts: [10, 4, 1] },
			{ bounds: [5, 20, 30], counts: [2, 3, 6, 7] },
		]);
		expect(merged.bounds).toEqual([5, 10, 20, 30]);
		expect(Array.from(merged.counts)).toEqual([7, 6, 6, 6, 8]);
	});

	it("keeps every observation, whatever the boundaries", () => {
		const part = fc.uniqueArray(fc.integer({ min: -50, max: 200 }), { minLength: 1, maxLength: 6 }).chain((bounds) =>
			fc.record({
				bounds: fc.constant(bounds.sort((a, b) => a - b)),
				counts: fc.array(fc.nat(100), { minLength: bounds.length + 1, maxLength: bounds.length + 1 }),
			}),
		);
		const total = (counts: ArrayLike<number>) => Array.from(counts).reduce((sum, count) => sum + count, 0);
		fc.assert(
			fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
				const merged = mergeHistograms(parts);
				expect(total(merged.counts)).toBeCloseTo(
					parts.reduce((sum, { counts }) => sum + total(counts), 0),
					6,
				);
				expect(Array.from(merged.counts).every((count) => count >= -1e-9)).toBe(true);
			}),
		);
	});
});
