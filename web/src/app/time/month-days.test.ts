import { expect, test } from "vitest";
import { addDays, addMonths, dayAfterKey, dayText, monthWeeks, weekdayOf } from "./month-days.ts";

test("a page holds six whole weeks from a Monday", () => {
	const weeks = monthWeeks("2026-11-20");
	expect(weeks.map((week) => week.length)).toEqual([7, 7, 7, 7, 7, 7]);
	expect([weeks[0]?.[0]?.day, weeks[5]?.[6]?.day]).toEqual(["2026-10-26", "2026-12-06"]);
	expect(
		weeks
			.flat()
			.filter(({ inMonth }) => inMonth)
			.map(({ number }) => number),
	).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
	expect(monthWeeks("2026-06-01")[0]?.[0]).toEqual({ day: "2026-06-01", number: 1, inMonth: true });
});

test("days and months are added by the calendar", () => {
	expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
	expect(addDays("2028-03-01", -1)).toBe("2028-02-29");
	expect(addMonths("2026-01-31", 1)).toBe("2026-02-28");
	expect(addMonths("2026-01-15", -1)).toBe("2025-12-15");
	expect(dayText(new Date(2026, 0, 5))).toBe("2026-01-05");
	expect([weekdayOf("2026-11-16"), weekdayOf("2026-11-22")]).toEqual([0, 6]);
});

test.each([
	["ArrowLeft", "2026-11-19"],
	["ArrowDown", "2026-11-27"],
	["PageUp", "2026-10-20"],
	["PageDown", "2026-12-20"],
	["Home", "2026-11-16"],
	["End", "2026-11-22"],
	["x", undefined],
])("%s leads to %s", (key, day) => {
	expect(dayAfterKey("2026-11-20", key)).toBe(day);
});
