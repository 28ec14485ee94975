/**
 * Traces by start and duration: places of points, boxes around them, and the cells that the keyboard steps through. x is linear in time,
 * y is the logarithm of the duration, the longest at the top. Places in CSS pixels from the top left, durations in nanoseconds.
 */
import type { PlotRect } from "./series-frame.ts";

export interface ScatterFrame {
	readonly leftPx: number;
	readonly topPx: number;
	readonly widthPx: number;
	readonly heightPx: number;
	readonly startMs: number;
	readonly endMs: number;
	/** Durations at the bottom and at the top; 0 < low < high. */
	readonly low: number;
	readonly high: number;
}

export interface ScatterPoint {
	readonly traceId: string;
	readonly startMs: number;
	readonly durationNanos: number;
	readonly spanCount: number;
	readonly errorCount: number;
}

/** What a rectangle on the drawing asks for: starts in [startMs, endMs), durations in [min, max]. */
export interface Brush {
	readonly startMs: number;
	readonly endMs: number;
	readonly min: number;
	readonly max: number;
}

const SHORTEST = 1_000;
/** 1, 3, 10, 30 …: about equally far apart. */
const MANTISSAS = [1, 3] as const;

export interface DurationAxis {
	readonly low: number;
	readonly high: number;
	/** Ascending, `low` and `high` included. */
	readonly ticks: readonly number[];
}

/**
 * The axis for durations between two: its ends are ticks outside of them and at least a decade apart.
 *
 * Result  ticks at 1 and 3 of each decade; of more than `most` only the decades. Nothing to show -> 1 ms to 1 s.
 */
export function durationAxis(shortest: number | undefined, longest: number | undefined, most: number): DurationAxis {
	const from = Math.max(shortest ?? 1e6, SHORTEST);
	const to = Math.max(longest ?? 1e9, from);
	const all: number[] = [];
	for (let power = 2; power < 19; power++) for (const mantissa of MANTISSAS) all.push(mantissa * 10 ** power);
	const first = Math.max(
		0,
		all.findLastIndex((tick) => tick <= from * 1.000001),
	);
	const above = all.findIndex((tick) => tick >= to * 0.999999);
	const last = Math.max(above < 0 ? all.length - 1 : above, first + 2);
	const inside = all.slice(first, last + 1);
	const [low = 1e6] = inside;
	const high = inside.at(-1) ?? 1e9;
	const ticks =
		inside.length <= most ? inside : inside.filter((tick) => tick === low || tick === high || Number.isInteger(Math.log10(tick)));
	return { low, high, ticks };
}

export function xOfStart(frame: ScatterFrame, millis: number): number {
	return frame.leftPx + ((millis - frame.startMs) / Math.max(frame.endMs - frame.startMs, 1)) * frame.widthPx;
}

/** Durations beyond the axis lie at its ends. */
export function yOfDuration(frame: ScatterFrame, nanos: number): number {
	const held = Math.min(Math.max(nanos, frame.low), frame.high);
	return frame.topPx + (1 - Math.log(held / frame.low) / Math.log(frame.high / frame.low)) * frame.heightPx;
}

export function startAtX(frame: ScatterFrame, x: number): number {
	const share = Math.min(Math.max((x - frame.leftPx) / Math.max(frame.widthPx, 1), 0), 1);
	return frame.startMs + share * (frame.endMs - frame.startMs);
}

export function durationAtY(frame: ScatterFrame, y: number): number {
	const share = 1 - Math.min(Math.max((y - frame.topPx) / Math.max(frame.heightPx, 1), 0), 1);
	return frame.low * (frame.high / frame.low) ** share;
}

const THREE_DIGITS = 3;

/** Three digits, so that an address and a query say exactly what the rectangle asks for. */
function rounded(nanos: number): number {
	if (nanos <= 0) return 0;
	const size = 10 ** (Math.floor(Math.log10(nanos)) + 1 - THREE_DIGITS);
	return size >= 1 ? Math.round(nanos / size) * size : Math.round(nanos);
}

/**
 * The brush between two corners. Its ends are whole milliseconds and durations of three digits; an edge on the border of the drawing takes
 * in what lies beyond it.
 */
