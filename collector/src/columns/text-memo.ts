/** Which text a source of texts (a key of attributes) had lately, by a few of its bytes: the writer's side. */
import type { Dictionary } from "./dictionary.ts";

const SLOTS = 4096;
const UNKNOWN = -1;
const SOURCE_FACTOR = 0xc2b2_ae35;

/** A memo that forgets: one id per slot. What it answers is compared with the bytes, so that an answer is never wrong. */
export class TextMemo {
	readonly #dictionary: Dictionary;
	readonly #ids = new Int32Array(SLOTS).fill(UNKNOWN);
	#slot = 0;

	constructor(dictionary: Dictionary) {
		this.#dictionary = dictionary;
	}

	get byteLength(): number {
		return this.#ids.byteLength;
	}

	clear(): void {
		this.#ids.fill(UNKNOWN);
	}

	/** The id of text source[start, end), if it was kept and not forgotten, or -1. `keep` then keeps it. */
	find(source: number, start: number, end: number): number {
		const mixed = Math.imul(source, SOURCE_FACTOR) ^ this.#dictionary.sampleOf(start, end);
		this.#slot = (mixed ^ (mixed >>> 15)) & (SLOTS - 1);
		const id = this.#ids[this.#slot] as number;
		return id >= 0 && this.#dictionary.hasBytes(id, start, end) ? id : UNKNOWN;
	}

	/** The text that was looked for last has this id. */
	keep(id: number): void {
		this.#ids[this.#slot] = id;
	}
}
