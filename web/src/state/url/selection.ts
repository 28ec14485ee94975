/** A rectangle over times and durations, as text in an address. */

/** Starts in [startMs, endMs), epoch milliseconds; durations in [min, max], nanoseconds. */
export interface Selection {
	readonly startMs: number;
	readonly endMs: number;
	readonly min: number;
	readonly max: number;
}

const SELECTION = /^(\d{1,16})-(\d{1,16})_(\d{1,18})-(\d{1,18})$/;

/** `1763579600000-1763579700000_500000000-1310000000`: start, end, shortest, longest. */
export function textOfSelection({ startMs, endMs, min, max }: Selection): string {
	return `${startMs}-${endMs}_${min}-${max}`;
}

/** Undefined: it cannot be read, or is empty. */
export function selectionFromText(text: string): Selection | undefined {
	const [, startMs, endMs, min, max] = (SELECTION.exec(text) ?? []).map(Number);
	if (startMs === undefined || endMs === undefined || min === undefined || max === undefined) return undefined;
	return startMs < endMs && min <= max ? { startMs, endMs, min, max } : undefined;
}
