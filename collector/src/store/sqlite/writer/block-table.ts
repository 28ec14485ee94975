/**
 * The directory of blocks, the writer's side: what it needs to know of each stays in memory, and every change is one short transaction.
 * Chunks of blocks that leave it are deleted afterwards (`sweep.ts`).
 */

import type { Signal } from "@spanglass/shared/model/signal";
import type { SealedBlock } from "../../../columns/block/contract.ts";
import { encodeArrivals, type RequestArrival } from "../block-arrivals.ts";
import { BLOCK_STATE, blobFromNanos, chunkKey, nanosFromBlob, PARTITION_CODE, type Partition } from "../block-row.ts";
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

interface BlockRow {
	readonly id: number;
	readonly signal: number;
	readonly partition: number;
	readonly state: number;
	readonly first_sequence: number;
	readonly last_sequence: number;
	readonly row_count: number;
	readonly min_time: Uint8Array;
	readonly max_time: Uint8Array;
	readonly first_arrival: number;
	readonly last_arrival: number;
	readonly stored_bytes: number;
	readonly rolled_up: number;
}

export class BlockTable {
	readonly #connection: Connection;
	/** By id, ascending. */
	readonly #blocks = new Map<number, BlockFacts>();

	constructor(connection: Connection) {
		this.#connection = connection;
		for (const row of connection.all<BlockRow>(BLOCK_SQL.list)) {
			const facts = factsFromRow(row);
			if (facts !== undefined) this.#blocks.set(facts.id, facts);
		}
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
			connection.run(BLOCK_SQL.setState, BLOCK_STATE.quarantined, id);
			connection.run(BLOCK_SQL.setSequence, connection.get<{ readonly last: number }>(BLOCK_SQL.sequence)?.last ?? id);
		});
		this.#blocks.set(id, { ...facts, quarantined: true });
		return true;
	}
}

function factsFromRow(row: BlockRow): BlockFacts | undefined {
	const signal = signalOfCode(row.signal);
	if (signal === undefined) return undefined;
	return {
		id: row.id,
		signal,
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
	connection.run(
		BLOCK_SQL.insert,
		id,
		SIGNAL_CODE[sealed.signal],
		PARTITION_CODE[partition],
		sealed.firstSequence,
		sealed.lastSequence,
		sealed.rowCount,
		sealed.errorCount,
		blobFromNanos(sealed.minTime),
		blobFromNanos(sealed.maxTime),
		blobFromNanos(sealed.maxEnd),
		blobFromNanos(sealed.maxDuration),
		facts.firstArrival,
		facts.lastArrival,
		facts.storedBytes,
		sealed.traceFilter,
		JSON.stringify(sealed.services),
		sealed.names === undefined ? null : JSON.stringify(sealed.names),
		sealed.keys === undefined ? null : JSON.stringify(sealed.keys),
		encodeArrivals(arrivals),
		isRolledUp ? 1 : 0,
	);
	for (const { chunk, bytes } of sealed.chunks) connection.run(BLOCK_SQL.insertChunk, chunkKey(id, chunk), bytes);
	return facts;
}
