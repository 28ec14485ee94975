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
	const lengths = new Uint32Array(CHUNK_ENTRIES);
	let staged = stagedBytes(CHUNK_BYTES + LIMITS.logBodyBytes);
	const ids = order.filled();
	for (let start = 0; start < ids.length; ) {
		let top = 0;
		let count = 0;
		while (start + count < ids.length && count < CHUNK_ENTRIES && top < CHUNK_BYTES) {
			const id = ids[start + count] as number;
			const length = entries.rawLength(id);
			if (top + length > staged.bytes.length) staged = stagedBytes(top + length, staged.bytes);
			entries.copyRaw(id, staged.bytes, top);
			see(start + count, staged, top, top + length);
			top += length;
			lengths[count++] = length;
		}
		if (firsts.length === DICTIONARY_CHUNKS_MAX) throw new RangeError("a block has more dictionary entries than chunks for them");
		const chunk = (BlockColumn.dictionary << 8) + firsts.length;
		writer.add(chunk, [encodeWords(lengths.subarray(0, count), new TransformChoice()), blobFromBytes(staged.bytes.subarray(0, top))]);
		firsts.push(start);
		start += count;
		yield;
	}
	return firsts;
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
