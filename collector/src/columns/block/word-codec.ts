/**
 * Arrays of 32-bit words and of 64-bit pairs as bytes.
 *
 *   transform (1) | width (1) | raw planes (1) | count (4) | base high (4) | base low (4) | raw planes' bytes | blob of the other planes
 *
 * Values go through a transform, then their bytes are told apart: plane p holds byte p (0: the lowest) of every value; a value has `width`
 * bytes, 0 when all equal the base. Planes whose bit is set in `raw planes` are noise and stand as they are; the others are compressed.
 *
 *   plain   value - base; base is the least
 *   delta   zigzag(value - the one before); the base is before the first
 *   front   zigzag(next - value), next being the base, then one more than the greatest so far: new ids of a dictionary become 0
 *   strided zigzag(value - the one `stride` before, 0 for the first ones), of pairs only; the base's low half is the stride: for lists of
 *           one length, item by item
 *   like    0 when the value is the last one (at first 0) that stood beside the same value of another column, else 1 + that of `front`; of
 *           words only; the base's high half tells the other column: for what another column determines
 */
import { dataViewOf } from "../dictionary.ts";
import { bytesFromBlob } from "./byte-parts.ts";
import { DamagedBlockError } from "./contract.ts";
import { createExpected } from "./expected-values.ts";

export const Transform = { plain: 0, delta: 1, front: 2, strided: 3, like: 4 } as const;
/** Bytes before the planes. */
export const ARRAY_HEADER = 15;
/** No array that is written is longer. */
const COUNT_MAX = 1 << 24;

interface Planes {
	readonly transform: number;
	readonly width: number;
	readonly count: number;
	readonly baseHigh: number;
	readonly baseLow: number;
	/** Each plane's bytes. */
	readonly planes: readonly Uint8Array[];
}

function readPlanes(encoded: Uint8Array, widthMax: number): Planes {
	if (encoded.length < ARRAY_HEADER) throw new DamagedBlockError("an array is cut off");
	const [transform = 0, width = 0, rawPlanes = 0] = encoded;
	const data = dataViewOf(encoded);
	const count = data.getUint32(3, true);
	if (width > widthMax || transform > Transform.like || count > COUNT_MAX) throw new DamagedBlockError("an array is of an unknown kind");
	let raw = ARRAY_HEADER;
	const planes: Uint8Array[] = [];
	for (let plane = 0; plane < width; plane++) {
		if ((rawPlanes & (1 << plane)) === 0) continue;
		planes[plane] = encoded.subarray(raw, raw + count);
		raw += count;
	}
	const others = raw >= encoded.length ? new Uint8Array(0) : bytesFromBlob(encoded.subarray(raw));
	let top = 0;
	for (let plane = 0; plane < width; plane++) {
		if (planes[plane] !== undefined) continue;
		planes[plane] = others.subarray(top, top + count);
		top += count;
	}
	if (top !== others.length || raw > encoded.length) throw new DamagedBlockError("an array has another length than it says");
	return { transform, width, count, baseHigh: data.getUint32(7, true), baseLow: data.getUint32(11, true), planes };
}

function joinPlanes(planes: readonly Uint8Array[], first: number, width: number, target: Uint32Array): void {
	for (let byte = 0; byte < 4 && first + byte < width; byte++) {
		const plane = planes[first + byte] as Uint8Array;
		const shift = byte * 8;
		if (byte === 0) for (let at = 0; at < plane.length; at++) target[at] = plane[at] as number;
		else for (let at = 0; at < plane.length; at++) target[at] = (target[at] as number) | ((plane[at] as number) << shift);
	}
}

/** The words that were encoded. `beside`: values of the column with this code, see `Reference`. Throws DamagedBlockError. */
export function decodeWords(encoded: Uint8Array, beside?: (code: number) => Uint32Array): Uint32Array {
	const { transform, width, count, baseHigh, baseLow, planes } = readPlanes(encoded, 4);
	const words = new Uint32Array(count);
	joinPlanes(planes, 0, width, words);
	if (transform === Transform.strided) throw new DamagedBlockError("words have no stride");
	if (transform === Transform.like) return decodeLike(words, baseLow, beside?.(baseHigh));
	if (transform === Transform.plain) {
		if (baseLow !== 0) for (let at = 0; at < count; at++) words[at] = (words[at] as number) + baseLow;
	} else if (transform === Transform.delta) {
		let value = baseLow;
		for (let at = 0; at < count; at++) {
			const zigzag = words[at] as number;
			value = (value + ((zigzag >>> 1) ^ -(zigzag & 1))) | 0;
			words[at] = value;
		}
	} else {
		let next = baseLow;
		for (let at = 0; at < count; at++) {
			const zigzag = words[at] as number;
			const value = (next - ((zigzag >>> 1) ^ -(zigzag & 1))) >>> 0;
			words[at] = value;
			if (value >= next) next = (value + 1) >>> 0;
		}
	}
	return words;
}

