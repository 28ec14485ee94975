/** The entities of a generation, the writer's side: equal records are stored once and numbered by first sight. */
import { Dictionary } from "./dictionary.ts";
import { finishHash, hashWord, hashWords } from "./hash.ts";
import { WordHeap } from "./heap.ts";
import { ENTITY_KIND_MASK, ENTITY_LENGTH_SHIFT } from "./layout.ts";
import { SlotTable } from "./slot-table.ts";

export class EntityTable {
	/** Entity i starts at records[offsets[i]]. */
	readonly offsets = new WordHeap();
	readonly records = new WordHeap();
	readonly #table = new SlotTable();
	/** The last ordinal of each kind: most often the next one. */
	readonly #last = new Int32Array(ENTITY_KIND_MASK + 1).fill(-1);

	get count(): number {
		return this.#table.count;
	}

	get byteLength(): number {
		return (this.offsets.top + this.records.top) * 4 + this.#table.byteLength;
	}

	/** The ordinal of the record in `record` (its first word is written here), new or known. */
	intern(kind: number, record: WordHeap): number {
		record.view[0] = (kind | (record.top << ENTITY_LENGTH_SHIFT)) >>> 0;
		const guess = this.#last[kind] as number;
		if (guess >= 0 && this.#equals(guess, record)) return guess;
		const hash = finishHash(hashWords(record.view, 0, record.top));
		const table = this.#table;
		let ordinal = table.first(hash);
		while (ordinal >= 0 && !this.#equals(ordinal, record)) ordinal = table.next(hash);
		if (ordinal < 0) {
			ordinal = table.add(hash);
			this.offsets.push(this.records.top);
			this.records.append(record, 0, record.top);
		}
		this.#last[kind] = ordinal;
		return ordinal;
	}

	/** Forget the entities from `count` on. */
	truncate(count: number): void {
		if (count === this.count) return;
		this.records.top = this.offsets.view[count] as number;
		this.#table.truncate(count);
		this.#last.fill(-1);
		this.offsets.top = count;
	}

	#equals(ordinal: number, record: WordHeap): boolean {
		const offset = this.offsets.view[ordinal] as number;
		const records = this.records.view;
		for (let at = 0; at < record.top; at++) {
			if (records[offset + at] !== record.view[at]) return false;
		}
		return true;
	}
}

/**
 * Encoded resource and scope messages already seen, so that a repeated one is neither walked nor compared by its parts. Private to the
 * writer. Key: kind, the bytes of the message, and the dictionary id of its schema URL.
 */
export class KnownMessages {
	readonly #messages = new Dictionary();
	readonly #table = new SlotTable();
	/** Per key: kind, message, schema URL, entity. */
	readonly #keys = new WordHeap();

	get count(): number {
		return this.#table.count;
	}

	get byteLength(): number {
		return this.#messages.byteLength + this.#keys.top * 4 + this.#table.byteLength;
	}

	setSource(bytes: Uint8Array): void {
		this.#messages.setSource(bytes);
	}

	/** A key for `find` and `add`: the id of the message source[start, end). */
	messageOf(start: number, end: number): number {
		return this.#messages.internRaw(start, end);
	}

	/** The entity of a key, or -1. */
	find(kind: number, message: number, schemaUrl: number): number {
		const hash = keyHash(kind, message, schemaUrl);
		let known = this.#table.first(hash);
		while (known >= 0) {
			const at = known * 4;
			const keys = this.#keys.view;
			if (keys[at] === kind && keys[at + 1] === message && keys[at + 2] === schemaUrl) return keys[at + 3] as number;
			known = this.#table.next(hash);
		}
		return -1;
	}

	add(kind: number, message: number, schemaUrl: number, entity: number): void {
		this.#table.add(keyHash(kind, message, schemaUrl));
		this.#keys.push(kind);
		this.#keys.push(message);
		this.#keys.push(schemaUrl);
		this.#keys.push(entity);
	}

	/** Forget the keys from `count` on; their messages stay (they are found again or cost a few bytes). */
	truncate(count: number): void {
		this.#table.truncate(count);
		this.#keys.top = count * 4;
	}
}

function keyHash(kind: number, message: number, schemaUrl: number): number {
	return finishHash(hashWord(hashWord(kind, message), schemaUrl));
}
