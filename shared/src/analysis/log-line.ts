import { BYTE_CLASS as CLASS, DIGIT, EQUALS, ESCAPE, JOIN, LINE_END, NO_HEX, QUOTE, SIGN, SPACE, WORD } from "./log-bytes.ts";

/**
 * The first line of a message as words, what varies in it masked: numbers, ids, times, addresses, quoted texts.
 *
 * A word is a run of letters, digits, `_` and all that is not ASCII; what stands between words are separators. A word is masked when it
 *   has a digit (`42`, `12ms`, `k3j9`, `order_7`), is of hex digits only and has 8 of them or more, or is longer than 31 bytes;
 *   joins a masked one by one or two of `. : - , / +` and is masked itself or of hex digits only (`10.0.0.1`, `2026-01-02T03:04:05Z`, UUIDs):
 *   both are one mask then;
 *   is the inside of quotes, unless the line is JSON (it begins with `{`) or the quotes are those of `msg=` and `message=`.
 * White space of any length is one space; colours of terminals and signs before numbers are left out.
 */
export const MASK = "<*>";
/** No word is this number: it stands for a masked one. */
export const MASKED = 0;

/** Of a line; the rest is cut. */
export const MOST_WORDS = 64;
export const MOST_BYTES = 1024;
const LONG_WORD = 32;
const HEX_WORD = 8;
/** Stands for the rest of a line that is cut. */
const CUT = " …";

const bytesOf = new TextEncoder();
const utf8 = new TextDecoder();

/** No place is beside it. */
const NO_SIGN = -2;

const SEED = 0x811c_9dc5 | 0;
const PRIME = 0x0100_0193;
const BACKSLASH = 0x5c;
const BRACE = 0x7b;
const BRACKET = 0x5b;
const SPACE_BYTE = 0x20;

const folded = (hash: number, byte: number): number => Math.imul(hash ^ byte, PRIME);

/** One at a time: `read` forgets the line before. No object and no text is made until `parts` is asked for. Cost: about 4 ns a byte. */
export class LogLine {
	wordCount = 0;
	/** By word: a hash of it, or MASKED. */
	readonly words = new Int32Array(MOST_WORDS);
	/** Of all separators, in order, and so of the number of words too. */
	structure = SEED;
	/** 64 bits that tell lines apart. */
	high = 0;
	low = 0;
	readonly #starts = new Uint32Array(MOST_WORDS);
	readonly #ends = new Uint32Array(MOST_WORDS);
	#bytes: Uint8Array = new Uint8Array(0);
	#start = 0;
	#end = 0;
	#isCut = false;
	#keepsQuotes = false;
	/** A quote that closes what is read as words. */
	#closeAt = -1;
	/** Of the separator being read. */
	#separator = SEED;
	#hasSpace = false;
	/** What the separator was before a sign that may belong to a number. */
	#beforeSign = SEED;
	#signAt = NO_SIGN;

