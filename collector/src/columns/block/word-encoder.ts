/** Arrays as bytes, see `word-codec.ts`. */
import { dataViewOf } from "../dictionary.ts";
import { blobFromBytes } from "./byte-parts.ts";
import { createExpected, type Expected } from "./expected-values.ts";
import { ARRAY_HEADER, Transform } from "./word-codec.ts";

/** Bits of entropy per byte above which a plane is noise. */
const NOISE_BITS = 7.6;
const NOISE_ROWS = 1024;
/** Bytes of a plane that are looked at. */
const NOISE_SAMPLE = 2048;
/** n log2 n. */
const WEIGHED = Float64Array.from({ length: NOISE_SAMPLE + 1 }, (_, count) => (count === 0 ? 0 : count * Math.log2(count)));
/** Remembers which transform a column took, so that only its first segment tries them all. */
export class TransformChoice {
	readonly candidates: readonly number[];
	chosen = -1;
	/** Of `strided`. */
	stride = 1;

	constructor(candidates: readonly number[] = [Transform.plain, Transform.delta]) {
		this.candidates = candidates;
	}
}

let scratchHigh = new Uint32Array(8192);
let scratchLow = new Uint32Array(8192);
let scratchPlanes = new Uint8Array(8192 * 8);
const histogram = new Uint32Array(256);

function reserveScratch(count: number): void {
	if (scratchLow.length >= count) return;
	scratchHigh = new Uint32Array(count);
	scratchLow = new Uint32Array(count);
	scratchPlanes = new Uint8Array(count * 8);
}

/** Encode words. */
export function encodeWords(values: Uint32Array, choice: TransformChoice): Uint8Array {
	return choose(choice, values.length, (transform) => encodeWordsBy(values, transform));
}

/** Values of another column beside those to be encoded: as many, each within `LIKE_RANGE` of the least. */
export interface Reference {
	readonly code: number;
	readonly values: Uint32Array;
}

/** Encode words beside those of another column; undefined when that is not possible. */
export function encodeWordsLike(values: Uint32Array, reference: Reference): Uint8Array | undefined {
	const count = values.length;
	reserveScratch(count);
	const expected = createExpected(reference.values);
	if (expected === undefined || !likeWords(values, reference.values, expected, scratchLow)) return undefined;
	const encoded = { transform: Transform.like, count, baseHigh: reference.code, baseLow: values[0] ?? 0 };
	return finishWords(encoded, anyBits(scratchLow, count));
}

/** False when a word is too large. */
function likeWords(values: Uint32Array, beside: Uint32Array, { least, last }: Expected, target: Uint32Array): boolean {
	let next = values[0] ?? 0;
	for (let at = 0; at < values.length; at++) {
		const value = values[at] as number;
		const place = (beside[at] as number) - least;
		const distance = (next - value) | 0;
		const zigzag = ((distance << 1) ^ (distance >> 31)) >>> 0;
		if (zigzag === 0xffff_ffff) return false;
		target[at] = last[place] === value ? 0 : zigzag + 1;
		last[place] = value;
		if (value >= next) next = (value + 1) >>> 0;
	}
	return true;
}

/** Encode 64-bit values by their halves. `front` is not for them. */
export function encodePairs(high: Uint32Array, low: Uint32Array, choice: TransformChoice): Uint8Array {
	return choose(choice, high.length, (transform) => encodePairsBy(high, low, transform, choice.stride));
}

function choose(choice: TransformChoice, count: number, encode: (transform: number) => Uint8Array): Uint8Array {
	if (choice.chosen >= 0) return encode(choice.chosen);
	let best: Uint8Array | undefined;
	for (const transform of choice.candidates) {
		const encoded = encode(transform);
		if (best !== undefined && encoded.length >= best.length) continue;
		best = encoded;
		if (count > 0) choice.chosen = transform;
	}
	return best ?? encode(Transform.plain);
}

function encodeWordsBy(values: Uint32Array, transform: number): Uint8Array {
	const count = values.length;
	reserveScratch(count);
	const base = transformWords(values, transform, scratchLow);
	return finishWords({ transform, count, baseHigh: 0, baseLow: base }, anyBits(scratchLow, count));
}

