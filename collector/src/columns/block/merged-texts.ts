import { dataViewOf } from "../dictionary.ts";
import { copyBytes, equalBytes, finishHash, hashBytes } from "../hash.ts";
import type { RowView } from "../row-view.ts";
import { SlotTable } from "../slot-table.ts";
import { GrowingWords } from "./growing-words.ts";

/** Entries by number, to be copied out. */
export interface Entries {
	rawLength(id: number): number;
	copyRaw(id: number, target: DataView, at: number): void;
}

/** Dictionaries of several sources as one, equal entries once, numbered by first sight. Number 0 is the empty text. */
export class MergedTexts implements Entries {
	#bytes = new Uint8Array(65_536);
	#data: DataView = dataViewOf(this.#bytes);
	#top = 0;
	readonly #ends = new GrowingWords();
	readonly #table = new SlotTable();

	constructor() {
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

	rawLength(id: number): number {
		return (this.#ends.view[id] as number) - this.#start(id);
	}

	copyRaw(id: number, target: DataView, at: number): void {
		copyBytes(this.#data, this.#start(id), target, at, this.rawLength(id));
	}

	/** The number of the bytes that stand at the top; kept when they are new. */
	#add(length: number): number {
		const top = this.#top;
		const hash = finishHash(hashBytes(0, this.#data, top, top + length));
		let id = this.#table.first(hash);
		while (id >= 0 && !this.#equals(id, length)) id = this.#table.next(hash);
		if (id >= 0) return id;
		this.#top += length;
		this.#ends.push(this.#top);
		return this.#table.add(hash);
	}

	#equals(id: number, length: number): boolean {
		return this.rawLength(id) === length && equalBytes(this.#data, this.#start(id), this.#data, this.#top, length);
	}

	#start(id: number): number {
		return id === 0 ? 0 : (this.#ends.view[id - 1] as number);
	}

	#reserve(length: number): void {
		if (this.#top + length <= this.#bytes.length) return;
		const wider = new Uint8Array(Math.max(this.#top + length, this.#bytes.length * 2));
		wider.set(this.#bytes.subarray(0, this.#top));
		this.#bytes = wider;
		this.#data = dataViewOf(wider);
	}
}
