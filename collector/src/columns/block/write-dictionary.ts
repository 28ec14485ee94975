/**
 * The dictionary of a block: chunks of at most 4,096 entries and about 1 MiB, so that one text needs one chunk. Parts: the lengths of the
 * entries, their bytes.
 */
import { LIMITS } from "@spanglass/shared/model/limits";
import { dataViewOf } from "../dictionary.ts";
import { copyBytes } from "../hash.ts";
import { blobFromBytes, bytesFromBlob } from "./byte-parts.ts";
import { BlockColumn, DICTIONARY_CHUNKS_MAX } from "./chunk-numbers.ts";
import type { ChunkWriter } from "./chunk-writer.ts";
import { DamagedBlockError } from "./contract.ts";
import type { GrowingWords } from "./growing-words.ts";
import type { Entries } from "./merged-texts.ts";
import { decodeWords } from "./word-codec.ts";
import { encodeWords, TransformChoice } from "./word-encoder.ts";

const CHUNK_ENTRIES = 4096;
const CHUNK_BYTES = 1024 * 1024;
const WORD_BYTES = 4;

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

/** Sees the entries of each chunk as it is written; not to be kept, and valid until the next chunk of any block. */
export type SeeEntries = (staged: StagedEntries) => void;

/** Write entries `order` in their order. Answers the first entry of each chunk. Yields after each chunk. */
export function* writeDictionary(
	entries: Entries,
	order: GrowingWords,
	writer: ChunkWriter,
	see: SeeEntries,
): Generator<undefined, readonly number[], undefined> {
	const firsts: number[] = [];
	const choice = new TransformChoice();
	const staging = new Staging(entries, order.filled());
	while (!staging.isDone) {
		if (firsts.length === DICTIONARY_CHUNKS_MAX) throw new RangeError("a block has more dictionary entries than chunks for them");
		firsts.push(staging.next);
		const staged = staging.stage();
		see(staged);
		writer.add((BlockColumn.dictionary << 8) + firsts.length - 1, partsOf(staged, choice));
		yield;
	}
	return firsts;
}

function partsOf({ bytes, offsets, count }: StagedEntries, choice: TransformChoice): readonly Uint8Array[] {
	const lengths = new Uint32Array(count);
	for (let at = 0; at < count; at++) lengths[at] = (offsets[at + 1] as number) - (offsets[at] as number);
	return [encodeWords(lengths, choice), blobFromBytes(bytes.subarray(0, offsets[count]))];
}

let scratch = stagedBytes(CHUNK_BYTES + LIMITS.logBodyBytes + WORD_BYTES);

/** Copies entries together, chunk by chunk. */
class Staging {
	next = 0;
	readonly #entries: Entries;
	readonly #ids: Uint32Array;
	readonly #starts = new Uint32Array(CHUNK_ENTRIES);
	readonly #offsets = new Uint32Array(CHUNK_ENTRIES + 1);

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
		const count = placeEntries(this.#entries.offsets, this.#ids.subarray(first, first + CHUNK_ENTRIES), this.#starts, offsets);
		const needed = (offsets[count] as number) + WORD_BYTES;
		if (needed > scratch.bytes.length) scratch = stagedBytes(needed);
		copyEntries(this.#entries.data, this.#starts, scratch.data, offsets.subarray(0, count + 1));
		this.next = first + count;
		return { ...scratch, first, count, offsets };
	}
}

/** Where entries start, and where they go, until they make a chunk; answers how many they are. */
function placeEntries(from: Uint32Array, ids: Uint32Array, starts: Uint32Array, offsets: Uint32Array): number {
	let top = 0;
	let count = 0;
	while (count < ids.length && top < CHUNK_BYTES) {
		const id = ids[count] as number;
		const start = from[id] as number;
		starts[count++] = start;
		top += (from[id + 1] as number) - start;
		offsets[count] = top;
	}
	return count;
}

/**
 * By whole words, of which the next entry overwrites what is too much. Entries lie anywhere: first one word of each is fetched, so that the
 * processor waits for many at once.
 */
function copyEntries(source: DataView, starts: Uint32Array, target: DataView, offsets: Uint32Array): void {
	const end = source.byteLength - WORD_BYTES;
	for (let entry = 0; end >= 0 && entry + 1 < offsets.length; entry++) {
		const start = Math.min(starts[entry] as number, end);
		target.setInt32(offsets[entry] as number, source.getInt32(start, true), true);
	}
	for (let entry = 0; entry + 1 < offsets.length; entry++) {
		const start = starts[entry] as number;
		const at = offsets[entry] as number;
		const length = (offsets[entry + 1] as number) - at;
		if (start + length > end) copyBytes(source, start, target, at, length);
		else copyWords(source, start, target, at, length);
	}
}

function copyWords(source: DataView, start: number, target: DataView, at: number, length: number): void {
	for (let done = 0; done < length; done += WORD_BYTES) target.setInt32(at + done, source.getInt32(start + done, true), true);
}

function stagedBytes(length: number): StagedBytes {
	const bytes = new Uint8Array(length);
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
