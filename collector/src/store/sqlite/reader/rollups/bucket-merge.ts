/** Buckets of equal durations, of many places one after the other, each added up from rows that lie in several packs. */
import { DURATION_BUCKETS } from "@spanglass/shared/analysis/duration-counts";

export interface BucketColumns {
	readonly buckets: Uint16Array;
	readonly counts: Int32Array;
}

/** Beyond so many entries a place is counted by bucket, below they are sorted. */
const SORTED_MAX = 48;
const FIRST_ENTRIES = 4096;

export class BucketMerge implements BucketColumns {
	buckets = new Uint16Array(FIRST_ENTRIES);
	counts = new Int32Array(FIRST_ENTRIES);
	/** Entries of the places that are done. */
	length = 0;
	/** Of the place that is added up now: its entries, not in order, end here. */
	#top = 0;
	#isCounted = false;
	#least = DURATION_BUCKETS;
	#most = 0;
	/** All 0 between places. */
	readonly #histogram = new Int32Array(DURATION_BUCKETS);

	/** A place begins, of so many entries at most. */
	beginPlace(entries: number): void {
		this.#isCounted = entries > SORTED_MAX;
		this.#least = DURATION_BUCKETS;
		this.#most = 0;
		this.#makeRoom(Math.min(entries, DURATION_BUCKETS));
	}

	/** Entries [from, to), of ascending buckets, belong to the place. */
	add(columns: BucketColumns, from: number, to: number): void {
		if (from >= to) return;
		if (this.#isCounted) this.#count(columns, from, to);
		else this.#note(columns, from, to);
	}

	/** The place has all: its buckets ascend and none has come to 0. Result: where they end. */
	endPlace(): number {
		this.length = this.#isCounted ? this.#countUp() : this.#sortUp();
		this.#top = this.length;
		return this.length;
	}

	#count({ buckets, counts }: BucketColumns, from: number, to: number): void {
		const histogram = this.#histogram;
		this.#least = Math.min(this.#least, buckets[from] as number);
		this.#most = Math.max(this.#most, buckets[to - 1] as number);
		for (let at = from; at < to; at++) {
			const bucket = buckets[at] as number;
			histogram[bucket] = (histogram[bucket] as number) + (counts[at] as number);
		}
	}

	#note(columns: BucketColumns, from: number, to: number): void {
		const [buckets, counts] = [this.buckets, this.counts];
		let top = this.#top;
		for (let at = from; at < to; at++) {
			buckets[top] = columns.buckets[at] as number;
			counts[top++] = columns.counts[at] as number;
		}
		this.#top = top;
	}

	#countUp(): number {
		const [histogram, buckets, counts] = [this.#histogram, this.buckets, this.counts];
		let end = this.length;
		for (let bucket = this.#least; bucket <= this.#most; bucket++) {
			const count = histogram[bucket] as number;
			if (count === 0) continue;
			histogram[bucket] = 0;
			buckets[end] = bucket;
			counts[end++] = count;
		}
		return end;
	}

	#sortUp(): number {
		const [buckets, counts, first] = [this.buckets, this.counts, this.length];
		for (let at = first + 1; at < this.#top; at++) {
			const [bucket, count] = [buckets[at] as number, counts[at] as number];
			let hole = at;
			for (; hole > first && (buckets[hole - 1] as number) > bucket; hole--) {
				buckets[hole] = buckets[hole - 1] as number;
				counts[hole] = counts[hole - 1] as number;
			}
			buckets[hole] = bucket;
			counts[hole] = count;
		}
		let end = first;
		for (let at = first; at < this.#top; ) {
			const bucket = buckets[at] as number;
			let count = 0;
			for (; at < this.#top && buckets[at] === bucket; at++) count += counts[at] as number;
			if (count === 0) continue;
			buckets[end] = bucket;
			counts[end++] = count;
		}
		return end;
	}

	#makeRoom(entries: number): void {
		const needed = this.length + entries;
		if (needed <= this.buckets.length) return;
		const length = Math.max(needed, this.buckets.length * 2);
		const [buckets, counts] = [new Uint16Array(length), new Int32Array(length)];
		buckets.set(this.buckets.subarray(0, this.length));
		counts.set(this.counts.subarray(0, this.length));
		this.buckets = buckets;
		this.counts = counts;
	}
}
