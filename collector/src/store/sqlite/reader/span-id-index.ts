/** From span ids (two words each) to the first index that has them; open-addressed. */
import { finishHash, hashWord } from "../../../columns/hash.ts";

export class SpanIdIndex {
	readonly #high: Uint32Array;
	readonly #low: Uint32Array;
	readonly #slots: Uint32Array;
	readonly #mask: number;

	/** Index the ids high[i], low[i] for i in `order`; of equal ones the first stays. */
	constructor(high: Uint32Array, low: Uint32Array, order: Uint32Array) {
		this.#high = high;
		this.#low = low;
		const size = 2 ** Math.ceil(Math.log2(Math.max(2, order.length * 2)));
		this.#slots = new Uint32Array(size);
		this.#mask = size - 1;
		for (const index of order) this.#add(index);
	}

	/** The first index with an id, or -1. */
	find(high: number, low: number): number {
		for (let at = hashOf(high, low) & this.#mask; ; at = (at + 1) & this.#mask) {
			const slot = this.#slots[at] as number;
			if (slot === 0) return -1;
			if (this.#high[slot - 1] === high && this.#low[slot - 1] === low) return slot - 1;
		}
	}

	#add(index: number): void {
		const high = this.#high[index] as number;
		const low = this.#low[index] as number;
		let at = hashOf(high, low) & this.#mask;
		for (let slot = this.#slots[at] as number; slot !== 0; slot = this.#slots[at] as number) {
			if (this.#high[slot - 1] === high && this.#low[slot - 1] === low) return;
			at = (at + 1) & this.#mask;
		}
		this.#slots[at] = index + 1;
	}
}

function hashOf(high: number, low: number): number {
	return finishHash(hashWord(high, low));
}
