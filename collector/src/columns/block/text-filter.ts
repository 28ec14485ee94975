/**
 * Which texts a block's log bodies may contain: one bit for each short run of bytes (*gram*) that stands in any of them, case folded.
 *
 * A gram begins at every byte and ends where its weight reaches 18: digits and bytes beyond ASCII weigh 3, all others 5, so that it has 4
 * letters or 6 digits. Shorter ones are nearly all in every block, longer ones are more to remember. Its bit is its hash modulo the length
 * of the filter. A text can only be contained when the bits of all its grams are set.
 */
import { dataViewOf } from "../dictionary.ts";
import type { StagedEntries } from "./write-dictionary.ts";

const WEIGHT = 18;
const BITS_MIN = 1 << 10;
const BITS_MAX = 1 << 23;
/** Bits that a filter begins with for each row. */
const BITS_PER_ROW = 16;
/** A filter is halved as long as less than this part of its bits would be set. */
const FILL_MAX = 0.4;
const STEP = 0x0100_0193;
const POWERS = Int32Array.from({ length: WEIGHT }, (_, power) => powerOf(power));
const FOLDED = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte));
const WEIGHTS = Uint8Array.from({ length: 256 }, (_, byte) => ((byte >= 0x30 && byte <= 0x39) || byte >= 0x80 ? 3 : 5));

function powerOf(power: number): number {
	let product = 1;
	for (let factor = 0; factor < power; factor++) product = Math.imul(product, STEP);
	return product;
}

/** A filter being filled. */
export class TextFilterBuilder {
	readonly #bits: Uint32Array;

	constructor(rows: number) {
		const bits = Math.min(BITS_MAX, Math.max(BITS_MIN, 2 ** Math.ceil(Math.log2(rows * BITS_PER_ROW))));
		this.#bits = new Uint32Array(bits / 32);
	}

	/** Add the first `count` entries, which are UTF-8. */
	addEntries({ bytes, offsets }: Pick<StagedEntries, "bytes" | "offsets">, count: number): void {
		for (let at = 0; at < count; at++) this.add(bytes, offsets[at] as number, offsets[at + 1] as number);
	}

