/**
 * The dictionary of a block: chunks of at most 4,096 entries and about 1 MiB, so that one text needs one chunk. Parts: the lengths of the
 * entries, their bytes.
 */
import { LIMITS } from "@spanglass/shared/model/limits";
import { dataViewOf } from "../dictionary.ts";
import { blobFromBytes, bytesFromBlob } from "./byte-parts.ts";
import { BlockColumn, DICTIONARY_CHUNKS_MAX } from "./chunk-numbers.ts";
import type { ChunkWriter } from "./chunk-writer.ts";
import { DamagedBlockError } from "./contract.ts";
import type { GrowingWords } from "./growing-words.ts";
import type { Entries } from "./merged-texts.ts";
import { decodeWords } from "./word-codec.ts";
import { encodeWords, TransformChoice } from "./word-encoder.ts";

const EMPTY = new Uint8Array(0);
const CHUNK_ENTRIES = 4096;
const CHUNK_BYTES = 1024 * 1024;

/** Bytes and a DataView of them. */
export interface StagedBytes {
	readonly bytes: Uint8Array;
	readonly data: DataView;
}

/** Entries of the block that stand one after the other: entry first + i is bytes[offsets[i], offsets[i + 1]). */
export interface StagedEntries extends StagedBytes {
	readonly first: number;
	readonly count: number;
	readonly offsets: Uint32Array;
}

/** Sees the entries of each chunk as it is written; not to be kept. */
export type SeeEntries = (staged: StagedEntries) => void;

/** Write entries `order` in their order. Answers the first entry of each chunk. Yields after each chunk. */
export function* writeDictionary(
	entries: Entries,
	order: GrowingWords,
	writer: ChunkWriter,
	see: SeeEntries,
): Generator<undefined, readonly number[], undefined> {
	const firsts: number[] = [];
	const staging = new Staging(entries, order.filled());
	while (!staging.isDone) {
		if (firsts.length === DICTIONARY_CHUNKS_MAX) throw new RangeError("a block has more dictionary entries than chunks for them");
		firsts.push(staging.next);
		const staged = staging.stage();
		see(staged);
		writer.add((BlockColumn.dictionary << 8) + firsts.length - 1, partsOf(staged));
		yield;
	}
	return firsts;
}

function partsOf({ bytes, offsets, count }: StagedEntries): readonly Uint8Array[] {
	const lengths = new Uint32Array(count);
	for (let at = 0; at < count; at++) lengths[at] = (offsets[at + 1] as number) - (offsets[at] as number);
	return [encodeWords(lengths, new TransformChoice()), blobFromBytes(bytes.subarray(0, offsets[count]))];
}

/** Copies entries together, chunk by chunk. */
class Staging {
	next = 0;
	readonly #entries: Entries;
	readonly #ids: Uint32Array;
	readonly #offsets = new Uint32Array(CHUNK_ENTRIES + 1);
	#staged = stagedBytes(CHUNK_BYTES + LIMITS.logBodyBytes);

	constructor(entries: Entries, ids: Uint32Array) {
		this.#entries = entries;
		this.#ids = ids;
	}

	get isDone(): boolean {
		return this.next === this.#ids.length;
	}

	/** The entries of the next chunk. */
	stage(): StagedEntries {
		const first = this.next;
		const offsets = this.#offsets;
		const most = Math.min(this.#ids.length - first, CHUNK_ENTRIES);
		let count = 0;
		while (count < most && (offsets[count] as number) < CHUNK_BYTES) count = this.#copy(first, count, most);
		this.next = first + count;
		return { ...this.#staged, first, count, offsets };
	}

	/** Copy entries first + count and following as long as there is room for the longest entry that is usual. Answers the count then. */
	#copy(first: number, start: number, most: number): number {
		const offsets = this.#offsets;
		const length = this.#entries.rawLength(this.#ids[first + start] as number);
		const needed = (offsets[start] as number) + length;
		if (needed > this.#staged.bytes.length) this.#staged = stagedBytes(needed, this.#staged.bytes);
		const { data } = this.#staged;
		let top = offsets[start] as number;
		let count = start;
		while (count < most && top < CHUNK_BYTES) {
			const id = this.#ids[first + count] as number;
			const end = top + this.#entries.rawLength(id);
			if (end > data.byteLength) break;
			this.#entries.copyRaw(id, data, top);
			top = end;
			offsets[++count] = top;
		}
		return count;
	}
}

function stagedBytes(length: number, content: Uint8Array = EMPTY): StagedBytes {
	const bytes = new Uint8Array(length);
	bytes.set(content);
	return { bytes, data: dataViewOf(bytes) };
}

/** Entry i is bytes[offsets[i], offsets[i + 1]), counted from the chunk's first. */
export interface DictionaryChunk {
	readonly byteLength: number;
	readonly offsets: Uint32Array;
	readonly bytes: Buffer;
	readonly data: DataView;
}

/** Throws DamagedBlockError. */
export function decodeDictionaryChunk(parts: readonly Uint8Array[]): DictionaryChunk {
	if (parts.length !== 2) throw new DamagedBlockError("a dictionary has other parts than are written");
	const [lengths, blob] = parts as [Uint8Array, Uint8Array];
	const counts = decodeWords(lengths);
	const kept = bytesFromBlob(blob);
	const bytes = Buffer.from(kept.buffer, kept.byteOffset, kept.byteLength);
	const offsets = new Uint32Array(counts.length + 1);
	for (let at = 0; at < counts.length; at++) offsets[at + 1] = (offsets[at] as number) + (counts[at] as number);
	if (offsets[counts.length] !== bytes.length) throw new DamagedBlockError("the entries of a dictionary do not fill its bytes");
	return { byteLength: offsets.byteLength + bytes.length, offsets, bytes, data: dataViewOf(bytes) };
}
