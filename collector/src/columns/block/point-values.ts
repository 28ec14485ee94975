/**
 * Values of points, run by run: neighbouring points of one series are alike, those of different series are not.
 *
 * A run (points of one series and kind in a segment) is stored as whole numbers where they are (`whole-numbers.ts`). Its head:
 * mode | places << 4, then by mode
 *
 *   0 raw       least high half, its width, shift; bits: of each value the high half - least, then the low half >>> shift
 *   1 changes   the same; bits: for each value 1 and its halves when it differs from the one before (of the first: from 0), else 0
 *   2 plain     least number, width; bits: number - least
 *   3 delta     first number, least difference, width; bits: difference - least of all but the first
 *
 * mode | 4 when all differences of the numbers share a divisor: first the divisor, by which what is in the bits is divided. And mode | 8 when
 * the decimals do not give the doubles exactly (sums do not): then also the least correction and its width, and in the bits the corrections
 * of all values, to be added to a double's 64 bits; -1 makes -0 of 0.
 */
import { PointKind } from "../../wire/sink.ts";
import { LOW_BYTE } from "../layout.ts";
import { BitReader, BitWriter, VarintReader, VarintWriter } from "./bit-stream.ts";
import { blobFromBytes, bytesFromBlob, packParts, unpackParts } from "./byte-parts.ts";
import { DamagedBlockError } from "./contract.ts";
import { correct, type Run, setDecimals, setInts, toWhole } from "./whole-numbers.ts";
import { type Pairs, pairsOf } from "./word-codec.ts";

const Mode = { raw: 0, changes: 1, plain: 2, delta: 3 } as const;
const DIVIDED = 4;
const CORRECTED = 8;
const TWO_32 = 0x1_0000_0000;

/** What tells runs apart, of one segment. */
export interface RunColumns {
	readonly series: Uint32Array;
	/** The column `bits`: its low byte is the kind. */
	readonly bits: Uint32Array;
}

/** Call `each` with the bounds of every run. */
export function eachRun({ series, bits }: RunColumns, each: (start: number, end: number, kind: number) => void): void {
	for (let start = 0, at = 1; at <= series.length; at++) {
		const kind = (bits[start] as number) & LOW_BYTE;
		if (at < series.length && series[at] === series[start] && ((bits[at] as number) & LOW_BYTE) === kind) continue;
		each(start, at, kind);
		start = at;
	}
}

/** Where runs are written: heads and widths, numbers beside them, and bits. Alike things stand together, so that they compress. */
class RunWriter {
	readonly heads = new VarintWriter();
	readonly numbers = new VarintWriter();
	readonly bits = new BitWriter();

	finish(): Uint8Array {
		return packParts([this.heads, this.numbers, this.bits].map((part) => blobFromBytes(part.finish())));
	}
}

/** Encode the values of a segment. */
export function encodePointValues(high: Uint32Array, low: Uint32Array, runs: RunColumns): Uint8Array {
	const writer = new RunWriter();
	const whole = new Float64Array(high.length);
	const corrections = new Float64Array(high.length);
	eachRun(runs, (start, end, kind) => {
		const places = toWhole({ high, low, start, end, kind }, whole, corrections);
		writeRun({ high, low, start, end, places }, whole.subarray(start, end), corrections.subarray(start, end), writer);
	});
	return writer.finish();
}

/** Values that differ from the one before, and what their halves need. */
interface Halves {
	readonly changes: number;
	readonly leastHigh: number;
	readonly width: number;
	/** Low bits that none of them has, up to 32. */
	readonly shift: number;
}

/** `all`: also of the values that do not differ. */
function halvesOf(run: Run, all: boolean): Halves {
	let changes = 0;
	let leastHigh = 0xffff_ffff;
	let mostHigh = 0;
	let anyLow = 0;
	for (let at = run.start; at < run.end; at++) {
		if (!all && isSameAsBefore(run, at)) continue;
		changes++;
		const high = run.high[at] as number;
		leastHigh = Math.min(leastHigh, high);
		mostHigh = Math.max(mostHigh, high);
		anyLow |= run.low[at] as number;
	}
	if (changes === 0) return { changes, leastHigh: 0, width: 0, shift: 32 };
	return { changes, leastHigh, width: widthOf(mostHigh - leastHigh), shift: anyLow === 0 ? 32 : 31 - Math.clz32(anyLow & -anyLow) };
}

