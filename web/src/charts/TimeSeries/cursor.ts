/** Where somebody looks in a chart and what the keys do to it. Pure. */

export interface Cursor {
	/** Bucket; undefined while nobody looks. */
	readonly bucket: number | undefined;
	/** Bucket at which a selection began; it reaches to `bucket`. */
	readonly anchor: number | undefined;
	/** Index of the series that the keys are on. */
	readonly series: number;
	/** Keys are read aloud, the pointer is not. */
	readonly byKeys: boolean;
}

export const NOWHERE: Cursor = { bucket: undefined, anchor: undefined, series: 0, byKeys: false };

export interface Bounds {
	readonly bucketCount: number;
	readonly seriesCount: number;
}

const JUMPS: Readonly<Record<string, number>> = {
	ArrowLeft: -1,
	ArrowRight: 1,
	PageUp: -10,
	PageDown: 10,
	Home: Number.NEGATIVE_INFINITY,
	End: Number.POSITIVE_INFINITY,
};

/** The cursor after a key; undefined when the key moves nothing. The first key enters at the newest bucket. */
export function movedCursor(
	cursor: Cursor,
	{ key, shiftKey }: { readonly key: string; readonly shiftKey: boolean },
	bounds: Bounds,
): Cursor | undefined {
	const jump = JUMPS[key];
	if (jump !== undefined) {
		const last = bounds.bucketCount - 1;
		const bucket = cursor.bucket === undefined ? last : Math.max(0, Math.min(last, cursor.bucket + jump));
		return { ...cursor, bucket, anchor: shiftKey ? (cursor.anchor ?? cursor.bucket ?? bucket) : undefined, byKeys: true };
	}
	const step = key === "ArrowUp" ? -1 : key === "ArrowDown" ? 1 : 0;
	if (step === 0 || bounds.seriesCount < 2) return undefined;
	return { ...cursor, series: (cursor.series + step + bounds.seriesCount) % bounds.seriesCount, byKeys: true };
}
