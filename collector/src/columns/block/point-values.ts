/**
 * Values of points, run by run: neighbouring points of one series are alike, those of different series are not.
 *
 * A run (points of one series and kind in a segment) is stored as whole numbers where they are: ints, and doubles that are decimals with at
 * most 9 places. Its head in `control`: mode | places << 4, then by mode
 *
 *   0 raw       nothing; bits: 64 of each value (high, then low)
 *   1 changes   nothing; bits: for each value 1 and its 64 when it differs from the one before (of the first: from 0), else 0
 *   2 plain     least number, width; bits: number - least
 *   3 delta     first number, least difference, width; bits: difference - least of all but the first
 *
 * and mode | 8 when the decimals do not give the doubles exactly (sums do not): then also the least correction and its width, and in the
 * bits the corrections of all values, to be added to a double's 64 bits.
 */
import { PointKind } from "../../wire/sink.ts";
import { LOW_BYTE } from "../layout.ts";
import { BitReader, BitWriter, VarintReader, VarintWriter } from "./bit-stream.ts";
import { blobFromBytes, bytesFromBlob, packParts, unpackParts } from "./byte-parts.ts";
import { DamagedBlockError } from "./contract.ts";
import { type Pairs, pairsOf } from "./word-codec.ts";

const Mode = { raw: 0, changes: 1, plain: 2, delta: 3 } as const;
const CORRECTED = 8;
const PLACES_MAX = 9;
/** Whole numbers and their differences stay below. */
const WHOLE_MAX = 2 ** 50;
const WHOLE_HIGH_MAX = 2 ** 18;
const CORRECTION_MAX = 1024;
const TWO_32 = 0x1_0000_0000;
const POWERS = Float64Array.from({ length: PLACES_MAX + 1 }, (_, places) => 10 ** places);
const scratch = new DataView(new ArrayBuffer(8));

/** What tells runs apart, of one segment. */
export interface RunColumns {
	readonly series: Uint32Array;
	/** The column `bits`: its low byte is the kind. */
	readonly bits: Uint32Array;
}

/** Call `each` with the bounds of every run. */
function eachRun({ series, bits }: RunColumns, each: (start: number, end: number, kind: number) => void): void {
	for (let start = 0, at = 1; at <= series.length; at++) {
		const kind = (bits[start] as number) & LOW_BYTE;
		if (at < series.length && series[at] === series[start] && ((bits[at] as number) & LOW_BYTE) === kind) continue;
		each(start, at, kind);
		start = at;
	}
}

/** Encode the values of a segment. */
export function encodePointValues(high: Uint32Array, low: Uint32Array, runs: RunColumns): Uint8Array {
	const control = new VarintWriter();
	const bits = new BitWriter();
	const whole = new Float64Array(high.length);
	const corrections = new Float64Array(high.length);
	eachRun(runs, (start, end, kind) => {
		const places = toWhole({ high, low, start, end, kind }, whole, corrections);
		const changes = countChanges(high, low, start, end);
		writeRun({ high, low, start, end, places, changes }, whole.subarray(start, end), corrections.subarray(start, end), control, bits);
	});
	return packParts([blobFromBytes(control.finish()), blobFromBytes(bits.finish())]);
}

interface Run {
	readonly high: Uint32Array;
	readonly low: Uint32Array;
	readonly start: number;
	readonly end: number;
}

/** The run as whole numbers. Answers the places, -1 when it is none. */
function toWhole({ high, low, start, end, kind }: Run & { readonly kind: number }, whole: Float64Array, corrections: Float64Array): number {
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
	// + 0: -0 is no whole number, and fails the comparison of bits.
	const number = Math.round(scratch.getFloat64(0) * (POWERS[places] as number)) + 0;
	if (!(number < WHOLE_MAX && number > -WHOLE_MAX)) return false;
	scratch.setFloat64(0, number / (POWERS[places] as number));
	const correction = ((high | 0) - scratch.getInt32(0)) * TWO_32 + (low - scratch.getUint32(4));
	if (correction > CORRECTION_MAX || correction < -CORRECTION_MAX) return false;
	whole[at] = number;
	corrections[at] = correction;
	return true;
}

function countChanges(high: Uint32Array, low: Uint32Array, start: number, end: number): number {
	let changes = 0;
	let beforeHigh = 0;
	let beforeLow = 0;
	for (let at = start; at < end; at++) {
		if (high[at] !== beforeHigh || low[at] !== beforeLow) changes++;
		beforeHigh = high[at] as number;
		beforeLow = low[at] as number;
	}
	return changes;
}

interface Range {
	readonly least: number;
	readonly width: number;
}

/** The least of the numbers, and the bits that the others need above it. */
function rangeOf(numbers: Float64Array, step: number): Range {
	let least = Number.POSITIVE_INFINITY;
	let most = Number.NEGATIVE_INFINITY;
	for (let at = step; at < numbers.length; at++) {
		const number = step === 0 ? (numbers[at] as number) : (numbers[at] as number) - (numbers[at - 1] as number);
		if (number < least) least = number;
		if (number > most) most = number;
	}
	return numbers.length <= step ? { least: 0, width: 0 } : { least: least + 0, width: widthOf(most - least) };
}

