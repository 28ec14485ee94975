import { expect, it } from "vitest";
import { offsetOf, slotAt } from "./schedule.ts";

const at = (now: number, last: number | undefined, offsetMs = 0) => slotAt(now, { last, intervalMs: 60_000, offsetMs });

it("is due once in each slot, and says how late it is", () => {
	expect(at(600_000, undefined)).toEqual({ slot: 10, missed: 0, lateMs: 0 });
	expect(at(630_000, 10).slot).toBeUndefined();
	expect(at(661_000, 10)).toEqual({ slot: 11, missed: 0, lateMs: 1000 });
	expect(at(661_000, 9, 5000)).toEqual({ slot: 10, missed: 0, lateMs: 56_000 });
});

it("counts slots that nobody looked at, after a jump, a stall or a night", () => {
	expect(at(600_000, 6)).toMatchObject({ slot: 10, missed: 3 });
	expect(at(8 * 3_600_000, 0)).toMatchObject({ slot: 480, missed: 479 });
});

it("looks at no slot twice when the clock is set back a little, and goes on when it is set back far", () => {
	expect(at(595_000, 10).slot).toBeUndefined();
	expect(at(5 * 60_000, 10)).toMatchObject({ slot: 5, missed: 0 });
	expect(at(6 * 60_000, 5)).toMatchObject({ slot: 6, missed: 0 });
});

it("spreads rules over their interval, each always at the same place", () => {
	const offsets = Array.from({ length: 1000 }, (_, rule) => offsetOf(`rule-${rule}`, 60_000));
	expect(offsetOf("rule-1", 60_000)).toBe(offsets[1]);
	const perSecond = new Array<number>(60).fill(0);
	for (const offset of offsets) perSecond[Math.floor(offset / 1000)] = (perSecond[Math.floor(offset / 1000)] ?? 0) + 1;
	expect(Math.max(...perSecond)).toBeLessThan(60);
	expect(Math.min(...offsets)).toBeGreaterThanOrEqual(0);
	expect(Math.max(...offsets)).toBeLessThan(60_000);
});
