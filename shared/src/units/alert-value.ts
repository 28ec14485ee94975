/** A measured value or threshold of an alert, and how long something lasts, in the words of their unit. */
import { type Formatted, formatCount, formatDuration, formatMagnitude, formatPercent, formatRate, formatSignificant } from "./format.ts";

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const SECOND_NANOS = 1e9;

/**
 * Text of a value by the unit of its rule's kind.
 *
 * Units   ratio 0..1, nanos nanoseconds, perSecond, seconds, count, factor (1 is the limit); any other unit is the metric's own.
 */
export function formatAlertValue(value: number, unit: string): Formatted {
	if (unit === "ratio") return formatPercent(value);
	if (unit === "nanos") return formatDuration(value);
	if (unit === "perSecond") return formatRate(value);
	if (unit === "seconds") return formatLength(value);
	if (unit === "count") return formatCount(value);
	if (unit === "factor") return [{ number: `${formatSignificant(value)}×`, unit: "" }];
	return formatMagnitude(value);
}

/** How long something lasts, in words for people: `45 s`, `5 min`, `1h 04m`, `6 d`. Units: seconds, rounded down to whole ones. */
export function formatLength(seconds: number): Formatted {
	const whole = Math.floor(seconds);
	if (whole < MINUTE) return [{ number: String(whole), unit: "\u00a0s" }];
	if (whole < HOUR) return [{ number: String(Math.floor(whole / MINUTE)), unit: "\u00a0min" }];
	if (whole >= 2 * DAY) return [{ number: String(Math.floor(whole / DAY)), unit: "\u00a0d" }];
	if (whole % HOUR < MINUTE) return [{ number: String(Math.floor(whole / HOUR)), unit: "\u00a0h" }];
	return formatDuration(whole * SECOND_NANOS);
}
