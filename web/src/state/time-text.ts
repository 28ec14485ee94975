/** What people type into the time field, as a range for the address, and back. Local times are meant in the browser's zone. */
import { formatIso } from "@spanglass/shared/units/clock-text";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import { DAY_MS, MINUTE_MS, type RangeText, resolveInstant, resolveRange } from "./time-range.ts";
import { instantFromStamp } from "./time-stamp.ts";
import { plainTimeWords, weekdayIndex } from "./time-words.ts";

const LENGTH = /^(?:now\s?-\s?)?(\d+(?:\.\d+)?(?:ms|s|m|h|d|w))$/i;
const AGO = /^(\d+(?:\.\d+)?(?:ms|s|m|h|d|w)) ago$/i;
const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d{1,9})?))?$/;
const DAY = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/;
const DAY_AND_CLOCK = /^([a-z]+|\d{4}[-/]\d{1,2}[-/]\d{1,2}),?\s+(\d{1,2}:\d{2}.*)$/i;
const CLOCKS = /^(\d{1,2}:\d{2}(?::\d{2})?)\s*[-–]\s*(\d{1,2}:\d{2}(?::\d{2})?)$/;
const SEPARATOR = /\s*(?:→|—|\.\.|\bto\b|->|\s[-–]\s)\s*/i;
const AROUND_MS = 5 * MINUTE_MS;

/** One end of a range, as texts of the address: an instant (`from` and `to` are the same) or a stretch such as a day. */
interface Phrase extends RangeText {
	/** The range that is meant when nothing else stands beside it. */
	readonly alone: RangeText;
}

/**
 * Understand a range.
 *
 * Accepts  `15m` `last 2 hours` `now-1h` `today` `this week` `friday` `yesterday 14:00-15:00` `2h ago` `since 09:30` `2026-11-20`
 *          `2026-11-20 03:00 → 03:30`, ISO 8601, epoch s/ms/µs/ns, timestamps of logs, `最近15分钟` `昨天下午3点`; two of these with `→`,
 *          `to`, `..`, `~` or ` - ` between. One instant alone (a pasted log time) means five minutes around it.
 * Result   undefined when the text is none of them or ends before it starts.
 */
export function parseTimeText(input: string, nowMs: number): RangeText | undefined {
	const range = rangeFromText(input, nowMs);
	return range !== undefined && lengthOf(range, nowMs) > 0 ? range : undefined;
}

/** True when a text is understood as a range that ends before it starts. */
export function isBackwards(input: string, nowMs: number): boolean {
	const range = rangeFromText(input, nowMs);
	return range !== undefined && lengthOf(range, nowMs) < 0;
}

/** Either end may come first. */
function rangeFromText(input: string, nowMs: number): RangeText | undefined {
	const text = plainTimeWords(input, new Date(nowMs).getFullYear());
	return twoEnds(text, nowMs) ?? phraseOf(text, nowMs, nowMs)?.alone ?? aroundStamp(input, nowMs);
}

/** A range as text that says the same tomorrow (but for what moves with the clock): `now-15m → now`, or two ISO times with offset. */
export function printTimeText(range: RangeText, nowMs: number): string {
	const resolved = resolveRange(range, nowMs);
	const print = (text: string, millis: number): string => (text.startsWith("now") ? text : formatIso(unixNanosFromMillis(millis)));
	return `${print(range.from, resolved.fromMs)} → ${print(range.to, resolved.toMs)}`;
}

/** Milliseconds, below 0 when the end comes first; NaN when an end means no instant. */
function lengthOf({ from, to }: RangeText, nowMs: number): number {
	return (resolveInstant(to, nowMs) ?? Number.NaN) - (resolveInstant(from, nowMs) ?? Number.NaN);
}

function aroundStamp(text: string, nowMs: number): RangeText | undefined {
	const instant = instantFromStamp(text, nowMs);
	return instant === undefined ? undefined : around(instant);
}

function around(instant: number): RangeText {
	return { from: String(instant - AROUND_MS), to: String(instant + AROUND_MS) };
}

function twoEnds(text: string, nowMs: number): RangeText | undefined {
	const dated = DAY_AND_CLOCK.exec(text);
	const clocks = CLOCKS.exec(dated?.[2] ?? text);
	const day = clocks === null || dated === null ? undefined : dayOf(dated[1] ?? "", nowMs);
	const ends = clocks === null ? text.split(SEPARATOR) : [clocks[1] ?? "", clocks[2] ?? ""];
	if (ends.length !== 2 || (clocks !== null && dated !== null && day === undefined)) return undefined;
	const first = phraseOf(ends[0] ?? "", nowMs, day?.startMs ?? nowMs);
	const firstMs = first === undefined ? undefined : resolveInstant(first.from, nowMs);
	if (first === undefined || firstMs === undefined) return undefined;
	const second = phraseOf(ends[1] ?? "", nowMs, firstMs);
	return second === undefined ? undefined : { from: first.from, to: second.to };
}

