/** Spans of the traces of a search, as rows that a filter about several spans is evaluated on: numbers only, no view is held. */
import type { ItemFilter } from "@spanglass/shared/query/filter";
import type { RowSet, TraceRows } from "@spanglass/shared/query/trace-eval";
import { finishHash, hashWord } from "../../../columns/hash.ts";
import { SpanColumn } from "../../../columns/layout.ts";
import { type HalvesRange, isWithin } from "./halves-range.ts";
import type { Pace } from "./pace.ts";
import type { Rows } from "./part.ts";
import type { RowTest } from "./row-test.ts";

const STRETCH = 4096;

/** The place of each copied column, in this order. */
const COPIED = [
	SpanColumn.spanHigh,
	SpanColumn.spanLow,
	SpanColumn.parentHigh,
	SpanColumn.parentLow,
	SpanColumn.startHigh,
	SpanColumn.startLow,
	SpanColumn.endHigh,
	SpanColumn.endLow,
] as const;

type Columns = readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array];

export class CandidateRows implements TraceRows {
	count = 0;
	readonly trace: Uint32Array;
	readonly parent: Int32Array;
	readonly roots: Int32Array;
	/** 1 for a row whose start lies in the query's range. */
	readonly inRange: RowSet;
	readonly #columns: Columns;
	readonly #sets: ReadonlyMap<ItemFilter, RowSet>;

	/** Room for `rows` rows of `traces` traces, each with the answers of `parts`. Cost: 45 bytes a row and one for each part. */
	constructor({ traces, rows }: { readonly traces: number; readonly rows: number }, parts: readonly ItemFilter[]) {
		const words = () => new Uint32Array(rows);
		this.trace = words();
		this.parent = new Int32Array(rows).fill(-1);
		this.roots = new Int32Array(traces).fill(-1);
		this.inRange = new Uint8Array(rows);
		this.#columns = [words(), words(), words(), words(), words(), words(), words(), words()];
		this.#sets = new Map(parts.map((part) => [part, new Uint8Array(rows)]));
	}

	holds(filter: ItemFilter): RowSet {
		const set = this.#sets.get(filter);
		if (set === undefined) throw new RangeError("no part of the filter");
		return set;
	}

	/** Add one row of a view, in order of arrival; `tests` are those of the parts. */
	add(view: Rows["view"], row: number, from: { readonly trace: number; readonly tests: readonly RowTest[]; readonly range: HalvesRange }) {
		const at = this.count++;
		for (let column = 0; column < COPIED.length; column++) {
			(this.#columns[column] as Uint32Array)[at] = view.value(COPIED[column] as number, row);
		}
		const [, , , , startHigh, startLow] = this.#columns;
		this.trace[at] = from.trace;
		if (isWithin(from.range, startHigh[at] as number, startLow[at] as number)) this.inRange[at] = 1;
		let part = 0;
		for (const set of this.#sets.values()) {
			if ((from.tests[part++] as RowTest)(row)) set[at] = 1;
		}
	}

	/** Find parents and roots, when every row is there. Cost O(rows). */
	async link(pace: Pace): Promise<void> {
		const slots = new Uint32Array(2 ** Math.ceil(Math.log2(this.count * 2 + 2)));
		await this.#eachRow(pace, (row) => this.#index(slots, row));
		const [, , parentHigh, parentLow] = this.#columns;
		await this.#eachRow(pace, (row) => {
			const high = parentHigh[row] as number;
			const low = parentLow[row] as number;
			if (high === 0 && low === 0) this.#offerRoot(row);
			else this.parent[row] = (slots[this.#slotOf(slots, this.trace[row] as number, high, low)] as number) - 1;
		});
	}

	async #eachRow(pace: Pace, visit: (row: number) => void): Promise<void> {
		for (let from = 0; from < this.count; from += STRETCH) {
			const to = Math.min(this.count, from + STRETCH);
			for (let row = from; row < to; row++) visit(row);
			if (pace.isDue()) await pace.rest();
		}
	}

	/** Of several spans with one id the earliest is kept, then the longest, then the first. */
	#index(slots: Uint32Array, row: number): void {
		const [spanHigh, spanLow] = this.#columns;
		const slot = this.#slotOf(slots, this.trace[row] as number, spanHigh[row] as number, spanLow[row] as number);
		const kept = (slots[slot] as number) - 1;
		if (kept < 0 || this.#isBetterCopy(row, kept)) slots[slot] = row + 1;
	}

	/** A duration below zero is zero. */
	#isBetterCopy(row: number, kept: number): boolean {
		const [, , , , startHigh, startLow, endHigh, endLow] = this.#columns;
		const later = minus(startHigh, kept, row) || minus(startLow, kept, row);
		if (later !== 0) return later > 0;
		const isLonger = (minus(endHigh, row, kept) || minus(endLow, row, kept)) > 0;
		const isPositive = ((endHigh[row] as number) - (startHigh[row] as number) || (endLow[row] as number) - (startLow[row] as number)) > 0;
		return isLonger && isPositive;
	}

	/** The slot that holds a span id of a trace, or the free one where it would be. */
	#slotOf(slots: Uint32Array, trace: number, high: number, low: number): number {
		const [spanHigh, spanLow] = this.#columns;
		const mask = slots.length - 1;
		let at = finishHash(hashWord(hashWord(trace, high), low)) & mask;
		for (let row = (slots[at] as number) - 1; row >= 0; row = (slots[at] as number) - 1) {
			if (spanLow[row] === low && spanHigh[row] === high && this.trace[row] === trace) return at;
			at = (at + 1) & mask;
		}
		return at;
	}

	/** The root is the earliest, then the one with the lowest id, then the first. */
	#offerRoot(row: number): void {
		const [spanHigh, spanLow, , , startHigh, startLow] = this.#columns;
		const trace = this.trace[row] as number;
		const root = this.roots[trace] as number;
		const later =
			root < 0 ? 1 : minus(startHigh, root, row) || minus(startLow, root, row) || minus(spanHigh, root, row) || minus(spanLow, root, row);
		if (later > 0) this.roots[trace] = row;
	}
}

function minus(column: Uint32Array, a: number, b: number): number {
	return (column[a] as number) - (column[b] as number);
}
