/** 32-bit hashing of byte ranges and words, four bytes a step. The directory's trace filters are built on `hashWord` and `finishHash`: never change those. */

const STEP = 0x9e37_79b1;

/** Scramble the bits of a hash so that its low bits index a table well. */
export function finishHash(hash: number): number {
	let mixed = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
	mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
	return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** One more word. A bijection of `hash` for a given word, so that different seeds never meet on equal input. */
export function hashWord(hash: number, word: number): number {
	const next = Math.imul(hash ^ word, STEP);
	return next ^ (next >>> 15);
}

/** The bytes [start, end) of `data`; not finished. */
export function hashBytes(seed: number, data: DataView, start: number, end: number): number {
	let hash = hashWord(seed, end - start);
	let at = start;
	for (; at + 4 <= end; at += 4) hash = hashWord(hash, data.getUint32(at, true));
	if (at === end) return hash;
	if (end - start >= 4) return hashWord(hash, data.getUint32(end - 4, true));
	let rest = 0;
	for (; at < end; at++) rest = (rest << 8) | data.getUint8(at);
	return hashWord(hash, rest);
}

/** The words [start, end) of `view`; not finished. */
export function hashWords(view: Uint32Array, start: number, end: number): number {
	let hash = end - start;
	for (let at = start; at < end; at++) hash = hashWord(hash, view[at] as number);
	return hash;
}

/** Copy source[start, start + length) to target[at …]. */
export function copyBytes(source: DataView, start: number, target: DataView, at: number, length: number): void {
	let done = 0;
	for (; done + 4 <= length; done += 4) target.setInt32(at + done, source.getInt32(start + done, true), true);
	for (; done < length; done++) target.setUint8(at + done, source.getUint8(start + done));
}

/** True when a[aStart, aStart + length) equals b[bStart, bStart + length). */
export function equalBytes(a: DataView, aStart: number, b: DataView, bStart: number, length: number): boolean {
	let at = 0;
	for (; at + 4 <= length; at += 4) {
		if (a.getInt32(aStart + at, true) !== b.getInt32(bStart + at, true)) return false;
	}
	if (at === length) return true;
	if (length >= 4) return a.getInt32(aStart + length - 4, true) === b.getInt32(bStart + length - 4, true);
	for (; at < length; at++) {
		if (a.getUint8(aStart + at) !== b.getUint8(bStart + at)) return false;
	}
	return true;
}