	/** Read the bytes [start, end) up to the end of the first line that has anything. They are not to change until `parts` was asked for. */
	read(bytes: Uint8Array, start: number, end: number): void {
		let at = start;
		while (at < end && ((CLASS[bytes[at] as number] as number) & (SPACE | LINE_END)) !== 0) at++;
		this.#begin(bytes, at);
		const last = Math.min(end, at + MOST_BYTES);
		while (at < end) {
			const kind = CLASS[bytes[at] as number] as number;
			if (kind === LINE_END) break;
			if (at >= last || this.wordCount === MOST_WORDS) {
				this.#isCut = at >= last || (kind & WORD) !== 0;
				if (this.#isCut) break;
			}
			if (kind === SPACE) {
				this.#hasSpace = true;
				at++;
			} else at = (kind & WORD) !== 0 ? this.#word(at, last, end) : this.#between(kind, at, last);
		}
		this.#finish(at);
	}

	/** Separator, word, separator, and so on: one more separator than words. */
	parts(): readonly string[] {
		const parts: string[] = [];
		let from = this.#start;
		for (let word = 0; word < this.wordCount; word++) {
			const start = this.#starts[word] as number;
			const end = this.#ends[word] as number;
			parts.push(this.#separatorText(from, start));
			parts.push(this.words[word] === MASKED ? MASK : utf8.decode(this.#bytes.slice(start, end)));
			from = end;
		}
		parts.push(this.#isCut ? CUT : this.#separatorText(from, this.#end).replace(/ $/, ""));
		return parts;
	}

	#begin(bytes: Uint8Array, at: number): void {
		this.wordCount = 0;
		this.structure = SEED;
		this.high = SEED;
		this.low = PRIME;
		this.#bytes = bytes;
		this.#start = at;
		this.#isCut = false;
		this.#keepsQuotes = bytes[at] === BRACE;
		this.#closeAt = -1;
		this.#clearSeparator();
	}

	#finish(at: number): void {
		this.#end = at;
		let last = this.#separator;
		if (this.#isCut) {
			last = SEED;
			for (const byte of bytesOf.encode(CUT)) last = folded(last, byte);
		}
		this.structure = chained(this.structure, last);
		this.high = mixed(this.high, this.structure);
		this.low = mixed(this.low, Math.imul(this.structure, 0xc2b2_ae35));
	}

	/** A word begins here. Result: where it ends. */
	#word(at: number, last: number, end: number): number {
		const bytes = this.#bytes;
		let hash = SEED;
		let kinds = 0;
		let to = at;
		let byte = bytes[at] as number;
		let kind = CLASS[byte] as number;
		do {
			kinds |= kind;
			hash = Math.imul(hash ^ byte, PRIME);
			if (++to === last) break;
			byte = bytes[to] as number;
			kind = CLASS[byte] as number;
		} while ((kind & WORD) !== 0);
		if (to === last && to < end && ((CLASS[bytes[to] as number] as number) & WORD) !== 0) return to;
		const isHex = (kinds & NO_HEX) === 0;
		if (!isHex && (kinds & DIGIT) === 0 && to - at < LONG_WORD) {
			this.#add(hash === MASKED ? 1 : hash, at, to);
			return to;
		}
		return this.#odd(at, to, { hash, kinds });
	}

	/** A word that may be masked. */
	#odd(at: number, to: number, { hash, kinds }: { readonly hash: number; readonly kinds: number }): number {
		const isHex = (kinds & NO_HEX) === 0;
		const isMasked = (kinds & DIGIT) !== 0 || to - at >= LONG_WORD || (isHex && to - at >= HEX_WORD);
		if ((isMasked || isHex) && this.#joinsMask(at)) {
			this.#ends[this.wordCount - 1] = to;
			this.#clearSeparator();
			return to;
		}
		if (!isMasked) this.#add(hash === MASKED ? 1 : hash, at, to);
		else if (this.#signAt === at - 1 && ((CLASS[this.#bytes[at] as number] as number) & DIGIT) !== 0) this.#addSigned(at, to);
		else this.#add(MASKED, at, to);
		return to;
	}

	#addSigned(at: number, to: number): void {
		this.#separator = this.#beforeSign;
		this.#add(MASKED, at - 1, to);
	}

	#joinsMask(at: number): boolean {
		const word = this.wordCount - 1;
		if (word < 0 || this.words[word] !== MASKED) return false;
		const bytes = this.#bytes;
		const length = at - (this.#ends[word] as number);
		if (length < 1 || length > 2) return false;
		return isJoin(bytes[at - 1]) && (length === 1 || isJoin(bytes[at - 2]));
	}

	#add(hash: number, start: number, end: number): void {
		const word = this.wordCount++;
		this.words[word] = hash;
		this.#starts[word] = start;
		this.#ends[word] = end;
		if (this.#hasSpace) this.#separator = folded(this.#separator, SPACE_BYTE);
		this.structure = chained(this.structure, this.#separator);
		this.high = chained(this.high, hash);
		this.low = Math.imul(this.low + hash, 0x85eb_ca6b);
		this.#separator = SEED;
		this.#hasSpace = false;
	}

	/** One byte, or a quoted text, of what is between words. Result: where it ends. */
	#between(kind: number, at: number, last: number): number {
		const bytes = this.#bytes;
		if (kind === ESCAPE) return endOfEscape(bytes, at, last);
		const before = at === this.#start ? 0 : (CLASS[bytes[at - 1] as number] as number);
		this.#foldSpace();
		if ((kind & SIGN) !== 0 && (before & WORD) === 0) {
			this.#beforeSign = this.#separator;
			this.#signAt = at;
		}
		this.#separator = folded(this.#separator, bytes[at] as number);
		if (kind !== QUOTE || (before & WORD) !== 0 || this.#keepsQuotes || at === this.#closeAt) return at + 1;
		return this.#quoted(at, last);
	}

	/** Quotes that may open at `at`. */
	#quoted(at: number, last: number): number {
		const bytes = this.#bytes;
		const close = endOfQuotes(bytes, at, last);
		this.#keepsQuotes = close < 0 || this.wordCount === MOST_WORDS;
		if (this.#keepsQuotes) return at + 1;
		if (isMessageKey(bytes, this.#start, at)) {
			this.#closeAt = close;
			return at + 1;
		}
		this.#add(MASKED, at + 1, close);
		this.#separator = folded(this.#separator, bytes[close] as number);
		return close + 1;
	}

	#foldSpace(): void {
		if (this.#hasSpace) this.#separator = folded(this.#separator, SPACE_BYTE);
		this.#hasSpace = false;
	}

	#clearSeparator(): void {
		this.#separator = SEED;
		this.#hasSpace = false;
		this.#signAt = NO_SIGN;
	}

	#separatorText(from: number, to: number): string {
		const bytes = this.#bytes;
		let text = "";
		for (let at = from; at < to; at++) {
			const kind = CLASS[bytes[at] as number] as number;
			if (kind === ESCAPE) at = endOfEscape(bytes, at, to) - 1;
			else if (kind !== SPACE) text += String.fromCharCode(bytes[at] as number);
			else if (!text.endsWith(" ")) text += " ";
		}
		return text;
	}
}

/** What `structure` and `words` of a line with these parts are. */
export function hashParts(parts: readonly string[]): { readonly structure: number; readonly words: Int32Array } {
	let structure = SEED;
	const words = new Int32Array(parts.length >> 1);
	for (const [at, part] of parts.entries()) {
		let hash = SEED;
		for (const byte of bytesOf.encode(part)) hash = folded(hash, byte);
		if (at % 2 === 0) structure = chained(structure, hash);
		else words[at >> 1] = part === MASK ? MASKED : hash === MASKED ? 1 : hash;
	}
	return { structure, words };
}

const chained = (hash: number, value: number): number => Math.imul(hash ^ value, 0x9e37_79b1);

function mixed(hash: number, value: number): number {
	const product = Math.imul(hash ^ value, 0x9e37_79b1);
	return (product ^ (product >>> 15)) | 0;
}

const isJoin = (byte: number | undefined): boolean => byte !== undefined && ((CLASS[byte] as number) & JOIN) !== 0;

/** Behind a sequence that begins with ESC, such as the colours of a terminal. */
function endOfEscape(bytes: Uint8Array, at: number, last: number): number {
	if (bytes[at + 1] !== BRACKET) return at + 1;
	let to = at + 2;
	while (to < last && (bytes[to] as number) >= 0x20 && (bytes[to] as number) < 0x40) to++;
	return Math.min(last, to + 1);
}

/** Where the quotes that open at `at` close, or -1. */
function endOfQuotes(bytes: Uint8Array, at: number, last: number): number {
	const quote = bytes[at] as number;
	for (let to = at + 1; to < last; to++) {
		const byte = bytes[to] as number;
		if (byte === quote) return to;
		if (byte === BACKSLASH && CLASS[bytes[to + 1] ?? 0] !== LINE_END) to++;
		else if ((CLASS[byte] as number) === LINE_END) return -1;
	}
	return -1;
}

/** Whether `msg=` or `message=` stands before. */
function isMessageKey(bytes: Uint8Array, start: number, at: number): boolean {
	if (at < start + 4 || bytes[at - 1] !== EQUALS) return false;
	const before = utf8.decode(bytes.slice(Math.max(start, at - 8), at - 1));
	return before.endsWith("msg") || before.endsWith("message");
}
