/**
 * Bytes around encoded values.
 *
 *   chunk   CRC-32 of what follows (4) | parts
 *   parts   count (2) | length of each (4 each) | their bytes
 *   blob    0 as they are, 1 zstd, 2 sparse (1) | length when decoded (4) | the bytes
 *   sparse  of each byte that is not 0: bytes since the one before (a varint, at first since -1) | the byte
 *
 * All numbers little endian.
 */
import { constants, crc32, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { dataViewOf } from "../dictionary.ts";
import { DamagedBlockError } from "./contract.ts";

const ZSTD_PARAMS = { [constants.ZSTD_c_compressionLevel]: 1 };
/** The output buffers of the compressor, bytes. */
const OUTPUT_BYTES_MIN = 64;
const OUTPUT_BYTES_MAX = 16_384;
const Blob = { plain: 0, zstd: 1, sparse: 2 } as const;
const BLOB_HEADER = 5;
/** No blob is larger, decoded. */
const BLOB_BYTES_MAX = 4 * 1024 * 1024;
/** Less is not worth a call of the compressor. */
const COMPRESSED_FROM = 48;
/** Bytes of which less than a 64th is not 0 are listed. */
const SPARSE_SHIFT = 6;

/** One array of bytes out of several, each findable by its index. */
export function packParts(parts: readonly Uint8Array[], start = 0): Uint8Array {
	const head = start + 2 + parts.length * 4;
	const packed = new Uint8Array(parts.reduce((sum, part) => sum + part.length, head));
	const data = dataViewOf(packed);
	data.setUint16(start, parts.length, true);
	let at = head;
	parts.forEach((part, index) => {
		data.setUint32(start + 2 + index * 4, part.length, true);
		packed.set(part, at);
		at += part.length;
	});
	return packed;
}

/** Views of the parts. Throws DamagedBlockError when they do not fill the bytes exactly. */
export function unpackParts(packed: Uint8Array, start = 0): readonly Uint8Array[] {
	if (packed.length < start + 2) throw new DamagedBlockError("parts are cut off");
	const data = dataViewOf(packed);
	const count = data.getUint16(start, true);
	let at = start + 2 + count * 4;
	if (at > packed.length) throw new DamagedBlockError("parts are cut off");
	const parts: Uint8Array[] = [];
	for (let index = 0; index < count; index++) {
		const end = at + data.getUint32(start + 2 + index * 4, true);
		parts.push(packed.subarray(at, end));
		at = end;
	}
	if (at !== packed.length) throw new DamagedBlockError("parts do not fill their chunk");
	return parts;
}

/** A chunk as it is stored. */
export function chunkFromParts(parts: readonly Uint8Array[]): Uint8Array {
	const chunk = packParts(parts, 4);
	dataViewOf(chunk).setUint32(0, crc32(chunk.subarray(4)), true);
	return chunk;
}

/** The parts of a stored chunk. Throws DamagedBlockError when its checksum differs. Cost: a checksum of all of it. */
export function partsFromChunk(stored: Uint8Array): readonly Uint8Array[] {
	if (stored.length < 4 || dataViewOf(stored).getUint32(0, true) !== crc32(stored.subarray(4))) {
		throw new DamagedBlockError("the checksum of a chunk differs");
	}
	return unpackParts(stored, 4);
}

/** Compressed when that is shorter. */
export function blobFromBytes(bytes: Uint8Array): Uint8Array {
	const sparse = bytes.length < COMPRESSED_FROM ? undefined : sparseFrom(bytes);
	if (sparse !== undefined) return blobOf(Blob.sparse, bytes.length, sparse);
	const compressed = bytes.length < COMPRESSED_FROM ? bytes : compress(bytes);
	return compressed.length < bytes.length ? blobOf(Blob.zstd, bytes.length, compressed) : blobOf(Blob.plain, bytes.length, bytes);
}

/** Most blobs are small: the compressor is told their size, so that its tables and its output have no more than they need. */
function compress(bytes: Uint8Array): Uint8Array {
	const { length } = bytes;
	const chunkSize = Math.max(OUTPUT_BYTES_MIN, Math.min(OUTPUT_BYTES_MAX, length));
	return zstdCompressSync(bytes, { params: ZSTD_PARAMS, pledgedSrcSize: length, chunkSize });
}

function blobOf(form: number, length: number, kept: Uint8Array): Uint8Array {
	const blob = new Uint8Array(BLOB_HEADER + kept.length);
	blob[0] = form;
	dataViewOf(blob).setUint32(1, length, true);
	blob.set(kept, BLOB_HEADER);
	return blob;
}

/** Where the bytes that are not 0 stand, when they are few: a call of the compressor costs more than to list them. */
function sparseFrom(bytes: Uint8Array): Uint8Array | undefined {
	const most = bytes.length >>> SPARSE_SHIFT;
	let count = 0;
	for (let at = 0; at < bytes.length; at++) {
		if (bytes[at] === 0) continue;
		if (++count > most) return undefined;
	}
	const listed = new Uint8Array(count * 6);
	let top = 0;
	for (let at = 0, before = -1; count > 0; at++) {
		if (bytes[at] === 0) continue;
		let gap = at - before;
		for (; gap > 0x7f; gap >>>= 7) listed[top++] = (gap & 0x7f) | 0x80;
		listed[top++] = gap;
		listed[top++] = bytes[at] as number;
		before = at;
		count--;
	}
	return listed.subarray(0, top);
}

function bytesFromSparse(listed: Uint8Array, length: number): Uint8Array {
	if (length > BLOB_BYTES_MAX) throw new DamagedBlockError("a blob is larger than any that is written");
	const bytes = new Uint8Array(length);
	let place = -1;
	for (let at = 0; at < listed.length; ) {
		let gap = 0;
		for (let shift = 0; shift < 28; shift += 7) {
			const byte = listed[at++] ?? 0;
			gap |= (byte & 0x7f) << shift;
			if (byte < 0x80) break;
		}
		place += gap;
		if (place >= length || at >= listed.length) throw new DamagedBlockError("a sparse blob is not what was written");
		bytes[place] = listed[at++] as number;
	}
	return bytes;
}

/** The bytes of a blob; may be a view of it. Throws DamagedBlockError. */
export function bytesFromBlob(blob: Uint8Array): Uint8Array {
	if (blob.length < BLOB_HEADER) throw new DamagedBlockError("a blob is cut off");
	const length = dataViewOf(blob).getUint32(1, true);
	const kept = blob.subarray(BLOB_HEADER);
	const bytes = decodedBlob(blob[0], kept, length);
	if (bytes.length !== length) throw new DamagedBlockError("a blob has another length than it says");
	return bytes;
}

function decodedBlob(form: number | undefined, kept: Uint8Array, length: number): Uint8Array {
	if (form === Blob.plain) return kept;
	return form === Blob.sparse ? bytesFromSparse(kept, length) : decompress(kept, length);
}

function decompress(kept: Uint8Array, length: number): Uint8Array {
	if (length > BLOB_BYTES_MAX) throw new DamagedBlockError("a blob is larger than any that is written");
	try {
		return zstdDecompressSync(kept, { maxOutputLength: Math.max(1, length), chunkSize: Math.max(OUTPUT_BYTES_MIN, length) });
	} catch (cause) {
		throw new DamagedBlockError("a blob does not decompress", { cause });
	}
}