interface Range {
	readonly least: number;
	readonly width: number;
}

/** The least of the numbers, and the bits that the others need above it, divided. */
function rangeOf(numbers: Float64Array, step: number, divisor: number): Range {
	let least = Number.POSITIVE_INFINITY;
	let most = Number.NEGATIVE_INFINITY;
	for (let at = step; at < numbers.length; at++) {
		const number = step === 0 ? (numbers[at] as number) : (numbers[at] as number) - (numbers[at - 1] as number);
		if (number < least) least = number;
		if (number > most) most = number;
	}
	return numbers.length <= step ? { least: 0, width: 0 } : { least: least + 0, width: widthOf((most - least) / divisor) };
}

function widthOf(number: number): number {
	return number >= TWO_32 ? 64 - Math.clz32(Math.floor(number / TWO_32)) : 32 - Math.clz32(number);
}

/** What all differences of neighbours can be divided by; at least 1. */
function divisorOf(numbers: Float64Array): number {
	let divisor = 0;
	for (let at = 1; at < numbers.length && divisor !== 1; at++) {
		let rest = Math.abs((numbers[at] as number) - (numbers[at - 1] as number));
		while (rest !== 0) [divisor, rest] = [rest, divisor % rest];
	}
	return Math.max(1, divisor);
}

/** Bits that a head takes, about. */
const HALVES_HEAD = 48;
const PLAIN_HEAD = 24;
const DELTA_HEAD = 32;

function writeRun(run: Run & { readonly places: number }, whole: Float64Array, corrections: Float64Array, writer: RunWriter): void {
	const count = whole.length;
	const changed = halvesOf(run, false);
	const changing = HALVES_HEAD + count + changed.changes * (changed.width + 32 - changed.shift);
	if (run.places >= 0 && writeWhole(run.places, whole, corrections, { writer, limit: changing })) return;
	const all = halvesOf(run, true);
	if (changing < HALVES_HEAD + count * (all.width + 32 - all.shift)) writeHalves(run, Mode.changes, changed, writer);
	else writeHalves(run, Mode.raw, all, writer);
}

/** Write numbers if they take less than `limit` bits. */
function writeWhole(
	places: number,
	whole: Float64Array,
	corrections: Float64Array,
	{ writer, limit }: { readonly writer: RunWriter; readonly limit: number },
): boolean {
	const { length: count } = whole;
	const { heads, numbers } = writer;
	const correction = rangeOf(corrections, 0, 1);
	const isCorrected = correction.least !== 0 || correction.width > 0;
	const divisor = divisorOf(whole);
	const plain = rangeOf(whole, 0, divisor);
	const delta = rangeOf(whole, 1, divisor);
	const plainBits = PLAIN_HEAD + count * plain.width;
	const deltaBits = DELTA_HEAD + (count - 1) * delta.width;
	const corrected = isCorrected ? 16 + count * correction.width : 0;
	if (Math.min(plainBits, deltaBits) + corrected >= limit) return false;
	const isDelta = deltaBits < plainBits;
	const { least, width } = isDelta ? delta : plain;
	const isDivided = divisor > 1 && width > 0;
	heads.byte((isDelta ? Mode.delta : Mode.plain) | (isDivided ? DIVIDED : 0) | (isCorrected ? CORRECTED : 0) | (places << 4));
	if (isDivided) numbers.signed(divisor);
	writeNumbers(whole, { least, width, isDelta, divisor }, writer);
	if (isCorrected) writeNumbers(corrections, { ...correction, isDelta: false, divisor: 1 }, writer);
	return true;
}

