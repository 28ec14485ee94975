import { describe, expect, test } from "vitest";
import {
	boxOfBrush,
	brushBetween,
	brushOfCells,
	durationAtY,
	durationAxis,
	gridOf,
	isInside,
	movedCell,
	pointAt,
	radiusOf,
	type ScatterFrame,
	startAtX,
	xOfStart,
	yOfDuration,
} from "./scatter.ts";

/** 1 s per ten pixels, one decade per hundred: 10 ms at the bottom (y = 210), 10 s at the top (y = 10)… */
const FRAME: ScatterFrame = { leftPx: 50, topPx: 10, widthPx: 600, heightPx: 300, startMs: 0, endMs: 60_000, low: 1e7, high: 1e10 };
const point = (startMs: number, durationNanos: number, traceId = "t") => ({ traceId, startMs, durationNanos, spanCount: 1, errorCount: 0 });

describe("the axis of durations", () => {
	test("its ends are ticks outside of what there is", () => {
		expect(durationAxis(12e6, 1.31e9, 9)).toEqual({ low: 1e7, high: 3e9, ticks: [1e7, 3e7, 1e8, 3e8, 1e9, 3e9] });
		expect(durationAxis(1e7, 1e9, 9)).toEqual({ low: 1e7, high: 1e9, ticks: [1e7, 3e7, 1e8, 3e8, 1e9] });
	});
	test("is at least a decade long, and shows only decades where more ticks have no room", () => {
		expect(durationAxis(5e8, 5e8, 9)).toEqual({ low: 3e8, high: 3e9, ticks: [3e8, 1e9, 3e9] });
		expect(durationAxis(2e3, 9e9, 9).ticks).toEqual([1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10]);
	});
	test("a trace without duration lies at the bottom of an axis that does not begin at zero", () => {
		const { low, high } = durationAxis(0, 2e6, 20);
		expect([low, high]).toEqual([1e3, 3e6]);
		expect(yOfDuration({ ...FRAME, low, high }, 0)).toBe(310);
	});
	test("nothing to show", () => expect(durationAxis(undefined, undefined, 9).ticks).toEqual([1e6, 3e6, 1e7, 3e7, 1e8, 3e8, 1e9]));
});

test("places and back", () => {
	expect([xOfStart(FRAME, 30_000), yOfDuration(FRAME, 1e8)]).toEqual([350, 210]);
	expect(startAtX(FRAME, 350)).toBe(30_000);
	expect(durationAtY(FRAME, 210)).toBeCloseTo(1e8, 0);
	expect([startAtX(FRAME, 0), startAtX(FRAME, 900)]).toEqual([0, 60_000]);
});

describe("the brush", () => {
	test("does not depend on the corner where it began, and has round ends", () => {
		const brush = brushBetween(FRAME, { x: 150.04, y: 60 }, { x: 250.04, y: 110 });
		expect(brush).toEqual({ startMs: 10_004, endMs: 20_004, min: 1e9, max: 3_160_000_000 });
		expect(brushBetween(FRAME, { x: 250.04, y: 110 }, { x: 150.04, y: 60 })).toEqual(brush);
		expect(boxOfBrush(FRAME, { startMs: 10_000, endMs: 20_000, min: 1e9, max: 1e10 })).toMatchObject({
			x: 150,
			y: 10,
			width: 100,
			height: expect.closeTo(100),
		});
	});
	test("an edge at the bottom takes in traces that took no time at all", () => {
		const brush = brushBetween(FRAME, { x: 50, y: 10 }, { x: 650, y: 500 });
		expect(brush).toEqual({ startMs: 0, endMs: 60_000, min: 0, max: 1e10 });
		expect(isInside(brush, point(0, 0))).toBe(true);
	});
	test("starts are half-open, durations are not", () => {
		const brush = { startMs: 10, endMs: 20, min: 5, max: 7 };
		expect([point(10, 5), point(19, 7), point(20, 6), point(15, 8), point(9, 6)].map((one) => isInside(brush, one))).toEqual([
			true,
			true,
			false,
			false,
			false,
		]);
	});
	test("what lies outside of the drawing has no box", () => {
		expect(boxOfBrush(FRAME, { startMs: 70_000, endMs: 80_000, min: 0, max: 1e9 })).toBeUndefined();
		expect(boxOfBrush(FRAME, { startMs: 0, endMs: 80_000, min: 2e10, max: 3e10 })).toBeUndefined();
		expect(boxOfBrush(FRAME, { startMs: -5_000, endMs: 80_000, min: 0, max: 1e8 })).toEqual({ x: 50, y: 210, width: 600, height: 100 });
	});
});

test("the nearest point within reach", () => {
	const points = [point(30_000, 1e8, "a"), point(30_300, 1e8, "b")];
	expect(pointAt(FRAME, points, { x: 352, y: 211 })?.traceId).toBe("b");
	expect(pointAt(FRAME, points, { x: 350, y: 222 })).toBeUndefined();
});

test("more spans, a larger point, within bounds", () => {
	expect([1, 16, 256, 1e9].map(radiusOf)).toEqual([1.75, 2.25, 2.75, 3.5]);
});

describe("cells for the keyboard", () => {
	const grid = gridOf(FRAME, 60);
	test("sixths of a decade by buckets", () => expect(grid).toEqual({ columns: 60, rows: 18 }));
	test("enter at the newest and longest, stay inside", () => {
		const first = movedCell(undefined, "ArrowLeft", grid);
		expect(first).toEqual({ column: 59, row: 17 });
		expect(movedCell(first, "ArrowRight", grid)).toEqual(first);
		expect(movedCell(first, "PageDown", grid)).toEqual({ column: 59, row: 11 });
		expect(movedCell(first, "Home", grid)).toEqual({ column: 0, row: 17 });
		expect(movedCell(first, "z", grid)).toBeUndefined();
	});
	test("two cells are a brush with both of them inside", () => {
		const brush = brushOfCells(FRAME, grid, { column: 59, row: 17 }, { column: 58, row: 12 });
		expect(brush).toEqual({ startMs: 58_000, endMs: 60_000, min: 1e9, max: 1e10 });
	});
});
