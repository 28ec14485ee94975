/** Timestamps as programs print them, out of a log line or alone. */

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const CLOCK = "(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:[.,](?<fraction>\\d{1,9}))?)?";
const ZONE = "(?:\\s?(?<zone>Z|UTC|GMT|[+-]\\d{2}:?\\d{2}))?(?:\\s[A-Z]{2,5}\\b)?(?:\\sm=[+-][\\d.]+)?";
const NAMED_MONTH = "(?<name>[A-Za-z]{3})[a-z]*\\.?";

/** ISO and Go; the access log of web servers; mail and HTTP; C's asctime and syslog; klog. */
const SHAPES: readonly RegExp[] = [
	`(?<year>\\d{4})[-/.](?<month>\\d{1,2})[-/.](?<day>\\d{1,2})[T_\\s]\\s?${CLOCK}${ZONE}`,
	`(?<day>\\d{1,2})/${NAMED_MONTH}/(?<year>\\d{4}):${CLOCK}${ZONE}`,
	`(?:[A-Z][a-z]{2,8},?\\s)?(?<day>\\d{1,2})[\\s-]${NAMED_MONTH}[\\s-](?<year>\\d{4})\\s${CLOCK}${ZONE}`,
	`(?:[A-Z][a-z]{2,8},?\\s)?${NAMED_MONTH}\\s{1,2}(?<day>\\d{1,2}),?(?:\\s(?<year>\\d{4}),?)?\\s${CLOCK}${ZONE}(?:\\s(?<lastYear>\\d{4}))?`,
	`[IWEF](?<month>\\d{2})(?<day>\\d{2})\\s${CLOCK}`,
].map((shape) => new RegExp(`^${shape}(?<rest>$|[\\s\\]|"',;])`));
const EPOCH_SECONDS = /^(\d{9,11})\.(\d{1,9})(?:$|\s)/;
const DAY_MS = 86_400_000;

/**
 * The instant of a timestamp at the start of `text`, epoch milliseconds. What follows it may be the rest of a log line, if the
 * timestamp has seconds. Times without a zone are of the browser's; without a year, of the last twelve months.
 * Result: undefined when there is none, or when it names a day or a time that does not exist.
 */
export function instantFromStamp(text: string, nowMs: number): number | undefined {
	const bare = text.trim().replace(/^[[("'<]+/, "");
	const seconds = EPOCH_SECONDS.exec(bare);
	if (seconds !== null) return Number(seconds[1]) * 1000 + Math.floor(Number(`0.${seconds[2]}`) * 1000);
	for (const shape of SHAPES) {
		const found = shape.exec(bare);
		if (found?.groups === undefined) continue;
		const isWhole = bare.slice(found[0].length).trim() === "";
		if (!isWhole && found.groups.second === undefined) continue;
		return instantOfFields(found.groups, nowMs);
	}
	return undefined;
}

type Fields = Readonly<Record<string, string | undefined>>;

function instantOfFields(fields: Fields, nowMs: number): number | undefined {
	const month = fields.name === undefined ? Number(fields.month) - 1 : MONTHS.indexOf(fields.name.toLowerCase());
	const clockMs =
		(Number(fields.hour) * 3600 + Number(fields.minute) * 60 + Number(fields.second ?? 0)) * 1000 +
		Math.floor(Number(`0.${fields.fraction ?? 0}`) * 1000);
	const isClock = Number(fields.hour) < 24 && Number(fields.minute) < 60 && Number(fields.second ?? 0) < 61;
	const year = fields.year ?? fields.lastYear;
	const thisYear = new Date(nowMs).getFullYear();
	const at = (ofYear: number): number | undefined => instantOfDay([ofYear, month, Number(fields.day)], clockMs, fields.zone);
	const instant = at(year === undefined ? thisYear : Number(year));
	if (!isClock || instant === undefined) return undefined;
	return year === undefined && instant > nowMs + DAY_MS ? at(thisYear - 1) : instant;
}

/** Undefined for a day that the calendar does not have. */
function instantOfDay(
	[year, month, day]: readonly [number, number, number],
	clockMs: number,
	zone: string | undefined,
): number | undefined {
	const midnight = new Date(Date.UTC(year, month, day));
	if (month < 0 || midnight.getUTCMonth() !== month || midnight.getUTCDate() !== day) return undefined;
	if (zone === undefined) return new Date(year, month, day, 0, 0, 0, clockMs).getTime();
	const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
	const minutes = offset === null ? 0 : (Number(offset[2]) * 60 + Number(offset[3])) * (offset[1] === "-" ? -1 : 1);
	return midnight.getTime() + clockMs - minutes * 60_000;
}
