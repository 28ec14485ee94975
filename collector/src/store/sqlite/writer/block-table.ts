/**
 * The directory of blocks, the writer's side: what it needs to know of each stays in memory, and every change is one short transaction.
 * Chunks of blocks that leave it are deleted afterwards (`sweep.ts`).
 */

import type { Signal } from "@spanglass/shared/model/signal";
import type { SealedBlock } from "../../../columns/block/contract.ts";
import { encodeArrivals, type RequestArrival } from "../block-arrivals.ts";
import {
	BLOCK_STATE,
	blobFromNanos,
	chunkKey,
	type DirectoryRow,
	directoryChecksum,
	isDirectoryAsWritten,
	nanosFromBlob,
	PARTITION_CODE,
	type Partition,
} from "../block-row.ts";
import type { Connection } from "../driver.ts";
import { SIGNAL_CODE, signalOfCode } from "../journal-row.ts";
import { BLOCK_SQL } from "../sql/blocks.ts";
import { type CrashPoint, crashPoint } from "./crash-points.ts";

/** What the writer keeps of a block. */
export interface BlockFacts {
	readonly id: number;
	readonly signal: Signal;
	readonly partition: Partition;
	readonly quarantined: boolean;
	readonly firstSequence: number;
	readonly lastSequence: number;
	readonly rows: number;
	/** Event time, both inclusive. */
	readonly minTime: bigint;
	readonly maxTime: bigint;
	/** Unix milliseconds. */
	readonly firstArrival: number;
	readonly lastArrival: number;
	readonly storedBytes: number;
	/** Its spans are in the roll-ups. */
	readonly isRolledUp: boolean;
}

/** A block that is to be stored. `arrivals` is of its rows and not empty. */
export interface NewBlock {
	readonly sealed: SealedBlock;
	readonly partition: Partition;
	readonly arrivals: readonly RequestArrival[];
	/** See `BlockFacts`. */
	readonly isRolledUp: boolean;
}

export interface BlockChange {
	readonly add: readonly NewBlock[];
	readonly remove: readonly BlockFacts[];
	/** Further statements of the same transaction; they see what is removed and not yet what is added. */
	readonly also?: () => void;
	readonly beforeCommit: CrashPoint;
	readonly afterCommit: CrashPoint;
}

export class BlockTable {
	readonly #connection: Connection;
	/** By id, ascending but for those that were damaged at the start. */
	readonly #blocks = new Map<number, BlockFacts>();
	/** Blocks whose row is not what was written, as it was found at the start. They are to be quarantined. */
	readonly damaged: readonly number[];

	/**
	 * Cost  one pass over the directory. Rows that an earlier version wrote get their checksum.
	 */
	constructor(connection: Connection) {
		this.#connection = connection;
		const unchecked: (readonly [id: number, checksum: number])[] = [];
		const damaged: DirectoryRow[] = [];
		for (const row of connection.iterate<DirectoryRow>(BLOCK_SQL.list)) {
			if (!isDirectoryAsWritten(row) || signalOfCode(row.signal) === undefined) damaged.push(row);
			else this.#blocks.set(row.id, factsFromRow(row));
			if (row.checksum === null) unchecked.push([row.id, directoryChecksum(row)]);
		}
		for (const row of damaged) this.#blocks.set(row.id, this.#factsOfDamaged(row));
		this.damaged = damaged.map(({ id }) => id);
		if (unchecked.length === 0) return;
		connection.transaction(() => {
			for (const [id, checksum] of unchecked) connection.run(BLOCK_SQL.setChecksum, checksum, id);
		});
	}

	/** Only that it is there can be told of it. It is to go when all that is there now does, not by a time that may be wrong. */
	#factsOfDamaged(row: DirectoryRow): BlockFacts {
		let newest = 0;
		for (const { lastArrival } of this.#blocks.values()) newest = Math.max(newest, lastArrival);
		const arrival = newest === 0 ? row.last_arrival : newest;
		return { ...factsFromRow(row), firstArrival: arrival, lastArrival: arrival, isRolledUp: true };
	}

