/**
 * Bits of Bloom filters, for everything whose filter is stored: probe i is (first + i * second) mod bits, and bit i is bit i & 7 of byte
 * i >> 3.
 */
import { finishHash, hashWord } from "./hash.ts";

/** The first of two independent hashes of what was mixed into one. */
export function firstProbe(mixed: number): number {
	return finishHash(mixed);
}

/** The second one: odd. */
export function secondProbe(mixed: number, seed: number): number {
	return finishHash(hashWord(mixed, seed)) | 1;
}

export function setProbes(filter: Uint8Array, first: number, second: number, probes: number): void {
	const bits = filter.length * 8;
	for (let probe = 0; probe < probes; probe++) {
		const bit = ((first + Math.imul(probe, second)) >>> 0) % bits;
		filter[bit >>> 3] = (filter[bit >>> 3] as number) | (1 << (bit & 7));
	}
}

/** False when it is certainly not in the filter; an empty filter holds nothing. */
export function hasProbes(filter: Uint8Array, first: number, second: number, probes: number): boolean {
	const bits = filter.length * 8;
	if (bits === 0) return false;
	for (let probe = 0; probe < probes; probe++) {
		const bit = ((first + Math.imul(probe, second)) >>> 0) % bits;
		if (((filter[bit >>> 3] as number) & (1 << (bit & 7))) === 0) return false;
	}
	return true;
}
