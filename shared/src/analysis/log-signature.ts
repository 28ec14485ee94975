/**
 * A quick number for a line: lines of the same number are read alike by `LogLine` but for what it masks. The converse does not hold.
 *
 *   payment 7h9q released in 25 ms     a word with a digit, with what joins it, is one mark whatever it says;
 *           ▔▔▔▔             ▔▔        the rest is hashed, four bytes at a time
 *
 * Some lines have none: those that may be cut, begin with white space, have escapes of terminals, or have quotes behind a key with a digit
 * (`LogLine` looks at the letters of the key).
 */
import { BYTE_CLASS as CLASS, DIGIT, EQUALS, ESCAPE, JOIN, LINE_END, NO_HEX, QUOTE, SIGN, WORD } from "./log-bytes.ts";
import { MOST_BYTES } from "./log-line.ts";

const SPECIAL = DIGIT | LINE_END | ESCAPE;
const SPACE_BYTE = 0x20;
const HIGH_BITS = 0x8080_8080 | 0;
const MARK = 0x100;
/** Of a word behind a sign that does not begin with a digit: the sign is no part of it. */
const MARK_OF_WORD = 0x101;
const SEED = 0x811c_9dc5 | 0;

/** One at a time, as `LogLine`. Cost: about 1.5 ns a byte. */
export class LogSignature {
	high = SEED;
	low = 0;
	/** The hash before each group of four bytes since the last mark. */
	readonly #highs = new Int32Array(MOST_BYTES / 4);
	readonly #lows = new Int32Array(MOST_BYTES / 4);

	/** False: the line has none. `data` is of exactly `bytes`. */
	read(data: DataView, bytes: Uint8Array, start: number, end: number): boolean {
		this.high = SEED;
		this.low = 0;
		if (end - start > MOST_BYTES || (end > start && (bytes[start] as number) <= SPACE_BYTE)) return false;
		for (let from = start; from < end; ) {
			const stop = this.#hashed(data, bytes, from, end);
			if (stop === end) return true;
			const kind = CLASS[bytes[stop] as number] as number;
			if ((kind & DIGIT) === 0) return (kind & ESCAPE) === 0;
			from = endOfMasked(bytes, stop, end);
			if (bytes[from] === EQUALS && from + 1 < end && ((CLASS[bytes[from + 1] as number] as number) & QUOTE) !== 0) return false;
		}
		return true;
	}

	/** Takes in all before the next word with a digit, and its mark; before the end of the line or an escape. Result: where the digit, end or escape is. */
	#hashed(data: DataView, bytes: Uint8Array, from: number, end: number): number {
		const highs = this.#highs;
		const lows = this.#lows;
		let { high, low } = this;
		let at = from;
		let stop = end;
		for (let group = 0; at + 4 <= end; group++) {
			const word = data.getInt32(at, true);
			const digits = word ^ 0x3030_3030;
			if (((((digits - 0x0a0a_0a0a) & ~digits) | ((word - 0x2020_2020) & ~word)) & HIGH_BITS) !== 0) {
				stop = nextSpecial(bytes, at, at + 4);
				if (stop < at + 4) break;
				stop = end;
			}
			highs[group] = high;
			lows[group] = low;
			high = Math.imul(high ^ word, 0x9e37_79b1);
			high ^= high >>> 15;
			low = Math.imul(low + high, 0xc2b2_ae35);
			at += 4;
		}
		if (stop === end) stop = nextSpecial(bytes, at, end);
		const isMark = stop < end && ((CLASS[bytes[stop] as number] as number) & DIGIT) !== 0;
		const to = isMark ? startOfWord(bytes, from, stop) : stop;
		const group = (to - from) >> 2;
		if (from + group * 4 < at) {
			high = highs[group] as number;
			low = lows[group] as number;
		}
		for (at = from + group * 4; at < to; at++) {
			high = Math.imul(high ^ (bytes[at] as number), 0x9e37_79b1);
			high ^= high >>> 15;
			low = Math.imul(low + high, 0xc2b2_ae35);
		}
		this.high = high;
		this.low = low;
		if (isMark) this.#mark(to < stop && to > from && ((CLASS[bytes[to - 1] as number] as number) & SIGN) !== 0 ? MARK_OF_WORD : MARK);
		return stop;
	}

	#mark(mark: number): void {
		this.high = Math.imul(this.high ^ mark, 0x9e37_79b1);
		this.high ^= this.high >>> 15;
		this.low = Math.imul(this.low + this.high, 0xc2b2_ae35);
	}
}

/** The first digit, end of line or escape; `end` when there is none. */
function nextSpecial(bytes: Uint8Array, from: number, end: number): number {
	let at = from;
	while (at < end && ((CLASS[bytes[at] as number] as number) & SPECIAL) === 0) at++;
	return at;
}

function startOfWord(bytes: Uint8Array, from: number, digit: number): number {
	let at = digit;
	while (at > from && ((CLASS[bytes[at - 1] as number] as number) & WORD) !== 0) at--;
	return at;
}

/** Behind a word that has a digit at `at`, and all that joins it. */
function endOfMasked(bytes: Uint8Array, at: number, end: number): number {
	let to = endOfWord(bytes, at, end);
	for (;;) {
		let next = to;
		while (next < end && next < to + 2 && ((CLASS[bytes[next] as number] as number) & JOIN) !== 0) next++;
		if (next === to || next === end) return to;
		const after = endOfJoined(bytes, next, end);
		if (after === next) return to;
		to = after;
	}
}

function endOfWord(bytes: Uint8Array, at: number, end: number): number {
	let to = at;
	while (to < end && ((CLASS[bytes[to] as number] as number) & WORD) !== 0) to++;
	return to;
}

/** Behind a word that has a digit or hex digits only; `at` when it is none. */
function endOfJoined(bytes: Uint8Array, at: number, end: number): number {
	let kinds = 0;
	let to = at;
	for (; to < end; to++) {
		const kind = CLASS[bytes[to] as number] as number;
		if ((kind & WORD) === 0) break;
		kinds |= kind;
	}
	return (kinds & DIGIT) !== 0 || (kinds & NO_HEX) === 0 ? to : at;
}
