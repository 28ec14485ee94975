import { describe, expect, test } from "vitest";
import {
	barRects,
	bucketAtX,
	hatchLines,
	isIsolated,
	rangeOfBuckets,
	type SeriesFrame,
	spreadLabels,
	xOfBucket,
	yOfValue,
} from "./series-frame.ts";

const frame: SeriesFrame = {
	leftPx: 40,
	topPx: 10,
	widthPx: 100,
	heightPx: 50,
	startMs: 1_000,
	stepMs: 100,
	bucketCount: 10,
	low: 0,
	high: 10,
};

test("places and buckets", () => {
	expect([xOfBucket(frame, 0), xOfBucket(frame, 9)]).toEqual([45, 135]);
	expect([yOfValue(frame, 0), yOfValue(frame, 10)]).toEqual([60, 10]);
	expect([0, 40, 49.9, 50, 139, 500].map((x) => bucketAtX(frame, x))).toEqual([0, 0, 0, 1, 9, 9]);
	expect(rangeOfBuckets(frame, 4, 2)).toEqual({ fromMs: 1_200, toMs: 1_500 });
});

describe("stacked bars", () => {
	test("the first series is at the baseline, pieces are one pixel apart, nothing is drawn for zero or no data", () => {
		const rects = barRects(frame, [
			[2, 0],
			[3, 5],
			[null, 0],
		]);
		expect(rects).toEqual([
			{ series: 0, bucket: 0, x: 40, y: 50, width: 9, height: 10 },
			{ series: 1, bucket: 0, x: 40, y: 35, width: 9, height: 14 },
			{ series: 1, bucket: 1, x: 50, y: 35, width: 9, height: 25 },
		]);
	});
	test("the smallest value is still a pixel", () => {
		expect(barRects({ ...frame, high: 1e9 }, [[1]])[0]?.height).toBe(1);
	});
});

test("hatches stay inside of their box and rise at 45 degrees", () => {
	const box = { x: 100, y: 20, width: 14, height: 40 };
	const lines = hatchLines(box, 6);
	expect(lines).toHaveLength(9);
	for (const [x1, y1, x2, y2] of lines) {
		expect(x2 - x1).toBeCloseTo(y1 - y2);
		expect(Math.min(x1, x2)).toBeGreaterThanOrEqual(box.x);
		expect(Math.max(x1, x2)).toBeLessThanOrEqual(box.x + box.width);
		expect(Math.min(y1, y2)).toBeGreaterThanOrEqual(box.y);
		expect(Math.max(y1, y2)).toBeLessThanOrEqual(box.y + box.height);
	}
});

test("a value without neighbours is isolated", () => {
	const values = [1, null, 2, null, 3, 4];
	expect(values.map((_, index) => isIsolated(values, index))).toEqual([true, false, true, false, false, false]);
});

test("labels that would cover one another are moved apart, inside of their room", () => {
	expect(spreadLabels([50, 52, 10], { heightPx: 16, topPx: 0, bottomPx: 60 })).toEqual([44, 60, 10]);
});
