import { describe, expect, it } from "vitest";
import { layoutDistribution } from "./distribution.ts";

/** Sixteen buckets of ratio 2 from 10 ns on. */
const BUCKETS = [4, 8, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1].map((count, index) => ({
	fromNanos: 10 * 2 ** index,
	toNanos: 10 * 2 ** (index + 1),
	count,
}));

describe("layoutDistribution", () => {
	it("gives every bucket a bar, the highest 1, and marks the one of the span", () => {
		const { bars } = layoutDistribution(BUCKETS, { atNanos: 80, medianNanos: null, mostBars: 40 });
		expect(bars.slice(0, 4).map(({ height }) => height)).toEqual([0.5, 1, 0, 0.25]);
		expect(bars.map(({ isHere }) => isHere).indexOf(true)).toBe(3);
		expect(bars.filter(({ isHere }) => isHere)).toHaveLength(1);
	});

	it("places by ratio: the geometric middle of a bucket is the middle of its bar", () => {
		const { here, median } = layoutDistribution(BUCKETS, { atNanos: Math.sqrt(80 * 160), medianNanos: 20, mostBars: 40 });
		expect(here).toBeCloseTo(3.5 / 16, 9);
		expect(median).toBe(1 / 16);
	});

	it("joins neighbours when there are too many, and loses no count", () => {
		const { bars, here } = layoutDistribution(BUCKETS, { atNanos: 10 * 2 ** 8, medianNanos: null, mostBars: 2 });
		expect(bars.map(({ count }) => count)).toEqual([14, 1]);
		expect(bars[0]?.toNanos).toBe(bars[1]?.fromNanos);
		expect(here).toBe(0.5);
	});

	it("puts a narrow histogram into the middle of empty bars, and one span is no peak", () => {
		const { bars, here } = layoutDistribution([{ fromNanos: 100, toNanos: 110, count: 1 }], {
			atNanos: 105,
			medianNanos: null,
			mostBars: 36,
		});
		expect(bars).toHaveLength(17);
		expect(bars.findIndex(({ count }) => count === 1)).toBe(8);
		expect(bars[8]?.height).toBe(0.25);
		expect(here).toBeGreaterThan(8 / 17);
		expect(here).toBeLessThan(9 / 17);
		expect(bars.every((bar, index) => index === 0 || bar.fromNanos === bars[index - 1]?.toNanos)).toBe(true);
	});

	it("has no place for what lies beside the buckets, and nothing to draw without them", () => {
		expect(layoutDistribution(BUCKETS, { atNanos: 5, medianNanos: 10 * 2 ** 16, mostBars: 40 })).toMatchObject({
			here: undefined,
			median: undefined,
		});
		expect(layoutDistribution([], { atNanos: 1, medianNanos: 1, mostBars: 40 })).toEqual({ bars: [], here: undefined, median: undefined });
	});
});