	/** In order of their ids, quarantined ones included. */
	list(): readonly BlockFacts[] {
		return [...this.#blocks.values()];
	}

	get(id: number): BlockFacts | undefined {
		return this.#blocks.get(id);
	}

	/**
	 * Add, remove, and do what else belongs to it: all of it or nothing.
	 *
	 * Result  what was added, with its ids.
	 * Throws  unavailable: nothing changed.
	 */
	change({ add, remove, also, beforeCommit, afterCommit }: BlockChange): readonly BlockFacts[] {
		const connection = this.#connection;
		const added = connection.transaction(() => {
			also?.();
			const last = connection.get<{ readonly last: number }>(BLOCK_SQL.sequence)?.last ?? 0;
			const facts = add.map((block, at) => insertBlock(connection, last + 1 + at, block));
			for (const { id } of remove) {
				connection.run(BLOCK_SQL.delete, id);
				connection.run(BLOCK_SQL.bury, id);
			}
			if (add.length + remove.length > 0) connection.run(BLOCK_SQL.setSequence, last + add.length);
			crashPoint(beforeCommit);
			return facts;
		});
		crashPoint(afterCommit);
		for (const { id } of remove) this.#blocks.delete(id);
		for (const facts of added) this.#blocks.set(facts.id, facts);
		return added;
	}

	/** It is stored that its spans are in the roll-ups. */
	rolledUp(id: number): void {
		const facts = this.#blocks.get(id);
		if (facts !== undefined) this.#blocks.set(id, { ...facts, isRolledUp: true });
	}

	/** Its stored bytes are damaged: it is served no more, and kept. Result: false when it is not there or is quarantined already. */
	quarantine(id: number): boolean {
		const facts = this.#blocks.get(id);
		if (facts === undefined || facts.quarantined) return false;
		const connection = this.#connection;
		connection.transaction(() => {
			connection.run(BLOCK_SQL.quarantine, id);
			connection.run(BLOCK_SQL.setSequence, connection.get<{ readonly last: number }>(BLOCK_SQL.sequence)?.last ?? id);
		});
		this.#blocks.set(id, { ...facts, quarantined: true });
		return true;
	}
}

/** Traces where the signal cannot be told. */
function factsFromRow(row: DirectoryRow): BlockFacts {
	return {
		id: row.id,
		signal: signalOfCode(row.signal) ?? "traces",
		partition: row.partition === PARTITION_CODE.demo ? "demo" : "main",
		quarantined: row.state !== BLOCK_STATE.readable,
		firstSequence: row.first_sequence,
		lastSequence: row.last_sequence,
		rows: row.row_count,
		minTime: nanosFromBlob(row.min_time),
		maxTime: nanosFromBlob(row.max_time),
		firstArrival: row.first_arrival,
		lastArrival: row.last_arrival,
		storedBytes: row.stored_bytes,
		isRolledUp: row.rolled_up !== 0,
	};
}

function insertBlock(connection: Connection, id: number, { sealed, partition, arrivals, isRolledUp }: NewBlock): BlockFacts {
	const times = arrivals.map(({ arrivedAt }) => arrivedAt);
	const facts: BlockFacts = {
		id,
		signal: sealed.signal,
		partition,
		quarantined: false,
		firstSequence: sealed.firstSequence,
		lastSequence: sealed.lastSequence,
		rows: sealed.rowCount,
		minTime: sealed.minTime,
		maxTime: sealed.maxTime,
		firstArrival: times.reduce((a, b) => Math.min(a, b)),
		lastArrival: times.reduce((a, b) => Math.max(a, b)),
		storedBytes: sealed.chunks.reduce((sum, { bytes }) => sum + bytes.length, 0),
		isRolledUp,
	};
	insertRow(connection, rowOf(sealed, facts), encodeArrivals(arrivals));
	for (const { chunk, bytes } of sealed.chunks) connection.run(BLOCK_SQL.insertChunk, chunkKey(id, chunk), bytes);
	return facts;
}

type NewRow = Omit<DirectoryRow, "checksum">;

function rowOf(sealed: SealedBlock, facts: BlockFacts): NewRow {
	const jsonOf = (names: readonly string[] | undefined) => (names === undefined ? null : JSON.stringify(names));
	return {
		id: facts.id,
		signal: SIGNAL_CODE[sealed.signal],
		partition: PARTITION_CODE[facts.partition],
		state: BLOCK_STATE.readable,
		first_sequence: sealed.firstSequence,
		last_sequence: sealed.lastSequence,
		row_count: sealed.rowCount,
		error_count: sealed.errorCount,
		min_time: blobFromNanos(sealed.minTime),
		max_time: blobFromNanos(sealed.maxTime),
		max_end: blobFromNanos(sealed.maxEnd),
		max_duration: blobFromNanos(sealed.maxDuration),
		first_arrival: facts.firstArrival,
		last_arrival: facts.lastArrival,
		stored_bytes: facts.storedBytes,
		trace_filter: sealed.traceFilter,
		services: JSON.stringify(sealed.services),
		names: jsonOf(sealed.names),
		keys: jsonOf(sealed.keys),
		rolled_up: facts.isRolledUp ? 1 : 0,
	};
}

function insertRow(connection: Connection, row: NewRow, arrivals: Uint8Array): void {
	connection.run(
		BLOCK_SQL.insert,
		row.id,
		row.signal,
		row.partition,
		row.first_sequence,
		row.last_sequence,
		row.row_count,
		row.error_count,
		row.min_time,
		row.max_time,
		row.max_end,
		row.max_duration,
		row.first_arrival,
		row.last_arrival,
		row.stored_bytes,
		row.trace_filter,
		row.services,
		row.names,
		row.keys,
		arrivals,
		row.rolled_up,
		directoryChecksum(row),
	);
}