function widthOf(number: number): number {
	return number >= TWO_32 ? 64 - Math.clz32(Math.floor(number / TWO_32)) : 32 - Math.clz32(number);
}

/** Bits that a head takes more than that of mode raw, about. */
const PLAIN_HEAD = 24;
const DELTA_HEAD = 32;

function writeRun(
	run: Run & { readonly places: number; readonly changes: number },
	whole: Float64Array,
	corrections: Float64Array,
	control: VarintWriter,
	bits: BitWriter,
): void {
	const count = whole.length;
	const changing = count + run.changes * 64;
	if (run.places >= 0) {
		const correction = rangeOf(corrections, 0);
		const isCorrected = correction.least !== 0 || correction.width > 0;
		const plain = rangeOf(whole, 0);
		const delta = rangeOf(whole, 1);
		const plainBits = PLAIN_HEAD + count * plain.width;
		const deltaBits = DELTA_HEAD + (count - 1) * delta.width;
		const corrected = isCorrected ? 16 + count * correction.width : 0;
		if (Math.min(plainBits, deltaBits) + corrected < changing + 8) {
			const isDelta = deltaBits < plainBits;
			control.byte((isDelta ? Mode.delta : Mode.plain) | (isCorrected ? CORRECTED : 0) | (run.places << 4));
			writeNumbers(whole, isDelta ? delta : plain, isDelta, control, bits);
			if (isCorrected) writeNumbers(corrections, correction, false, control, bits);
			return;
		}
	}
	const isSparse = changing < count * 64;
	control.byte(isSparse ? Mode.changes : Mode.raw);
	for (let at = run.start; at < run.end; at++) {
		const isSame = isSparse && isSameAsBefore(run, at);
		if (isSparse) bits.put(isSame ? 0 : 1, 1);
		if (isSame) continue;
		bits.put(run.high[at] as number, 32);
		bits.put(run.low[at] as number, 32);
	}
}

function isSameAsBefore({ high, low, start }: Run, at: number): boolean {
	if (at === start) return high[at] === 0 && low[at] === 0;
	return high[at] === high[at - 1] && low[at] === low[at - 1];
}

function writeNumbers(numbers: Float64Array, { least, width }: Range, isDelta: boolean, control: VarintWriter, bits: BitWriter): void {
	if (isDelta) control.signed(numbers[0] as number);
	control.signed(least);
	control.byte(width);
	for (let at = isDelta ? 1 : 0; at < numbers.length; at++) {
		const number = isDelta ? (numbers[at] as number) - (numbers[at - 1] as number) : (numbers[at] as number);
		bits.put(number - least, width);
	}
}

/** The values of a segment. Throws DamagedBlockError. */
export function decodePointValues(encoded: Uint8Array, runs: RunColumns): Pairs {
	const parts = unpackParts(encoded);
	if (parts.length !== 2) throw new DamagedBlockError("values of points have other parts than are written");
	const [control, bits] = parts.map(bytesFromBlob) as [Uint8Array, Uint8Array];
	const heads = new VarintReader(control);
	const stream = new BitReader(bits);
	const high = new Uint32Array(runs.series.length);
	const low = new Uint32Array(runs.series.length);
	const whole = new Float64Array(runs.series.length);
	eachRun(runs, (start, end, kind) => readRun({ high, low, start, end }, kind, whole, heads, stream));
	return pairsOf(high, low);
}

function readRun(run: Run, kind: number, whole: Float64Array, heads: VarintReader, bits: BitReader): void {
	const head = heads.byte();
	const mode = head & 3;
	const { high, low, start, end } = run;
	if (mode === Mode.raw || mode === Mode.changes) {
		for (let at = start; at < end; at++) {
			const isSame = mode === Mode.changes && bits.take(1) === 0;
			high[at] = isSame ? (at === start ? 0 : (high[at - 1] as number)) : bits.take(32);
			low[at] = isSame ? (at === start ? 0 : (low[at - 1] as number)) : bits.take(32);
		}
		return;
	}
	readNumbers(whole, start, end, mode === Mode.delta, heads, bits);
	if (kind !== PointKind.double) {
		for (let at = start; at < end; at++) {
			high[at] = Math.floor((whole[at] as number) / TWO_32);
			low[at] = whole[at] as number;
		}
		return;
	}
	const power = POWERS[head >>> 4] as number;
	for (let at = start; at < end; at++) {
		scratch.setFloat64(0, (whole[at] as number) / power);
		high[at] = scratch.getUint32(0);
		low[at] = scratch.getUint32(4);
	}
	if ((head & CORRECTED) === 0) return;
	readNumbers(whole, start, end, false, heads, bits);
	for (let at = start; at < end; at++) {
		const sum = (low[at] as number) + (whole[at] as number);
		high[at] = (high[at] as number) + Math.floor(sum / TWO_32);
		low[at] = sum;
	}
}

function readNumbers(numbers: Float64Array, start: number, end: number, isDelta: boolean, heads: VarintReader, bits: BitReader): void {
	const first = isDelta ? heads.signed() : 0;
	const least = heads.signed();
	const width = heads.byte();
	let at = start;
	if (isDelta) numbers[at++] = first;
	for (; at < end; at++) numbers[at] = bits.take(width) + least + (isDelta ? (numbers[at - 1] as number) : 0);
}
