/** Small charts without axes as SVG path data. x goes to the right, y down; the smallest value drawn is always zero, at the bottom. */

export interface SparkBox {
	readonly width: number;
	readonly height: number;
}

/** Kept free above and below, so that a line of 1.25 px is not cut. */
const INSET_PX = 1;
/** Of an isolated value, drawn as a short dash. */
const DOT_PX = 2;

const round = (value: number): number => Math.round(value * 100) / 100;

/** The largest of some values, at least 0; gaps are skipped. */
export function largestOf(values: readonly (number | null)[]): number {
	return values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
}

/**
 * A line through values at equal distances.
 *
 * Shape   values: one per step, null is a gap; `most` is the value at the top.
 * Result  path data; gaps are not bridged, a value between two gaps is a dash 2 px wide; no values or all zero -> a line at the bottom.
 */
export function sparkLine(values: readonly (number | null)[], { width, height }: SparkBox, most = largestOf(values)): string {
	const step = values.length > 1 ? width / (values.length - 1) : 0;
	const y = (value: number): number => round(height - INSET_PX - (most === 0 ? 0 : (value / most) * (height - 2 * INSET_PX)));
	let path = "";
	values.forEach((value, index) => {
		if (value === null) return;
		const x = round(index * step);
		const follows = index > 0 && values[index - 1] !== null;
		path += follows ? `L${x} ${y(value)}` : `M${x} ${y(value)}`;
		if (!follows && (values[index + 1] ?? null) === null) path += `h${DOT_PX}`;
	});
	return path;
}

/**
 * Bars side by side.
 *
 * Shape   values: one per bar. `from`, `to`: which bars (half-open), so that some can be painted otherwise.
 * Result  path data of closed boxes; 1 px between bars that are wider than 3 px; a value above zero is at least 1 px high.
 */
export function sparkBars(
	values: readonly number[],
	{ width, height }: SparkBox,
	{ most = largestOf(values), from = 0, to = values.length } = {},
): string {
	const pitch = values.length === 0 ? 0 : width / values.length;
	const bar = pitch > 3 ? pitch - 1 : pitch;
	let path = "";
	for (let index = from; index < to; index++) {
		const value = values[index] ?? 0;
		if (value <= 0 || most <= 0) continue;
		const tall = Math.max(1, (value / most) * height);
		path += `M${round(index * pitch)} ${height}v${round(-tall)}h${round(bar)}V${height}z`;
	}
	return path;
}

/** Sums of `size` neighbours, so that the last group is always full and ends with the last value. */
export function groupSums(values: readonly number[], size: number): readonly number[] {
	const groups: number[] = [];
	for (let end = values.length; end > 0; end -= size) {
		let sum = 0;
		for (let at = Math.max(0, end - size); at < end; at++) sum += values[at] ?? 0;
		groups.push(sum);
	}
	return groups.reverse();
}
