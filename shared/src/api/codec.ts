/** Texts of parameters and what they mean: times, ranges, ids. */
import { SpanglassError } from "../model/errors.ts";
import { parseSpanId, parseTraceId, type SpanId, type TraceId } from "../model/ids.ts";
import { LIMITS } from "../model/limits.ts";
import type { TimeRange } from "../query/time-range.ts";
import { type UnixNanos, unixNanosFromMillis } from "../units/time.ts";

const MILLI = 1_000_000n;
const MAX_NANOS = (1n << 64n) - 1n;
const UNIT_NANOS: Readonly<Record<string, number>> = { ms: 1e6, s: 1e9, m: 60e9, h: 3600e9, d: 86_400e9, w: 604_800e9 };
const RELATIVE = /^now(?:([+-])(\d{1,9}(?:\.\d{1,9})?)(ms|s|m|h|d|w))?$/;
const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+\- ]\d{2}:?\d{2})?)?$/;

/**
 * Read one point in time.
 *
 * Shape   `now`, `now-1h`, `now+5m` (ms s m h d w) · epoch numbers by their size: up to 14 digits milliseconds (9 to 11 digits: seconds),
 *         up to 17 microseconds, else nanoseconds · ISO 8601 with up to nine decimals; without a zone it is UTC; a date is its first instant.
 * Result  undefined when it is none of these or does not fit in 64 bits.
 */
export function parseTime(text: string, now: UnixNanos): UnixNanos | undefined {
	const relative = RELATIVE.exec(text);
	if (relative !== null) return relativeTime(relative, now);
	if (/^\d{1,20}$/.test(text)) return inRange(epochNanos(text));
	const iso = ISO.exec(text);
	return iso === null ? undefined : isoTime(iso);
}

function relativeTime([, sign, count, unit]: readonly (string | undefined)[], now: UnixNanos): UnixNanos | undefined {
	if (count === undefined || unit === undefined) return now;
	const distance = BigInt(Math.round(Number(count) * (UNIT_NANOS[unit] ?? 0)));
	return inRange(sign === "-" ? now - distance : now + distance);
}

function epochNanos(digits: string): bigint {
	const value = BigInt(digits);
	const { length } = digits;
	if (length >= 9 && length <= 11) return value * 1000n * MILLI;
	if (length <= 14) return value * MILLI;
	return length <= 17 ? value * 1000n : value;
}

function isoTime([, date, time = "00:00", seconds = "00", fraction = "", zone = "Z"]: readonly (string | undefined)[]):
	| UnixNanos
	| undefined {
	const offset = zone.replace(" ", "+");
	const millis = Date.parse(`${date}T${time}:${seconds}${offset}`);
	if (Number.isNaN(millis)) return undefined;
	return inRange(BigInt(millis) * MILLI + BigInt(fraction.padEnd(9, "0")));
}

function inRange(value: bigint): UnixNanos | undefined {
	return value >= 0n && value <= MAX_NANOS ? (value as UnixNanos) : undefined;
}

/** The texts of a range as asked; what is left out is the route's default. */
export interface RangeParams {
	readonly from: string;
	readonly to: string;
}

/**
 * The half-open range that two texts mean at `now`. `from=0` is the beginning of everything stored and has no longest length.
 * Throws invalid_input that names the parameter: unreadable, reversed, longer than 30 days.
 */
export function rangeFromParams({ from, to }: RangeParams, now: UnixNanos): TimeRange {
	const start = timeParam("from", from, now);
	const end = timeParam("to", to, now);
	if (start > end) throw new SpanglassError("invalid_input", "from lies after to", { field: "from", advice: "swap from and to" });
	if (start > 0n && end - start > unixNanosFromMillis(LIMITS.rangeMs)) {
		throw new SpanglassError("invalid_input", "the range is longer than 30 days", {
			field: "from",
			advice: "ask for at most 30 days, or from=0 for everything that is stored",
		});
	}
	return { start, end };
}

/** A time of a parameter, as `from` and `to` take it. Throws invalid_input that names the field. */
export function timeParam(field: string, text: string, now: UnixNanos): UnixNanos {
	const time = parseTime(text, now);
	if (time !== undefined) return time;
	throw new SpanglassError("invalid_input", `${field} is no time: ${JSON.stringify(text.slice(0, 40))}`, {
		field,
		advice: "use epoch milliseconds or nanoseconds, ISO 8601, or now-1h",
	});
}

/** A trace id of a path: any case, dashes allowed. Throws invalid_input. */
export function traceIdParam(text: string): TraceId {
	const id = parseTraceId(text.replaceAll("-", ""));
	if (id !== undefined) return id;
	throw new SpanglassError("invalid_input", "a trace id is 32 hexadecimal digits, not all zero", { field: "traceId" });
}

/** A span id of a path: any case. Throws invalid_input. */
export function spanIdParam(text: string): SpanId {
	const id = parseSpanId(text);
	if (id !== undefined) return id;
	throw new SpanglassError("invalid_input", "a span id is 16 hexadecimal digits, not all zero", { field: "spanId" });
}
