/** The trace ids of a generation, the writer's side: 4 big-endian words each, numbered by first sight. */
import { finishHash, hashWord } from "./hash.ts";
import { WordHeap } from "./heap.ts";
import { SlotTable } from "./slot-table.ts";

export const TRACE_WORDS = 4;

export class TraceTable {
	readonly ids = new WordHeap();
	readonly #table = new SlotTable();
	#last = -1;

	get count(): number {
		return this.#table.count;
	}

	get byteLength(): number {
		return this.ids.top * 4 + this.#table.byteLength;
	}

	/** The ordinal of the 16 bytes at data[start], new or known. */
	intern(data: DataView, start: number): number {
		const a = data.getUint32(start);
		const b = data.getUint32(start + 4);
		const c = data.getUint32(start + 8);
		const d = data.getUint32(start + 12);
		if (this.#last >= 0 && this.#equals(this.#last, a, b, c, d)) return this.#last;
		const hash = finishHash(hashWord(hashWord(hashWord(a, b), c), d));
		let ordinal = this.#table.first(hash);
		while (ordinal >= 0 && !this.#equals(ordinal, a, b, c, d)) ordinal = this.#table.next(hash);
		if (ordinal < 0) {
			ordinal = this.#table.add(hash);
			this.ids.reserve(TRACE_WORDS);
			this.ids.view.set([a, b, c, d], this.ids.top);
			this.ids.top += TRACE_WORDS;
		}
		this.#last = ordinal;
		return ordinal;
	}

	/** Forget the ids from `count` on. */
	truncate(count: number): void {
		this.#table.truncate(count);
		this.ids.top = count * TRACE_WORDS;
		this.#last = -1;
	}

	#equals(ordinal: number, a: number, b: number, c: number, d: number): boolean {
		const { view } = this.ids;
		const at = ordinal * TRACE_WORDS;
		return view[at] === a && view[at + 1] === b && view[at + 2] === c && view[at + 3] === d;
	}
}
