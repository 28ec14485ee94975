/**
 * Decoded chunks of blocks, bounded in bytes.
 *
 * New ones are on trial; one that a later query asks for again is kept before those on trial. So a scan of everything, which uses each
 * chunk once, pushes out other scans and not what lookups come back to.
 */

/** Share of the bytes that belongs to chunks that more than one query asked for. */
const KEPT_SHARE = 0.75;
/** What an entry itself takes. */
const ENTRY_BYTES = 200;

interface Entry {
	readonly block: number;
	readonly key: number;
	readonly value: Sized;
	/** When it was decoded: later ones may ask for more of it. */
	bytes: number;
	/** The query that asked last. */
	query: number;
}

export interface Sized {
	readonly byteLength: number;
}

/** Least recently used first: a Set keeps the order of insertion. */
class Shelf {
	readonly entries = new Set<Entry>();
	bytes = 0;

	add(entry: Entry): void {
		this.entries.add(entry);
		this.bytes += entry.bytes;
	}

	remove(entry: Entry): void {
		if (this.entries.delete(entry)) this.bytes -= entry.bytes;
	}

	get oldest(): Entry | undefined {
		return this.entries.values().next().value;
	}
}

export class ChunkCache {
	readonly #limit: number;
	readonly #blocks = new Map<number, Map<number, Entry>>();
	readonly #trial = new Shelf();
	readonly #kept = new Shelf();

	constructor(limitBytes: number) {
		this.#limit = limitBytes;
	}

	get byteLength(): number {
		return this.#trial.bytes + this.#kept.bytes;
	}

	/** What was put under this key of the block, if it is still there. */
	get(block: number, key: number, query: number): Sized | undefined {
		const entry = this.#blocks.get(block)?.get(key);
		if (entry === undefined) return undefined;
		if (entry.query !== query) this.#useAgain(entry, query);
		return entry.value;
	}

	put(block: number, key: number, { value, query }: { readonly value: Sized; readonly query: number }): void {
		const bytes = value.byteLength + ENTRY_BYTES;
		if (bytes > this.#limit) return;
		const entries = this.#blocks.get(block) ?? new Map<number, Entry>();
		this.#blocks.set(block, entries);
		const known = entries.get(key);
		if (known !== undefined) this.#drop(known);
		const entry = { block, key, value, bytes, query };
		entries.set(key, entry);
		this.#blocks.set(block, entries);
		this.#trial.add(entry);
		this.#makeRoom();
	}

	/** The block is gone. */
	forget(block: number): void {
		for (const entry of this.#blocks.get(block)?.values() ?? []) this.#drop(entry);
	}

	clear(): void {
		for (const block of [...this.#blocks.keys()]) this.forget(block);
	}

	#useAgain(entry: Entry, query: number): void {
		entry.query = query;
		this.#trial.remove(entry);
		this.#kept.remove(entry);
		this.#kept.add(entry);
		while (this.#kept.bytes > this.#limit * KEPT_SHARE && this.#kept.oldest !== undefined) {
			const oldest = this.#kept.oldest;
			this.#kept.remove(oldest);
			this.#trial.add(oldest);
		}
		this.#makeRoom();
	}

	#makeRoom(): void {
		while (this.byteLength > this.#limit) {
			const oldest = this.#trial.oldest ?? this.#kept.oldest;
			if (oldest === undefined) return;
			this.#drop(oldest);
		}
	}

	#drop(entry: Entry): void {
		this.#trial.remove(entry);
		this.#kept.remove(entry);
		const entries = this.#blocks.get(entry.block);
		entries?.delete(entry.key);
		if (entries?.size === 0) this.#blocks.delete(entry.block);
	}
}
