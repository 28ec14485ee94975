import { finishHash, hashWord } from "./hash.ts";
import { SEGMENT_MASK, segmentOf } from "./layout.ts";
import type { RowView } from "./row-view.ts";

const FIRST_SLOTS = 1024;
const FIRST_ROWS = 1024;

/**
 * From trace ids to ordinals, and from ordinals to rows, of a view that only grows. It takes in what is new when it is asked.
 *
 * Cost  20 ns per new trace and 3 ns per new row, once; then O(1), and O(rows of the trace).
 */
export class TraceRowsIndex {
	readonly #view: RowView;
	readonly #column: number;
	/** What the first trace is in the column. */
	readonly #first: number;
	/** Ordinal + 1; open addressing. */
	#slots = new Uint32Array(FIRST_SLOTS);
	#traces = 0;
	/** By ordinal: its last row + 1. By row: the one before of the same trace + 1. */
	#last = new Uint32Array(FIRST_SLOTS);
	#before = new Uint32Array(FIRST_ROWS);
	#rows = 0;

	constructor(view: RowView, { column, first }: { readonly column: number; readonly first: number }) {
		this.#view = view;
		this.#column = column;
		this.#first = first;
	}

	/** The ordinal of 4 words, or -1. */
	find(id: Uint32Array): number {
		this.#addTraces();
		const slot = this.#slots[this.#slotOf(id[0] ?? 0, id[1] ?? 0, id[2] ?? 0, id[3] ?? 0)] as number;
		return slot - 1;
	}

	/** Ascending. */
	rowsOf(ordinal: number): Uint32Array {
		this.#addRows();
		let count = 0;
		for (let at = this.#last[ordinal] ?? 0; at > 0; at = this.#before[at - 1] as number) count++;
		const rows = new Uint32Array(count);
		for (let at = this.#last[ordinal] ?? 0; at > 0; at = this.#before[at - 1] as number) rows[--count] = at - 1;
		return rows;
	}

	#addTraces(): void {
		const { traces } = this.#view.counts;
		if (traces * 2 > this.#slots.length) {
			this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(traces * 4)));
			this.#traces = 0;
		}
		const ids = this.#view.traces;
		for (; this.#traces < traces; this.#traces++) {
			const at = this.#traces * 4;
			this.#slots[this.#slotOf(ids[at] ?? 0, ids[at + 1] ?? 0, ids[at + 2] ?? 0, ids[at + 3] ?? 0)] = this.#traces + 1;
		}
	}

	/** The slot that holds an id, or the free one where it would be. */
	#slotOf(a: number, b: number, c: number, d: number): number {
		const ids = this.#view.traces;
		const mask = this.#slots.length - 1;
		let at = finishHash(hashWord(hashWord(hashWord(a, b), c), d)) & mask;
		for (let slot = this.#slots[at] as number; slot !== 0; slot = this.#slots[at] as number) {
			const known = (slot - 1) * 4;
			if (ids[known] === a && ids[known + 1] === b && ids[known + 2] === c && ids[known + 3] === d) return at;
			at = (at + 1) & mask;
		}
		return at;
	}

	#addRows(): void {
		const { rows, traces } = this.#view.counts;
		this.#last = withRoom(this.#last, traces);
		this.#before = withRoom(this.#before, rows);
		for (; this.#rows < rows; this.#rows++) {
			const column = this.#view.column(this.#column, segmentOf(this.#rows));
			const trace = (column[this.#rows & SEGMENT_MASK] as number) - this.#first;
			if (trace < 0) continue;
			this.#before[this.#rows] = this.#last[trace] as number;
			this.#last[trace] = this.#rows + 1;
		}
	}
}

function withRoom(words: Uint32Array<ArrayBuffer>, count: number): Uint32Array<ArrayBuffer> {
	if (count <= words.length) return words;
	const wider = new Uint32Array(Math.max(count, words.length * 2));
	wider.set(words);
	return wider;
}
