import { dataViewOf } from "../dictionary.ts";
import { equalBytes, finishHash, hashBytes } from "../hash.ts";
import type { RowView } from "../row-view.ts";
import { SlotTable } from "../slot-table.ts";
import { GrowingWords } from "./growing-words.ts";

/** Entries by number: entry i is bytes[offsets[i], offsets[i + 1]). */
export interface Entries {
	readonly offsets: Uint32Array;
	readonly bytes: Uint8Array;
	readonly data: DataView;
}

/** Dictionaries of several sources as one, equal entries once, numbered by first sight. Number 0 is the empty text. */
export class MergedTexts {
	#bytes = new Uint8Array(65_536);
	#data: DataView = dataViewOf(this.#bytes);
	#top = 0;
	readonly #offsets = new GrowingWords();
	readonly #table = new SlotTable();

	constructor() {
		this.#offsets.push(0);
		this.#add(0);
	}

	get count(): number {
		return this.#table.count;
	}

	/** The number of an entry of a source. */
	intern(view: RowView, id: number): number {
		const length = view.rawLength(id);
		this.#reserve(length);
		view.copyRaw(id, this.#data, this.#top);
		return this.#add(length);
	}

	/** All entries by now. */
	entries(): Entries {
		return { offsets: this.#offsets.filled(), bytes: this.#bytes, data: this.#data };
	}

	/** The number of the bytes that stand at the top; kept when they are new. */
	#add(length: number): number {
		const top = this.#top;
		const hash = finishHash(hashBytes(0, this.#data, top, top + length));
		let id = this.#table.first(hash);
		while (id >= 0 && !this.#equals(id, length)) id = this.#table.next(hash);
		if (id >= 0) return id;
		this.#top += length;
		this.#offsets.push(this.#top);
		return this.#table.add(hash);
	}

	#equals(id: number, length: number): boolean {
		const start = this.#offsets.view[id] as number;
		if ((this.#offsets.view[id + 1] as number) - start !== length) return false;
		return equalBytes(this.#data, start, this.#data, this.#top, length);
	}

	#reserve(length: number): void {
		if (this.#top + length <= this.#bytes.length) return;
		const wider = new Uint8Array(Math.max(this.#top + length, this.#bytes.length * 2));
		wider.set(this.#bytes.subarray(0, this.#top));
		this.#bytes = wider;
		this.#data = dataViewOf(wider);
	}
}
