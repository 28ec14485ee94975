/** 64-bit numbers and ids from their uint32 halves; for single items, not for scans. */
import { HEX_OF_BYTE } from "@spanglass/shared/units/hex";

const scratch = new DataView(new ArrayBuffer(8));

/** The double with these IEEE 754 halves. */
export function doubleFromHalves(high: number, low: number): number {
	scratch.setUint32(0, high);
	scratch.setUint32(4, low);
	return scratch.getFloat64(0);
}

/** The two's complement integer with these halves. */
export function int64FromHalves(high: number, low: number): bigint {
	scratch.setUint32(0, high);
	scratch.setUint32(4, low);
	return scratch.getBigInt64(0);
}

/** The unsigned integer with these halves. */
export function uint64FromHalves(high: number, low: number): bigint {
	if (high === 0) return BigInt(low >>> 0);
	scratch.setUint32(0, high);
	scratch.setUint32(4, low);
	return scratch.getBigUint64(0);
}

/** 8 lower-case hex digits. */
export function hexFromWord(word: number): string {
	const upper = (HEX_OF_BYTE[word >>> 24] as string) + (HEX_OF_BYTE[(word >>> 16) & 0xff] as string);
	return upper + (HEX_OF_BYTE[(word >>> 8) & 0xff] as string) + (HEX_OF_BYTE[word & 0xff] as string);
}

/** Big-endian words of hex text whose length is a multiple of 8. */
export function wordsFromHex(hex: string): Uint32Array {
	const words = new Uint32Array(hex.length >>> 3);
	for (let index = 0; index < words.length; index++) words[index] = Number.parseInt(hex.slice(index * 8, index * 8 + 8), 16);
	return words;
}
