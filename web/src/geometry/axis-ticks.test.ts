import { formatBytes, formatCount, formatDuration, textOf } from "@spanglass/shared/units/format";
import fc from "fast-check";
import { expect, test } from "vitest";
import { timeTicks, valueAxis } from "./axis-ticks.ts";

const plain = { intervals: 4, labelOf: String } as const;

test.each([
	[{ least: 38, most: 43.4 }, [0, 20, 40, 60]],
	[{ least: 0, most: 0.92 }, [0, 0.25, 0.5, 0.75, 1]],
	[{ least: 0, most: 3600 }, [0, 1000, 2000, 3000, 4000]],
	[{ least: -3, most: 4 }, [-4, -2, 0, 2, 4]],
	[{ least: 0, most: 0 }, [0, 0.25, 0.5, 0.75, 1]],
	[{ least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY }, [0, 0.25, 0.5, 0.75, 1]],
])("values %o stand between round numbers", (extent, ticks) => {
	expect(valueAxis({ ...plain, ...extent }).ticks).toEqual(ticks);
});

test("ticks are round in the unit of the axis", () => {
	const MIB = 2 ** 20;
	const bytes = valueAxis({ least: 0, most: 212 * MIB, intervals: 4, unit: MIB, labelOf: (value) => textOf(formatBytes(value)) });
	expect(bytes.ticks.map((value) => value / MIB)).toEqual([0, 100, 200, 300]);
	const minutes = valueAxis({ least: 0, most: 500, intervals: 5, unit: 60, labelOf: (value) => textOf(formatDuration(value * 1e9)) });
	expect(minutes.ticks).toEqual([0, 120, 240, 360, 480, 600]);
});

test("no two ticks read alike: counts of one or two have whole steps", () => {
	expect(valueAxis({ least: 0, most: 1, intervals: 4, labelOf: (value) => textOf(formatCount(value)) }).ticks).toEqual([0, 1]);
});

test.each([
	[9, [0, 5, 10]],
	[3, [0, 1, 2, 3]],
	[1, [0, 1]],
	[1000, [0, 250, 500, 750, 1000]],
])("counts up to %d have no tick between whole ones", (most, ticks) => {
	expect(valueAxis({ least: 0, most, intervals: 4, whole: true, labelOf: (value) => textOf(formatCount(value)) }).ticks).toEqual(ticks);
});

test("the axis holds zero and every value, within its number of steps", () => {
	fc.assert(
		fc.property(fc.double({ min: -1e12, max: 1e12, noNaN: true }), fc.double({ min: 1e-9, max: 1e12, noNaN: true }), (least, span) => {
			const most = least + span;
			const { low, high, ticks } = valueAxis({ ...plain, least, most });
			const slack = (Math.max(most, 0) - Math.min(least, 0)) * 1e-6;
			expect(low).toBeLessThanOrEqual(Math.min(least, 0) + slack);
			expect(high).toBeGreaterThanOrEqual(Math.max(most, 0) - slack);
			expect(ticks.length).toBeGreaterThanOrEqual(2);
			expect(ticks.length).toBeLessThanOrEqual(5);
		}),
	);
});

test("times stand on the wall clock of the zone", () => {
	const startMs = Date.UTC(2026, 10, 20, 2, 17, 30);
	const hour = timeTicks({ startMs, endMs: startMs + 3_600_000, most: 7, offsetMinutes: 0 });
	expect(hour.stepMs).toBe(600_000);
	expect(hour.ticks[0]).toBe(Date.UTC(2026, 10, 20, 2, 20));
	expect(hour.ticks).toHaveLength(6);
	const days = timeTicks({ startMs, endMs: startMs + 4 * 86_400_000, most: 6, offsetMinutes: 330 });
	expect(days.ticks[0]).toBe(Date.UTC(2026, 10, 20, 18, 30));
});