/** Read one end; a bare clock time is of the day of `dayMs`. */
function phraseOf(text: string, nowMs: number, dayMs: number): Phrase | undefined {
	const length = LENGTH.exec(text)?.[1]?.toLowerCase();
	if (length !== undefined) return { from: `now-${length}`, to: `now-${length}`, alone: { from: `now-${length}`, to: "now" } };
	const ago = AGO.exec(text)?.[1]?.toLowerCase();
	if (ago !== undefined) return instantPhrase(`now-${ago}`, nowMs);
	const stretch = stretchOf(text, nowMs);
	if (stretch !== undefined) return stretch;
	const dated = DAY_AND_CLOCK.exec(text);
	const day = dated === null ? undefined : dayOf(dated[1] ?? "", nowMs);
	const millis = clockOf(day === undefined ? text : (dated?.[2] ?? ""), day?.startMs ?? dayMs);
	if (millis !== undefined) return instantPhrase(String(millis), nowMs);
	if (text === "now") return instantPhrase("now", nowMs);
	const instant = text.includes("-") ? instantFromStamp(text, nowMs) : (resolveInstant(text, nowMs) ?? instantFromStamp(text, nowMs));
	return instant === undefined ? undefined : instantPhrase(String(instant), nowMs);
}

function instantPhrase(text: string, nowMs: number): Phrase {
	return { from: text, to: text, alone: around(resolveInstant(text, nowMs) ?? nowMs) };
}

/** A named stretch of the calendar; one that is not over ends now. */
function stretchOf(text: string, nowMs: number): Phrase | undefined {
	const named = dayOf(text, nowMs) ?? longStretch(text.toLowerCase(), new Date(nowMs));
	if (named === undefined) return undefined;
	const isOpen = named.startMs <= nowMs && named.endMs > nowMs;
	const range = { from: String(named.startMs), to: isOpen ? "now" : String(named.endMs) };
	return { ...range, alone: range };
}

interface Stretch {
	readonly startMs: number;
	readonly endMs: number;
}

function dayStretch(date: Date, offsetDays = 0): Stretch {
	const start = (days: number): number => new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
	return { startMs: start(offsetDays), endMs: start(offsetDays + 1) };
}

/** `today`, `yesterday`, a weekday (the last one, today included) or a date. */
function dayOf(word: string, nowMs: number): Stretch | undefined {
	const now = new Date(nowMs);
	const back = { today: 0, yesterday: 1, daybefore: 2 }[word.toLowerCase()];
	if (back !== undefined) return dayStretch(now, -back);
	const weekday = weekdayIndex(word);
	if (weekday >= 0) return dayStretch(now, -((now.getDay() - weekday + 7) % 7));
	const [, year, month, day] = DAY.exec(word) ?? [];
	if (year === undefined) return undefined;
	const date = new Date(Number(year), Number(month) - 1, Number(day));
	return date.getMonth() === Number(month) - 1 ? dayStretch(date) : undefined;
}

function longStretch(text: string, now: Date): Stretch | undefined {
	const monday = dayStretch(now, -((now.getDay() + 6) % 7)).startMs;
	const week = (offset: number): number => dayStretch(new Date(monday), offset * 7).startMs;
	const month = (offset: number): number => new Date(now.getFullYear(), now.getMonth() + offset, 1).getTime();
	const known: Readonly<Record<string, Stretch>> = {
		"this week": { startMs: week(0), endMs: week(1) },
		"previous week": { startMs: week(-1), endMs: week(0) },
		"this month": { startMs: month(0), endMs: month(1) },
		"previous month": { startMs: month(-1), endMs: month(0) },
	};
	return Object.hasOwn(known, text) ? known[text] : undefined;
}

function clockOf(text: string, dayMs: number): number | undefined {
	const clock = CLOCK.exec(text);
	if (clock === null) return undefined;
	const seconds = Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number((clock[3] ?? "0").replace(",", "."));
	const isClock = Number(clock[1]) < 24 && Number(clock[2]) < 60 && seconds < DAY_MS / 1000;
	const day = new Date(dayMs);
	return isClock ? new Date(day.getFullYear(), day.getMonth(), day.getDate(), 0, 0, 0, Math.floor(seconds * 1000)).getTime() : undefined;
}
