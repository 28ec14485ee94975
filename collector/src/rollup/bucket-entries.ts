import { DURATION_BUCKETS } from "@spanglass/shared/analysis/duration-counts";

/** Buckets and how often each was met. */
export interface BucketEntries {
	readonly buckets: Uint16Array;
	readonly counts: Int32Array;
}

/** Beyond so many entries of one place they are counted by bucket, below they are sorted. */
const SORTED_MAX = 48;
const histogram = new Int32Array(DURATION_BUCKETS);

/** In place: sort entries [from, to) by bucket, add up equal ones, move what is not 0 to `top` on. Result: the end of it. */
export function addUpInPlace(entries: BucketEntries, from: number, to: number, top: number): number {
	return to - from > SORTED_MAX ? countUp(entries, from, to, top) : sortUp(entries, from, to, top);
}

function countUp({ buckets, counts }: BucketEntries, from: number, to: number, top: number): number {
	histogram.fill(0);
	for (let at = from; at < to; at++) {
		const bucket = buckets[at] as number;
		histogram[bucket] = (histogram[bucket] as number) + (counts[at] as number);
	}
	let end = top;
	for (let bucket = 0; bucket < DURATION_BUCKETS; bucket++) {
		if (histogram[bucket] === 0) continue;
		buckets[end] = bucket;
		counts[end++] = histogram[bucket] as number;
	}
	return end;
}

function sortUp({ buckets, counts }: BucketEntries, from: number, to: number, top: number): number {
	for (let at = from + 1; at < to; at++) {
		const [bucket, count] = [buckets[at] as number, counts[at] as number];
		let hole = at;
		for (; hole > from && (buckets[hole - 1] as number) > bucket; hole--) {
			buckets[hole] = buckets[hole - 1] as number;
			counts[hole] = counts[hole - 1] as number;
		}
		buckets[hole] = bucket;
		counts[hole] = count;
	}
	let end = top;
	for (let at = from; at < to; ) {
		const bucket = buckets[at] as number;
		let count = 0;
		for (; at < to && buckets[at] === bucket; at++) count += counts[at] as number;
		if (count === 0) continue;
		buckets[end] = bucket;
		counts[end++] = count;
	}
	return end;
}