export function brushBetween(frame: ScatterFrame, one: Place, other: Place): Brush {
	const [left, right] = one.x <= other.x ? [one.x, other.x] : [other.x, one.x];
	const [top, bottom] = one.y <= other.y ? [one.y, other.y] : [other.y, one.y];
	const startMs = Math.round(startAtX(frame, left));
	return {
		startMs,
		endMs: Math.max(Math.round(startAtX(frame, right)), startMs + 1),
		min: bottom >= frame.topPx + frame.heightPx ? 0 : rounded(durationAtY(frame, bottom)),
		max: rounded(durationAtY(frame, top)),
	};
}

export interface Place {
	readonly x: number;
	readonly y: number;
}

/** The rectangle of a brush, cut to the drawing; undefined when nothing of it is there. */
export function boxOfBrush(frame: ScatterFrame, brush: Brush): PlotRect | undefined {
	const left = Math.max(xOfStart(frame, brush.startMs), frame.leftPx);
	const right = Math.min(xOfStart(frame, brush.endMs), frame.leftPx + frame.widthPx);
	if (right <= left || brush.min > frame.high || brush.max < frame.low) return undefined;
	const y = yOfDuration(frame, brush.max);
	return { x: left, y, width: right - left, height: Math.max(yOfDuration(frame, brush.min) - y, 1) };
}

export function isInside(brush: Brush, point: Pick<ScatterPoint, "startMs" | "durationNanos">): boolean {
	return (
		point.startMs >= brush.startMs && point.startMs < brush.endMs && point.durationNanos >= brush.min && point.durationNanos <= brush.max
	);
}

const LEAST_RADIUS = 1.75;
const MOST_RADIUS = 3.5;

/** Larger for more spans: half a pixel for each factor of four. */
export function radiusOf(spanCount: number): number {
	return Math.min(MOST_RADIUS, LEAST_RADIUS + Math.log(Math.max(spanCount, 1)) / Math.log(4) / 4);
}

const REACH_PX = 9;

/** The point nearest to a place, within nine pixels. Cost O(points). */
export function pointAt(frame: ScatterFrame, points: readonly ScatterPoint[], { x, y }: Place): ScatterPoint | undefined {
	let best: ScatterPoint | undefined;
	let least = REACH_PX ** 2;
	for (const point of points) {
		const distance = (xOfStart(frame, point.startMs) - x) ** 2 + (yOfDuration(frame, point.durationNanos) - y) ** 2;
		if (distance >= least) continue;
		least = distance;
		best = point;
	}
	return best;
}

/** A cell of the grid that the keys step through: buckets of time by sixths of a decade. */
export interface Cell {
	readonly column: number;
	/** From the bottom. */
	readonly row: number;
}

export interface CellGrid {
	readonly columns: number;
	readonly rows: number;
}

const ROWS_PER_DECADE = 6;

export function gridOf(frame: ScatterFrame, columns: number): CellGrid {
	return { columns: Math.max(columns, 1), rows: Math.max(1, Math.round(Math.log10(frame.high / frame.low) * ROWS_PER_DECADE)) };
}

/** The brush of all cells between two, both included. */
export function brushOfCells(frame: ScatterFrame, grid: CellGrid, one: Cell, other: Cell): Brush {
	const x = (column: number): number => frame.leftPx + (column / grid.columns) * frame.widthPx;
	const y = (row: number): number => frame.topPx + (1 - row / grid.rows) * frame.heightPx;
	return brushBetween(
		frame,
		{ x: x(Math.min(one.column, other.column)), y: y(Math.min(one.row, other.row)) },
		{ x: x(Math.max(one.column, other.column) + 1), y: y(Math.max(one.row, other.row) + 1) },
	);
}

const STEPS: Readonly<Record<string, readonly [column: number, row: number]>> = {
	ArrowLeft: [-1, 0],
	ArrowRight: [1, 0],
	ArrowUp: [0, 1],
	ArrowDown: [0, -1],
	PageUp: [0, ROWS_PER_DECADE],
	PageDown: [0, -ROWS_PER_DECADE],
	Home: [Number.NEGATIVE_INFINITY, 0],
	End: [Number.POSITIVE_INFINITY, 0],
};

/** The cell after a key; undefined when the key moves nothing. The first key enters at the newest, longest cell. */
export function movedCell(cell: Cell | undefined, key: string, grid: CellGrid): Cell | undefined {
	const step = STEPS[key];
	if (step === undefined) return undefined;
	if (cell === undefined) return { column: grid.columns - 1, row: grid.rows - 1 };
	const held = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value));
	return { column: held(cell.column + step[0], grid.columns), row: held(cell.row + step[1], grid.rows) };
}
