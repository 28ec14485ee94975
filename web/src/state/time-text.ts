/** What people type into the time field, as a range for the address. Local times are meant in the browser's zone. */
import { DAY_MS, MINUTE_MS, type RangeText, resolveInstant } from "./time-range.ts";

const LENGTH = /^(?:last\s+)?(\d+(?:\.\d+)?)\s*(ms|s|m|min|h|d|w)$/i;
const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d{1,9})?))?$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const SEPARATOR = /\s*(?:→|\.\.|\bto\b|\s-\s|\s–\s)\s*/;
const AROUND_MS = 5 * MINUTE_MS;

/**
 * Understand a range.
 *
 * Accepts  `15m` `last 2h` `now-1h` `today` `yesterday` `09:30-10:00` `2026-11-20` `2026-11-20 03:00 → 03:30`, ISO 8601, epoch s/ms/µs/ns,
 *          two of these with `→`, `to`, `..` or ` - ` between; one instant alone (a pasted log time) means five minutes around it.
 * Result   undefined when the text is none of them or ends before it starts.
 */
export function parseTimeText(input: string, nowMs: number): RangeText | undefined {
	const text = input.trim();
	const length = LENGTH.exec(text);
	if (length !== null) return { from: `now-${length[1]}${length[2]?.toLowerCase().replace("min", "m")}`, to: "now" };
	if (/^now-/.test(text) && resolveInstant(text, nowMs) !== undefined) return { from: text, to: "now" };
	const day = dayRange(text.toLowerCase(), nowMs);
	if (day !== undefined) return day;
	const clocks = /^(\d{1,2}:\d{2}(?::\d{2})?)\s*[-–]\s*(\d{1,2}:\d{2}(?::\d{2})?)$/.exec(text);
	const ends = clocks === null ? text.split(SEPARATOR) : [clocks[1] ?? "", clocks[2] ?? ""];
	if (ends.length === 2) return twoEnds(ends[0] ?? "", ends[1] ?? "", nowMs);
	const instant = instantOf(text, nowMs, nowMs);
	return instant === undefined ? undefined : { from: String(instant - AROUND_MS), to: String(instant + AROUND_MS) };
}

function startOfDay(millis: number): number {
	const date = new Date(millis);
	return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function dayRange(text: string, nowMs: number): RangeText | undefined {
	if (text === "today") return { from: String(startOfDay(nowMs)), to: "now" };
	if (text === "yesterday") {
		const today = startOfDay(nowMs);
		return { from: String(startOfDay(today - DAY_MS / 2)), to: String(today) };
	}
	if (!DAY.test(text)) return undefined;
	const start = Date.parse(`${text}T00:00`);
	return Number.isNaN(start) ? undefined : { from: String(start), to: String(startOfDay(start + 1.5 * DAY_MS)) };
}

function twoEnds(first: string, second: string, nowMs: number): RangeText | undefined {
	const from = instantOf(first, nowMs, nowMs);
	if (from === undefined) return undefined;
	const to = instantOf(second, from, nowMs);
	if (to === undefined || to <= from) return undefined;
	const keep = (text: string, instant: number): string => (/^now/.test(text) ? text : String(instant));
	return { from: keep(first, from), to: keep(second, to) };
}

/** One instant; a bare clock time is of the day of `dayMs`. */
function instantOf(text: string, dayMs: number, nowMs: number): number | undefined {
	const clock = CLOCK.exec(text);
	if (clock !== null) {
		const seconds = Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0);
		return seconds < 86_400 ? startOfDay(dayMs) + Math.floor(seconds * 1000) : undefined;
	}
	const known = resolveInstant(text, nowMs);
	if (known !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(text)) return known;
	const local = Date.parse(text.replace(/^(\d{4})[-/](\d{2})[-/](\d{2})\s+/, "$1-$2-$3T").replace(/,(\d{3})/, ".$1"));
	return Number.isNaN(local) || !/^\d{4}[-/]/.test(text) ? undefined : local;
}
