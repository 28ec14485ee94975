/**
 * Tokens of values: 32-bit hashes so that whatever a filter's `=` takes for equal has the same token (see `shared/query/value-test.ts`).
 *
 *   text       the hash of its bytes, unless it is numeric: then the token of its number
 *   integer    the hash of its decimal digits, whatever its type
 *   fraction   the hash of its bits as a double
 *   bool, bytes, array, kvlist, empty, NaN, infinity   the token of their canonical text
 */
import { numberFromText } from "@spanglass/shared/query/value-test";
import { dataViewOf } from "../dictionary.ts";
import { finishHash, hashBytes, hashWord } from "../hash.ts";

const TEXT_SEED = 0x3c6e_f372;
const FRACTION_SEED = 0x6a09_e667;
const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;
const POINT = 0x2e;
const IN_NUMBERS = Uint8Array.from({ length: 256 }, (_, byte) => ("0123456789+-.eE".includes(String.fromCharCode(byte)) ? 1 : 0));
const scratch = new DataView(new ArrayBuffer(8));

/** The token of text data[start, end). */
export function tokenOfBytes(data: DataView, start: number, end: number): number {
	if (start < end && mayBeNumber(data, start, end) && !isCanonicalInteger(data, start, end)) {
		const number = numberFromText(Buffer.from(data.buffer, data.byteOffset + start, end - start).toString("latin1"));
		if (number !== undefined) return tokenOfNumber(number);
	}
	return finishHash(hashBytes(TEXT_SEED, data, start, end));
}

/** The token of a text. */
export function tokenOfText(text: string): number {
	return tokenOfRaw(Buffer.from(text));
}

/** The token of a text's bytes. */
export function tokenOfRaw(bytes: Uint8Array): number {
	return tokenOfBytes(dataViewOf(bytes), 0, bytes.length);
}

/** The token of a number. */
export function tokenOfNumber(number: number | bigint): number {
	if (typeof number === "bigint") return tokenOfDigits(number.toString());
	if (Number.isInteger(number)) return tokenOfDigits(Number.isSafeInteger(number) ? String(number + 0) : BigInt(number).toString());
	if (!Number.isFinite(number)) return tokenOfDigits(String(number));
	scratch.setFloat64(0, number);
	return finishHash(hashWord(hashWord(FRACTION_SEED, scratch.getInt32(0)), scratch.getInt32(4)));
}

const digits = new DataView(new ArrayBuffer(1024));

/** The token of a canonical number's text, which is ASCII. */
function tokenOfDigits(text: string): number {
	if (text.length > digits.byteLength) {
		const bytes = Buffer.from(text);
		return finishHash(hashBytes(TEXT_SEED, dataViewOf(bytes), 0, bytes.length));
	}
	for (let at = 0; at < text.length; at++) digits.setUint8(at, text.charCodeAt(at));
	return finishHash(hashBytes(TEXT_SEED, digits, 0, text.length));
}

/** The token of a 32-bit integer, without making its text. */
export function tokenOfInt(value: number): number {
	let rest = value < 0 ? -value : value;
	let length = value < 0 ? 2 : 1;
	for (let bound = 10; bound <= rest; bound *= 10) length++;
	for (let at = length - 1; at >= 0; at--) {
		digits.setUint8(at, ZERO + (rest % 10));
		rest = Math.floor(rest / 10);
	}
	if (value < 0) digits.setUint8(0, MINUS);
	return finishHash(hashBytes(TEXT_SEED, digits, 0, length));
}

/** Only bytes that stand in numbers: digits, signs, an e, and one point at most. */
function mayBeNumber(data: DataView, start: number, end: number): boolean {
	let points = 0;
	for (let at = start; at < end; at++) {
		const byte = data.getUint8(at);
		if (IN_NUMBERS[byte] === 0) return false;
		if (byte === POINT && ++points > 1) return false;
	}
	return true;
}

/** An integer as it is printed: its bytes are its token's. */
function isCanonicalInteger(data: DataView, start: number, end: number): boolean {
	let at = data.getUint8(start) === MINUS ? start + 1 : start;
	if (at === end) return false;
	if (data.getUint8(at) === ZERO) return at === start && end === start + 1;
	for (; at < end; at++) {
		const byte = data.getUint8(at);
		if (byte < ZERO || byte > NINE) return false;
	}
	return true;
}
