/**
 * Points in time as text. A zone is an IANA name; undefined means the machine's own. Texts of Intl are cut into parts and joined here,
 * so that both languages of the page show the same 24 h digits.
 */

interface Fields {
	readonly year: string;
	readonly month: string;
	readonly day: string;
	readonly hour: string;
	readonly minute: string;
	readonly second: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function cached(key: string, make: () => Intl.DateTimeFormat): Intl.DateTimeFormat {
	const known = formats.get(key);
	if (known !== undefined) return known;
	const made = make();
	formats.set(key, made);
	return made;
}

function fieldsOf(millis: number, zone: string | undefined): Fields {
	const format = cached(
		`fields ${zone}`,
		() =>
			new Intl.DateTimeFormat("en-GB", {
				...(zone === undefined ? {} : { timeZone: zone }),
				hourCycle: "h23",
				year: "numeric",
				month: "2-digit",
				day: "2-digit",
				hour: "2-digit",
				minute: "2-digit",
				second: "2-digit",
			}),
	);
	const found: Record<string, string> = {};
	for (const part of format.formatToParts(millis)) found[part.type] = part.value;
	const field = (name: string): string => found[name] ?? "";
	return {
		year: field("year"),
		month: field("month"),
		day: field("day"),
		hour: field("hour"),
		minute: field("minute"),
		second: field("second"),
	};
}

const fraction = (value: number | bigint, digits: number): string => value.toString().padStart(digits, "0");

/** How much of a clock is shown: `03:14`, `03:14:07`, `03:14:07.218`. */
export type ClockPrecision = "minute" | "second" | "milli";

/** The time of day. Units: milliseconds since the epoch; digits below the precision are cut, never rounded. */
export function formatClock(millis: number, precision: ClockPrecision, zone?: string): string {
	const { hour, minute, second } = fieldsOf(millis, zone);
	if (precision === "minute") return `${hour}:${minute}`;
	if (precision === "second") return `${hour}:${minute}:${second}`;
	return `${hour}:${minute}:${second}.${fraction(((Math.floor(millis) % 1000) + 1000) % 1000, 3)}`;
}

/** The time of day to the microsecond, from nanoseconds: `03:14:07.218004`. */
export function formatClockMicros(nanos: bigint, zone?: string): string {
	const base = formatClock(Number(nanos / 1_000_000n), "second", zone);
	return `${base}.${fraction((nanos / 1_000n) % 1_000_000n, 6)}`;
}

/** The calendar day `2026-11-20`. */
export function formatDay(millis: number, zone?: string): string {
	const { year, month, day } = fieldsOf(millis, zone);
	return `${year}-${month}-${day}`;
}

/** The day as people say it: `20 Nov` in English, `11月20日` in Chinese. */
export function formatDayShort(millis: number, language: "en" | "zh", zone?: string): string {
	const format = cached(
		`day ${language} ${zone}`,
		() =>
			new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", {
				...(zone === undefined ? {} : { timeZone: zone }),
				day: "numeric",
				month: "short",
			}),
	);
	return format.format(millis);
}

/** A month as a heading: `November 2026`, `2026年11月`. */
export function formatMonth(millis: number, language: "en" | "zh"): string {
	const locale = language === "zh" ? "zh-CN" : "en-GB";
	return cached(`month ${language}`, () => new Intl.DateTimeFormat(locale, { year: "numeric", month: "long" })).format(millis);
}

const FIRST_MONDAY_MS = Date.UTC(1970, 0, 5);
const DAY_MS = 86_400_000;

/** Short names of the weekdays from Monday on: `Mon`, `周一`. */
export function weekdayNames(language: "en" | "zh"): readonly string[] {
	const locale = language === "zh" ? "zh-CN" : "en-GB";
	const format = cached(`weekday ${language}`, () => new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" }));
	return Array.from({ length: 7 }, (_day, index) => format.format(FIRST_MONDAY_MS + index * DAY_MS));
}

/** Minutes that the zone is ahead of UTC at that time. */
export function zoneOffsetMinutes(millis: number, zone?: string): number {
	const whole = Math.floor(millis / 1000) * 1000;
	const { year, month, day, hour, minute, second } = fieldsOf(whole, zone);
	const asUtc = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
	return Math.round((asUtc - whole) / 60_000);
}

/** `UTC`, `UTC+8`, `UTC−3:30`. */
export function zoneLabel(millis: number, zone?: string): string {
	const offset = zoneOffsetMinutes(millis, zone);
	if (offset === 0) return "UTC";
	const minutes = Math.abs(offset) % 60;
	const hours = Math.floor(Math.abs(offset) / 60);
	return `UTC${offset < 0 ? "−" : "+"}${hours}${minutes === 0 ? "" : `:${fraction(minutes, 2)}`}`;
}

/** 3, 6 or 9 digits, whichever loses nothing. */
function shortenedFraction(nanos: bigint): string {
	const digits = fraction(nanos, 9);
	if (digits.endsWith("000000")) return digits.slice(0, 3);
	return digits.endsWith("000") ? digits.slice(0, 6) : digits;
}

/** ISO 8601 with offset, every nanosecond that is not zero: `2026-11-20T03:14:07.218+08:00`. What copying gives. */
export function formatIso(nanos: bigint, zone?: string): string {
	const millis = Number(nanos / 1_000_000n);
	const offset = zoneOffsetMinutes(millis, zone);
	const below = shortenedFraction(nanos % 1_000_000_000n);
	const sign = offset < 0 ? "-" : "+";
	const clock = `${fraction(Math.floor(Math.abs(offset) / 60), 2)}:${fraction(Math.abs(offset) % 60, 2)}`;
	return `${formatDay(millis, zone)}T${formatClock(millis, "second", zone)}.${below}${offset === 0 ? "Z" : sign + clock}`;
}

/** How long ago, in the unit in which people would say it; the page adds the words. Future times count as now. */
export interface Age {
	readonly value: number;
	readonly unit: "second" | "minute" | "hour" | "day";
}

/** Age of a moment. Units: milliseconds. Result: whole numbers, rounded down: 200 s -> 3 minutes. */
export function ageOf(millis: number, nowMillis: number): Age {
	const seconds = Math.max(0, Math.floor((nowMillis - millis) / 1000));
	if (seconds < 60) return { value: seconds, unit: "second" };
	if (seconds < 3600) return { value: Math.floor(seconds / 60), unit: "minute" };
	if (seconds < 86_400) return { value: Math.floor(seconds / 3600), unit: "hour" };
	return { value: Math.floor(seconds / 86_400), unit: "day" };
}
