import fc from "fast-check";
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
import { isBackwards, parseTimeText, printTimeText } from "./time-text.ts";

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
	test("tells a range that ends before it starts from what is no range", () => {
		const backwards = (text: string): boolean => isBackwards(text, NOW);
		expect(["03:10-02:50", "now-1h to now-2h", "今天 到 2026-11-18"].map(backwards)).toEqual([true, true, true]);
		expect(["02:50-03:10", "03:10-03:10", "banana", "15m", ""].map(backwards)).toEqual([false, false, false, false, false]);
	});

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
		["last 15 minutes", "now-15m", "now"],
		["past 2 hours", "now-2h", "now"],
		["the last hour", "now-1h", "now"],
		["5 minutes", "now-5m", "now"],
		["90 Sec", "now-90s", "now"],
		["1.5h", "now-1.5h", "now"],
		["an hour", "now-1h", "now"],
		["half an hour", "now-30m", "now"],
		["last month", "now-30d", "now"],
		["now-2h..now-1h", "now-2h", "now-1h"],
		["2h ago to 1h ago", "now-2h", "now-1h"],
		["2h ago", local("2026-11-20T01:12:40"), local("2026-11-20T01:22:40")],
		["since 1h ago", "now-1h", "now"],
		["since 02:30", local("2026-11-20T02:30"), "now"],
		["from yesterday", local("2026-11-19T00:00"), "now"],
		["from 02:30 to 3am", local("2026-11-20T02:30"), local("2026-11-20T03:00")],
		["between 1am and 2:30am", local("2026-11-20T01:00"), local("2026-11-20T02:30")],
		["yesterday 2pm-3pm", local("2026-11-19T14:00"), local("2026-11-19T15:00")],
		["yesterday at 14:00", local("2026-11-19T13:55"), local("2026-11-19T14:05")],
		["yesterday to today", local("2026-11-19T00:00"), "now"],
		["this week", local("2026-11-16T00:00"), "now"],
		["previous week", local("2026-11-09T00:00"), local("2026-11-16T00:00")],
		["this month", local("2026-11-01T00:00"), "now"],
		["friday", local("2026-11-20T00:00"), "now"],
		["Mon", local("2026-11-16T00:00"), local("2026-11-17T00:00")],
		["day before yesterday", local("2026-11-18T00:00"), local("2026-11-19T00:00")],
		["2026-11-18 → 2026-11-19", local("2026-11-18T00:00"), local("2026-11-20T00:00")],
		["2026/11/18 09:30-10:00", local("2026-11-18T09:30"), local("2026-11-18T10:00")],
		["最近15分钟", "now-15m", "now"],
		["过去2小时", "now-2h", "now"],
		["近三天", "now-3d", "now"],
		["最近半小时", "now-30m", "now"],
		["最近一个小时", "now-1h", "now"],
		["最近 十五 分钟", "now-15m", "now"],
		["昨天", local("2026-11-19T00:00"), local("2026-11-20T00:00")],
		["今天", local("2026-11-20T00:00"), "now"],
		["前天", local("2026-11-18T00:00"), local("2026-11-19T00:00")],
		["本周", local("2026-11-16T00:00"), "now"],
		["上周", local("2026-11-09T00:00"), local("2026-11-16T00:00")],
		["周三", local("2026-11-18T00:00"), local("2026-11-19T00:00")],
		["昨天下午3点到下午4点半", local("2026-11-19T15:00"), local("2026-11-19T16:30")],
		["2小时前到1小时前", "now-2h", "now-1h"],
		["昨天至今", local("2026-11-19T00:00"), "now"],
		["11月18日 09：30～10：00", local("2026-11-18T09:30"), local("2026-11-18T10:00")],
	])("understands %s", (text, from, to) => {
		expect(parseTimeText(text, NOW)).toEqual({ from, to });
	});

	test.each([
		"",
		"soon",
		"10:00-09:30",
		"25:00-26:00",
		"now-1h to yesterday",
		"15 parsecs",
		"2026-13-45",
		"2026-02-30",
		"yesterday 25:00",
		"now to now",
		"最近",
		"2h ago to 3h ago",
	])("refuses %s", (text) => {
		expect(parseTimeText(text, NOW)).toBeUndefined();
	});
});

