/**
 * The hashes of requests acknowledged lately: an open-addressed table, 32 bytes a slot, at most 16 MiB. It only says which journal
 * sequence may hold the same request; the `resend` row of that sequence decides.
 *
 *   slot = 16 bytes of SHA-256 as 4 words | sequence float64 | arrival float64
 *
 * Nothing is deleted: when three quarters are taken the table is built anew without what is too old, twice as large as long as it may
 * grow, and at its largest without the oldest, which are counted.
 */
const WORDS = 4;
const FIRST_SLOTS = 1024;
const MAX_SLOTS = 2 ** 19;

export class ResendTable {
	readonly #windowMs: number;
	readonly #maxSlots: number;
	#slots = 0;
	#count = 0;
	#hashes = new Uint32Array(0);
	#sequences = new Float64Array(0);
	#arrivals = new Float64Array(0);
	/** Entries dropped before their time because the table was full. */
	evicted = 0;

	constructor(windowMs: number, maxSlots = MAX_SLOTS) {
		this.#windowMs = windowMs;
		this.#maxSlots = maxSlots;
		this.#allocate(Math.min(FIRST_SLOTS, maxSlots));
	}

	/** The newest sequence of a hash that arrived within the window before `now`; 0 when there is none. */
	find(hash: Uint8Array, now: number): number {
		const slot = this.#slotOf(wordsOf(hash), 0);
		const sequence = this.#sequences[slot] as number;
		return sequence > 0 && now - (this.#arrivals[slot] as number) < this.#windowMs ? sequence : 0;
	}

	/** Sequences ascend. A known hash gets the newer sequence. */
	add(hash: Uint8Array, sequence: number, arrivedAt: number): void {
		if (this.#count >= this.#slots * 0.75) this.#rebuild(arrivedAt);
		this.#put(wordsOf(hash), 0, sequence, arrivedAt);
	}

	#put(words: Uint32Array, at: number, sequence: number, arrivedAt: number): void {
		const slot = this.#slotOf(words, at);
		if (this.#sequences[slot] === 0) this.#count++;
		for (let word = 0; word < WORDS; word++) this.#hashes[slot * WORDS + word] = words[at + word] as number;
		this.#sequences[slot] = sequence;
		this.#arrivals[slot] = arrivedAt;
	}

	/** The slot of a hash, or the free one where it belongs. */
	#slotOf(words: Uint32Array, at: number): number {
		const mask = this.#slots - 1;
		let slot = (words[at] as number) & mask;
		while (this.#sequences[slot] !== 0 && !this.#holds(slot, words, at)) slot = (slot + 1) & mask;
		return slot;
	}

	#holds(slot: number, words: Uint32Array, at: number): boolean {
		for (let word = 0; word < WORDS; word++) {
			if (this.#hashes[slot * WORDS + word] !== words[at + word]) return false;
		}
		return true;
	}

	#allocate(slots: number): void {
		this.#slots = slots;
		this.#count = 0;
		this.#hashes = new Uint32Array(slots * WORDS);
		this.#sequences = new Float64Array(slots);
		this.#arrivals = new Float64Array(slots);
	}

	#rebuild(now: number): void {
		const [hashes, sequences, arrivals] = [this.#hashes, this.#sequences, this.#arrivals];
		const living = [...sequences.keys()].filter((slot) => sequences[slot] !== 0 && now - (arrivals[slot] as number) < this.#windowMs);
		this.#allocate(Math.min(this.#slots * 2, this.#maxSlots));
		const surplus = Math.max(0, living.length - this.#slots / 2);
		if (surplus > 0) living.sort((a, b) => (sequences[a] as number) - (sequences[b] as number));
		this.evicted += surplus;
		for (const slot of living.slice(surplus)) this.#put(hashes, slot * WORDS, sequences[slot] as number, arrivals[slot] as number);
	}
}

/** The first 16 bytes of a SHA-256, which may lie anywhere in its buffer. */
function wordsOf(hash: Uint8Array): Uint32Array {
	const words = new Uint32Array(WORDS);
	new Uint8Array(words.buffer).set(hash.subarray(0, WORDS * 4));
	return words;
}
