/**
 * A Bloom filter over trace ids: 10 bits and 7 probes an id, so about 1 in 120 absent ids is thought to be there, and no present one is
 * missed. Part of the directory, so the bytes are a format: little-endian bits, bit i is bit i & 7 of byte i >> 3.
 */
import { finishHash, hashWord } from "./hash.ts";

const BITS_PER_ID = 10;
const PROBES = 7;
const SEED = 0x2545_f491;

/** A trace id with two independent hashes of it, to be asked of many filters. Trace ids are mostly random, but not all senders' are. */
export interface TraceProbe {
	/** 4 words. */
	readonly id: Uint32Array;
	/** Probe i is first + i * second. */
	readonly first: number;
	readonly second: number;
}

function hashesOf(a: number, b: number, c: number, d: number): readonly [number, number] {
	const mixed = hashWord(hashWord(hashWord(hashWord(SEED, a), b), c), d);
	return [finishHash(mixed), finishHash(hashWord(mixed, SEED)) | 1];
}

/** `id` is kept, not copied. */
export function traceProbe(id: Uint32Array): TraceProbe {
	const [first, second] = hashesOf(id[0] ?? 0, id[1] ?? 0, id[2] ?? 0, id[3] ?? 0);
	return { id, first, second };
}

/**
 * The filter of `count` trace ids of 4 words each.
 *
 * Result  empty for no ids.   Cost O(count).
 */
export function createTraceFilter(ids: Uint32Array, count: number): Uint8Array {
	const filter = new Uint8Array(Math.ceil((count * BITS_PER_ID) / 8));
	const bits = filter.length * 8;
	for (let at = 0; at < count * 4; at += 4) {
		const [first, second] = hashesOf(ids[at] ?? 0, ids[at + 1] ?? 0, ids[at + 2] ?? 0, ids[at + 3] ?? 0);
		for (let probe = 0; probe < PROBES; probe++) {
			const bit = ((first + Math.imul(probe, second)) >>> 0) % bits;
			filter[bit >>> 3] = (filter[bit >>> 3] ?? 0) | (1 << (bit & 7));
		}
	}
	return filter;
}

/** False when the id (4 words) is certainly not among those of the filter. */
export function mayHoldTrace(filter: Uint8Array, id: Uint32Array): boolean {
	return mayHoldProbe(filter, traceProbe(id));
}

/** The same of an id whose hashes are known. Cost: 20 ns where it is not held. */
export function mayHoldProbe(filter: Uint8Array, { first, second }: TraceProbe): boolean {
	const bits = filter.length * 8;
	if (bits === 0) return false;
	for (let probe = 0; probe < PROBES; probe++) {
		const bit = ((first + Math.imul(probe, second)) >>> 0) % bits;
		if (((filter[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
	}
	return true;
}