describe("timestamps of logs", () => {
	test.each([
		["2026-11-20T03:14:07.218004211+08:00", "2026-11-20T03:14:07.218+08:00"],
		["2026-11-20T03:14:07Z INFO started", "2026-11-20T03:14:07Z"],
		["2026-11-19 19:14:07.218004 +0000 UTC m=+0.512", "2026-11-19T19:14:07.218Z"],
		["[2026-11-20 03:14:07,218] WARN retry", "2026-11-20T03:14:07.218+08:00"],
		["2026/11/20 03:14:07 http: panic", "2026-11-20T03:14:07+08:00"],
		['20/Nov/2026:03:14:07 +0800] "GET / HTTP/1.1"', "2026-11-20T03:14:07+08:00"],
		["Thu, 19 Nov 2026 19:14:07 GMT", "2026-11-19T19:14:07Z"],
		["Fri Nov 20 03:14:07 2026", "2026-11-20T03:14:07+08:00"],
		["Nov 20 03:14:07 host sshd[1]: x", "2026-11-20T03:14:07+08:00"],
		["Dec 31 23:59:00", "2025-12-31T23:59:00+08:00"],
		["E1120 03:14:07.218004 1 controller.go:1] x", "2026-11-20T03:14:07.218+08:00"],
		["1763579647.218", "2025-11-19T19:14:07.218Z"],
	])("%s", (text, iso) => {
		const instant = Date.parse(iso);
		expect(parseTimeText(text, NOW)).toEqual({ from: String(instant - 300_000), to: String(instant + 300_000) });
	});

	test.each(["2026-02-30 03:14:07", "2026-11-20 25:14:07", "2026-11-20 03:14 and then", "20/Foo/2026:03:14:07 +0800"])(
		"%s is none",
		(text) => {
			expect(parseTimeText(text, NOW)).toBeUndefined();
		},
	);
});

test("a copied range is read back as the same range", () => {
	const ends = fc.oneof(
		fc.integer({ min: 0, max: 4_102_444_800_000 }).map(String),
		fc.tuple(fc.integer({ min: 1, max: 999 }), fc.constantFrom("s", "m", "h", "d", "w")).map(([count, unit]) => `now-${count}${unit}`),
		fc.constant("now"),
	);
	fc.assert(
		fc.property(ends, ends, (from, to) => {
			const start = resolveInstant(from, NOW) ?? Number.NaN;
			const end = resolveInstant(to, NOW) ?? Number.NaN;
			fc.pre(start < end);
			const read = parseTimeText(printTimeText({ from, to }, NOW), NOW);
			expect(read === undefined ? undefined : resolveRange(read, NOW)).toEqual({ fromMs: start, toMs: end });
			for (const [given, kept] of [
				[from, read?.from],
				[to, read?.to],
			])
				if (given?.startsWith("now")) expect(kept).toBe(given);
		}),
		{ seed: 4319, numRuns: 500 },
	);
});

test("whatever is typed is either refused or a range that goes forward", () => {
	const words = fc.constantFrom(
		"last",
		"2h",
		"to",
		"yesterday",
		"03:00",
		"-",
		"→",
		"ago",
		"now",
		"最近",
		"分钟",
		"5",
		"2026-11-20",
		"monday",
		"pm",
		"..",
	);
	fc.assert(
		fc.property(fc.array(words, { maxLength: 6 }), (typed) => {
			const range = parseTimeText(typed.join(" "), NOW);
			if (range !== undefined)
				expect(resolveInstant(range.to, NOW) ?? Number.NaN).toBeGreaterThan(resolveInstant(range.from, NOW) ?? Number.NaN);
		}),
		{ seed: 4320, numRuns: 500 },
	);
});
