/** Lanes as pixels: 22 px each, with a 16 px strip above the lanes that carry an annotation. */

export const LANE_PITCH_PX = 22;
export const DENSE_PITCH_PX = 6;
export const STRIP_PX = 16;
const TOP_PX = 4;
/** From so many lanes on, the whole trace is drawn in the dense pitch until it is zoomed. */
export const DENSE_FROM_LANES = 400;

export interface FlameRows {
	readonly pitchPx: number;
	/** Top of each lane; one more entry for the bottom of the last. */
	readonly tops: Float64Array;
}

/** Place lanes below each other. `strips`: lanes with an annotation above them (none in the dense pitch). */
export function flameRows(laneCount: number, pitchPx: number, strips: ReadonlySet<number>): FlameRows {
	const tops = new Float64Array(laneCount + 1);
	let y = TOP_PX;
	for (let lane = 0; lane < laneCount; lane++) {
		if (pitchPx === LANE_PITCH_PX && strips.has(lane)) y += STRIP_PX;
		tops[lane] = y;
		y += pitchPx;
	}
	tops[laneCount] = y;
	return { pitchPx, tops };
}

/** The lane at a height (the strip above a lane belongs to the lane before it); -1 above the first. Cost O(log n). */
export function laneAtY({ tops }: FlameRows, y: number): number {
	let low = 0;
	let high = tops.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((tops[middle] ?? 0) <= y) low = middle + 1;
		else high = middle;
	}
	return low - 1;
}
