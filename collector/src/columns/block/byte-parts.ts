/**
 * Bytes around encoded values.
 *
 *   chunk   CRC-32 of what follows (4) | parts
 *   parts   count (2) | length of each (4 each) | their bytes
 *   blob    0 as they are, 1 zstd (1) | length when decoded (4) | the bytes
 *
 * All numbers little endian.
 */
import { constants, crc32, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { dataViewOf } from "../dictionary.ts";
import { DamagedBlockError } from "./contract.ts";

const ZSTD_OPTIONS = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const BLOB_HEADER = 5;
/** No blob is larger, decoded. */
const BLOB_BYTES_MAX = 4 * 1024 * 1024;
/** Less is not worth a call of the compressor. */
const COMPRESSED_FROM = 48;

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
	const compressed = bytes.length < COMPRESSED_FROM ? bytes : zstdCompressSync(bytes, ZSTD_OPTIONS);
	const isShorter = compressed.length < bytes.length;
	const kept = isShorter ? compressed : bytes;
	const blob = new Uint8Array(BLOB_HEADER + kept.length);
	blob[0] = isShorter ? 1 : 0;
	dataViewOf(blob).setUint32(1, bytes.length, true);
	blob.set(kept, BLOB_HEADER);
	return blob;
}

/** The bytes of a blob; may be a view of it. Throws DamagedBlockError. */
export function bytesFromBlob(blob: Uint8Array): Uint8Array {
	if (blob.length < BLOB_HEADER) throw new DamagedBlockError("a blob is cut off");
	const length = dataViewOf(blob).getUint32(1, true);
	const kept = blob.subarray(BLOB_HEADER);
	const bytes = blob[0] === 0 ? kept : decompress(kept, length);
	if (bytes.length !== length) throw new DamagedBlockError("a blob has another length than it says");
	return bytes;
}

function decompress(kept: Uint8Array, length: number): Uint8Array {
	if (length > BLOB_BYTES_MAX) throw new DamagedBlockError("a blob is larger than any that is written");
	try {
		return zstdDecompressSync(kept, { maxOutputLength: Math.max(1, length) });
	} catch (cause) {
		throw new DamagedBlockError("a blob does not decompress", { cause });
	}
}
