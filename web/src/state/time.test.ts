import { describe, expect, test } from "vitest";
import {
	DEFAULT_RANGE,
	followsNow,
	lengthText,
	rangeChanges,
	rangeOf,
	relativeLength,
	resolveInstant,
	resolveRange,
	shiftRange,
	widenRange,
} from "./time-range.ts";
import { parseTimeText } from "./time-text.ts";

/** 2026-11-20 03:17:40 in the zone of the tests (UTC+8). */
const NOW = Date.parse("2026-11-20T03:17:40+08:00");
const local = (text: string): string => String(Date.parse(`${text}+08:00`));

describe("ranges of the address", () => {
	test.each([
		["now", NOW],
		["now-15m", NOW - 900_000],
		["now-1.5h", NOW - 5_400_000],
		["now-2d", NOW - 172_800_000],
		["1763579647", 1_763_579_647_000],
		["1763579647218", 1_763_579_647_218],
		["1763579647218004", 1_763_579_647_218],
		["1763579647218004211", 1_763_579_647_218],
		["2026-11-19T19:14:07Z", Date.parse("2026-11-19T19:14:07Z")],
		["0", 0],
		["15", undefined],
		["then", undefined],
		["now-1y", undefined],
	])("%s", (text, millis) => {
		expect(resolveInstant(text, NOW)).toBe(millis);
	});

	test("no values are the default, which is not written", () => {
		expect(rangeOf({})).toEqual(DEFAULT_RANGE);
		expect(rangeChanges(DEFAULT_RANGE)).toEqual({ from: undefined, to: undefined });
		expect(rangeOf({ from: "now-1h" })).toEqual({ from: "now-1h", to: "now" });
	});

	test("nonsense and reversed ranges fall back to the last quarter of an hour", () => {
		const fallback = { fromMs: NOW - 900_000, toMs: NOW };
		expect(resolveRange({ from: "x", to: "now" }, NOW)).toEqual(fallback);
		expect(resolveRange({ from: "now", to: "now-1h" }, NOW)).toEqual(fallback);
	});

	test("shifting moves by half, widening doubles", () => {
		const range = { fromMs: 1_000_000, toMs: 2_000_000 };
		expect(shiftRange(range, -1)).toEqual({ from: "500000", to: "1500000" });
		expect(shiftRange(range, 1)).toEqual({ from: "1500000", to: "2500000" });
		expect(widenRange({ from: "1000000", to: "2000000" }, range)).toEqual({ from: "500000", to: "2500000" });
		expect(widenRange({ from: "now-15m", to: "now" }, { fromMs: NOW - 900_000, toMs: NOW })).toEqual({ from: "now-30m", to: "now" });
	});

	test("lengths are said in the largest unit that fits", () => {
		expect([900_000, 3_600_000, 86_400_000, 172_800_000, 1_500, 90_000].map(lengthText)).toEqual([
			"15m",
			"1h",
			"24h",
			"2d",
			"1500ms",
			"90s",
		]);
		expect(relativeLength({ from: "now-15m", to: "now" })).toBe("15m");
		expect(relativeLength({ from: "1", to: "now" })).toBeUndefined();
		expect(followsNow({ from: "1", to: "2" })).toBe(false);
	});
});

describe("the time field", () => {
	test.each([
		["15m", "now-15m", "now"],
		["last 2h", "now-2h", "now"],
		["Last 30 min", "now-30m", "now"],
		["now-1h", "now-1h", "now"],
		["now-2h to now-1h", "now-2h", "now-1h"],
		["today", local("2026-11-20T00:00"), "now"],
		["Yesterday", local("2026-11-19T00:00"), local("2026-11-20T00:00")],
		["2026-11-18", local("2026-11-18T00:00"), local("2026-11-19T00:00")],
		["09:30-10:00", local("2026-11-20T09:30"), local("2026-11-20T10:00")],
		["03:02:30 - 03:17", local("2026-11-20T03:02:30"), local("2026-11-20T03:17")],
		["2026-11-20 03:00 → 03:30", local("2026-11-20T03:00"), local("2026-11-20T03:30")],
		["2026-11-19T03:00Z .. 2026-11-19T04:00Z", local("2026-11-19T11:00"), local("2026-11-19T12:00")],
		["2026-11-20 03:14:07,218", local("2026-11-20T03:09:07.218"), local("2026-11-20T03:19:07.218")],
		["1763579647218", "1763579347218", "1763579947218"],
	])("understands %s", (text, from, to) => {
		expect(parseTimeText(text, NOW)).toEqual({ from, to });
	});

	test.each(["", "soon", "10:00-09:30", "25:00-26:00", "now-1h to yesterday", "15 parsecs", "2026-13-45"])("refuses %s", (text) => {
		expect(parseTimeText(text, NOW)).toBeUndefined();
	});
});