	/** Add the UTF-8 text bytes[start, end). */
	add(bytes: Uint8Array, start: number, end: number): void {
		if (isAscii(bytes, start, end)) addGrams(this.#bits, bytes, start, end);
		else this.addText(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("utf8"));
	}

	addText(text: string): void {
		const folded = Buffer.from(text.toLowerCase());
		addGrams(this.#bits, folded, 0, folded.length);
	}

	/** The bytes of the filter, as short as its filling allows. */
	finish(): Uint8Array {
		let bits = this.#bits;
		while (bits.length * 32 > BITS_MIN) {
			const half = halved(bits);
			if (filling(half) > FILL_MAX) break;
			bits = half;
		}
		const filter = new Uint8Array(bits.length * 4);
		const data = dataViewOf(filter);
		bits.forEach((word, at) => {
			data.setUint32(at * 4, word, true);
		});
		return filter;
	}
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
	for (let at = start; at < end; at++) if ((bytes[at] as number) >= 0x80) return false;
	return true;
}

/** Bytes that a gram has at most. */
const GRAM_MAX = 6;
/** Of a byte, folded: the byte, and its weight above it. */
const WEIGHED = Uint16Array.from(FOLDED, (byte) => byte | ((WEIGHTS[byte] as number) << 8));
const BYTE = 0xff;
const SECOND = POWERS[2] as number;
const THIRD = POWERS[3] as number;

/**
 * Set the bits of the grams of bytes[start, end), folded.
 *
 * A gram has 4, 5 or 6 bytes. All three hashes are made and one is picked by masks, because the processor cannot guess which it will be:
 * that is 1.8 times as fast as to add bytes until the weight is reached.
 */
function addGrams(bits: Uint32Array, bytes: Uint8Array, start: number, end: number): void {
	const mask = bits.length * 32 - 1;
	let at = start;
	let first = WEIGHED[bytes[at] ?? 0] as number;
	let second = WEIGHED[bytes[at + 1] ?? 0] as number;
	let third = WEIGHED[bytes[at + 2] ?? 0] as number;
	let fourth = WEIGHED[bytes[at + 3] ?? 0] as number;
	let fifth = WEIGHED[bytes[at + 4] ?? 0] as number;
	for (; at + GRAM_MAX <= end; at++) {
		const sixth = WEIGHED[bytes[at + 5] as number] as number;
		const ofThree = Math.imul(first & BYTE, THIRD) + Math.imul(second & BYTE, SECOND) + Math.imul(third & BYTE, STEP);
		const ofFour = (ofThree + (fourth & BYTE)) | 0;
		const ofFive = (Math.imul(ofFour, STEP) + (fifth & BYTE)) | 0;
		const ofSix = (Math.imul(ofFive, STEP) + (sixth & BYTE)) | 0;
		const weight = (first >>> 8) + (second >>> 8) + (third >>> 8) + (fourth >>> 8);
		// All bits are set where the weight is not reached yet.
		const beyondFour = (weight - WEIGHT) >> 31;
		const beyondFive = (weight + (fifth >>> 8) - WEIGHT) >> 31;
		const upToFive = ofFour ^ ((ofFour ^ ofFive) & beyondFour);
		const bit = mixed(upToFive ^ ((upToFive ^ ofSix) & beyondFive)) & mask;
		bits[bit >>> 5] = (bits[bit >>> 5] as number) | (1 << (bit & 31));
		first = second;
		second = third;
		third = fourth;
		fourth = fifth;
		fifth = sixth;
	}
	addLastGrams(bits, bytes, at, end);
}

/** The same for the last bytes. */
function addLastGrams(bits: Uint32Array, bytes: Uint8Array, start: number, end: number): void {
	const mask = bits.length * 32 - 1;
	eachGram(bytes, start, end, (hash) => {
		const bit = mixed(hash) & mask;
		bits[bit >>> 5] = (bits[bit >>> 5] as number) | (1 << (bit & 31));
		return true;
	});
}

/** Visit the hashes of the grams of bytes[start, end), folded, as long as `visit` says so. Result: what it said last, true without a gram. */
function eachGram(bytes: Uint8Array, start: number, end: number, visit: (hash: number) => boolean): boolean {
	let hash = 0;
	let weight = 0;
	let first = start;
	for (let at = start; at < end; at++) {
		const byte = FOLDED[bytes[at] as number] as number;
		hash = (Math.imul(hash, STEP) + byte) | 0;
		weight += WEIGHTS[byte] as number;
		while (weight >= WEIGHT) {
			if (!visit(hash)) return false;
			const gone = FOLDED[bytes[first] as number] as number;
			hash = (hash - Math.imul(gone, POWERS[at - first] as number)) | 0;
			weight -= WEIGHTS[gone] as number;
			first++;
		}
	}
	return true;
}

function mixed(hash: number): number {
	const step = Math.imul(hash ^ (hash >>> 15), 0x85eb_ca6b);
	return step ^ (step >>> 13);
}

/** The second half laid over the first: a hash modulo the shorter length still finds its bit. */
function halved(bits: Uint32Array): Uint32Array {
	const half = bits.slice(0, bits.length / 2);
	for (let at = 0; at < half.length; at++) half[at] = (half[at] as number) | (bits[at + half.length] as number);
	return half;
}

function filling(bits: Uint32Array): number {
	let set = 0;
	for (let word of bits) {
		word -= (word >>> 1) & 0x5555_5555;
		word = (word & 0x3333_3333) + ((word >>> 2) & 0x3333_3333);
		set += Math.imul((word + (word >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
	}
	return set / (bits.length * 32);
}

/**
 * False when no text of the filter contains `text`, both in lower case.
 *
 * Result  true for a text that is too short to have a gram, and for one with half a surrogate pair.
 */
export function mayContainText(filter: Uint8Array, text: string): boolean {
	if (!text.isWellFormed()) return true;
	const bytes = Buffer.from(text.toLowerCase());
	const mask = filter.length * 8 - 1;
	return eachGram(bytes, 0, bytes.length, (hash) => {
		const bit = mixed(hash) & mask;
		return ((filter[bit >>> 3] as number) & (1 << (bit & 7))) !== 0;
	});
}
