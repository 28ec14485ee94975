/**
 * Values of metrics by their unit. OTLP sends units as UCUM codes (`s`, `By`, `1`, `{request}`, `By/s`); each is shown as the page shows
 * that kind of number everywhere else, and an unknown code stays behind the number as it was sent.
 */
import {
	type Formatted,
	formatByteRate,
	formatBytes,
	formatDuration,
	formatMagnitude,
	formatPercent,
	formatRate,
	formatSignificant,
} from "./format.ts";

const NBSP = "\u00a0";

/** Code -> nanoseconds. */
const TIMES = new Map([
	["ns", 1],
	["us", 1e3],
	["ms", 1e6],
	["s", 1e9],
	["min", 60e9],
	["h", 3_600e9],
	["d", 86_400e9],
]);

/** Code -> bytes. */
const SIZES = new Map([
	["By", 1],
	["kBy", 1e3],
	["MBy", 1e6],
	["GBy", 1e9],
	["KiBy", 2 ** 10],
	["MiBy", 2 ** 20],
	["GiBy", 2 ** 30],
	["TiBy", 2 ** 40],
]);

/** Codes whose customary sign is another. */
const SIGNS = new Map([
	["Cel", "°C"],
	["By", "B"],
	["us", "µs"],
	["Ohm", "Ω"],
]);

/** A longer unit is cut: it stands beside every number of a chart. No UCUM code in use comes near. */
const SIGN_CHARACTERS = 24;

const RATIO_NAME = /(?:[._]|^)(?:utilization|ratio|share)$/;

export interface Measure {
	readonly format: (value: number) => Formatted;
	/** In the metric's own unit: what grid lines are multiples of when the highest value shown is `most`. */
	readonly roundUnit: (most: number) => number;
	/** A value on an axis that reaches to `most`: one unit for all of them, `0.5 s` beside `1 s`. */
	readonly formatTick: (value: number, most: number) => Formatted;
	/** The unit as text beside a name: `s`, `B`, `requests/s`; empty when the numbers say all. */
	readonly sign: string;
}

/**
 * How to show the values of a metric.
 *
 * Units   `unit` is UCUM as sent, annotations in braces say what is counted and add nothing to the number.
 * Result  `1` is a plain number, but a share in percent where the name ends in utilization, ratio or share (semantic conventions).
 */
export function measureOf(unit: string, name = ""): Measure {
	const { steps = [], ...measure } = kindOf(unit, name);
	const formatTick = (value: number, most: number): Formatted => {
		const step = steps.find(({ size }) => most >= size);
		return step === undefined || most >= (steps[0]?.most ?? most + 1)
			? measure.format(value)
			: [{ number: formatSignificant(value / step.size), unit: step.unit }];
	};
	return { ...measure, formatTick };
}

interface Step {
	/** In the metric's own unit. */
	readonly size: number;
	readonly unit: string;
	/** On the first: from here on values are not written in one unit (`2m 14s`). */
	readonly most?: number;
}

type Kind = Omit<Measure, "formatTick"> & { readonly steps?: readonly Step[] };

function kindOf(unit: string, name: string): Kind {
	const per = unit.endsWith("/s");
	const base = per ? unit.slice(0, -2) : unit;
	const sign = signOf(unit);
	const nanos = TIMES.get(base);
	const bytes = SIZES.get(base);
	if (nanos !== undefined && !per)
		return { format: (value) => formatDuration(value * nanos), roundUnit: clockUnit(nanos), sign, steps: clockSteps(nanos) };
	if (bytes !== undefined && per) return { format: (value) => formatByteRate(value * bytes), roundUnit: one, sign };
	if (bytes !== undefined)
		return { format: (value) => formatBytes(value * bytes), roundUnit: binaryUnit(bytes), sign, steps: binarySteps(bytes) };
	if (base === "%") return { format: (value) => formatPercent(value / 100), roundUnit: one, sign: "%" };
	if (base === "1" && !per && RATIO_NAME.test(name)) return { format: formatPercent, roundUnit: one, sign: "%" };
	const isCount = base === "" || base === "1" || /^\{[^}]*\}$/.test(base);
	if (isCount && per) return { format: formatRate, roundUnit: rateUnit, sign, steps: RATE_STEPS };
	if (isCount) return { format: (value) => formatMagnitude(value), roundUnit: one, sign };
	return { format: (value) => formatMagnitude(value, NBSP + sign), roundUnit: one, sign };
}

const one = (): number => 1;

/** `{request}/s` -> `request/s`, `By` -> `B`, `1` -> nothing; at most 24 characters. */
function signOf(unit: string): string {
	const parts = unit.split("/").map((part) => {
		const plain = part.replace(/^\{([^}]*)\}$/, "$1").replace(/\{[^}]*\}/g, "");
		return SIGNS.get(plain) ?? (plain === "1" ? "" : plain);
	});
	const sign = parts.join("/");
	return sign.length <= SIGN_CHARACTERS ? sign : `${sign.slice(0, SIGN_CHARACTERS - 1).toWellFormed()}…`;
}

const clockUnit =
	(nanos: number) =>
	(most: number): number => {
		const seconds = (most * nanos) / 1e9;
		if (seconds >= 7_200) return 3_600e9 / nanos;
		return seconds >= 60 ? 60e9 / nanos : 1;
	};

const binaryUnit =
	(bytes: number) =>
	(most: number): number =>
		1024 ** Math.max(0, Math.floor(Math.log2(Math.max(most * bytes, 1)) / 10)) / bytes;

function rateUnit(most: number): number {
	if (most >= 1) return 1;
	return most >= 1 / 60 ? 1 / 60 : 1 / 3_600;
}

const clockSteps = (nanos: number): readonly Step[] => [
	{ size: 1e9 / nanos, unit: `${NBSP}s`, most: 60e9 / nanos },
	{ size: 1e6 / nanos, unit: `${NBSP}ms` },
	{ size: 1e3 / nanos, unit: `${NBSP}µs` },
];

const binarySteps = (bytes: number): readonly Step[] =>
	["TiB", "GiB", "MiB", "KiB"].map((unit, index) => ({ size: 1024 ** (4 - index) / bytes, unit: NBSP + unit }));

/** From a thousand on an SI prefix says more. */
const RATE_STEPS: readonly Step[] = [
	{ size: 1, unit: "/s", most: 1_000 },
	{ size: 1 / 60, unit: "/min" },
	{ size: 1 / 3_600, unit: "/h" },
];
