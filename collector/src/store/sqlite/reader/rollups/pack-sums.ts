import type { DurationCounts } from "@spanglass/shared/analysis/duration-counts";
import { type PackRows, type RollupTable, TABLE_SHAPE } from "../../../../rollup/pack.ts";
import { type BucketColumns, BucketMerge } from "./bucket-merge.ts";
import type { MinuteRange } from "./minute-range.ts";
import { NotedRows } from "./noted-rows.ts";

export interface SumPlan {
	readonly table: RollupTable;
	/** Rows of other minutes do not count. */
	readonly minutes: MinuteRange;
	/** From the first minute on. */
	readonly stepMinutes: number;
	/** A small number for what a key is counted under; undefined: not at all. Asked once per key of a pack. */
	readonly groupOf: (key: readonly string[]) => number | undefined;
	/** Entries of packs that are held until they are added up. */
	readonly mostHeld?: number;
}

/** The numbers of one group in one step. */
export interface PackSum {
	readonly group: number;
	/** First of the step. */
	readonly minute: number;
	readonly counters: readonly number[];
	readonly durations: readonly DurationCounts[];
}

/** Buckets of rows: place p has entries [ends[p - 1], ends[p]). */
interface RowBuckets extends BucketColumns {
	readonly ends: Uint32Array;
}

const LEFT_OUT = -1;
/** 24 MiB of packs. */
const MOST_HELD = 4_000_000;
const PAGE_SHIFT = 8;
const PAGE = 1 << PAGE_SHIFT;

/**
 * Adds up packs by group and step, where there may be many of either: rows are noted as they come, and their buckets are added up cell by
 * cell, so that what is worked on stays small. Of tables without durations nothing is kept but the counters.
 */
export class PackSums {
	readonly #plan: SumPlan;
	readonly #counterCount: number;
	readonly #durationCount: number;
	/** By group, by page of steps: the cell of each step + 1. */
	readonly #cells: (Uint32Array | undefined)[][] = [];
	/** By cell. */
	readonly #groups: number[] = [];
	readonly #steps: number[] = [];
	readonly #counters: number[] = [];
	readonly #sums: number[] = [];
	/** Whose rows are noted. */
	#held: RowBuckets[] = [];
	#heldEntries = 0;
	#noted = new NotedRows();

	constructor(plan: SumPlan) {
		this.#plan = plan;
		this.#counterCount = TABLE_SHAPE[plan.table].counters;
		this.#durationCount = TABLE_SHAPE[plan.table].durations;
	}

