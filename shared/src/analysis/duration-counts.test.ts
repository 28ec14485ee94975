import fc from "fast-check";
import { expect, it } from "vitest";
import {
	addDurations,
	DURATION_ERROR,
	DurationSums,
	durationBucket,
	durationOfBucket,
	durationQuantile,
	durationRows,
	endOfRow,
	NO_DURATIONS,
} from "./duration-counts.ts";

const nanos = fc.oneof(fc.integer({ min: 2, max: 2000 }), fc.integer({ min: 2, max: 2 ** 52 }));

it("a bucket's middle is within the stated error of every duration in it", () => {
	fc.assert(
		fc.property(nanos, (value) => {
			expect(Math.abs(durationOfBucket(durationBucket(value)) / value - 1)).toBeLessThan(DURATION_ERROR + 1e-9);
		}),
	);
	expect([0, 1, 2, 1024].map(durationBucket)).toEqual([0, 0, 64, 640]);
	expect(DURATION_ERROR).toBeLessThan(0.0055);
});

it("quantiles are within 1 % of the exact ones", () => {
	fc.assert(
		fc.property(fc.array(nanos, { minLength: 1, maxLength: 200 }), fc.constantFrom(0, 0.5, 0.9, 0.99, 1), (values, q) => {
			const sums = new DurationSums();
			for (const value of values) sums.addNanos(value);
			const exact = values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(q * values.length) - 1)] ?? 0;
			expect(Math.abs((durationQuantile(sums.counts(), q) ?? 0) / exact - 1)).toBeLessThan(0.01);
		}),
	);
	expect(durationQuantile(NO_DURATIONS, 0.5)).toBeUndefined();
});

it("what is taken back leaves nothing", () => {
	const sums = new DurationSums();
	for (const value of [5, 5000, 7]) sums.addNanos(value);
	for (const value of [5000, 7, 5]) sums.addNanos(value, -1);
	expect(sums.counts()).toEqual(NO_DURATIONS);
});

it("sums of counts are those of their durations, also of what is taken back", () => {
	const counted = fc.array(fc.tuple(nanos, fc.constantFrom(1, 3, -1)), { maxLength: 6 });
	fc.assert(
		fc.property(fc.array(counted, { maxLength: 5 }), (parts) => {
			const all = new DurationSums();
			const counts = parts.map((part) => {
				const sums = new DurationSums();
				for (const [value, times] of part) for (const each of [all, sums]) each.addNanos(value, times);
				return sums.counts();
			});
			const { sumNanos, ...added } = addDurations(counts);
			const { sumNanos: right, ...others } = all.counts();
			expect(added).toEqual(others);
			expect(Math.abs(sumNanos - right)).toBeLessThanOrEqual(2 ** 8);
		}),
	);
	expect(addDurations([])).toEqual(NO_DURATIONS);
});

it("rows of a heatmap count every duration between their borders, exactly", () => {
	fc.assert(
		fc.property(fc.array(nanos, { maxLength: 100 }), (values) => {
			const sums = new DurationSums();
			for (const value of values) sums.addNanos(value);
			const { rows, counts } = durationRows(sums.counts());
			const inRow = (row: number) => values.filter((value) => value > endOfRow(row - 1) && value <= endOfRow(row)).length;
			expect(counts).toEqual(rows.map(inRow));
			expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
			expect(rows).toEqual(rows.toSorted((a, b) => a - b));
		}),
	);
	expect(durationRows(NO_DURATIONS)).toEqual({ rows: [], counts: [] });
	expect([0, 4, 40].map(endOfRow)).toEqual([1, 2, 1024]);
});
