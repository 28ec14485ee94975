/** The plot of a chart over time as boxes: where times and values lie, which bucket is at a place, the rectangles of stacked bars. */

export interface SeriesFrame {
	readonly leftPx: number;
	readonly topPx: number;
	readonly widthPx: number;
	readonly heightPx: number;
	readonly startMs: number;
	readonly stepMs: number;
	readonly bucketCount: number;
	readonly low: number;
	readonly high: number;
}

export interface PlotRect {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

export function endOf(frame: Pick<SeriesFrame, "startMs" | "stepMs" | "bucketCount">): number {
	return frame.startMs + frame.stepMs * frame.bucketCount;
}

export function xOfTime(frame: SeriesFrame, timeMs: number): number {
	return frame.leftPx + ((timeMs - frame.startMs) / Math.max(endOf(frame) - frame.startMs, 1)) * frame.widthPx;
}

export function yOfValue(frame: SeriesFrame, value: number): number {
	return frame.topPx + (1 - (value - frame.low) / Math.max(frame.high - frame.low, Number.MIN_VALUE)) * frame.heightPx;
}

/** Middle of a bucket: where its value is drawn. */
export function xOfBucket(frame: SeriesFrame, bucket: number): number {
	return xOfTime(frame, frame.startMs + (bucket + 0.5) * frame.stepMs);
}

/** The bucket under a place, held inside of the plot. */
export function bucketAtX(frame: SeriesFrame, x: number): number {
	const share = (x - frame.leftPx) / Math.max(frame.widthPx, 1);
	return Math.max(0, Math.min(frame.bucketCount - 1, Math.floor(share * frame.bucketCount)));
}

/** Both ends are buckets, in either order, both included. Result: half-open, epoch milliseconds. */
export function rangeOfBuckets(frame: SeriesFrame, one: number, other: number): { readonly fromMs: number; readonly toMs: number } {
	return {
		fromMs: frame.startMs + Math.min(one, other) * frame.stepMs,
		toMs: frame.startMs + (Math.max(one, other) + 1) * frame.stepMs,
	};
}

export interface BarRect extends PlotRect {
	readonly series: number;
	readonly bucket: number;
}

const SEPARATOR_PX = 1;

/**
 * Stacked bars, the first series at the baseline. Bars and the pieces of a stack are one pixel apart where there is room for it; a value
 * above zero is never thinner than one pixel.
 */
export function barRects(frame: SeriesFrame, series: readonly (readonly (number | null)[])[]): readonly BarRect[] {
	const rects: BarRect[] = [];
	const slot = frame.widthPx / Math.max(frame.bucketCount, 1);
	const gap = slot >= 3 ? SEPARATOR_PX : 0;
	for (let bucket = 0; bucket < frame.bucketCount; bucket++) {
		const x = Math.round(frame.leftPx + bucket * slot);
		const width = Math.max(1, Math.round(frame.leftPx + (bucket + 1) * slot) - x - gap);
		let below = 0;
		let bottom = yOfValue(frame, 0);
		for (const [index, values] of series.entries()) {
			const value = values[bucket] ?? 0;
			if (value <= 0) continue;
			below += value;
			const top = Math.min(yOfValue(frame, below), bottom - 1);
			const height = Math.max(1, bottom - top - (rects.at(-1)?.bucket === bucket ? SEPARATOR_PX : 0));
			rects.push({ series: index, bucket, x, y: top, width, height });
			bottom = top;
		}
	}
	return rects;
}

/** Parallel lines that rise at 45 degrees inside of a box, as end points x, y, x, y; `gapPx` apart along the bottom. */
export function hatchLines(box: PlotRect, gapPx: number): readonly (readonly [number, number, number, number])[] {
	const lines: (readonly [number, number, number, number])[] = [];
	const bottom = box.y + box.height;
	for (let at = gapPx / 2; at < box.width + box.height; at += gapPx) {
		// the line of all points that are `at` from the corner at the lower right, measured along both edges
		const run = { from: Math.max(0, at - box.width), to: Math.min(at, box.height) };
		const right = box.x + box.width;
		lines.push([right - at + run.from, bottom - run.from, right - at + run.to, bottom - run.to]);
	}
	return lines;
}

/** True for values with nothing beside them: no line leads there, so a dot is drawn. */
export function isIsolated(values: readonly (number | null)[], index: number): boolean {
	return (values[index] ?? null) !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null;
}

/** Places for labels of `heightPx` that want to be at `wanted`, moved apart so that none covers another, inside of [topPx, bottomPx]. */
export function spreadLabels(
	wanted: readonly number[],
	{ heightPx, topPx, bottomPx }: { readonly heightPx: number; readonly topPx: number; readonly bottomPx: number },
): readonly number[] {
	const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
	const placed = [...wanted];
	let least = topPx;
	for (const index of order) {
		placed[index] = Math.max(placed[index] ?? 0, least);
		least = (placed[index] ?? 0) + heightPx;
	}
	let most = bottomPx;
	for (const index of order.toReversed()) {
		placed[index] = Math.min(placed[index] ?? 0, most);
		most = (placed[index] ?? 0) - heightPx;
	}
	return placed;
}
