/**
 * The only formatters of numbers and times (ux §3.0). Three significant digits, SI and IEC units, no language in them:
 * every result is a list of parts, so that the page can dim the units; `textOf` joins them.
 */

/** `number` as shown; `unit` holds its own leading space (U+00A0) when one belongs between the two. */
export interface FormatPart {
	readonly number: string;
	readonly unit: string;
}

/** Parts in reading order, parted by U+00A0. */
export type Formatted = readonly FormatPart[];

const NBSP = "\u00a0";
const NOTHING = "–";

/** The plain text of a formatted value: `1.24 s`, `2m 14s`. */
export function textOf(formatted: Formatted): string {
	return formatted.map((part) => part.number + part.unit).join(NBSP);
}

function one(number: string, unit: string): Formatted {
	return [{ number, unit }];
}

/** At most three significant digits, trailing zeros dropped, never an exponent: 1.244 -> `1.24`, 12 -> `12`, 1234 -> `1234`. */
export function formatSignificant(value: number): string {
	if (value === 0) return "0";
	const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
	const text = value.toFixed(Math.min(digits, 20));
	return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** Whole number with thousands grouped by commas: 9412 -> `9,412`. */
export function formatExact(value: number | bigint): string {
	return value.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

interface Step {
	readonly size: number;
	readonly unit: string;
}

/** The largest step whose value, once rounded to three digits, is at least 1. */
function scaled(value: number, steps: readonly Step[]): { readonly text: string; readonly unit: string } {
	for (const step of steps) {
		const text = formatSignificant(value / step.size);
		if (Math.abs(Number(text)) >= 1) return { text, unit: step.unit };
	}
	const smallest = steps[steps.length - 1] ?? { size: 1, unit: "" };
	return { text: formatSignificant(value / smallest.size), unit: smallest.unit };
}

const SUB_MINUTE: readonly Step[] = [
	{ size: 1e9, unit: "s" },
	{ size: 1e6, unit: "ms" },
	{ size: 1e3, unit: "µs" },
	{ size: 1, unit: "ns" },
];

const pad2 = (value: number): string => String(value).padStart(2, "0");

/**
 * A length of time.
 *
 * Units   nanoseconds.
 * Result  `840 ns` `12.4 µs` `1.24 s` `2m 14s` `1h 04m`; negative values keep their sign; not finite -> `–`.
 */
export function formatDuration(nanos: number): Formatted {
	if (!Number.isFinite(nanos)) return one(NOTHING, "");
	if (nanos < 0) {
		const [first, ...rest] = formatDuration(-nanos);
		return first === undefined ? [] : [{ number: `−${first.number}`, unit: first.unit }, ...rest];
	}
	const { text, unit } = scaled(nanos, SUB_MINUTE);
	if (unit !== "s" || Number(text) < 60) return one(text, NBSP + unit);
	const seconds = Math.round(nanos / 1e9);
	if (seconds < 3600) {
		return [
			{ number: String(Math.floor(seconds / 60)), unit: "m" },
			{ number: pad2(seconds % 60), unit: "s" },
		];
	}
	const minutes = Math.round(nanos / 6e10);
	return [
		{ number: String(Math.floor(minutes / 60)), unit: "h" },
		{ number: pad2(minutes % 60), unit: "m" },
	];
}

/** Every nanosecond, for tooltips: `1,312,004,211 ns`. */
export function formatDurationExact(nanos: number | bigint): Formatted {
	return one(formatExact(typeof nanos === "number" ? Math.round(nanos) : nanos), `${NBSP}ns`);
}

const SI: readonly Step[] = [
	{ size: 1e12, unit: "T" },
	{ size: 1e9, unit: "G" },
	{ size: 1e6, unit: "M" },
	{ size: 1e3, unit: "k" },
	{ size: 1, unit: "" },
];

function siText(value: number): string {
	const { text, unit } = scaled(value, SI);
	return text + unit;
}

/** A count: grouped up to 9,999, SI above: `9,412` `12.3k` `4.56M`. */
export function formatCount(value: number): Formatted {
	if (!Number.isFinite(value)) return one(NOTHING, "");
	return one(Math.abs(value) <= 9_999 ? formatExact(Math.round(value)) : siText(value), "");
}

/**
 * A plain number of any size: whole ones grouped up to 9,999, others with three significant digits, SI above and `<0.001` far below.
 *
 * Units   of `value`; `unit` (with its own leading space) follows the number, behind the SI prefix.
 */
export function formatMagnitude(value: number, unit = ""): Formatted {
	if (!Number.isFinite(value)) return one(NOTHING, "");
	const size = Math.abs(value);
	const sign = value < 0 ? "−" : "";
	if (size > 0 && size < 0.001) return one(`${sign}<0.001`, unit);
	const grouped = Number.isInteger(size) || size >= 1_000;
	return one(sign + (size > 9_999 ? siText(size) : grouped ? formatExact(Math.round(size)) : formatSignificant(size)), unit);
}

/**
 * A rate, in the largest of second, minute, hour that gives at least 1.
 *
 * Units   per second.   Result  `1.24k/s` `8.2/min` `3/h`; 0 -> `0/s`; below 0.01/h -> `<0.01/h`.
 */
export function formatRate(perSecond: number): Formatted {
	if (!Number.isFinite(perSecond)) return one(NOTHING, "");
	if (perSecond <= 0) return one("0", "/s");
	if (Number(formatSignificant(perSecond)) >= 1) return one(siText(perSecond), "/s");
	const perMinute = formatSignificant(perSecond * 60);
	if (Number(perMinute) >= 1) return one(perMinute, "/min");
	const perHour = perSecond * 3600;
	return perHour < 0.01 ? one("<0.01", "/h") : one(formatSignificant(perHour), "/h");
}

const trimZeros = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

/**
 * A share.
 *
 * Units   ratio (1 = 100 %).
 * Result  `0%` `<0.01%` `0.04%` `3.1%` `99.95%`; two decimals under 1 and from 99 to 100, one between; never rounded up to 100 nor down to 0.
 */
export function formatPercent(ratio: number): Formatted {
	if (!Number.isFinite(ratio)) return one(NOTHING, "");
	const percent = ratio * 100;
	if (percent < 0) {
		const [part] = formatPercent(-ratio);
		return one(`−${part?.number ?? ""}`, "%");
	}
	if (percent === 0) return one("0", "%");
	if (percent < 0.01) return one("<0.01", "%");
	if (percent < 1) return one(trimZeros(percent.toFixed(2)), "%");
	if (percent < 99) return one(trimZeros(percent.toFixed(1)), "%");
	if (percent < 100) return one(trimZeros((Math.floor(percent * 100) / 100).toFixed(2)), "%");
	return one(percent < 1000 ? trimZeros(percent.toFixed(1)) : formatExact(Math.round(percent)), "%");
}

const IEC: readonly Step[] = [
	{ size: 2 ** 40, unit: "TiB" },
	{ size: 2 ** 30, unit: "GiB" },
	{ size: 2 ** 20, unit: "MiB" },
	{ size: 2 ** 10, unit: "KiB" },
	{ size: 1, unit: "B" },
];

/** Memory and disk, IEC: `1.5 GiB`. Units: bytes. */
export function formatBytes(bytes: number): Formatted {
	if (!Number.isFinite(bytes)) return one(NOTHING, "");
	for (const step of IEC) {
		const value = bytes / step.size;
		if (value >= 0.9995 || step.size === 1)
			return one(step.size === 1 ? String(Math.round(bytes)) : formatSignificant(value), NBSP + step.unit);
	}
	return one("0", `${NBSP}B`);
}

/** Network throughput, SI: `840 kB/s`. Units: bytes per second. */
export function formatByteRate(bytesPerSecond: number): Formatted {
	if (!Number.isFinite(bytesPerSecond)) return one(NOTHING, "");
	const { text, unit } = scaled(bytesPerSecond, SI);
	return one(text, `${NBSP}${unit}B/s`);
}

/** `~` before a quantile that rests on too few values (p99 needs 100, p95 needs 20), else nothing. */
export function quantilePrefix(quantile: number, count: number): "~" | "" {
	const needed = quantile >= 0.99 ? 100 : quantile >= 0.95 ? 20 : 1;
	return count < needed ? "~" : "";
}

/** What a change from `was` to `now` is called: `new` from zero, nothing when either side rests on fewer than 20 values. */
export type Change =
	| { readonly kind: "suppressed" }
	| { readonly kind: "new" }
	| { readonly kind: "changed"; readonly difference: number; readonly direction: "up" | "down" | "same"; readonly percent: string };

/** Compare two measurements. `percent` is whole, unsigned, `38%`; tenfold and more is said as `28×`. */
export function compareValues(was: { value: number; count: number }, now: { value: number; count: number }): Change {
	if (was.count < 20 || now.count < 20) return { kind: "suppressed" };
	if (was.value === 0) return now.value === 0 ? { kind: "changed", difference: 0, direction: "same", percent: "0%" } : { kind: "new" };
	const difference = now.value - was.value;
	const direction = difference > 0 ? "up" : difference < 0 ? "down" : "same";
	const factor = now.value / was.value;
	const percent = factor >= 10 ? `${formatSignificant(factor)}×` : `${Math.round(Math.abs(difference / was.value) * 100)}%`;
	return { kind: "changed", difference, direction, percent };
}

/** First eight hex digits and an ellipsis: `4bf92f35…`; ids of up to nine characters stay whole. */
export function shortId(id: string): string {
	return id.length <= 9 ? id : `${id.slice(0, 8)}…`;
}

/** Both ends of an id, for a breadcrumb: `4bf92f35…4736`. */
export function middleId(id: string): string {
	return id.length <= 13 ? id : `${id.slice(0, 8)}…${id.slice(-4)}`;
}
