/** Everyday words for times, English and Chinese, rewritten to the few that `time-text.ts` reads. Pure text, no clock but for the year. */

const NUMERALS = "一二三四五六七八九";
const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;
const CHINESE_WEEKDAYS = "日一二三四五六";

/** Index of a weekday as `Date.getDay` counts; -1 for another word. Three letters are enough. */
export function weekdayIndex(word: string): number {
	const short = word.toLowerCase();
	return short.length < 3 ? -1 : WEEKDAYS.findIndex((name) => name.startsWith(short));
}

type Rule = readonly [pattern: RegExp, replace: string | ((...found: string[]) => string)];

/** `十五` -> 15, `两` -> 2, `三十` -> 30. */
function chineseNumber(tens: string, hasTen: string, ones: string): string {
	const digit = (text: string): number => (text === "两" ? 2 : NUMERALS.indexOf(text) + 1);
	if (hasTen === "") return String(digit(tens));
	return String((tens === "" ? 1 : digit(tens)) * 10 + (ones === "" ? 0 : digit(ones)));
}

function clock(hour: string, minute: string | undefined, isAfternoon: boolean, isMorning = false): string {
	const hours = Number(hour) + (isAfternoon && Number(hour) < 12 ? 12 : isMorning && Number(hour) === 12 ? -12 : 0);
	return `${String(hours).padStart(2, "0")}:${minute ?? "00"}`;
}

const UNIT_AFTER = "(?=\\s*(?:个|秒|分|小时|钟头|天|日|周|星期|礼拜|点))";

const CHINESE: readonly Rule[] = [
	[/一刻钟/g, "15m"],
	[/半个?小时/g, "30m"],
	[/半天/g, "12h"],
	[/前天/g, " daybefore "],
	[/昨[天日]/g, " yesterday "],
	[/今[天日]/g, " today "],
	[/(?:本|这个?)(?:周|星期|礼拜)(?![一二三四五六日天])/g, " this week "],
	[/上个?(?:周|星期|礼拜)(?![一二三四五六日天])/g, " previous week "],
	[/(?:本|这个?)月/g, " this month "],
	[/上个?月/g, " previous month "],
	[
		/(?:本)?(?:周|星期|礼拜)([一二三四五六日天])/g,
		(_all, day = "") => ` ${WEEKDAYS[CHINESE_WEEKDAYS.indexOf(day === "天" ? "日" : day)] ?? ""} `,
	],
	[
		new RegExp(`([${NUMERALS}两]?)(十)([${NUMERALS}]?)${UNIT_AFTER}|([${NUMERALS}两])${UNIT_AFTER}`, "g"),
		(_all, tens = "", ten = "", ones = "", single = "") => (single ? chineseNumber(single, "", "") : chineseNumber(tens, ten, ones)),
	],
	[
		/(上午|早上|凌晨|中午|下午|晚上)?\s*(\d{1,2})[点时]\s*(?:(\d{1,2})分?|(半))?(?:钟|整)?/g,
		(_all, part = "", hour = "", minute = "", half = "") =>
			` ${clock(hour, half === "" || half === undefined ? (minute || "0").padStart(2, "0") : "30", /下午|晚上/.test(part ?? ""))} `,
	],
	[/(\d)\s*个月/g, "$1 months"],
	[/(\d)\s*秒钟?/g, "$1s "],
	[/(\d)\s*分钟?/g, "$1m "],
	[/(\d)\s*个?(?:小时|钟头)/g, "$1h "],
	[/(\d)\s*[天日]/g, "$1d "],
	[/(\d)\s*个?(?:周|星期|礼拜)/g, "$1w "],
	[/(\d[smhdw])\s*[之以]?前/g, "$1 ago "],
	[/(?:最近|过去|近|前)的?\s*(?=\d)/g, "last "],
	[/至今|到现在|以来/g, " to now"],
	[/现在|此刻/g, "now"],
	[/[从自]\s*/g, "from "],
	[/[到至]/g, " to "],
];

const LENGTHS: Readonly<Record<string, string>> = { mi: "m", ms: "ms", s: "s", m: "m", h: "h", d: "d", w: "w" };
const UNIT = "(milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|wks?|w|months?)";

function unitLetter(unit: string): string {
	const lower = unit.toLowerCase();
	if (/^(?:ms|milli|msec)/.test(lower)) return "ms";
	return LENGTHS[lower.slice(0, 1)] ?? "s";
}

function length(count: string, unit: string): string {
	return /^mon/i.test(unit) ? `${Number(count) * 30}d` : `${count}${unitLetter(unit)}`;
}

const ENGLISH: readonly Rule[] = [
	[/\bhalf an hour\b/gi, "30m"],
	[/\ban?\s+(?=(?:second|minute|hour|day|week|month)\b)/gi, "1 "],
	[/\b(?:in|for|over|during)?\s*\bthe\s+(?=last|past|previous|day)/gi, ""],
	[/\bday before yesterday\b/gi, "daybefore"],
	[/\b(?:last|past)\s+(second|minute|hour|day|week|month)\b/gi, (_all, unit = "") => length("1", unit)],
	[new RegExp(`(?<![\\d:.])(\\d+(?:\\.\\d+)?)\\s*${UNIT}(?![a-z])`, "gi"), (_all, count = "", unit = "") => length(count, unit)],
	[/\b(?:last|past|previous)\s+(?=\d)/gi, ""],
	[
		/\b(\d{1,2})(?::(\d{2}(?::\d{2})?))?\s*([ap])\.?m\b\.?/gi,
		(_all, hour = "", minute, half = "") => clock(hour, minute, /p/i.test(half), /a/i.test(half)),
	],
	[/\b(?:until|till|through)\b/gi, "to"],
	[/^between\s+(.+?)\s+and\s+/i, "$1 to "],
	[/\b(?:on|at)\s+/gi, ""],
	[/^(?:since|after)\s+(.+)$/i, "$1 to now"],
	[/^from\s+((?:(?!\s+to\s).)+)$/i, "$1 to now"],
	[/^from\s+/i, ""],
];

/** Rewrite a text: lengths as `15m`, days as `yesterday` or `2026-11-20`, clocks as `15:30`, the middle of a range as `to`. */
export function plainTimeWords(text: string, year: number): string {
	const dated = text
		.normalize("NFKC")
		.replace(/[~〜]/g, " to ")
		.replace(
			/(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]/g,
			(_all, ofYear: string | undefined, month: string, day: string) =>
				` ${ofYear ?? year}-${month.padStart(2, "0")}-${day.padStart(2, "0")} `,
		);
	return [...CHINESE, ...ENGLISH]
		.reduce(
			(before, [pattern, replace]) =>
				(typeof replace === "string" ? before.replace(pattern, replace) : before.replace(pattern, replace)).trim(),
			dated,
		)
		.replace(/\s+/g, " ")
		.trim();
}
