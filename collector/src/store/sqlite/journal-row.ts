/** One journal row as stored and as used: the numbers of migration 0001 mean what this file says. */
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { LIMITS } from "@spanglass/shared/model/limits";
import type { Signal } from "@spanglass/shared/model/signal";
import { transcodeJson } from "../../wire/otlp/json.ts";
import { rowChecksum } from "./row-checksum.ts";

/** Stored numbers of the signals; never renumber. */
export const SIGNAL_CODE: Readonly<Record<Signal, number>> = { traces: 1, metrics: 2, logs: 3 };
const SIGNAL_BY_CODE: readonly (Signal | undefined)[] = [undefined, "traces", "metrics", "logs"];

export const ENCODING_CODE = { protobuf: 0, json: 1 } as const;
export const COMPRESSION_CODE = { identity: 0, gzip: 1 } as const;
export const TRANSPORT_CODE = { grpc: 0, http: 1 } as const;
export const JOURNAL_STATE = { readable: 0, quarantined: 1 } as const;

const ZSTD_PARAMS = { [constants.ZSTD_c_compressionLevel]: 1 };
const ZSTD_CHUNK_BYTES = 64 * 1024;
/** What a frame can be larger than its content. */
const ZSTD_BOUND_BYTES = 512;

/** The columns of a `JournalRow`, of journal and of duplicate_span as `d`. */
export const JOURNAL_COLUMNS =
	"sequence, arrived_at, signal, encoding, state, accepted, rejected, body, journal.checksum, places AS duplicates, d.checksum AS duplicates_checksum";

/** What replay and readers need of a row. */
export interface JournalRow {
	readonly sequence: number;
	readonly arrived_at: number;
	readonly signal: number;
	readonly encoding: number;
	readonly state: number;
	readonly accepted: number;
	readonly rejected: Uint8Array | null;
	readonly body: Uint8Array;
	/** Places of spans that are marked duplicate, as far as they are stored. */
	readonly duplicates: Uint8Array | null;
	/** Null in rows that an earlier version wrote. */
	readonly checksum: number | null;
	readonly duplicates_checksum: number | null;
}

/** What a row's checksum is over: all that its items, and where they belong, are told from. */
export type CheckedRequest = Pick<JournalRow, "sequence" | "arrived_at" | "signal" | "encoding" | "accepted" | "rejected" | "body">;

export function requestChecksum({ sequence, arrived_at, signal, encoding, accepted, rejected, body }: CheckedRequest): number {
	return rowChecksum([sequence, arrived_at, signal, encoding, accepted, rejected, body]);
}

export function duplicatesChecksum(sequence: number, places: Uint8Array | null): number {
	return rowChecksum([sequence, places]);
}

/** Undefined for a number that no version has stored. */
export function signalOfCode(code: number): Signal | undefined {
	return SIGNAL_BY_CODE[code];
}

/**
 * zstd level 1. With its size known beforehand the compressor takes no more memory than it needs, and most bodies leave it in one piece;
 * a small one does so in a buffer of its own size, which is a quarter of the cost of a request of 2 KB.
 */
export function compressBody(body: Uint8Array): Uint8Array {
	const chunkSize = Math.min(ZSTD_CHUNK_BYTES, body.length + ZSTD_BOUND_BYTES);
	return zstdCompressSync(body, { params: ZSTD_PARAMS, pledgedSrcSize: body.length, chunkSize });
}

/** The body as received. Throws when the stored bytes are damaged. */
function decompressBody(stored: Uint8Array): Uint8Array {
	return zstdDecompressSync(stored, { maxOutputLength: LIMITS.requestBytes });
}

/** As `protobufOfRow`, of a row that is what was written. Throws when it is not, too. */
export function checkedProtobuf(row: JournalRow): Uint8Array {
	if (row.checksum !== null && row.checksum !== requestChecksum(row)) throw new RangeError("the checksum of its row differs");
	if (row.duplicates_checksum !== null && row.duplicates_checksum !== duplicatesChecksum(row.sequence, row.duplicates)) {
		throw new RangeError("the checksum of its duplicates differs");
	}
	return protobufOfRow(row);
}

/** The request of a row as protobuf, whatever it was sent as. Throws when the stored bytes are damaged or of no signal that we know. */
export function protobufOfRow(row: Pick<JournalRow, "signal" | "encoding" | "body">): Uint8Array {
	const signal = signalOfCode(row.signal);
	if (signal === undefined) throw new RangeError(`unknown signal ${row.signal}`);
	const body = decompressBody(row.body);
	return row.encoding === ENCODING_CODE.json ? transcodeJson(signal, body).body : body;
}

/** Ordinals as uint32 little endian; null when there are none. */
export function blobFromOrdinals(ordinals: Uint32Array): Uint8Array | null {
	if (ordinals.length === 0) return null;
	const blob = new Uint8Array(ordinals.length * 4);
	const view = new DataView(blob.buffer);
	ordinals.forEach((ordinal, at) => {
		view.setUint32(at * 4, ordinal, true);
	});
	return blob;
}

export function ordinalsFromBlob(blob: Uint8Array | null): Uint32Array {
	if (blob === null) return new Uint32Array(0);
	const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
	return Uint32Array.from({ length: blob.byteLength >>> 2 }, (_, at) => view.getUint32(at * 4, true));
}
