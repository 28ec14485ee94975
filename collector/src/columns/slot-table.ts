/**
 * An open-addressed table from 32-bit hashes to dense ordinals 0, 1, 2 …; the keys themselves live with the caller.
 *
 * Usage: walk the candidates of a hash with `first` / `next` and compare the keys; when none is equal, `add` the next ordinal.
 */
const MIN_SLOTS = 256;

export class SlotTable {
	/** Ordinal + 1, 0 when free. */
	#slots = new Uint32Array(MIN_SLOTS);
	#hashes = new Uint32Array(MIN_SLOTS);
	#mask = MIN_SLOTS - 1;
	#at = 0;
	count = 0;

	get byteLength(): number {
		return this.#slots.byteLength + this.#hashes.byteLength;
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
		if (this.count * 2 >= this.#slots.length) this.#resize(this.#slots.length * 2);
		if (this.count >= this.#hashes.length) {
			const wider = new Uint32Array(this.#hashes.length * 2);
			wider.set(this.#hashes);
			this.#hashes = wider;
		}
		const ordinal = this.count++;
		this.#hashes[ordinal] = hash;
		this.#place(hash, ordinal);
		return ordinal;
	}

	/** Forget the ordinals from `count` on. Cost O(what stays). */
	truncate(count: number): void {
		if (count === this.count) return;
		this.count = count;
		this.#resize(this.#slots.length);
	}

	#seek(hash: number): number {
		const slots = this.#slots;
		for (let at = this.#at; ; at = (at + 1) & this.#mask) {
			const slot = slots[at] as number;
			if (slot === 0) return -1;
			if (this.#hashes[slot - 1] === hash) {
				this.#at = at;
				return slot - 1;
			}
		}
	}

	#place(hash: number, ordinal: number): void {
		let at = hash & this.#mask;
		while (this.#slots[at] !== 0) at = (at + 1) & this.#mask;
		this.#slots[at] = ordinal + 1;
	}

	#resize(size: number): void {
		this.#slots = new Uint32Array(size);
		this.#mask = size - 1;
		for (let ordinal = 0; ordinal < this.count; ordinal++) this.#place(this.#hashes[ordinal] as number, ordinal);
	}
}
