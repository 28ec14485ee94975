import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timeBuckets } from "./time-buckets.ts";

const S = 1_000_000_000n;
const NOON = 1_795_003_200n * S;

describe("timeBuckets", () => {
	it.each([
		[60n, 1],
		[120n, 1],
		[121n, 5],
		[900n, 10],
		[3600n, 30],
		[6n * 3600n, 300],
		[86_400n, 1800],
		[7n * 86_400n, 10_800],
		[30n * 86_400n, 21_600],
		[120n * 86_400n, 86_400],
		[121n * 86_400n, 172_800],
		[600n * 86_400n, 691_200],
	])("a range of %i s has steps of %i s", (seconds, step) => {
		const buckets = timeBuckets(NOON, NOON + seconds * S, { most: 120 });
		expect(buckets.stepNanos).toBe(step * 1e9);
	});

	it("keeps its step and its edges while the range moves", () => {
		for (let moved = 0n; moved < 90n; moved++) {
			const { start, stepNanos, count } = timeBuckets(NOON + moved * S, NOON + (3600n + moved) * S, { most: 120 });
			expect(stepNanos).toBe(30e9);
			expect(start % (30n * S)).toBe(0n);
			expect(count).toBe(moved % 30n === 0n ? 120 : 121);
		}
	});

	it("has steps of at least what is asked", () => {
		expect(timeBuckets(NOON, NOON + 900n * S, { most: 120, atLeast: 55e9 }).stepNanos).toBe(60e9);
	});

	it("has one bucket for an empty range", () => {
		expect(timeBuckets(NOON, NOON, { most: 120 })).toEqual({ start: NOON, stepNanos: 1e9, count: 1 });
	});

	it("covers any range that 64 bits can name, with no bucket that lies outside", () => {
		const time = fc.bigInt(0n, (1n << 64n) - 1n);
		fc.assert(
			fc.property(time, time, (a, b) => {
				const [from, to] = a < b ? [a, b] : [b, a];
				const { start, stepNanos, count } = timeBuckets(from, to, { most: 120 });
				const step = BigInt(stepNanos);
				expect(Number(step)).toBe(stepNanos);
				expect(start <= from && from < start + step).toBe(true);
				expect(start + step * BigInt(count) >= to).toBe(true);
				expect(count === 1 || start + step * BigInt(count - 1) < to).toBe(true);
				expect(count).toBeLessThanOrEqual(121);
			}),
		);
	});
});
