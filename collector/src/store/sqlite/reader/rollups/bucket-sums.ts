import type { DurationCounts } from "@spanglass/shared/analysis/duration-counts";

/** Buckets are kept in blocks of 16 neighbours: most of what one place has lies in a few of them. */
const BLOCK_SHIFT = 4;
const BLOCK = 1 << BLOCK_SHIFT;
const FIRST_BLOCKS = 1024;
/** Blocks that a place may have. */
const NUMBERS = 257;
/** Places whose blocks are found without a search; 8 MiB. */
const DIRECT_PLACES = 8192;

export interface BucketColumns {
	readonly buckets: Uint16Array;
	readonly counts: Int32Array;
}

export type BucketCounts = Pick<DurationCounts, "count" | "buckets" | "counts">;

const NONE: BucketCounts = { count: 0, buckets: [], counts: [] };

/** Adds up counts by place (any number below 2^32) and bucket. Cost: about 3 ns an entry; 80 bytes for each block that has a count. */
export class BucketSums {
	#blocks = 0;
	#places = new Uint32Array(FIRST_BLOCKS);
	/** Which block of its place. */
	#numbers = new Uint16Array(FIRST_BLOCKS);
	#counts = new Int32Array(FIRST_BLOCKS * BLOCK);
	/** Block + 1 by place * NUMBERS + number, of the first places. */
	#direct = new Uint32Array(0);
	/** Of other places the same, by open addressing. */
	#slots = new Uint32Array(FIRST_BLOCKS * 2);
	/** Blocks found that way. */
	#searched = 0;

	/** Entries [from, to), of ascending buckets. */
	add(place: number, { buckets, counts }: BucketColumns, from: number, to: number): void {
		let number = -1;
		let base = 0;
		let sums = this.#counts;
		for (let at = from; at < to; at++) {
			const bucket = buckets[at] as number;
			if (bucket >>> BLOCK_SHIFT !== number) {
				number = bucket >>> BLOCK_SHIFT;
				base = this.#blockOf(place, number) << BLOCK_SHIFT;
				sums = this.#counts;
			}
			const cell = base + (bucket & (BLOCK - 1));
			sums[cell] = (sums[cell] as number) + (counts[at] as number);
		}
	}

	/** By place, for places below `placeCount`; without buckets that have come to 0. */
	finish(placeCount: number): readonly BucketCounts[] {
		const { firstOf, order } = this.#blocksByPlace(placeCount);
		return Array.from({ length: placeCount }, (_, place) => {
			const [from, to] = [firstOf[place] as number, firstOf[place + 1] as number];
			return from === to ? NONE : this.#countsOf(order.subarray(from, to));
		});
	}

	#countsOf(blocks: Uint32Array): BucketCounts {
		blocks.sort((a, b) => (this.#numbers[a] as number) - (this.#numbers[b] as number));
		const buckets: number[] = [];
		const counts: number[] = [];
		let sum = 0;
		for (const block of blocks) {
			const base = block << BLOCK_SHIFT;
			const first = (this.#numbers[block] as number) << BLOCK_SHIFT;
			for (let at = 0; at < BLOCK; at++) {
				const count = this.#counts[base + at] as number;
				if (count === 0) continue;
				buckets.push(first + at);
				counts.push(count);
				sum += count;
			}
		}
		return { count: sum, buckets, counts };
	}

	/** A counting sort. */
	#blocksByPlace(placeCount: number) {
		const firstOf = new Uint32Array(placeCount + 1);
		for (let block = 0; block < this.#blocks; block++) {
			const after = (this.#places[block] as number) + 1;
			firstOf[after] = (firstOf[after] as number) + 1;
		}
		for (let place = 0; place < placeCount; place++) firstOf[place + 1] = (firstOf[place + 1] as number) + (firstOf[place] as number);
		const next = firstOf.slice();
		const order = new Uint32Array(this.#blocks);
		for (let block = 0; block < this.#blocks; block++) {
			const place = this.#places[block] as number;
			order[next[place] as number] = block;
			next[place] = (next[place] as number) + 1;
		}
		return { firstOf, order };
	}

	#blockOf(place: number, number: number): number {
		return place < DIRECT_PLACES ? this.#directBlockOf(place, number) : this.#searchedBlockOf(place, number);
	}

	#directBlockOf(place: number, number: number): number {
		const at = place * NUMBERS + number;
		if (at >= this.#direct.length) this.#direct = longer(this.#direct, Math.max(at + 1, this.#direct.length * 2));
		const known = this.#direct[at] as number;
		if (known > 0) return known - 1;
		const block = this.#addBlock(place, number);
		this.#direct[at] = block + 1;
		return block;
	}

	#searchedBlockOf(place: number, number: number): number {
		const mask = this.#slots.length - 1;
		let slot = slotOf(place, number) & mask;
		for (let known = this.#slots[slot] as number; known !== 0; known = this.#slots[slot] as number) {
			if (this.#places[known - 1] === place && this.#numbers[known - 1] === number) return known - 1;
			slot = (slot + 1) & mask;
		}
		const block = this.#addBlock(place, number);
		if (this.#searched * 2 < this.#slots.length) this.#slots[slot] = block + 1;
		else this.#growSlots();
		return block;
	}

	#addBlock(place: number, number: number): number {
		const block = this.#blocks++;
		if (block === this.#places.length) this.#growBlocks();
		this.#places[block] = place;
		this.#numbers[block] = number;
		if (place >= DIRECT_PLACES) this.#searched++;
		return block;
	}

	#growBlocks(): void {
		const length = this.#places.length * 2;
		const [numbers, counts] = [new Uint16Array(length), new Int32Array(length * BLOCK)];
		numbers.set(this.#numbers);
		counts.set(this.#counts);
		this.#places = longer(this.#places, length);
		this.#numbers = numbers;
		this.#counts = counts;
	}

	#growSlots(): void {
		this.#slots = new Uint32Array(this.#slots.length * 2);
		const mask = this.#slots.length - 1;
		for (let block = 0; block < this.#blocks; block++) {
			const place = this.#places[block] as number;
			if (place < DIRECT_PLACES) continue;
			let slot = slotOf(place, this.#numbers[block] as number) & mask;
			while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
			this.#slots[slot] = block + 1;
		}
	}
}

function longer(words: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
	const wider = new Uint32Array(length);
	wider.set(words);
	return wider;
}

function slotOf(place: number, number: number): number {
	const mixed = Math.imul(place, 0x9e37_79b1) ^ Math.imul(number, 0x85eb_ca6b);
	return (mixed ^ (mixed >>> 15)) >>> 0;
}
