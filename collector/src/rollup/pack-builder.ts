/** Adds up the rows of one pack. */
import { durationBucket } from "@spanglass/shared/analysis/duration-counts";
import { BETWEEN_TEXTS } from "./key-list.ts";
import { type PackRows, type PackStep, type RollupTable, TABLE_SHAPE } from "./pack.ts";
import { SERVICE_PLACE } from "./pack-order.ts";

const FIRST_ROWS = 1024;
const NONE = 0xffff_ffff;

/** See `PackRows`: it is what comes out. Numbers in, no object and no text per row. */
export class PackBuilder {
	readonly #table: RollupTable;
	readonly #counterCount: number;
	readonly #durationCount: number;
	readonly #keys: (readonly string[])[] = [];
	readonly #keyNumbers = new Map<string, number>();
	/** By key: the minute and row that were asked for last. */
	#lastMinute = new Uint32Array(FIRST_ROWS).fill(NONE);
	#lastRow = new Uint32Array(FIRST_ROWS);
	/** Row + 1 by key and minute; open addressing. */
	#slots = new Uint32Array(FIRST_ROWS * 2);
	#rowKeys = new Uint32Array(FIRST_ROWS);
	#minutes = new Uint32Array(FIRST_ROWS);
	#counters: Float64Array<ArrayBuffer>;
	#sums: Float64Array<ArrayBuffer>;
	#rows = 0;
	/** One entry for each duration that was added: its place (row * durations + which), bucket, times. */
	#places = new Uint32Array(FIRST_ROWS);
	#buckets = new Uint16Array(FIRST_ROWS);
	#times = new Int32Array(FIRST_ROWS);
	#entries = 0;

	constructor(table: RollupTable) {
		this.#table = table;
		this.#counterCount = TABLE_SHAPE[table].counters;
		this.#durationCount = TABLE_SHAPE[table].durations;
		this.#counters = new Float64Array(FIRST_ROWS * this.#counterCount);
		this.#sums = new Float64Array(FIRST_ROWS * this.#durationCount);
	}

	/** The number of a key; the same texts have the same number. */
	keyOf(texts: readonly string[]): number {
		const joined = texts.join(BETWEEN_TEXTS);
		const known = this.#keyNumbers.get(joined);
		if (known !== undefined) return known;
		const key = this.addKey(texts);
		this.#keyNumbers.set(joined, key);
		return key;
	}

	/** The same for texts that are known to be new. */
	addKey(texts: readonly string[]): number {
		const key = this.#keys.push(texts) - 1;
		if (key >= this.#lastMinute.length) {
			this.#lastMinute = grown(this.#lastMinute, NONE);
			this.#lastRow = grown(this.#lastRow, 0);
		}
		return key;
	}

