/**
 * Values of points as whole numbers where they are: ints, and doubles that are decimals with at most 9 places. What a decimal does not give
 * of a double exactly is a correction of its 64 bits.
 */
import { PointKind } from "../../wire/sink.ts";

const PLACES_MAX = 9;
/** Whole numbers and their differences stay below. */
const WHOLE_MAX = 2 ** 50;
const WHOLE_HIGH_MAX = 2 ** 18;
const CORRECTION_MAX = 1024;
/** What no other value needs as its correction of 0: it would be no number. */
const MINUS_ZERO = -1;
const MINUS_ZERO_HIGH = 0x8000_0000;
const TWO_32 = 0x1_0000_0000;
const POWERS = Float64Array.from({ length: PLACES_MAX + 1 }, (_, places) => 10 ** places);
const scratch = new DataView(new ArrayBuffer(8));

/** The halves of values; the run is [start, end). */
export interface Run {
	readonly high: Uint32Array;
	readonly low: Uint32Array;
	readonly start: number;
	readonly end: number;
}

/** The run as whole numbers and corrections, at its own places in both arrays. Answers the decimal places, -1 when it is none. */
export function toWhole(
	{ high, low, start, end, kind }: Run & { readonly kind: number },
	whole: Float64Array,
	corrections: Float64Array,
): number {
	if (kind === PointKind.double) {
		for (let places = 0; places <= PLACES_MAX; places++) {
			let at = start;
			while (at < end && toDecimal(high[at] as number, low[at] as number, places, at, whole, corrections)) at++;
			if (at === end) return places;
		}
		return -1;
	}
	for (let at = start; at < end; at++) {
		const top = (high[at] as number) | 0;
		if (top >= WHOLE_HIGH_MAX || top < -WHOLE_HIGH_MAX) return -1;
		whole[at] = top * TWO_32 + (low[at] as number);
		corrections[at] = 0;
	}
	return 0;
}

function toDecimal(high: number, low: number, places: number, at: number, whole: Float64Array, corrections: Float64Array): boolean {
	scratch.setUint32(0, high);
	scratch.setUint32(4, low);
	const number = Math.round(scratch.getFloat64(0) * (POWERS[places] as number)) + 0;
	if (!(number < WHOLE_MAX && number > -WHOLE_MAX)) return false;
	scratch.setFloat64(0, number / (POWERS[places] as number));
	const isMinusZero = high === MINUS_ZERO_HIGH && low === 0;
	const correction = isMinusZero ? MINUS_ZERO : ((high | 0) - scratch.getInt32(0)) * TWO_32 + (low - scratch.getUint32(4));
	if (correction > CORRECTION_MAX || correction < -CORRECTION_MAX) return false;
	whole[at] = number;
	corrections[at] = correction;
	return true;
}

/** Set the run to ints; `whole` begins with its first value. */
export function setInts({ high, low, start }: Run, whole: Float64Array): void {
	for (let at = 0; at < whole.length; at++) {
		high[start + at] = Math.floor((whole[at] as number) / TWO_32);
		low[start + at] = whole[at] as number;
	}
}

/** Set the run to doubles with so many decimal places. */
export function setDecimals({ high, low, start }: Run, whole: Float64Array, places: number): void {
	const power = POWERS[places] as number;
	for (let at = 0; at < whole.length; at++) {
		scratch.setFloat64(0, (whole[at] as number) / power);
		high[start + at] = scratch.getUint32(0);
		low[start + at] = scratch.getUint32(4);
	}
}

/** Add to each double of the run its correction. */
export function correct({ high, low, start, end }: Run, corrections: Float64Array): void {
	for (let at = start; at < end; at++) {
		const correction = corrections[at - start] as number;
		if (correction === MINUS_ZERO && high[at] === 0 && low[at] === 0) {
			high[at] = MINUS_ZERO_HIGH;
			continue;
		}
		const sum = (low[at] as number) + correction;
		high[at] = (high[at] as number) + Math.floor(sum / TWO_32);
		low[at] = sum;
	}
}
