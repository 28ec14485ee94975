/**
 * Places of records in their requests. Within a request records mostly come in order of time, so a place is mostly one more than the
 * last of the same request in the segment: 0 then, else zigzag(place - that) + 1 … as a plain difference, which is 0 for the first as well
 * when it is place 0.
 */
import { DamagedBlockError } from "./contract.ts";
import { createExpected, type Expected } from "./expected-values.ts";
import { decodeWords, Transform } from "./word-codec.ts";
import { encodeWords, TransformChoice } from "./word-encoder.ts";

/** Both arrays: of one segment. */
export function encodePlaces(sequences: Uint32Array, places: Uint32Array): Uint8Array {
	const steps = new Uint32Array(places.length);
	const expected = createExpected(sequences);
	if (expected === undefined) stepsFar(sequences, places, steps);
	else stepsNear(sequences, places, expected, steps);
	return encodeWords(steps, new TransformChoice([Transform.plain]));
}

function stepsNear(sequences: Uint32Array, places: Uint32Array, { least, last }: Expected, steps: Uint32Array): void {
	for (let at = 0; at < places.length; at++) {
		const request = (sequences[at] as number) - least;
		const place = places[at] as number;
		steps[at] = zigzag((place - (last[request] as number)) | 0);
		last[request] = place + 1;
	}
}

/** The same for requests that lie far apart. */
function stepsFar(sequences: Uint32Array, places: Uint32Array, steps: Uint32Array): void {
	const expected = new Map<number, number>();
	for (let at = 0; at < places.length; at++) {
		const sequence = sequences[at] as number;
		const place = places[at] as number;
		steps[at] = zigzag((place - (expected.get(sequence) ?? 0)) | 0);
		expected.set(sequence, place + 1);
	}
}

function zigzag(difference: number): number {
	return (difference << 1) ^ (difference >> 31);
}

/** Throws DamagedBlockError. */
export function decodePlaces(sequences: Uint32Array, encoded: Uint8Array): Uint32Array {
	const places = decodeWords(encoded);
	if (places.length !== sequences.length) throw new DamagedBlockError("places and sequences differ in number");
	const expected = new Map<number, number>();
	for (let at = 0; at < places.length; at++) {
		const sequence = sequences[at] as number;
		const step = places[at] as number;
		const place = (expected.get(sequence) ?? 0) + ((step >>> 1) ^ -(step & 1));
		places[at] = place;
		expected.set(sequence, place + 1);
	}
	return places;
}
