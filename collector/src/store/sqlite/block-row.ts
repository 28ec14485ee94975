/** A block's row of the directory as stored and as used: the numbers of migration 0004 mean what this file says. */
import type { BlockDirectory } from "../../columns/block/contract.ts";
import { signalOfCode } from "./journal-row.ts";
import { rowChecksum } from "./row-checksum.ts";

export const PARTITION_CODE = { main: 0, demo: 1 } as const;
export type Partition = keyof typeof PARTITION_CODE;
export const BLOCK_STATE = { readable: 0, quarantined: 1 } as const;

/** A chunk's key is its block's id times this, plus its number. */
const CHUNKS_PER_BLOCK = 2 ** 24;

export function chunkKey(blockId: number, chunk: number): number {
	return blockId * CHUNKS_PER_BLOCK + chunk;
}

/** The columns of a `DirectoryRow`: all but `arrivals`, which has a checksum of its own. */
export const DIRECTORY_COLUMNS = `id, signal, partition, state, first_sequence, last_sequence, row_count, error_count, min_time, max_time,
	max_end, max_duration, first_arrival, last_arrival, stored_bytes, trace_filter, services, names, keys, rolled_up, checksum`;

/** What is written once. */
export interface WrittenDirectoryRow {
	readonly id: number;
	readonly signal: number;
	readonly partition: number;
	readonly first_sequence: number;
	readonly last_sequence: number;
	readonly row_count: number;
	readonly error_count: number;
	readonly min_time: Uint8Array;
	readonly max_time: Uint8Array;
	readonly max_end: Uint8Array;
	readonly max_duration: Uint8Array;
	readonly first_arrival: number;
	readonly last_arrival: number;
	readonly stored_bytes: number;
	readonly trace_filter: Uint8Array;
	readonly services: string;
	readonly names: string | null;
	readonly keys: string | null;
}

export interface DirectoryRow extends WrittenDirectoryRow {
	readonly state: number;
	readonly rolled_up: number;
	/** Null in a row that an earlier version wrote. */
	readonly checksum: number | null;
}

/** What a checksum grows by when the state, or `rolled_up`, does. `BLOCK_SQL.setState` and `setRolledUp` add it. */
const STATE_STEP = 2 ** 32;
const ROLLED_UP_STEP = 2 ** 33;

/** CRC-32 of what is written once, and above its 32 bits what changes. */
export function directoryChecksum(row: WrittenDirectoryRow & { readonly state: number; readonly rolled_up: number }): number {
	const { id, signal, partition, first_sequence, last_sequence, row_count, error_count, min_time, max_time, max_end } = row;
	const { max_duration, first_arrival, last_arrival, stored_bytes, trace_filter, services, names, keys } = row;
	const numbers = [id, signal, partition, first_sequence, last_sequence, row_count, error_count, first_arrival, last_arrival, stored_bytes];
	const written = rowChecksum([...numbers, min_time, max_time, max_end, max_duration, trace_filter, services, names, keys]);
	return written + row.state * STATE_STEP + row.rolled_up * ROLLED_UP_STEP;
}

/** False: nothing in the row is to be believed. */
export function isDirectoryAsWritten(row: DirectoryRow): boolean {
	return row.checksum === null || row.checksum === directoryChecksum(row);
}

/** Throws when the row cannot be what was written. */
export function directoryFromRow(row: DirectoryRow): BlockDirectory {
	if (!isDirectoryAsWritten(row)) throw new RangeError("the checksum of its row of the directory differs");
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
