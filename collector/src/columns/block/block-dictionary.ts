import { copyBytes } from "../hash.ts";
import type { DictionaryPart } from "../row-view.ts";
import type { BlockColumns } from "./block-columns.ts";
import type { BlockHeader } from "./block-header.ts";
import type { BlockMemory } from "./block-memory.ts";
import { BlockColumn } from "./chunk-numbers.ts";
import { DamagedBlockError } from "./contract.ts";
import { type DictionaryChunk, decodeDictionaryChunk } from "./write-dictionary.ts";

/** The dictionary of a block, read chunk by chunk. */
export class BlockDictionary {
	readonly #header: BlockHeader;
	readonly #columns: BlockColumns;
	readonly #memory: BlockMemory;
	readonly #chunks: (DictionaryChunk | undefined)[] = [];
	/** The chunk asked for last. */
	#last = 0;

	constructor(header: BlockHeader, columns: BlockColumns, memory: BlockMemory) {
		this.#header = header;
		this.#columns = columns;
		this.#memory = memory;
	}

	text(id: number): string {
		const { bytes, offsets } = this.#chunkOf(id);
		const at = this.#place(id);
		return bytes.toString("utf8", offsets[at], offsets[at + 1]);
	}

	raw(id: number): Uint8Array {
		const { bytes, offsets } = this.#chunkOf(id);
		const at = this.#place(id);
		return bytes.subarray(offsets[at], offsets[at + 1]);
	}

	rawLength(id: number): number {
		const { offsets } = this.#chunkOf(id);
		const at = this.#place(id);
		return (offsets[at + 1] as number) - (offsets[at] as number);
	}

	copyRaw(id: number, target: DataView, at: number): void {
		const { data, offsets } = this.#chunkOf(id);
		const place = this.#place(id);
		const start = offsets[place] as number;
		copyBytes(data, start, target, at, (offsets[place + 1] as number) - start);
	}

	/** The chunk that holds an entry. */
	part(id: number): DictionaryPart {
		const { bytes, offsets } = this.#chunkOf(id);
		return { first: this.#header.dictionary[this.#last] as number, bytes, offsets };
	}

	/** The ids of entries with just these bytes. */
	find(text: string): readonly number[] {
		const known = this.#memory.found.get(text);
		if (known !== undefined) return known;
		const wanted = Buffer.from(text);
		const ids: number[] = [];
		for (let chunk = 0; chunk < this.#header.dictionary.length; chunk++) this.#findIn(chunk, wanted, ids);
		this.#memory.keepFound(text, ids);
		return ids;
	}

	#findIn(chunk: number, wanted: Buffer, ids: number[]): void {
		const { bytes, offsets } = this.#chunk(chunk);
		const [first = 0] = wanted;
		const { length } = wanted;
		for (let at = 0; at + 1 < offsets.length; at++) {
			const start = offsets[at] as number;
			if ((offsets[at + 1] as number) - start !== length) continue;
			if (length > 0 && (bytes[start] !== first || !wanted.equals(bytes.subarray(start, start + length)))) continue;
			ids.push((this.#header.dictionary[chunk] as number) + at);
		}
	}

	/** Makes the chunk that holds an entry the last one. */
	#chunkOf(id: number): DictionaryChunk {
		const firsts = this.#header.dictionary;
		if (id < (firsts[this.#last] as number) || id >= (firsts[this.#last + 1] ?? this.#header.entries)) {
			if (id >= this.#header.entries) throw new DamagedBlockError("a number is beyond the dictionary");
			this.#last = firsts.findLastIndex((first) => first <= id);
		}
		return this.#chunk(this.#last);
	}

	/** The place of an entry in the last chunk. */
	#place(id: number): number {
		return id - (this.#header.dictionary[this.#last] as number);
	}

	#chunk(chunk: number): DictionaryChunk {
		const known = this.#chunks[chunk];
		if (known !== undefined) return known;
		const decoded = this.#columns.whole((BlockColumn.dictionary << 8) + chunk, decodeDictionaryChunk);
		this.#chunks[chunk] = decoded;
		return decoded;
	}
}
