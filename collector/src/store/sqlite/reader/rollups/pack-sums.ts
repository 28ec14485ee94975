import type { DurationCounts } from "@spanglass/shared/analysis/duration-counts";
import { type PackRows, type RollupTable, TABLE_SHAPE } from "../../../../rollup/pack.ts";
import { type BucketCounts, BucketSums } from "./bucket-sums.ts";
import type { MinuteRange } from "./minute-range.ts";

export interface SumPlan {
	readonly table: RollupTable;
	/** Rows of other minutes do not count. */
	readonly minutes: MinuteRange;
	/** From the first minute on. */
	readonly stepMinutes: number;
	/** A small number for what a key is counted under; undefined: not at all. Asked once per key of a pack. */
	readonly groupOf: (key: readonly string[]) => number | undefined;
}

/** The numbers of one group in one step. */
export interface PackSum {
	readonly group: number;
	/** First of the step. */
	readonly minute: number;
	readonly counters: readonly number[];
	readonly durations: readonly DurationCounts[];
}

const LEFT_OUT = -1;
const PAGE_SHIFT = 8;
const PAGE = 1 << PAGE_SHIFT;

/** Adds up packs by group and step, where there may be many of either. */
export class PackSums {
	readonly #plan: SumPlan;
	readonly #buckets = new BucketSums();
	/** By group, by page of steps: the cell of each step + 1. */
	readonly #cells: (Uint32Array | undefined)[][] = [];
	/** By cell. */
	readonly #groups: number[] = [];
	readonly #steps: number[] = [];
	readonly #counters: number[] = [];
	readonly #sums: number[] = [];

	constructor(plan: SumPlan) {
		this.#plan = plan;
	}

	/** Rows of any width that reach over no border of a step. */
	add(pack: PackRows): void {
		const { minutes, stepMinutes, groupOf } = this.#plan;
		const groups = Int32Array.from(pack.keys, (key) => groupOf(key) ?? LEFT_OUT);
		for (let row = 0; row < pack.rowKeys.length; row++) {
			const group = groups[pack.rowKeys[row] as number] as number;
			const minute = pack.minutes[row] as number;
			if (group === LEFT_OUT || minute < minutes.first || minute >= minutes.end) continue;
			this.#addRow(pack, row, this.#cellOf(group, Math.floor((minute - minutes.first) / stepMinutes)));
		}
	}

	/** What did not come to nothing. */
	finish(): readonly PackSum[] {
		const { table, minutes, stepMinutes } = this.#plan;
		const { counters: C, durations: D } = TABLE_SHAPE[table];
		const counted = this.#buckets.finish(this.#groups.length * D);
		const sums = this.#groups.map((group, cell) => ({
			group,
			minute: minutes.first + (this.#steps[cell] as number) * stepMinutes,
			counters: this.#counters.slice(cell * C, (cell + 1) * C),
			durations: Array.from({ length: D }, (_, which) => this.#durationsAt(cell * D + which, counted)),
		}));
		return sums.filter(({ counters, durations }) => counters.some((counter) => counter !== 0) || durations.some(isSomething));
	}

	#durationsAt(place: number, counted: readonly BucketCounts[]): DurationCounts {
		return { count: 0, buckets: [], counts: [], ...counted[place], sumNanos: this.#sums[place] as number };
	}

	#addRow(pack: PackRows, row: number, cell: number): void {
		const { counters: C, durations: D } = TABLE_SHAPE[this.#plan.table];
		for (let counter = 0; counter < C; counter++) {
			this.#counters[cell * C + counter] = (this.#counters[cell * C + counter] as number) + (pack.counters[row * C + counter] as number);
		}
		for (let which = 0; which < D; which++) {
			const place = row * D + which;
			const into = cell * D + which;
			this.#sums[into] = (this.#sums[into] as number) + (pack.sums[place] as number);
			this.#buckets.add(into, pack, place === 0 ? 0 : (pack.ends[place - 1] as number), pack.ends[place] as number);
		}
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
		const { counters: C, durations: D } = TABLE_SHAPE[this.#plan.table];
		for (let counter = 0; counter < C; counter++) this.#counters.push(0);
		for (let which = 0; which < D; which++) this.#sums.push(0);
		return cell;
	}
}

function isSomething({ buckets }: DurationCounts): boolean {
	return buckets.length > 0;
}