	/** Rows of any width that reach over no border of a step. The pack is kept for a while. */
	add(pack: PackRows): void {
		const { minutes, stepMinutes, groupOf } = this.#plan;
		const groups = Int32Array.from(pack.keys, (key) => groupOf(key) ?? LEFT_OUT);
		const hasBuckets = this.#durationCount > 0;
		const holder = hasBuckets ? this.#held.push(pack) - 1 : 0;
		if (hasBuckets) this.#noted.reserve(pack.rowKeys.length);
		for (let row = 0; row < pack.rowKeys.length; row++) {
			const group = groups[pack.rowKeys[row] as number] as number;
			const minute = pack.minutes[row] as number;
			if (group === LEFT_OUT || minute < minutes.first || minute >= minutes.end) continue;
			const cell = this.#cellOf(group, Math.floor((minute - minutes.first) / stepMinutes));
			this.#addNumbers(pack, row, cell);
			if (hasBuckets) this.#noted.note(cell, holder, row);
		}
		this.#heldEntries += pack.buckets.length;
		if (this.#heldEntries > (this.#plan.mostHeld ?? MOST_HELD)) this.#settle();
	}

	/** What did not come to nothing. */
	finish(): readonly PackSum[] {
		const merged = this.#merge();
		const { minutes, stepMinutes } = this.#plan;
		const [C, D] = [this.#counterCount, this.#durationCount];
		const sums = this.#groups.map((group, cell) => ({
			group,
			minute: minutes.first + (this.#steps[cell] as number) * stepMinutes,
			counters: this.#counters.slice(cell * C, (cell + 1) * C),
			durations: Array.from({ length: D }, (_, which) => countsAt(merged, cell * D + which, this.#sums[cell * D + which] as number)),
		}));
		return sums.filter(({ counters, durations }) => counters.some((counter) => counter !== 0) || durations.some(isSomething));
	}

	#addNumbers({ counters, sums }: PackRows, row: number, cell: number): void {
		const [C, D] = [this.#counterCount, this.#durationCount];
		for (let at = 0; at < C; at++)
			this.#counters[cell * C + at] = (this.#counters[cell * C + at] as number) + (counters[row * C + at] as number);
		for (let at = 0; at < D; at++) this.#sums[cell * D + at] = (this.#sums[cell * D + at] as number) + (sums[row * D + at] as number);
	}

	/** What is held becomes one row for each cell. */
	#settle(): void {
		const merged = this.#merge();
		this.#held = [merged];
		this.#heldEntries = merged.buckets.length;
		this.#noted = new NotedRows();
		this.#noted.reserve(this.#groups.length);
		for (let cell = 0; cell < this.#groups.length; cell++) this.#noted.note(cell, 0, cell);
	}

	/** The buckets of all noted rows by cell. */
	#merge(): RowBuckets {
		const D = this.#durationCount;
		const cellCount = this.#groups.length;
		const byCell = this.#noted.byCell(cellCount);
		const merge = new BucketMerge();
		const ends = new Uint32Array(cellCount * D);
		for (let cell = 0; cell < cellCount; cell++) {
			const noted = byCell.order.subarray(byCell.firstOf[cell], byCell.firstOf[cell + 1]);
			for (let which = 0; which < D; which++) ends[cell * D + which] = this.#mergePlace(merge, noted, which);
		}
		return { ends, buckets: merge.buckets.slice(0, merge.length), counts: merge.counts.slice(0, merge.length) };
	}

	#mergePlace(merge: BucketMerge, noted: Uint32Array, which: number): number {
		const D = this.#durationCount;
		const { holders, rows } = this.#noted;
		let entries = 0;
		for (let at = 0; at < noted.length; at++) {
			const { ends } = this.#held[holders[noted[at] as number] as number] as RowBuckets;
			const place = (rows[noted[at] as number] as number) * D + which;
			entries += (ends[place] as number) - (place === 0 ? 0 : (ends[place - 1] as number));
		}
		merge.beginPlace(entries);
		for (let at = 0; at < noted.length; at++) {
			const held = this.#held[holders[noted[at] as number] as number] as RowBuckets;
			const place = (rows[noted[at] as number] as number) * D + which;
			merge.add(held, place === 0 ? 0 : (held.ends[place - 1] as number), held.ends[place] as number);
		}
		return merge.endPlace();
	}

	#cellOf(group: number, step: number): number {
		while (this.#cells.length <= group) this.#cells.push([]);
		const pages = this.#cells[group] as (Uint32Array | undefined)[];
		const number = step >>> PAGE_SHIFT;
		while (pages.length <= number) pages.push(undefined);
		let page = pages[number];
		if (page === undefined) {
			page = new Uint32Array(PAGE);
			pages[number] = page;
		}
		const known = page[step & (PAGE - 1)] as number;
		if (known > 0) return known - 1;
		const cell = this.#groups.push(group) - 1;
		page[step & (PAGE - 1)] = cell + 1;
		this.#steps.push(step);
		for (let at = 0; at < this.#counterCount; at++) this.#counters.push(0);
		for (let at = 0; at < this.#durationCount; at++) this.#sums.push(0);
		return cell;
	}
}

function countsAt({ ends, buckets, counts }: RowBuckets, place: number, sumNanos: number): DurationCounts {
	const from = place === 0 ? 0 : (ends[place - 1] as number);
	const to = ends[place] as number;
	let count = 0;
	for (let at = from; at < to; at++) count += counts[at] as number;
	return { count, sumNanos, buckets: numbersOf(buckets, from, to), counts: numbersOf(counts, from, to) };
}

/** Faster than `Array.from`, which asks for each by an iterator. */
function numbersOf(words: Uint16Array | Int32Array, from: number, to: number): number[] {
	const numbers = new Array<number>(to - from);
	for (let at = from; at < to; at++) numbers[at - from] = words[at] as number;
	return numbers;
}

function isSomething({ buckets }: DurationCounts): boolean {
	return buckets.length > 0;
}
