/**
 * Which texts a block's log bodies may contain: one bit for each short run of bytes (*gram*) that stands in any of them, case folded.
 *
 * A gram begins at every byte and ends where its weight reaches 18: digits and bytes beyond ASCII weigh 3, all others 5, so that it has 4
 * letters or 6 digits. Shorter ones are nearly all in every block, longer ones are more to remember. Its bit is its hash modulo the length
 * of the filter. A text can only be contained when the bits of all its grams are set.
 */
import { isAscii } from "node:buffer";
import { dataViewOf } from "../dictionary.ts";
import type { StagedEntries } from "./write-dictionary.ts";

const BITS_MIN = 1 << 10;
const BITS_MAX = 1 << 23;
/** Bits that a filter begins with for each row. */
const BITS_PER_ROW = 16;
/** A filter is halved as long as less than this part of its bits would be set. */
const FILL_MAX = 0.4;

const BYTE = 0xff;
/** Of a byte: itself in lower case, and above it 1 when it weighs 3. */
const FOLDED = Uint16Array.from({ length: 256 }, (_, byte) => {
	const isLight = (byte >= 0x30 && byte <= 0x39) || byte >= 0x80;
	return (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte) | (isLight ? BYTE + 1 : 0);
});
const WEIGHT = 18;
const GRAM_MIN = 4;
const GRAM_MAX = 6;
const LAST_SIX = 0x3f;
/** Of six bytes, a bit for each that is light, the first one in the highest: the length of the gram that begins with them. */
const LENGTHS = Uint8Array.from({ length: LAST_SIX + 1 }, (_, light) => gramLength(light));
/** The same: which bits of the last two bytes belong to it. */
const RESTS = Uint16Array.from(LENGTHS, (length) => 0xffff & ~(0xffff >>> ((length - GRAM_MIN) * 8)));

function gramLength(light: number): number {
	let length = 0;
	for (let weight = 0; weight < WEIGHT; length++) weight += (light >>> (GRAM_MAX - 1 - length)) & 1 ? 3 : 5;
	return length;
}

/** A filter being filled. */
export class TextFilterBuilder {
	readonly #bits: Int32Array;

	constructor(rows: number) {
		const bits = Math.min(BITS_MAX, Math.max(BITS_MIN, 2 ** Math.ceil(Math.log2(rows * BITS_PER_ROW))));
		this.#bits = new Int32Array(bits / 32);
	}

	/** Add the first `count` entries, which are UTF-8. */
	addEntries({ bytes, offsets }: Pick<StagedEntries, "bytes" | "offsets">, count: number): void {
		const bits = this.#bits;
		const areAscii = isAscii(bytes.subarray(offsets[0], offsets[count]));
		for (let at = 0; at < count; at++) {
			const start = offsets[at] as number;
			const end = offsets[at + 1] as number;
			if (areAscii) addGrams(bits, bytes, start, end);
			else this.addText(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("utf8"));
		}
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

/**
 * Set the bits of the grams of bytes[start, end), folded.
 *
 * The length of a gram only makes a mask: a branch on it is what the processor cannot guess.
 */
function addGrams(bits: Int32Array, bytes: Uint8Array, start: number, end: number): void {
	const mask = bits.length * 32 - 1;
	const primed = Math.min(start + GRAM_MAX - 1, end);
	let light = 0;
	// The last four bytes, and those one and two bytes earlier.
	let last = 0;
	let earlier = 0;
	let word = 0;
	let at = start;
	for (; at < primed; at++) {
		const folded = FOLDED[bytes[at] as number] as number;
		light = (light << 1) | (folded >>> 8);
		word = earlier;
		earlier = last;
		last = (last << 8) | (folded & BYTE);
	}
	for (; at < end; at++) {
		const folded = FOLDED[bytes[at] as number] as number;
		light = (light << 1) | (folded >>> 8);
		word = earlier;
		earlier = last;
		last = (last << 8) | (folded & BYTE);
		setBit(bits, hashGram(word, last & (RESTS[light & LAST_SIX] as number)) & mask);
	}
	for (let left = GRAM_MAX - 1; left >= GRAM_MIN; left--) {
		light <<= 1;
		word = earlier;
		earlier = last;
		last <<= 8;
		const isWhole = end - start >= left && (LENGTHS[light & LAST_SIX] as number) <= left;
		if (isWhole) setBit(bits, hashGram(word, last & (RESTS[light & LAST_SIX] as number)) & mask);
	}
}

function setBit(bits: Int32Array, bit: number): void {
	bits[bit >>> 5] = (bits[bit >>> 5] as number) | (1 << (bit & 31));
}

/** Of its first four bytes and of those after them, big endian, zeros where it has no more. */
function hashGram(word: number, rest: number): number {
	const start = Math.imul(word ^ Math.imul(rest, 0x9e37_79b1), 0x85eb_ca6b);
	const step = Math.imul(start ^ (start >>> 15), 0xc2b2_ae35);
	return step ^ (step >>> 13);
}

/** The hashes of the grams of a text in lower case. */
function gramsOf(bytes: Uint8Array): readonly number[] {
	const hashes: number[] = [];
	for (let start = 0; start + GRAM_MIN <= bytes.length; start++) {
		const six = Array.from({ length: GRAM_MAX }, (_, at) => FOLDED[bytes[start + at] ?? 0] as number);
		const light = six.reduce((bits, folded) => (bits << 1) | (folded >>> 8), 0);
		if (start + (LENGTHS[light] as number) > bytes.length) continue;
		const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = six.map((folded) => folded & BYTE);
		hashes.push(hashGram((a << 24) | (b << 16) | (c << 8) | d, ((e << 8) | f) & (RESTS[light] as number)));
	}
	return hashes;
}

/** The second half laid over the first: a hash modulo the shorter length still finds its bit. */
function halved(bits: Int32Array): Int32Array {
	const half = bits.slice(0, bits.length / 2);
	for (let at = 0; at < half.length; at++) half[at] = (half[at] as number) | (bits[at + half.length] as number);
	return half;
}

function filling(bits: Int32Array): number {
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
	return gramsOf(bytes).every((hash) => ((filter[(hash & mask) >>> 3] as number) & (1 << (hash & 7))) !== 0);
}
