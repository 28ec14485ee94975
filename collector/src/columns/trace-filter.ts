/**
 * A Bloom filter over trace ids: 10 bits and 7 probes an id, so about 1 in 120 absent ids is thought to be there, and no present one is
 * missed. Part of the directory, so the bytes are a format: see `bloom.ts`.
 */
import { firstProbe, hasProbes, secondProbe, setProbes } from "./bloom.ts";
import { hashWord } from "./hash.ts";

const BITS_PER_ID = 10;
const PROBES = 7;
const SEED = 0x2545_f491;

/** A trace id with two independent hashes of it, to be asked of many filters. Trace ids are mostly random, but not all senders' are. */
export interface TraceProbe {
	/** 4 words. */
	readonly id: Uint32Array;
	readonly first: number;
	readonly second: number;
}

function mix(a: number, b: number, c: number, d: number): number {
	return hashWord(hashWord(hashWord(hashWord(SEED, a), b), c), d);
}

/** `id` is kept, not copied. */
export function traceProbe(id: Uint32Array): TraceProbe {
	const mixed = mix(id[0] ?? 0, id[1] ?? 0, id[2] ?? 0, id[3] ?? 0);
	return { id, first: firstProbe(mixed), second: secondProbe(mixed, SEED) };
}

/**
 * The filter of `count` trace ids of 4 words each.
 *
 * Result  empty for no ids.   Cost O(count).
 */
export function createTraceFilter(ids: Uint32Array, count: number): Uint8Array {
	const filter = new Uint8Array(Math.ceil((count * BITS_PER_ID) / 8));
	for (let at = 0; at < count * 4; at += 4) {
		const mixed = mix(ids[at] ?? 0, ids[at + 1] ?? 0, ids[at + 2] ?? 0, ids[at + 3] ?? 0);
		setProbes(filter, firstProbe(mixed), secondProbe(mixed, SEED), PROBES);
	}
	return filter;
}

/** False when the id (4 words) is certainly not among those of the filter. */
export function mayHoldTrace(filter: Uint8Array, id: Uint32Array): boolean {
	return mayHoldProbe(filter, traceProbe(id));
}

/** The same of an id whose hashes are known. Cost: 20 ns where it is not held. */
export function mayHoldProbe(filter: Uint8Array, { first, second }: TraceProbe): boolean {
	return hasProbes(filter, first, second, PROBES);
}
