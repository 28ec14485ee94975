import { type UnixNanos, unixNanos, unixNanosFromMillis } from "./time.ts";

const FORM = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,32}))?(?:Z|([+-])(\d\d):(\d\d))$/;
const LATEST = (1n << 64n) - 1n;

/**
 * A point in time as RFC 3339 writes it: `2026-01-31T12:00:00.123456789+02:00`.
 *
 * Result  to the nanosecond, further decimals cut; times before 1970 are 0, those after 2554 the last nanosecond that there is; undefined
 *         for any other text, and for a day, hour or zone that does not exist.
 */
export function nanosFromRfc3339(text: string): UnixNanos | undefined {
	const parts = FORM.exec(text);
	if (parts === null) return undefined;
	const [, year, month, day, hour, minute, second, decimals = "", sign = "+", zoneHour = "0", zoneMinute = "0"] = parts;
	const written = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
	const millis = Date.parse(written);
	// What does not exist would be another day: 30 February is 2 March.
	if (Number.isNaN(millis) || new Date(millis).toISOString() !== written) return undefined;
	if (Number(zoneHour) > 23 || Number(zoneMinute) > 59) return undefined;
	const zoneMillis = (Number(zoneHour) * 60 + Number(zoneMinute)) * 60_000 * (sign === "-" ? -1 : 1);
	const nanos = unixNanosFromMillis(millis - zoneMillis) + BigInt(decimals.slice(0, 9).padEnd(9, "0"));
	return unixNanos(nanos < 0n ? 0n : nanos > LATEST ? LATEST : nanos);
}
