import { describe, expect, it } from "vitest";
import { layoutDistribution } from "./distribution.ts";

const BUCKETS = [
	{ fromNanos: 10, toNanos: 20, count: 4 },
	{ fromNanos: 20, toNanos: 40, count: 8 },
	{ fromNanos: 40, toNanos: 80, count: 0 },
	{ fromNanos: 80, toNanos: 160, count: 2 },
];

describe("layoutDistribution", () => {
	it("gives every bucket a bar, the highest 1, and marks the one of the span", () => {
		const { bars } = layoutDistribution(BUCKETS, { atNanos: 80, medianNanos: null, mostBars: 40 });
		expect(bars.map(({ height }) => height)).toEqual([0.5, 1, 0, 0.25]);
		expect(bars.map(({ isHere }) => isHere)).toEqual([false, false, false, true]);
	});

	it("places by ratio: the geometric middle of a bucket is the middle of its bar", () => {
		const { here, median } = layoutDistribution(BUCKETS, { atNanos: Math.sqrt(80 * 160), medianNanos: 20, mostBars: 40 });
		expect(here).toBeCloseTo(3.5 / 4, 9);
		expect(median).toBe(0.25);
	});

	it("joins neighbours when there are too many, and loses no count", () => {
		const { bars, here } = layoutDistribution(BUCKETS, { atNanos: 40, medianNanos: null, mostBars: 2 });
		expect(bars.map(({ fromNanos, toNanos, count }) => [fromNanos, toNanos, count])).toEqual([
			[10, 40, 12],
			[40, 160, 2],
		]);
		expect(here).toBe(0.5);
	});

	it("has no place for what lies beside the buckets, and nothing to draw without them", () => {
		expect(layoutDistribution(BUCKETS, { atNanos: 160, medianNanos: 5, mostBars: 40 })).toMatchObject({
			here: undefined,
			median: undefined,
		});
		expect(layoutDistribution([], { atNanos: 1, medianNanos: 1, mostBars: 40 })).toEqual({ bars: [], here: undefined, median: undefined });
		expect(
			layoutDistribution([{ fromNanos: 0, toNanos: 4, count: 0 }], { atNanos: 1, medianNanos: null, mostBars: 9 }).bars[0]?.height,
		).toBe(0);
	});
});
