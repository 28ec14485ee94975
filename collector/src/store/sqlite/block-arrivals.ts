/**
 * When the requests of a block arrived and how many of its rows are theirs: column `arrivals` of table `block`.
 *
 *   zstd of JSON [sequence, ms, rows, sequence - the one before, ms - the one before, rows, …], sequences ascending
 */
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";

export interface RequestArrival {
	readonly sequence: number;
	/** Unix milliseconds. */
	readonly arrivedAt: number;
	/** Rows of the request in this block, > 0. */
	readonly rows: number;
}

const MAX_BYTES = 64 * 1024 * 1024;
const NUMBERS = 3;
const ZSTD_OPTIONS = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };

export function encodeArrivals(arrivals: readonly RequestArrival[]): Uint8Array {
	const numbers: number[] = [];
	let [sequence, time] = [0, 0];
	for (const arrival of arrivals) {
		numbers.push(arrival.sequence - sequence, arrival.arrivedAt - time, arrival.rows);
		sequence = arrival.sequence;
		time = arrival.arrivedAt;
	}
	return zstdCompressSync(JSON.stringify(numbers), ZSTD_OPTIONS);
}

/** Throws when the stored bytes are damaged. */
export function decodeArrivals(stored: Uint8Array): readonly RequestArrival[] {
	const text = zstdDecompressSync(stored, { maxOutputLength: MAX_BYTES }).toString();
	const numbers: unknown = JSON.parse(text);
	if (!Array.isArray(numbers) || numbers.length % NUMBERS !== 0 || !numbers.every(Number.isSafeInteger)) {
		throw new RangeError("arrivals are not triples of numbers");
	}
	const arrivals: RequestArrival[] = [];
	let [sequence, arrivedAt] = [0, 0];
	for (let at = 0; at < numbers.length; at += NUMBERS) {
		sequence += numbers[at];
		arrivedAt += numbers[at + 1];
		arrivals.push({ sequence, arrivedAt, rows: numbers[at + 2] });
	}
	return arrivals;
}

/** Of several blocks together: a request whose rows were spread over them is one again. */
export function mergeArrivals<Arrival extends RequestArrival>(lists: readonly (readonly Arrival[])[]): readonly Arrival[] {
	const bySequence = new Map<number, Arrival>();
	for (const arrival of lists.flat()) {
		const known = bySequence.get(arrival.sequence);
		bySequence.set(arrival.sequence, known === undefined ? arrival : { ...known, rows: known.rows + arrival.rows });
	}
	return [...bySequence.values()].sort((a, b) => a.sequence - b.sequence);
}
