/** Adds up the rows of one pack. */
import { durationBucket } from "@spanglass/shared/analysis/duration-counts";
import { addUpInPlace } from "./bucket-entries.ts";
import { joinedTexts } from "./key-list.ts";
import { type PackRows, type PackStep, type RollupTable, TABLE_SHAPE } from "./pack.ts";
import { rankKeys } from "./pack-order.ts";
import { pickCells } from "./pick-rows.ts";

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
		const joined = joinedTexts(texts);
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

	/**
	 * Sorted by key, then minute. Rows that came to nothing and keys without a row are left out.
	 * `ranks`: of each key its place in an order of these and other keys, where somebody knows it.
	 */
	finish(step: PackStep = 1, ranks: Uint32Array = rankKeys(this.#keys, this.#table)): PackRows {
		const { starts, buckets, counts } = this.#countedBuckets();
		const order = this.#orderedRows(starts, ranks);
		const { keys, rowKeys } = this.#usedKeys(order);
		const D = this.#durationCount;
		const ends = new Uint32Array(order.length * D);
		const kept = { buckets: new Uint16Array(buckets.length), counts: new Int32Array(buckets.length) };
		let top = 0;
		for (let place = 0; place < ends.length; place++) {
			const from = starts[placeIn(order, place, D)] as number;
			const to = starts[placeIn(order, place, D) + 1] as number;
			for (let at = from; at < to; at++) {
				kept.buckets[top] = buckets[at] as number;
				kept.counts[top++] = counts[at] as number;
			}
			ends[place] = top;
		}
		return {
			table: this.#table,
			step,
			keys,
			rowKeys,
			minutes: order.map((row) => this.#minutes[row] as number),
			counters: pickCells({ picked: order, width: this.#counterCount, from: this.#counters, type: Int32Array }),
			sums: pickCells({ picked: order, width: D, from: this.#sums, type: Float64Array }),
			ends,
			buckets: kept.buckets.slice(0, top),
			counts: kept.counts.slice(0, top),
		};
	}

	/** Of rows in order of their keys. */
	#usedKeys(order: Uint32Array): Pick<PackRows, "keys" | "rowKeys"> {
		const keys: (readonly string[])[] = [];
		const rowKeys = new Uint32Array(order.length);
		let last = NONE;
		for (let at = 0; at < order.length; at++) {
			const key = this.#rowKeys[order[at] as number] as number;
			if (key !== last) keys.push(this.#keys[key] as readonly string[]);
			last = key;
			rowKeys[at] = keys.length - 1;
		}
		return { keys, rowKeys };
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
			top = addUpInPlace({ buckets, counts }, first[place] as number, first[place + 1] as number, top);
		}
		starts[placeCount] = top;
		return { starts, buckets: buckets.subarray(0, top), counts: counts.subarray(0, top) };
	}

	/** Rows that did not come to nothing, by key, then minute: a counting sort, each key's minutes sorted where they do not ascend. */
	#orderedRows(starts: Uint32Array, ranks: Uint32Array): Uint32Array {
		const kept = new Uint8Array(this.#rows);
		const rankCount = ranks.reduce((count, rank) => Math.max(count, rank + 1), 0);
		const ends = new Uint32Array(rankCount + 1);
		for (let row = 0; row < this.#rows; row++) {
			if (!this.#isSomething(row, starts)) continue;
			kept[row] = 1;
			const rank = (ranks[this.#rowKeys[row] as number] as number) + 1;
			ends[rank] = (ends[rank] as number) + 1;
		}
		for (let rank = 0; rank < rankCount; rank++) ends[rank + 1] = (ends[rank + 1] as number) + (ends[rank] as number);
		const order = new Uint32Array(ends[rankCount] as number);
		for (let row = 0; row < this.#rows; row++) {
			if (kept[row] === 0) continue;
			const rank = ranks[this.#rowKeys[row] as number] as number;
			const at = ends[rank] as number;
			order[at] = row;
			ends[rank] = at + 1;
		}
		for (let rank = 0, from = 0; rank < rankCount; rank++) {
			const to = ends[rank] as number;
			if (to > from + 1) this.#sortMinutes(order.subarray(from, to));
			from = to;
		}
		return order;
	}

	#isSomething(row: number, starts: Uint32Array): boolean {
		const [C, D] = [this.#counterCount, this.#durationCount];
		if (starts[row * D] !== starts[(row + 1) * D]) return true;
		return isSome(this.#counters, row * C, C) || isSome(this.#sums, row * D, D);
	}

	#sortMinutes(rows: Uint32Array): void {
		const minutes = this.#minutes;
		for (let at = 1; at < rows.length; at++) {
			if ((minutes[rows[at] as number] as number) > (minutes[rows[at - 1] as number] as number)) continue;
			rows.sort((a, b) => (minutes[a] as number) - (minutes[b] as number));
			return;
		}
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

/** Place number `place` of the ordered rows, in the columns of the rows as they came. */
function placeIn(order: Uint32Array, place: number, width: number): number {
	const at = Math.floor(place / width);
	return (order[at] as number) * width + (place - at * width);
}

function slotOf(key: number, minute: number): number {
	const mixed = Math.imul(key, 0x9e37_79b1) ^ Math.imul(minute, 0x85eb_ca6b);
	return (mixed ^ (mixed >>> 15)) >>> 0;
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