/** Writes into `target`; answers the base. */
function transformWords(values: Uint32Array, transform: number, target: Uint32Array): number {
	if (values.length === 0) return 0;
	const first = values[0] as number;
	if (transform === Transform.plain) {
		const least = leastOf(values);
		plainWords(values, least, target);
		return least;
	}
	if (transform === Transform.delta) deltaWords(values, first, target);
	else frontWords(values, first, target);
	return first;
}

function leastOf(values: Uint32Array): number {
	let least = 0xffff_ffff;
	for (let at = 0; at < values.length; at++) least = Math.min(least, values[at] as number);
	return least;
}

function plainWords(values: Uint32Array, least: number, target: Uint32Array): void {
	for (let at = 0; at < values.length; at++) target[at] = (values[at] as number) - least;
}

function deltaWords(values: Uint32Array, first: number, target: Uint32Array): void {
	let before = first;
	for (let at = 0; at < values.length; at++) {
		const value = values[at] as number;
		const delta = (value - before) | 0;
		target[at] = (delta << 1) ^ (delta >> 31);
		before = value;
	}
}

function frontWords(values: Uint32Array, first: number, target: Uint32Array): void {
	let next = first;
	for (let at = 0; at < values.length; at++) {
		const value = values[at] as number;
		const distance = (next - value) | 0;
		target[at] = (distance << 1) ^ (distance >> 31);
		if (value >= next) next = (value + 1) >>> 0;
	}
}

/** The bits that are set in any word. */
function anyBits(words: Uint32Array, count: number): number {
	let all = 0;
	for (let at = 0; at < count; at++) all |= words[at] as number;
	return all;
}

/** The bytes of the words in the low scratch, of which the bits `all` are set in any. */
function finishWords(encoded: Omit<Encoded, "width">, all: number): Uint8Array {
	const width = (39 - Math.clz32(all)) >>> 3;
	for (let plane = 0; plane < width; plane++) writePlane(scratchLow, encoded.count, plane, plane);
	return finish({ ...encoded, width });
}

function encodePairsBy(high: Uint32Array, low: Uint32Array, transform: number, stride: number): Uint8Array {
	const count = high.length;
	reserveScratch(count);
	const [baseHigh, baseLow] = transformPairs(high, low, transform, stride);
	const allHigh = anyBits(scratchHigh, count);
	const allLow = anyBits(scratchLow, count);
	const width = allHigh === 0 ? (39 - Math.clz32(allLow)) >>> 3 : 4 + ((39 - Math.clz32(allHigh)) >>> 3);
	for (let plane = 0; plane < width; plane++) writePlane(plane < 4 ? scratchLow : scratchHigh, count, plane & 3, plane);
	return finish({ transform, width, count, baseHigh, baseLow });
}

/** Writes into the scratch halves; answers the base. */
function transformPairs(high: Uint32Array, low: Uint32Array, transform: number, stride: number): readonly [number, number] {
	if (transform === Transform.plain) return plainPairs(high, low);
	return transform === Transform.delta ? deltaPairs(high, low) : stridedPairs(high, low, stride);
}

function stridedPairs(high: Uint32Array, low: Uint32Array, stride: number): readonly [number, number] {
	for (let at = 0; at < high.length; at++) {
		const beforeLow = at < stride ? 0 : (low[at - stride] as number);
		const beforeHigh = at < stride ? 0 : (high[at - stride] as number);
		const valueLow = low[at] as number;
		const deltaLow = (valueLow - beforeLow) >>> 0;
		const deltaHigh = ((high[at] as number) - beforeHigh - (valueLow < beforeLow ? 1 : 0)) | 0;
		const sign = deltaHigh >> 31;
		scratchLow[at] = (deltaLow << 1) ^ sign;
		scratchHigh[at] = ((deltaHigh << 1) | (deltaLow >>> 31)) ^ sign;
	}
	return [0, stride];
}

