/** Nanoseconds from the trace's start <-> CSS pixels, the zoom rules, and round ticks. */

/** What is visible: [from, to) nanoseconds from the trace's start. */
export interface TimeWindow {
	readonly from: number;
	readonly to: number;
}

/** A window and the pixels that it fills: `from` lies at `left`, `to` at `left + width`. */
export interface TimeScale extends TimeWindow {
	readonly left: number;
	readonly width: number;
}

/** 1 µs across is the deepest zoom. */
export const NARROWEST_NANOS = 1_000;
/** The whole trace and 2 % beside it is the widest. */
const MARGIN = 0.02;

/** Pixel of a time. */
export function xOf(scale: TimeScale, nanos: number): number {
	return scale.left + ((nanos - scale.from) / (scale.to - scale.from)) * scale.width;
}

/** Time at a pixel. */
export function nanosAt(scale: TimeScale, x: number): number {
	return scale.from + ((x - scale.left) / scale.width) * (scale.to - scale.from);
}

/** The whole of a trace as a window; an empty trace gets 1 µs. */
export function wholeWindow(durationNanos: number): TimeWindow {
	return { from: 0, to: Math.max(durationNanos, NARROWEST_NANOS) };
}

/** Keep a window within the rules: at least 1 µs, at most the trace ± 2 %, never beside it. */
export function clampWindow(window: TimeWindow, durationNanos: number): TimeWindow {
	const whole = wholeWindow(durationNanos);
	const margin = whole.to * MARGIN;
	const low = -margin;
	const high = whole.to + margin;
	const length = Math.min(Math.max(window.to - window.from, NARROWEST_NANOS), high - low);
	const from = Math.min(Math.max(window.from, low), high - length);
	return { from, to: from + length };
}

/** Zoom by `factor` (below 1 = in) around a time that keeps its place on the screen. */
export function zoomWindow(window: TimeWindow, factor: number, around: number): TimeWindow {
	const length = Math.max((window.to - window.from) * factor, NARROWEST_NANOS);
	const share = (around - window.from) / (window.to - window.from);
	const from = around - share * length;
	return { from, to: from + length };
}

/** A window that shows [from, to) with 4 % air on both sides. */
export function fitWindow(from: number, to: number): TimeWindow {
	const air = Math.max((to - from) * 0.04, NARROWEST_NANOS / 2);
	return { from: from - air, to: to + air };
}

export interface Tick {
	readonly nanos: number;
	readonly label: string;
}

/** Distances from tick to tick that one second and less may have; above, what clocks show. */
const CLOCK_STEPS: readonly number[] = [2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200].map(
	(s) => s * 1e9,
);

/** The smallest round step (1-2-5, then clock steps) that is at least `least` nanoseconds. */
export function tickStep(least: number): number {
	if (least > 1e9) return CLOCK_STEPS.find((step) => step >= least) ?? 86_400e9;
	const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
	const lead = least / power;
	return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
}

/** Round times in the window, at least `gapPx` apart, all in one unit. Result: from left to right, at most width / gapPx + 1. */
export function ticksOf(scale: TimeScale, gapPx: number): readonly Tick[] {
	const length = scale.to - scale.from;
	const step = tickStep((length * gapPx) / Math.max(scale.width, 1));
	const label = labelOf(scale, step);
	const ticks: Tick[] = [];
	for (let at = Math.ceil(scale.from / step); at * step <= scale.to; at++) ticks.push({ nanos: at * step, label: label(at * step) });
	return ticks;
}

const UNITS = [
	{ nanos: 1e9, name: "s" },
	{ nanos: 1e6, name: "ms" },
	{ nanos: 1e3, name: "µs" },
	{ nanos: 1, name: "ns" },
] as const;

/** Numbers of five digits and more take the next larger unit, with as many decimals as the step needs. */
const MOST_UNITS = 10_000;

function labelOf(scale: TimeScale, step: number): (nanos: number) => string {
	const far = Math.max(Math.abs(scale.from), Math.abs(scale.to));
	if (step >= 10e9 && far >= 120e9) return clockLabel;
	const fitting = UNITS.findIndex((each) => step >= each.nanos);
	let index = fitting < 0 ? UNITS.length - 1 : fitting;
	while (index > 0 && far / (UNITS[index]?.nanos ?? 1) >= MOST_UNITS) index--;
	const unit = UNITS[index] ?? UNITS[0];
	const decimals = Math.max(0, Math.ceil(Math.log10(unit.nanos / step) - 1e-9));
	const text = (nanos: number): string => (nanos / unit.nanos).toFixed(decimals).replace(/\B(?=(\d{3})+(?!\d)(?<!\.\d*))/g, ",");
	return (nanos) => (nanos === 0 ? "0" : `${text(nanos)} ${unit.name}`);
}

function clockLabel(nanos: number): string {
	const seconds = Math.round(nanos / 1e9);
	const two = (value: number): string => String(value).padStart(2, "0");
	if (seconds === 0) return "0";
	if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
	return `${Math.floor(seconds / 3600)}h ${two(Math.floor(seconds / 60) % 60)}m`;
}
