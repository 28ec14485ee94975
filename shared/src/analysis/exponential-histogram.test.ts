import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	addExponential,
	type ExponentialHistogram,
	exponentialCount,
	exponentialFromPoint,
	exponentialQuantile,
	subtractExponential,
} from "./exponential-histogram.ts";

/** As a sender fills it: bucket i of scale s holds magnitudes in (2^(i/2^s), 2^((i+1)/2^s)]. */
function histogramOf(values: readonly number[], scale: number): ExponentialHistogram {
	const run = (own: readonly number[]) => {
		if (own.length === 0) return undefined;
		const indices = own.map((value) => Math.ceil(Math.log2(Math.abs(value)) * 2 ** scale) - 1);
		const offset = Math.min(...indices);
		const bucketCounts = Array.from({ length: Math.max(...indices) - offset + 1 }, (_, at) =>
			BigInt(indices.filter((index) => index === offset + at).length),
		);
		return { offset, bucketCounts };
	};
	const zeros = values.filter((value) => value === 0).length;
	const facts = {
		count: BigInt(values.length),
		sum: undefined,
		min: undefined,
		max: undefined,
		zeroCount: BigInt(zeros),
		zeroThreshold: 0,
	};
	const positive = run(values.filter((value) => value > 0));
	const negative = run(values.filter((value) => value < 0));
	return exponentialFromPoint({ type: "exponential_histogram", ...facts, scale, positive, negative });
}

const magnitude = fc.double({ min: 0.001, max: 1000, noNaN: true });
const value = fc.oneof(
	magnitude,
	magnitude.map((positive) => -positive),
	fc.constant(0),
);
const values = fc.array(value, { minLength: 1, maxLength: 40 });
const scale = fc.integer({ min: -2, max: 4 });

describe("exponential histograms", () => {
	it("estimate a quantile within the bucket of the true value", () => {
		fc.assert(
			fc.property(values, scale, fc.double({ min: 0, max: 1, noNaN: true }), (own, at, q) => {
				const exact = own.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(q * own.length) - 1)] as number;
				const estimate = exponentialQuantile(histogramOf(own, at), q) as number;
				const ratio = 2 ** (2 ** -at);
				expect(Math.sign(estimate)).toBe(Math.sign(exact));
				expect(Math.abs(estimate)).toBeLessThanOrEqual(Math.abs(exact) * ratio * (1 + 1e-9));
				expect(Math.abs(estimate)).toBeGreaterThanOrEqual((Math.abs(exact) / ratio) * (1 - 1e-9));
			}),
		);
	});

	it("are compared in the room that they take, however far apart their buckets lie", () => {
		const at = (offset: number) =>
			exponentialFromPoint({
				...{ type: "exponential_histogram", count: 1n, sum: undefined, min: undefined, max: undefined },
				...{ scale: 20, zeroCount: 0n, zeroThreshold: 0, positive: { offset, bucketCounts: [1n] }, negative: undefined },
			});
		const [lowest, highest] = [at(-2_147_483_648), at(2_147_483_647)];
		expect(subtractExponential(highest, lowest)).toBeUndefined();
		expect(subtractExponential(lowest, highest)).toBeUndefined();
		expect(exponentialCount(addExponential(lowest, highest))).toBe(2);
	});

	it("add up to the histogram of all values at the lower scale", () => {
		fc.assert(
			fc.property(values, scale, values, scale, (a, scaleOfA, b, scaleOfB) => {
				const sum = addExponential(histogramOf(a, scaleOfA), histogramOf(b, scaleOfB));
				expect(sum).toEqual(histogramOf([...a, ...b], sum.scale));
				expect(exponentialCount(sum)).toBe(a.length + b.length);
			}),
		);
	});

	it("subtract to what came since, also over a change of scale; a lower count is a new beginning", () => {
		fc.assert(
			fc.property(values, values, scale, fc.nat(2), (before, since, at, lowered) => {
				const later = histogramOf([...before, ...since], at - lowered);
				expect(subtractExponential(later, histogramOf(before, at))).toEqual(histogramOf(since, at - lowered));
				expect(subtractExponential(histogramOf(before, at), histogramOf([...before, ...before], at))).toBeUndefined();
			}),
		);
	});

	it("stay small for any offsets that the wire may carry", () => {
		const far = (offset: number) =>
			exponentialFromPoint({
				...{
					type: "exponential_histogram",
					count: 1n,
					sum: undefined,
					min: undefined,
					max: undefined,
					scale: 20,
					zeroCount: 0n,
					zeroThreshold: 0,
				},
				...{ positive: { offset, bucketCounts: [1n] }, negative: undefined },
			});
		const sum = addExponential(far(0x7fff_ffff), far(-0x8000_0000));
		expect(sum.positive.counts.length).toBeLessThanOrEqual(320);
		expect(exponentialCount(sum)).toBe(2);
		expect(exponentialQuantile(sum, 0.1)).toBeLessThan(1);
	});

	it("have no quantile without observations", () => {
		expect(exponentialQuantile(histogramOf([], 3), 0.5)).toBeUndefined();
	});
});
