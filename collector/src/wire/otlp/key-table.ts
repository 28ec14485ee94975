const SLOTS = 4096;
const EMPTY = -1;

/**
 * Open-addressed hash table of keys (ranges of a body) for owners with many attributes; at most 1,024 entries.
 *
 * `seek` a key, call `next` for each candidate until it answers -1; `put` then stores an index in the slot found free.
 * The seed differs per process, so nobody can prepare keys that collide.
 */
export class KeyTable {
	readonly #slots = new Int32Array(SLOTS);
	readonly #hashes = new Uint32Array(SLOTS);
	readonly #seed = Math.floor(Math.random() * 0x1_0000_0000);
	#hash = 0;
	#slot = 0;

	clear(): void {
		this.#slots.fill(EMPTY);
	}

	seek(bytes: Uint8Array, start: number, end: number): void {
		let hash = this.#seed ^ (end - start);
		for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193) ^ (hash >>> 15);
		this.#hash = (hash ^ (hash >>> 13)) >>> 0;
		this.#slot = (this.#hash - 1) & (SLOTS - 1);
	}

	/** The next stored index whose key has the same hash; -1 when no more. */
	next(): number {
		for (;;) {
			this.#slot = (this.#slot + 1) & (SLOTS - 1);
			const index = this.#slots[this.#slot] as number;
			if (index === EMPTY) return -1;
			if (this.#hashes[this.#slot] === this.#hash) return index;
		}
	}

	put(index: number): void {
		this.#slots[this.#slot] = index;
		this.#hashes[this.#slot] = this.#hash;
	}
}