	/** The row of a key and a minute (since 1970, a multiple of the step). */
	rowOf(key: number, minute: number): number {
		if (this.#lastMinute[key] === minute) return this.#lastRow[key] as number;
		const row = this.#find(key, minute);
		this.#lastMinute[key] = minute;
		this.#lastRow[key] = row;
		return row;
	}

	addCounter(row: number, counter: number, value: number): void {
		const at = row * this.#counterCount + counter;
		this.#counters[at] = (this.#counters[at] as number) + value;
	}

	/** So many spans (below 0: taken back) lasted so long. */
	addDuration(row: number, which: number, nanos: number, times: number): void {
		this.addSum(row, which, nanos * times);
		this.addBucket(row, which, durationBucket(nanos), times);
	}

	addSum(row: number, which: number, nanos: number): void {
		const at = row * this.#durationCount + which;
		this.#sums[at] = (this.#sums[at] as number) + nanos;
	}

	addBucket(row: number, which: number, bucket: number, times: number): void {
		const entry = this.#entries++;
		if (entry === this.#places.length) this.#growEntries();
		this.#places[entry] = row * this.#durationCount + which;
		this.#buckets[entry] = bucket;
		this.#times[entry] = times;
	}

	/** Sorted by key, then minute. Rows that came to nothing and keys without a row are left out. */
	finish(step: PackStep = 1): PackRows {
		const { starts, buckets, counts } = this.#countedBuckets();
		const order = this.#orderedRows(starts);
		const usedKeys = [...new Set(order.map((row) => this.#rowKeys[row] as number))];
		const places = new Map(usedKeys.map((key, place) => [key, place]));
		const [C, D] = [this.#counterCount, this.#durationCount];
		const ends = new Uint32Array(order.length * D);
		const kept = { buckets: new Uint16Array(buckets.length), counts: new Int32Array(buckets.length) };
		let top = 0;
		for (const [at, row] of order.entries()) {
			for (let which = 0; which < D; which++) {
				const from = starts[row * D + which] as number;
				const to = starts[row * D + which + 1] as number;
				kept.buckets.set(buckets.subarray(from, to), top);
				kept.counts.set(counts.subarray(from, to), top);
				top += to - from;
				ends[at * D + which] = top;
			}
		}
		return {
			table: this.#table,
			step,
			keys: usedKeys.map((key) => this.#keys[key] as readonly string[]),
			rowKeys: Uint32Array.from(order, (row) => places.get(this.#rowKeys[row] as number) ?? 0),
			minutes: Uint32Array.from(order, (row) => this.#minutes[row] as number),
			counters: picked(order, C, this.#counters, Int32Array),
			sums: picked(order, D, this.#sums, Float64Array),
			ends,
			buckets: kept.buckets.slice(0, top),
			counts: kept.counts.slice(0, top),
		};
	}

	/** Entries by place, then bucket, added up, without those that came to 0. `starts`: of each place, and the end of the last. */
	#countedBuckets() {
		const placeCount = this.#rows * this.#durationCount;
		const next = new Uint32Array(placeCount + 1);
		for (let entry = 0; entry < this.#entries; entry++) {
			const at = (this.#places[entry] as number) + 1;
			next[at] = (next[at] as number) + 1;
		}
		for (let place = 0; place < placeCount; place++) next[place + 1] = (next[place + 1] as number) + (next[place] as number);
		const first = next.slice();
		const buckets = new Uint16Array(this.#entries);
		const counts = new Int32Array(this.#entries);
		for (let entry = 0; entry < this.#entries; entry++) {
			const place = this.#places[entry] as number;
			const at = next[place] as number;
			next[place] = at + 1;
			buckets[at] = this.#buckets[entry] as number;
			counts[at] = this.#times[entry] as number;
		}
		const starts = new Uint32Array(placeCount + 1);
		let top = 0;
		for (let place = 0; place < placeCount; place++) {
			starts[place] = top;
			top = addUp({ buckets, counts }, first[place] as number, first[place + 1] as number, top);
		}
		starts[placeCount] = top;
		return { starts, buckets: buckets.subarray(0, top), counts: counts.subarray(0, top) };
	}

	#orderedRows(starts: Uint32Array): readonly number[] {
		const [C, D] = [this.#counterCount, this.#durationCount];
		const ranks = new Uint32Array(this.#keys.length);
		const service = SERVICE_PLACE[this.#table];
		this.#keys
			.map((texts, key) => ({ service: service === undefined ? "" : (texts[service] ?? ""), joined: texts.join(BETWEEN_TEXTS), key }))
			.sort((a, b) => compareText(a.service, b.service) || compareText(a.joined, b.joined))
			.forEach(({ key }, rank) => {
				ranks[key] = rank;
			});
		const rows: number[] = [];
		for (let row = 0; row < this.#rows; row++) {
			const hasBuckets = starts[row * D] !== starts[(row + 1) * D];
			if (hasBuckets || isSome(this.#counters, row * C, C) || isSome(this.#sums, row * D, D)) rows.push(row);
		}
		const rankOf = (row: number): number => ranks[this.#rowKeys[row] as number] as number;
		return rows.sort((a, b) => rankOf(a) - rankOf(b) || (this.#minutes[a] as number) - (this.#minutes[b] as number));
	}

	#find(key: number, minute: number): number {
		const mask = this.#slots.length - 1;
		let at = slotOf(key, minute) & mask;
		for (let slot = this.#slots[at] as number; slot !== 0; slot = this.#slots[at] as number) {
			if (this.#rowKeys[slot - 1] === key && this.#minutes[slot - 1] === minute) return slot - 1;
			at = (at + 1) & mask;
		}
		if (this.#rows === this.#rowKeys.length) {
			this.#growRows();
			return this.#find(key, minute);
		}
		const row = this.#rows++;
		this.#slots[at] = row + 1;
		this.#rowKeys[row] = key;
		this.#minutes[row] = minute;
		return row;
	}

	#growRows(): void {
		this.#rowKeys = grown(this.#rowKeys, 0);
		this.#minutes = grown(this.#minutes, 0);
		this.#counters = widened(this.#counters, this.#rowKeys.length * this.#counterCount);
		this.#sums = widened(this.#sums, this.#rowKeys.length * this.#durationCount);
		this.#slots = new Uint32Array(this.#rowKeys.length * 2);
		const mask = this.#slots.length - 1;
		for (let row = 0; row < this.#rows; row++) {
			let at = slotOf(this.#rowKeys[row] as number, this.#minutes[row] as number) & mask;
			while (this.#slots[at] !== 0) at = (at + 1) & mask;
			this.#slots[at] = row + 1;
		}
	}

	#growEntries(): void {
		this.#places = grown(this.#places, 0);
		const buckets = new Uint16Array(this.#places.length);
		buckets.set(this.#buckets);
		this.#buckets = buckets;
		const times = new Int32Array(this.#places.length);
		times.set(this.#times);
		this.#times = times;
	}
}

/** One for another of the same bucket leaves a sum alone. */
function isSome(numbers: Float64Array, from: number, length: number): boolean {
	for (let at = from; at < from + length; at++) if (numbers[at] !== 0) return true;
	return false;
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

function slotOf(key: number, minute: number): number {
	const mixed = Math.imul(key, 0x9e37_79b1) ^ Math.imul(minute, 0x85eb_ca6b);
	return (mixed ^ (mixed >>> 15)) >>> 0;
}

interface Entries {
	readonly buckets: Uint16Array;
	readonly counts: Int32Array;
}

/** Beyond so many entries of one place they are counted by bucket, below they are sorted. */
const SORTED_MAX = 48;
const BUCKETS = 64 * 64 + 1;
const histogram = new Int32Array(BUCKETS);

/** Sort entries [from, to) by bucket, add up equal ones, move what is not 0 to `top` on. Result: the end of it. */
function addUp(entries: Entries, from: number, to: number, top: number): number {
	return to - from > SORTED_MAX ? countUp(entries, from, to, top) : sortUp(entries, from, to, top);
}

function countUp({ buckets, counts }: Entries, from: number, to: number, top: number): number {
	histogram.fill(0);
	for (let at = from; at < to; at++) {
		const bucket = buckets[at] as number;
		histogram[bucket] = (histogram[bucket] as number) + (counts[at] as number);
	}
	let end = top;
	for (let bucket = 0; bucket < BUCKETS; bucket++) {
		if (histogram[bucket] === 0) continue;
		buckets[end] = bucket;
		counts[end++] = histogram[bucket] as number;
	}
	return end;
}

function sortUp({ buckets, counts }: Entries, from: number, to: number, top: number): number {
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

function grown(words: Uint32Array<ArrayBuffer>, fill: number): Uint32Array<ArrayBuffer> {
	const wider = new Uint32Array(words.length * 2).fill(fill, words.length);
	wider.set(words);
	return wider;
}

function widened(numbers: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
	const wider = new Float64Array(length);
	wider.set(numbers);
	return wider;
}

function picked<T extends Int32Array | Float64Array>(
	order: readonly number[],
	width: number,
	from: Float64Array,
	type: new (length: number) => T,
): T {
	const numbers = new type(order.length * width);
	for (const [at, row] of order.entries()) {
		for (let place = 0; place < width; place++) numbers[at * width + place] = from[row * width + place] as number;
	}
	return numbers;
}
