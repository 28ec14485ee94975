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
import { blobFromBytes, bytesFromBlob } from "./byte-parts.ts";
import { DamagedBlockError } from "./contract.ts";

export const Transform = { plain: 0, delta: 1, front: 2, strided: 3, like: 4 } as const;
const HEADER = 15;
/** No array that is written is longer. */
const COUNT_MAX = 1 << 24;
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

/** The last value beside each of the other column, by its distance from the least. */
interface Expected {
	readonly least: number;
	readonly last: Uint32Array;
}

const LIKE_RANGE = 65_536;
const expectedScratch = new Uint32Array(LIKE_RANGE);

function createExpected(beside: Uint32Array): Expected | undefined {
	let least = 0xffff_ffff;
	let most = 0;
	for (let at = 0; at < beside.length; at++) {
		const value = beside[at] as number;
		if (value < least) least = value;
		if (value > most) most = value;
	}
	if (most - least >= LIKE_RANGE) return undefined;
	const last = expectedScratch.subarray(0, Math.max(0, most - least) + 1).fill(0);
	return { least, last };
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
	const encoded = new Uint8Array(HEADER + rawCount * count + blob.length);
	encoded.set([transform, width, rawPlanes]);
	const data = dataViewOf(encoded);
	data.setUint32(3, count, true);
	data.setUint32(7, baseHigh, true);
	data.setUint32(11, baseLow, true);
	if (rawCount > 0) encoded.set(pickPlanes(rawPlanes, width, count), HEADER);
	encoded.set(blob, HEADER + rawCount * count);
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
	if (encoded.length < HEADER) throw new DamagedBlockError("an array is cut off");
	const [transform = 0, width = 0, rawPlanes = 0] = encoded;
	const data = dataViewOf(encoded);
	const count = data.getUint32(3, true);
	if (width > widthMax || transform > Transform.like || count > COUNT_MAX) throw new DamagedBlockError("an array is of an unknown kind");
	let raw = HEADER;
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
	const isPlain = transform === Transform.plain;
	/** What a value is added to stands that far before; nothing stands before the first ones. */
	const stride = transform === Transform.strided ? baseLow : 1;
	if (stride === 0) throw new DamagedBlockError("an array has no stride");
	const [firstHigh, firstLow] = transform === Transform.strided ? [0, 0] : [baseHigh, baseLow];
	for (let at = 0; at < count; at++) {
		const hasBefore = !isPlain && at >= stride;
		const beforeLow = hasBefore ? (low[at - stride] as number) : firstLow;
		const beforeHigh = hasBefore ? (high[at - stride] as number) : firstHigh;
		let addLow = low[at] as number;
		let addHigh = high[at] as number;
		if (!isPlain) {
			const sign = -(addLow & 1);
			addLow = ((addLow >>> 1) | (addHigh << 31)) ^ sign;
			addHigh = (addHigh >>> 1) ^ sign;
		}
		const sum = beforeLow + (addLow >>> 0);
		low[at] = sum;
		high[at] = beforeHigh + addHigh + (sum > 0xffff_ffff ? 1 : 0);
	}
	return pairsOf(high, low);
}
