/** Buckets of equal durations, of many places one after the other, each added up from rows that lie in several packs. */
export interface BucketColumns {
	readonly buckets: Uint16Array;
	readonly counts: Int32Array;
}

/** Beyond so many entries a place is counted by bucket, below they are sorted. */
const SORTED_MAX = 48;
/** Durations of 64 bits: see `durationBucket`. */
const BUCKETS = 64 * 64 + 1;
const FIRST_ENTRIES = 4096;

export class BucketMerge implements BucketColumns {
	buckets = new Uint16Array(FIRST_ENTRIES);
	counts = new Int32Array(FIRST_ENTRIES);
	/** Entries of the places that are done. */
	length = 0;
	/** Of the place that is added up now, not in order. */
	#top = 0;
	readonly #histogram = new Int32Array(BUCKETS);

	/** Entries [from, to) belong to the place. */
	add(columns: BucketColumns, from: number, to: number): void {
		this.#makeRoom(to - from);
		const [buckets, counts] = [this.buckets, this.counts];
		let top = this.#top;
		for (let at = from; at < to; at++) {
			buckets[top] = columns.buckets[at] as number;
			counts[top++] = columns.counts[at] as number;
		}
		this.#top = top;
	}

	/** The place has all: its buckets ascend and none has come to 0. Result: where they end. */
	endPlace(): number {
		this.length = this.#top - this.length > SORTED_MAX ? this.#countUp() : this.#sortUp();
		this.#top = this.length;
		return this.length;
	}

	#countUp(): number {
		const [histogram, buckets, counts] = [this.#histogram, this.buckets, this.counts];
		let [least, most] = [BUCKETS, 0];
		for (let at = this.length; at < this.#top; at++) {
			const bucket = buckets[at] as number;
			if (bucket < least) least = bucket;
			if (bucket > most) most = bucket;
			histogram[bucket] = (histogram[bucket] as number) + (counts[at] as number);
		}
		let end = this.length;
		for (let bucket = least; bucket <= most; bucket++) {
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
		const needed = this.#top + entries;
		if (needed <= this.buckets.length) return;
		const length = Math.max(needed, this.buckets.length * 2);
		const [buckets, counts] = [new Uint16Array(length), new Int32Array(length)];
		buckets.set(this.buckets.subarray(0, this.#top));
		counts.set(this.counts.subarray(0, this.#top));
		this.buckets = buckets;
		this.counts = counts;
	}
}
