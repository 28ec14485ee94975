/** Where the lines of a chart's axes stand: values at 1-2-5 steps of a unit, times on the wall clock. */

const MANTISSAS = [1, 2, 2.5, 5] as const;

export interface ValueAxis {
	readonly low: number;
	readonly high: number;
	/** Ascending, `low` and `high` included. */
	readonly ticks: readonly number[];
}

export interface ValueAxisOptions {
	readonly least: number;
	readonly most: number;
	/** As many intervals at the very most. */
	readonly intervals: number;
	/** Ticks are round multiples of it: 1, 1024 ** 2 for MiB, 60 for minutes on an axis of seconds. */
	readonly unit?: number;
	/** Values are counts: no tick stands between two whole ones, where its rounded label would not be true. */
	readonly whole?: boolean;
	/** Two ticks that read alike are one too many: then the steps become longer. */
	readonly labelOf: (value: number) => string;
}

/**
 * The value axis of a chart: it always holds zero, and its ends are ticks.
 *
 * Result  nothing to show (least > most) or all zero -> 0..1 in the unit.
 */
export function valueAxis({ least, most, intervals, unit = 1, whole = false, labelOf }: ValueAxisOptions): ValueAxis {
	const from = Math.min(least, 0);
	const span = Math.max(most, 0) - from;
	const wanted = Number.isFinite(span) && span > 0 ? span : unit;
	const bottom = Number.isFinite(from) ? from : 0;
	const top = bottom + wanted;
	for (const step of stepsFrom(wanted / intervals, unit)) {
		if (whole && !Number.isInteger(clean(step))) continue;
		const first = Math.floor(bottom / step + 1e-9);
		const last = Math.ceil(top / step - 1e-9);
		if (last - first > intervals) continue;
		const ticks = Array.from({ length: last - first + 1 }, (_, index) => clean((first + index) * step));
		if (new Set(ticks.map(labelOf)).size < ticks.length && ticks.length > 2) continue;
		return { low: ticks[0] ?? 0, high: ticks.at(-1) ?? 1, ticks };
	}
	return { low: bottom, high: top, ticks: [bottom, top] };
}

/** 0.30000000000000004 -> 0.3. */
function clean(value: number): number {
	return Number(value.toPrecision(12)) + 0;
}

/** The round steps from `least` on, ascending: 24 of them. */
function* stepsFrom(least: number, unit: number): Generator<number> {
	const start = Math.floor(Math.log10(least / unit)) - 1;
	for (let power = start; power < start + 6; power++) {
		for (const mantissa of MANTISSAS) {
			const step = unit * mantissa * 10 ** power;
			if (step >= least * (1 - 1e-9)) yield step;
		}
	}
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIME_STEPS: readonly number[] = [
	...[1, 2, 5, 10, 20, 50, 100, 200, 500],
	...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
	...[1, 2, 5, 10, 15, 20, 30].map((count) => count * MINUTE),
	...[1, 2, 3, 6, 12].map((count) => count * HOUR),
	...[1, 2, 5, 10, 20, 50, 100, 365].map((count) => count * DAY),
];

export interface TimeAxisOptions {
	readonly startMs: number;
	readonly endMs: number;
	/** As many ticks at the very most; at least 2. */
	readonly most: number;
	/** Minutes that the clock on the wall is ahead of UTC. */
	readonly offsetMinutes: number;
}

/** Round instants of [startMs, endMs], ascending, and the step between them. */
export function timeTicks({ startMs, endMs, most, offsetMinutes }: TimeAxisOptions): {
	readonly stepMs: number;
	readonly ticks: readonly number[];
} {
	const span = endMs - startMs;
	const stepMs = TIME_STEPS.find((step) => span / step <= most - 1) ?? Math.ceil(span / DAY) * DAY;
	const offset = offsetMinutes * MINUTE;
	const ticks: number[] = [];
	for (let at = Math.ceil((startMs + offset) / stepMs) * stepMs - offset; at <= endMs; at += stepMs) ticks.push(at);
	return { stepMs, ticks };
}
