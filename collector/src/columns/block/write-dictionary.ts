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
import { decodeWords, encodeWords, TransformChoice } from "./word-codec.ts";

const EMPTY = new Uint8Array(0);
const CHUNK_ENTRIES = 4096;
const CHUNK_BYTES = 1024 * 1024;

/** Bytes and a DataView of them. */
export interface StagedBytes {
	readonly bytes: Uint8Array;
	readonly data: DataView;
}

/** Sees the bytes of each entry as it is written: bytes[start, end) is entry `id`. */
export type SeeEntry = (id: number, staged: StagedBytes, start: number, end: number) => void;

/** Write entries `order` in their order. Answers the first entry of each chunk. Yields after each chunk. */
export function* writeDictionary(
	entries: Entries,
	order: GrowingWords,
	writer: ChunkWriter,
	see: SeeEntry,
): Generator<undefined, readonly number[], undefined> {
	const firsts: number[] = [];
	const staging = new Staging(entries, order.filled(), see);
	while (!staging.isDone) {
		if (firsts.length === DICTIONARY_CHUNKS_MAX) throw new RangeError("a block has more dictionary entries than chunks for them");
		firsts.push(staging.next);
		writer.add((BlockColumn.dictionary << 8) + firsts.length - 1, staging.chunk());
		yield;
	}
	return firsts;
}

/** Copies entries together, chunk by chunk. */
class Staging {
	next = 0;
	readonly #entries: Entries;
	readonly #ids: Uint32Array;
	readonly #see: SeeEntry;
	readonly #lengths = new Uint32Array(CHUNK_ENTRIES);
	#staged = stagedBytes(CHUNK_BYTES + LIMITS.logBodyBytes);

	constructor(entries: Entries, ids: Uint32Array, see: SeeEntry) {
		this.#entries = entries;
		this.#ids = ids;
		this.#see = see;
	}

	get isDone(): boolean {
		return this.next === this.#ids.length;
	}

	/** The parts of the next chunk. */
	chunk(): readonly Uint8Array[] {
		const ids = this.#ids;
		const lengths = this.#lengths;
		const end = Math.min(ids.length, this.next + CHUNK_ENTRIES);
		let at = this.next;
		let top = 0;
		let count = 0;
		for (; at < end && top < CHUNK_BYTES; at++) {
			const length = this.#copy(ids[at] as number, top);
			this.#see(at, this.#staged, top, top + length);
			top += length;
			lengths[count++] = length;
		}
		this.next = at;
		return [encodeWords(lengths.subarray(0, count), new TransformChoice()), blobFromBytes(this.#staged.bytes.subarray(0, top))];
	}

	#copy(id: number, top: number): number {
		const length = this.#entries.rawLength(id);
		if (top + length > this.#staged.bytes.length) this.#staged = stagedBytes(top + length, this.#staged.bytes);
		this.#entries.copyRaw(id, this.#staged.bytes, top);
		return length;
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
	return { byteLength: offsets.byteLength + bytes.length, offsets, bytes };
}
