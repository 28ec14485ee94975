/** Arrays as bytes, see `word-codec.ts`. */
import { dataViewOf } from "../dictionary.ts";
import { blobFromBytes } from "./byte-parts.ts";
import { createExpected } from "./expected-values.ts";
import { ARRAY_HEADER, Transform } from "./word-codec.ts";

/** Bits of entropy per byte above which a plane is noise. */
const NOISE_BITS = 7.6;
const NOISE_ROWS = 1024;
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
	if (expected === undefined) return undefined;
	const base = values[0] ?? 0;
	let next = base;
	let all = 0;
	for (let at = 0; at < count; at++) {
		const value = values[at] as number;
		const beside = (reference.values[at] as number) - expected.least;
		const distance = (next - value) | 0;
		const zigzag = ((distance << 1) ^ (distance >> 31)) >>> 0;
		if (zigzag === 0xffff_ffff) return undefined;
		const word = expected.last[beside] === value ? 0 : zigzag + 1;
		expected.last[beside] = value;
		scratchLow[at] = word;
		all |= word;
		if (value >= next) next = (value + 1) >>> 0;
	}
	const width = (39 - Math.clz32(all)) >>> 3;
	for (let plane = 0; plane < width; plane++) writePlane(scratchLow, count, plane, plane);
	return finish({ transform: Transform.like, width, count, baseHigh: reference.code, baseLow: base });
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
	const words = scratchLow;
	const base = transformWords(values, transform, words);
	let all = 0;
	for (let at = 0; at < count; at++) all |= words[at] as number;
	const width = (39 - Math.clz32(all)) >>> 3;
	for (let plane = 0; plane < width; plane++) writePlane(words, count, plane, plane);
	return finish({ transform, width, count, baseHigh: 0, baseLow: base });
}

/** Writes into `target`; answers the base. */
function transformWords(values: Uint32Array, transform: number, target: Uint32Array): number {
	const count = values.length;
	if (transform === Transform.delta) {
		let before = values[0] ?? 0;
		for (let at = 0; at < count; at++) {
			const value = values[at] as number;
			const delta = (value - before) | 0;
			target[at] = (delta << 1) ^ (delta >> 31);
			before = value;
		}
		return values[0] ?? 0;
	}
	let least = 0xffff_ffff;
	for (let at = 0; at < count; at++) least = Math.min(least, values[at] as number);
	if (transform === Transform.plain) {
		for (let at = 0; at < count; at++) target[at] = (values[at] as number) - least;
		return count === 0 ? 0 : least;
	}
	const base = values[0] ?? 0;
	let next = base;
	for (let at = 0; at < count; at++) {
		const value = values[at] as number;
		const distance = (next - value) | 0;
		target[at] = (distance << 1) ^ (distance >> 31);
		if (value >= next) next = (value + 1) >>> 0;
	}
	return base;
}

function encodePairsBy(high: Uint32Array, low: Uint32Array, transform: number, stride: number): Uint8Array {
	const count = high.length;
	reserveScratch(count);
	const [baseHigh, baseLow] = transformPairs(high, low, transform, stride);
	let allHigh = 0;
	let allLow = 0;
	for (let at = 0; at < count; at++) {
		allHigh |= scratchHigh[at] as number;
		allLow |= scratchLow[at] as number;
	}
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
	histogram.fill(0);
	const sampled = Math.min(count, 4096);
	for (let at = start; at < start + sampled; at++)
		histogram[scratchPlanes[at] as number] = (histogram[scratchPlanes[at] as number] as number) + 1;
	let bits = 0;
	for (const seen of histogram) if (seen > 0) bits -= seen * Math.log2(seen / sampled);
	return bits / sampled > NOISE_BITS;
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
