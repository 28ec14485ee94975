/** What a search adds up per trace, over all parts: no object per trace. */
import { finishHash, hashWord } from "../../../columns/hash.ts";
import type { TraceSums } from "./part.ts";

const FIRST_CAPACITY = 1024;

/** Columns by trace, grown together. `matched`: 1 when a span is known to satisfy the filter. */
const COLUMNS = ["idA", "idB", "idC", "idD", "startHigh", "startLow", "endHigh", "endLow", "spans", "errors", "matched"] as const;
type TraceColumn = (typeof COLUMNS)[number];

export type TraceColumns = Readonly<Record<TraceColumn, Uint32Array>>;

function columnsOf(capacity: number): Record<TraceColumn, Uint32Array> {
	return Object.fromEntries(COLUMNS.map((name) => [name, new Uint32Array(capacity)])) as Record<TraceColumn, Uint32Array>;
}

/** Traces by id, each with its sums; ordinals are dense. */
export class TraceIndex {
	columns: TraceColumns = columnsOf(FIRST_CAPACITY);
	count = 0;
	#slots = new Uint32Array(FIRST_CAPACITY * 2);
	/** Everything but the marks belongs to another index, which does not change any more. */
	#isShared = false;

	/** The same traces and sums without marks, to be changed as one likes; this index is not to be changed any more. Cost: its marks. */
	over(): TraceIndex {
		const index = new TraceIndex();
		index.columns = { ...this.columns, matched: new Uint32Array(this.columns.matched.length) };
		index.count = this.count;
		index.#slots = this.#slots;
		index.#isShared = true;
		return index;
	}

	/** Make room for about so many traces more at once. */
	reserve(count: number): void {
		this.#own();
		while (this.columns.idA.length < this.count + count) this.#growColumns();
		const slots = 2 ** Math.ceil(Math.log2((this.count + count) * 2 + 1));
		if (slots > this.#slots.length) this.#growSlots(slots);
	}

	/** The ordinal of an id, new or known: that of a trace of a view, whose `ids` are 4 words each. A new one has an infinite start and zeros. */
	intern(ids: Uint32Array, trace: number): number {
		if (this.#isShared) this.#own();
		if (this.count * 2 >= this.#slots.length) this.#growSlots(this.#slots.length * 2);
		const at = this.#slotOf(ids, trace);
		const slot = this.#slots[at] as number;
		if (slot !== 0) return slot - 1;
		this.#slots[at] = this.count + 1;
		return this.#add(ids, trace * 4);
	}

	/** The ordinal of an id, or -1. */
	find(ids: Uint32Array, trace: number): number {
		return (this.#slots[this.#slotOf(ids, trace)] as number) - 1;
	}

	/** A span of the trace satisfies the filter. */
	mark(ordinal: number): void {
		this.columns.matched[ordinal] = 1;
	}

	/** Copy the 4 words of a trace's id. */
	readId(ordinal: number, id: Uint32Array): void {
		const { idA, idB, idC, idD } = this.columns;
		id[0] = idA[ordinal] as number;
		id[1] = idB[ordinal] as number;
		id[2] = idC[ordinal] as number;
		id[3] = idD[ordinal] as number;
	}

	/** Add what the spans of a trace add up to in one part, by its ordinal there. */
	addSums(ordinal: number, sums: TraceSums, trace: number): void {
		if (this.#isShared) this.#own();
		const { startHigh, startLow, endHigh, endLow, spans, errors } = this.columns;
		const [high, low] = [sums.startHigh[trace] as number, sums.startLow[trace] as number];
		if (high < (startHigh[ordinal] as number) || (high === startHigh[ordinal] && low < (startLow[ordinal] as number))) {
			startHigh[ordinal] = high;
			startLow[ordinal] = low;
		}
		const [stopHigh, stopLow] = [sums.endHigh[trace] as number, sums.endLow[trace] as number];
		if (stopHigh > (endHigh[ordinal] as number) || (stopHigh === endHigh[ordinal] && stopLow > (endLow[ordinal] as number))) {
			endHigh[ordinal] = stopHigh;
			endLow[ordinal] = stopLow;
		}
		spans[ordinal] = (spans[ordinal] as number) + (sums.spans[trace] as number);
		errors[ordinal] = (errors[ordinal] as number) + (sums.errors[trace] as number);
	}

	#own(): void {
		if (!this.#isShared) return;
		const { matched } = this.columns;
		const copies = COLUMNS.map((name) => [name, name === "matched" ? matched : this.columns[name].slice()]);
		this.columns = Object.fromEntries(copies) as Record<TraceColumn, Uint32Array>;
		this.#slots = this.#slots.slice();
		this.#isShared = false;
	}

	/** The slot that holds an id, or the free one where it would be. */
	#slotOf(ids: Uint32Array, trace: number): number {
		const a = ids[trace * 4] as number;
		const b = ids[trace * 4 + 1] as number;
		const c = ids[trace * 4 + 2] as number;
		const d = ids[trace * 4 + 3] as number;
		const { idA, idB, idC, idD } = this.columns;
		const mask = this.#slots.length - 1;
		let at = hashOf(a, b, c, d) & mask;
		for (let slot = this.#slots[at] as number; slot !== 0; slot = this.#slots[at] as number) {
			const known = slot - 1;
			if (idA[known] === a && idB[known] === b && idC[known] === c && idD[known] === d) return at;
			at = (at + 1) & mask;
		}
		return at;
	}

	#add(ids: Uint32Array, at: number): number {
		if (this.count === this.columns.idA.length) this.#growColumns();
		const ordinal = this.count++;
		const { idA, idB, idC, idD, startHigh, startLow } = this.columns;
		idA[ordinal] = ids[at] as number;
		idB[ordinal] = ids[at + 1] as number;
		idC[ordinal] = ids[at + 2] as number;
		idD[ordinal] = ids[at + 3] as number;
		startHigh[ordinal] = 0xffff_ffff;
		startLow[ordinal] = 0xffff_ffff;
		return ordinal;
	}

	#growColumns(): void {
		const wider = columnsOf(this.columns.idA.length * 2);
		for (const name of COLUMNS) wider[name].set(this.columns[name]);
		this.columns = wider;
	}

	#growSlots(size: number): void {
		const { idA, idB, idC, idD } = this.columns;
		this.#slots = new Uint32Array(size);
		const mask = this.#slots.length - 1;
		for (let ordinal = 0; ordinal < this.count; ordinal++) {
			let at = hashOf(idA[ordinal] ?? 0, idB[ordinal] ?? 0, idC[ordinal] ?? 0, idD[ordinal] ?? 0) & mask;
			while (this.#slots[at] !== 0) at = (at + 1) & mask;
			this.#slots[at] = ordinal + 1;
		}
	}
}

function hashOf(a: number, b: number, c: number, d: number): number {
	return finishHash(hashWord(hashWord(hashWord(a, b), c), d));
}