function deltaPairs(high: Uint32Array, low: Uint32Array): readonly [number, number] {
	const first: readonly [number, number] = [high[0] ?? 0, low[0] ?? 0];
	let [beforeHigh, beforeLow] = first;
	for (let at = 0; at < high.length; at++) {
		const valueHigh = high[at] as number;
		const valueLow = low[at] as number;
		const deltaLow = (valueLow - beforeLow) >>> 0;
		const deltaHigh = (valueHigh - beforeHigh - (valueLow < beforeLow ? 1 : 0)) | 0;
		const sign = deltaHigh >> 31;
		scratchLow[at] = (deltaLow << 1) ^ sign;
		scratchHigh[at] = ((deltaHigh << 1) | (deltaLow >>> 31)) ^ sign;
		beforeHigh = valueHigh;
		beforeLow = valueLow;
	}
	return first;
}

function plainPairs(high: Uint32Array, low: Uint32Array): readonly [number, number] {
	let leastHigh = high[0] ?? 0;
	let leastLow = low[0] ?? 0;
	for (let at = 1; at < high.length; at++) {
		const valueHigh = high[at] as number;
		if (valueHigh > leastHigh || (valueHigh === leastHigh && (low[at] as number) >= leastLow)) continue;
		leastHigh = valueHigh;
		leastLow = low[at] as number;
	}
	for (let at = 0; at < high.length; at++) {
		const valueLow = low[at] as number;
		scratchLow[at] = valueLow - leastLow;
		scratchHigh[at] = (high[at] as number) - leastHigh - (valueLow < leastLow ? 1 : 0);
	}
	return [leastHigh, leastLow];
}

function writePlane(words: Uint32Array, count: number, byte: number, plane: number): void {
	const planes = scratchPlanes;
	const shift = byte * 8;
	const start = plane * count;
	for (let at = 0; at < count; at++) planes[start + at] = (words[at] as number) >>> shift;
}

/** Entropy of a sample of a plane is near 8 bits. */
function isNoise(start: number, count: number): boolean {
	if (count < NOISE_ROWS) return false;
	const sampled = Math.min(count, NOISE_SAMPLE);
	countBytes(start, start + sampled);
	let weighed = 0;
	for (let byte = 0; byte < 256; byte++) weighed += WEIGHED[histogram[byte] as number] as number;
	return Math.log2(sampled) - weighed / sampled > NOISE_BITS;
}

function countBytes(start: number, end: number): void {
	const planes = scratchPlanes;
	histogram.fill(0);
	for (let at = start; at < end; at++) {
		const byte = planes[at] as number;
		histogram[byte] = (histogram[byte] as number) + 1;
	}
}

interface Encoded {
	readonly transform: number;
	readonly width: number;
	readonly count: number;
	readonly baseHigh: number;
	readonly baseLow: number;
}

/** The bytes of what stands in the scratch planes. */
function finish({ transform, width, count, baseHigh, baseLow }: Encoded): Uint8Array {
	let rawPlanes = 0;
	let rawCount = 0;
	for (let plane = 0; plane < width; plane++) {
		if (!isNoise(plane * count, count)) continue;
		rawPlanes |= 1 << plane;
		rawCount++;
	}
	const others = rawCount === 0 ? scratchPlanes.subarray(0, width * count) : pickPlanes(~rawPlanes, width, count);
	const blob = others.length === 0 ? others : blobFromBytes(others);
	const encoded = new Uint8Array(ARRAY_HEADER + rawCount * count + blob.length);
	encoded.set([transform, width, rawPlanes]);
	const data = dataViewOf(encoded);
	data.setUint32(3, count, true);
	data.setUint32(7, baseHigh, true);
	data.setUint32(11, baseLow, true);
	if (rawCount > 0) encoded.set(pickPlanes(rawPlanes, width, count), ARRAY_HEADER);
	encoded.set(blob, ARRAY_HEADER + rawCount * count);
	return encoded;
}

function pickPlanes(mask: number, width: number, count: number): Uint8Array {
	const picked = new Uint8Array(width * count);
	let top = 0;
	for (let plane = 0; plane < width; plane++) {
		if ((mask & (1 << plane)) === 0) continue;
		picked.set(scratchPlanes.subarray(plane * count, (plane + 1) * count), top);
		top += count;
	}
	return picked.subarray(0, top);
}
