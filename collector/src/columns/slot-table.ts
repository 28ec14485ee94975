/**
 * An open-addressed table from 32-bit hashes to dense ordinals 0, 1, 2 …; the keys themselves live with the caller.
 *
 * Usage: walk the candidates of a hash with `first` / `next` and compare the keys; when none is equal, `add` the next ordinal.
 */
const MIN_SLOTS = 256;
const SLOT_WORDS = 2;

export class SlotTable {
	/** Per slot: ordinal + 1 (0: free) and the hash beside it, so that a look-up waits for memory once. */
	#words = new Uint32Array(MIN_SLOTS * SLOT_WORDS);
	#mask = MIN_SLOTS - 1;
	#at = 0;
	/** Slots that are not free. */
	#used = 0;
	count = 0;

	get byteLength(): number {
		return this.#words.byteLength;
	}

	/** The first ordinal with this hash, or -1. */
	first(hash: number): number {
		this.#at = hash & this.#mask;
		return this.#seek(hash);
	}

	/** The next one after `first` or `next` of the same hash, or -1. */
	next(hash: number): number {
		this.#at = (this.#at + 1) & this.#mask;
		return this.#seek(hash);
	}

	/** Give the next ordinal to a hash. */
	add(hash: number): number {
		if (this.#used * 2 > this.#mask) this.#resize((this.#mask + 1) * 2);
		const ordinal = this.count++;
		this.#used++;
		this.#place(hash, ordinal);
		return ordinal;
	}

	/** Give the next ordinal to what nobody will look up. */
	skip(): number {
		return this.count++;
	}

	/** Forget the ordinals from `count` on. Cost O(slots). */
	truncate(count: number): void {
		if (count === this.count) return;
		this.count = count;
		this.#resize(this.#mask + 1);
	}

	#seek(hash: number): number {
		const words = this.#words;
		for (let at = this.#at; ; at = (at + 1) & this.#mask) {
			const slot = words[at * SLOT_WORDS] as number;
			if (slot === 0) return -1;
			if (words[at * SLOT_WORDS + 1] === hash) {
				this.#at = at;
				return slot - 1;
			}
		}
	}

	#place(hash: number, ordinal: number): void {
		const words = this.#words;
		let at = hash & this.#mask;
		while (words[at * SLOT_WORDS] !== 0) at = (at + 1) & this.#mask;
		words[at * SLOT_WORDS] = ordinal + 1;
		words[at * SLOT_WORDS + 1] = hash;
	}

	/** Another size; ordinals from `count` on stay behind. */
	#resize(size: number): void {
		const old = this.#words;
		this.#words = new Uint32Array(size * SLOT_WORDS);
		this.#mask = size - 1;
		this.#used = 0;
		for (let at = 0; at < old.length; at += SLOT_WORDS) {
			const slot = old[at] as number;
			if (slot === 0 || slot > this.count) continue;
			this.#place(old[at + 1] as number, slot - 1);
			this.#used++;
		}
	}
}
