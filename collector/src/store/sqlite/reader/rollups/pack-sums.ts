import type { DurationCounts } from "@spanglass/shared/analysis/duration-counts";
import { type PackRows, type RollupTable, TABLE_SHAPE } from "../../../../rollup/pack.ts";
import { type BucketColumns, BucketMerge } from "./bucket-merge.ts";
import type { MinuteRange } from "./minute-range.ts";

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
 * cell, so that what is worked on stays small.
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
	/** Of each noted row: its cell, which of the held it is in, its number there. */
	#rowCells: number[] = [];
	#rowHolders: number[] = [];
	#rows: number[] = [];

	constructor(plan: SumPlan) {
		this.#plan = plan;
		this.#counterCount = TABLE_SHAPE[plan.table].counters;
		this.#durationCount = TABLE_SHAPE[plan.table].durations;
	}

	/** Rows of any width that reach over no border of a step. The pack is kept for a while. */
	add(pack: PackRows): void {
		const { minutes, stepMinutes, groupOf } = this.#plan;
		const groups = Int32Array.from(pack.keys, (key) => groupOf(key) ?? LEFT_OUT);
		const holder = this.#held.push(pack) - 1;
		for (let row = 0; row < pack.rowKeys.length; row++) {
			const group = groups[pack.rowKeys[row] as number] as number;
			const minute = pack.minutes[row] as number;
			if (group === LEFT_OUT || minute < minutes.first || minute >= minutes.end) continue;
			const cell = this.#cellOf(group, Math.floor((minute - minutes.first) / stepMinutes));
			this.#addNumbers(pack, row, cell);
			this.#rowCells.push(cell);
			this.#rowHolders.push(holder);
			this.#rows.push(row);
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
		const cells = this.#groups.map((_, cell) => cell);
		this.#held = [merged];
		this.#heldEntries = merged.buckets.length;
		this.#rowCells = cells;
		this.#rows = [...cells];
		this.#rowHolders = cells.map(() => 0);
	}

	/** The buckets of all noted rows by cell. */
	#merge(): RowBuckets {
		const D = this.#durationCount;
		const { firstOf, order } = this.#rowsByCell();
		const merge = new BucketMerge();
		const ends = new Uint32Array(this.#groups.length * D);
		for (let cell = 0; cell < this.#groups.length; cell++) {
			for (let which = 0; which < D; which++) {
				for (let at = firstOf[cell] as number; at < (firstOf[cell + 1] as number); at++) {
					const noted = order[at] as number;
					const rows = this.#held[this.#rowHolders[noted] as number] as RowBuckets;
					const place = (this.#rows[noted] as number) * D + which;
					merge.add(rows, place === 0 ? 0 : (rows.ends[place - 1] as number), rows.ends[place] as number);
				}
				ends[cell * D + which] = merge.endPlace();
			}
		}
		return { ends, buckets: merge.buckets.slice(0, merge.length), counts: merge.counts.slice(0, merge.length) };
	}

	/** A counting sort. */
	#rowsByCell() {
		const firstOf = new Uint32Array(this.#groups.length + 1);
		for (const cell of this.#rowCells) firstOf[cell + 1] = (firstOf[cell + 1] as number) + 1;
		for (let cell = 0; cell < this.#groups.length; cell++) firstOf[cell + 1] = (firstOf[cell + 1] as number) + (firstOf[cell] as number);
		const next = firstOf.slice();
		const order = new Uint32Array(this.#rowCells.length);
		for (const [noted, cell] of this.#rowCells.entries()) {
			const at = next[cell] as number;
			order[at] = noted;
			next[cell] = at + 1;
		}
		return { firstOf, order };
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
