import { expect, test } from "vitest";
import {
	ageOf,
	formatClock,
	formatClockMicros,
	formatDay,
	formatDayShort,
	formatIso,
	formatMonth,
	weekdayNames,
	zoneLabel,
} from "./clock-text.ts";

const NANOS = 1_763_579_647_218_004_211n;
const MILLIS = Number(NANOS / 1_000_000n);
const SHANGHAI = "Asia/Shanghai";

test("the clock cuts digits and never rounds", () => {
	expect(formatClock(MILLIS, "minute", SHANGHAI)).toBe("03:14");
	expect(formatClock(MILLIS, "second", SHANGHAI)).toBe("03:14:07");
	expect(formatClock(MILLIS, "milli", SHANGHAI)).toBe("03:14:07.218");
	expect(formatClock(MILLIS, "milli", "UTC")).toBe("19:14:07.218");
	expect(formatClockMicros(NANOS, SHANGHAI)).toBe("03:14:07.218004");
	expect(formatClock(0, "milli", "UTC")).toBe("00:00:00.000");
});

test("days", () => {
	expect(formatDay(MILLIS, SHANGHAI)).toBe("2025-11-20");
	expect(formatDayShort(MILLIS, "en", SHANGHAI)).toBe("20 Nov");
	expect(formatDayShort(MILLIS, "zh", SHANGHAI)).toBe("11月20日");
});

test("zones name their distance from UTC", () => {
	expect(zoneLabel(MILLIS, SHANGHAI)).toBe("UTC+8");
	expect(zoneLabel(MILLIS, "UTC")).toBe("UTC");
	expect(zoneLabel(MILLIS, "America/St_Johns")).toBe("UTC−3:30");
	expect(zoneLabel(MILLIS, "Asia/Kolkata")).toBe("UTC+5:30");
});

test("a copied time is ISO 8601 with offset and loses no nanosecond", () => {
	expect(formatIso(NANOS, SHANGHAI)).toBe("2025-11-20T03:14:07.218004211+08:00");
	expect(formatIso(1_763_579_647_218_000_000n, "UTC")).toBe("2025-11-19T19:14:07.218Z");
	expect(formatIso(1_763_579_647_000_000_000n, "UTC")).toBe("2025-11-19T19:14:07.000Z");
	expect(formatIso(1_763_579_647_000_001_000n, "America/St_Johns")).toBe("2025-11-19T15:44:07.000001-03:30");
});

test("ages are whole and rounded down", () => {
	const ago = (seconds: number) => ageOf(MILLIS - seconds * 1000, MILLIS);
	expect(ago(-5)).toEqual({ value: 0, unit: "second" });
	expect(ago(59)).toEqual({ value: 59, unit: "second" });
	expect(ago(200)).toEqual({ value: 3, unit: "minute" });
	expect(ago(7_199)).toEqual({ value: 1, unit: "hour" });
	expect(ago(200_000)).toEqual({ value: 2, unit: "day" });
});

test("calendar pages are named in both languages", () => {
	expect([formatMonth(MILLIS, "en"), formatMonth(MILLIS, "zh")]).toEqual(["November 2025", "2025年11月"]);
	expect(weekdayNames("en")).toEqual(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]);
	expect(weekdayNames("zh")).toEqual(["周一", "周二", "周三", "周四", "周五", "周六", "周日"]);
});