function writeHalves(run: Run, mode: number, { leastHigh, width, shift }: Halves, { heads, numbers, bits }: RunWriter): void {
	heads.byte(mode);
	heads.byte(width);
	heads.byte(shift);
	numbers.signed(leastHigh);
	for (let at = run.start; at < run.end; at++) {
		if (mode === Mode.changes) {
			const isSame = isSameAsBefore(run, at);
			bits.put(isSame ? 0 : 1, 1);
			if (isSame) continue;
		}
		bits.put((run.high[at] as number) - leastHigh, width);
		if (shift < 32) bits.put((run.low[at] as number) >>> shift, 32 - shift);
	}
}

function isSameAsBefore({ high, low, start }: Run, at: number): boolean {
	if (at === start) return high[at] === 0 && low[at] === 0;
	return high[at] === high[at - 1] && low[at] === low[at - 1];
}

/** How numbers stand in the bits. */
interface NumberForm extends Range {
	readonly isDelta: boolean;
	readonly divisor: number;
}

function writeNumbers(values: Float64Array, { least, width, isDelta, divisor }: NumberForm, { heads, numbers, bits }: RunWriter): void {
	if (isDelta) numbers.signed(values[0] as number);
	numbers.signed(least);
	heads.byte(width);
	if (width === 0) return;
	for (let at = isDelta ? 1 : 0; at < values.length; at++) {
		const number = isDelta ? (values[at] as number) - (values[at - 1] as number) : (values[at] as number);
		bits.put((number - least) / divisor, width);
	}
}

interface RunReader {
	readonly heads: VarintReader;
	readonly numbers: VarintReader;
	readonly bits: BitReader;
}

/** The values of a segment. Throws DamagedBlockError. */
export function decodePointValues(encoded: Uint8Array, runs: RunColumns): Pairs {
	const parts = unpackParts(encoded);
	if (parts.length !== 3) throw new DamagedBlockError("values of points have other parts than are written");
	const [heads, numbers, bits] = parts.map(bytesFromBlob) as [Uint8Array, Uint8Array, Uint8Array];
	const reader: RunReader = { heads: new VarintReader(heads), numbers: new VarintReader(numbers), bits: new BitReader(bits) };
	const high = new Uint32Array(runs.series.length);
	const low = new Uint32Array(runs.series.length);
	const whole = new Float64Array(runs.series.length);
	eachRun(runs, (start, end, kind) => readRun({ high, low, start, end }, kind, whole, reader));
	return pairsOf(high, low);
}

function readRun(run: Run, kind: number, whole: Float64Array, reader: RunReader): void {
	const head = reader.heads.byte();
	const mode = head & 3;
	if (mode === Mode.raw || mode === Mode.changes) {
		readHalves(run, mode, reader);
		return;
	}
	const numbers = whole.subarray(run.start, run.end);
	const divisor = (head & DIVIDED) === 0 ? 1 : reader.numbers.signed();
	readNumbers(numbers, mode === Mode.delta, divisor, reader);
	if (kind !== PointKind.double) {
		setInts(run, numbers);
		return;
	}
	setDecimals(run, numbers, head >>> 4);
	if ((head & CORRECTED) === 0) return;
	readNumbers(numbers, false, 1, reader);
	correct(run, numbers);
}

function readHalves({ high, low, start, end }: Run, mode: number, { heads, numbers, bits }: RunReader): void {
	const width = heads.byte();
	const shift = heads.byte();
	const least = numbers.signed();
	for (let at = start; at < end; at++) {
		if (mode === Mode.changes && bits.take(1) === 0) {
			high[at] = at === start ? 0 : (high[at - 1] as number);
			low[at] = at === start ? 0 : (low[at - 1] as number);
			continue;
		}
		high[at] = bits.take(width) + least;
		low[at] = shift < 32 ? bits.take(32 - shift) << shift : 0;
	}
}

function readNumbers(values: Float64Array, isDelta: boolean, divisor: number, { heads, numbers, bits }: RunReader): void {
	const first = isDelta ? numbers.signed() : 0;
	const least = numbers.signed();
	const width = heads.byte();
	let at = 0;
	if (isDelta) values[at++] = first;
	for (; at < values.length; at++) {
		const number = (width === 0 ? 0 : bits.take(width) * divisor) + least;
		values[at] = isDelta ? number + (values[at - 1] as number) : number;
	}
}
