/** A block's row of the directory as stored and as used: the numbers of migration 0004 mean what this file says. */
import type { BlockDirectory } from "../../columns/block/contract.ts";
import { signalOfCode } from "./journal-row.ts";

export const PARTITION_CODE = { main: 0, demo: 1 } as const;
export type Partition = keyof typeof PARTITION_CODE;
export const BLOCK_STATE = { readable: 0, quarantined: 1 } as const;

/** A chunk's key is its block's id times this, plus its number. */
const CHUNKS_PER_BLOCK = 2 ** 24;

export function chunkKey(blockId: number, chunk: number): number {
	return blockId * CHUNKS_PER_BLOCK + chunk;
}

/** The columns of `BLOCK_SQL.directory`. */
export interface DirectoryRow {
	readonly signal: number;
	readonly row_count: number;
	readonly first_sequence: number;
	readonly last_sequence: number;
	readonly min_time: Uint8Array;
	readonly max_time: Uint8Array;
	readonly max_end: Uint8Array;
	readonly max_duration: Uint8Array;
	readonly error_count: number;
	readonly trace_filter: Uint8Array;
	readonly services: string;
	readonly names: string | null;
	readonly keys: string | null;
}

/** Throws when the row cannot be what was written. */
export function directoryFromRow(row: DirectoryRow): BlockDirectory {
	const signal = signalOfCode(row.signal);
	if (signal === undefined) throw new RangeError(`unknown signal ${row.signal}`);
	return {
		signal,
		rowCount: row.row_count,
		firstSequence: row.first_sequence,
		lastSequence: row.last_sequence,
		minTime: nanosFromBlob(row.min_time),
		maxTime: nanosFromBlob(row.max_time),
		maxEnd: nanosFromBlob(row.max_end),
		maxDuration: nanosFromBlob(row.max_duration),
		errorCount: row.error_count,
		traceFilter: row.trace_filter,
		services: JSON.parse(row.services) as readonly string[],
		names: namesFromJson(row.names),
		keys: namesFromJson(row.keys),
	};
}

function namesFromJson(json: string | null): readonly string[] | undefined {
	return json === null ? undefined : (JSON.parse(json) as readonly string[]);
}

/** Eight bytes, big endian, so that BLOB order is numeric order up to 2^64. */
export function blobFromNanos(nanos: bigint): Uint8Array {
	const bytes = new Uint8Array(8);
	new DataView(bytes.buffer).setBigUint64(0, nanos);
	return bytes;
}

export function nanosFromBlob(bytes: Uint8Array): bigint {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0);
}
