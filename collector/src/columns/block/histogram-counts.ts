/** The count of an explicit histogram is the sum of its buckets: a segment in which all are has no stream of counts. */

const TWO_32 = 0x1_0000_0000;

/**
 * The sums of the buckets of each point, as interleaved pairs modulo 2^64; undefined when the buckets are not those of these lists.
 *
 * lengths  buckets of each point
 * buckets  interleaved pairs, point after point
 */
export function sumBuckets(lengths: Uint32Array, buckets: Uint32Array): Uint32Array | undefined {
	const sums = new Uint32Array(lengths.length * 2);
	let at = 0;
	for (let point = 0; point < lengths.length; point++) {
		const end = at + (lengths[point] as number) * 2;
		if (end > buckets.length) return undefined;
		at = sumPairs(buckets, at, end, sums, point * 2);
	}
	return at === buckets.length ? sums : undefined;
}

/** Answers `end`. */
function sumPairs(pairs: Uint32Array, start: number, end: number, target: Uint32Array, place: number): number {
	let high = 0;
	let low = 0;
	for (let at = start; at < end; at += 2) {
		low += pairs[at + 1] as number;
		const carry = low >= TWO_32 ? 1 : 0;
		low -= carry * TWO_32;
		high = (high + (pairs[at] as number) + carry) >>> 0;
	}
	target[place] = high;
	target[place + 1] = low;
	return end;
}

/** Whether the counts (interleaved pairs) are what `sumBuckets` makes. */
export function areSums(counts: Uint32Array, lengths: Uint32Array, buckets: Uint32Array): boolean {
	if (counts.length === 0 || counts.length !== lengths.length * 2) return false;
	const sums = sumBuckets(lengths, buckets);
	return sums?.every((word, at) => word === counts[at]) ?? false;
}