/** In place. */
function decodeLike(words: Uint32Array, base: number, beside: Uint32Array | undefined): Uint32Array {
	const expected = beside?.length === words.length ? createExpected(beside) : undefined;
	if (beside === undefined || expected === undefined) throw new DamagedBlockError("a column beside another does not fit it");
	let next = base;
	for (let at = 0; at < words.length; at++) {
		const place = (beside[at] as number) - expected.least;
		const word = words[at] as number;
		const zigzag = word - 1;
		const value = word === 0 ? (expected.last[place] as number) : (next - ((zigzag >>> 1) ^ -(zigzag & 1))) >>> 0;
		words[at] = value;
		expected.last[place] = value;
		if (value >= next) next = (value + 1) >>> 0;
	}
	return words;
}

/** 64-bit values by their halves. */
export interface Pairs {
	readonly high: Uint32Array;
	readonly low: Uint32Array;
	readonly byteLength: number;
}

export function pairsOf(high: Uint32Array, low: Uint32Array): Pairs {
	return { high, low, byteLength: high.byteLength + low.byteLength };
}

/** The pairs that were encoded. Throws DamagedBlockError. */
export function decodePairs(encoded: Uint8Array): Pairs {
	const { transform, width, count, baseHigh, baseLow, planes } = readPlanes(encoded, 8);
	const high = new Uint32Array(count);
	const low = new Uint32Array(count);
	joinPlanes(planes, 0, width, low);
	joinPlanes(planes, 4, width, high);
	if (transform === Transform.plain) addBase(high, low, { baseHigh, baseLow });
	else if (transform === Transform.strided) undoStride(high, low, baseLow);
	else undoDelta(high, low, { baseHigh, baseLow });
	return pairsOf(high, low);
}

interface Base {
	readonly baseHigh: number;
	readonly baseLow: number;
}

/** In place, modulo 2^64, as all of these. */
function addBase(high: Uint32Array, low: Uint32Array, { baseHigh, baseLow }: Base): void {
	if (baseHigh === 0 && baseLow === 0) return;
	for (let at = 0; at < low.length; at++) {
		const sum = baseLow + (low[at] as number);
		low[at] = sum;
		high[at] = baseHigh + (high[at] as number) + (sum > 0xffff_ffff ? 1 : 0);
	}
}

function undoDelta(high: Uint32Array, low: Uint32Array, { baseHigh, baseLow }: Base): void {
	let beforeHigh = baseHigh;
	let beforeLow = baseLow;
	for (let at = 0; at < low.length; at++) {
		const zigzagLow = low[at] as number;
		const zigzagHigh = high[at] as number;
		const sign = -(zigzagLow & 1);
		const sum = beforeLow + ((((zigzagLow >>> 1) | (zigzagHigh << 31)) ^ sign) >>> 0);
		beforeHigh = (beforeHigh + ((zigzagHigh >>> 1) ^ sign) + (sum > 0xffff_ffff ? 1 : 0)) >>> 0;
		beforeLow = sum >>> 0;
		low[at] = beforeLow;
		high[at] = beforeHigh;
	}
}

/** What a value is added to stands that far before; nothing stands before the first ones. */
function undoStride(high: Uint32Array, low: Uint32Array, stride: number): void {
	if (stride === 0) throw new DamagedBlockError("an array has no stride");
	for (let at = 0; at < low.length; at++) {
		const zigzagLow = low[at] as number;
		const zigzagHigh = high[at] as number;
		const sign = -(zigzagLow & 1);
		const sum = (at < stride ? 0 : (low[at - stride] as number)) + ((((zigzagLow >>> 1) | (zigzagHigh << 31)) ^ sign) >>> 0);
		low[at] = sum;
		high[at] = (at < stride ? 0 : (high[at - stride] as number)) + ((zigzagHigh >>> 1) ^ sign) + (sum > 0xffff_ffff ? 1 : 0);
	}
}
