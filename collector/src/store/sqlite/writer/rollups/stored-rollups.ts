/**
 * The directory of stored roll-ups, the writer's side: what it needs to know of each stays in memory. Changes are parts of a transaction of
 * the caller's, who says `begin` at its start and `settle` when it is committed.
 */
import { PARTITION_CODE, type Partition } from "../../block-row.ts";
import type { Connection } from "../../driver.ts";
import { ROLLUP_CODE, type RollupKind, rollupKindOfCode } from "../../rollup-row.ts";
import { ROLLUP_SQL } from "../../sql/rollups.ts";

/** Where a pack belongs. */
export interface RollupPlace {
	readonly kind: RollupKind;
	readonly partition: Partition;
	/** Minutes that one row stands for. */
	readonly step: number;
	/** It stands in place of all packs of a closed hour. */
	readonly isMerged: boolean;
	/** Of event time, since 1970; both inclusive. */
	readonly firstMinute: number;
	readonly lastMinute: number;
	/** Unix ms: retention counts from it. */
	readonly lastArrival: number;
}

export interface NewRollup extends RollupPlace {
	readonly firstService: string;
	readonly lastService: string;
	readonly bytes: Uint8Array;
}

export interface RollupFacts extends RollupPlace {
	readonly id: number;
	readonly storedBytes: number;
}

interface RollupRow {
	readonly id: number;
	readonly kind: number;
	readonly partition: number;
	readonly step: number;
	readonly merged: number;
	readonly first_minute: number;
	readonly last_minute: number;
	readonly last_arrival: number;
	readonly size: number;
}

export class StoredRollups {
	readonly #connection: Connection;
	/** By id, ascending. */
	readonly #known = new Map<number, RollupFacts>();
	#added: RollupFacts[] = [];
	#removed: number[] = [];

	constructor(connection: Connection) {
		this.#connection = connection;
		for (const row of connection.all<RollupRow>(ROLLUP_SQL.list)) {
			const facts = factsFromRow(row);
			if (facts !== undefined) this.#known.set(facts.id, facts);
		}
	}

	/** In order of their ids. */
	list(): IterableIterator<RollupFacts> {
		return this.#known.values();
	}

	get byteLength(): number {
		let bytes = 0;
		for (const { storedBytes } of this.#known.values()) bytes += storedBytes;
		return bytes;
	}

	bytesOf(id: number): Uint8Array | undefined {
		return this.#connection.get<{ readonly bytes: Uint8Array }>(ROLLUP_SQL.bytes, id)?.bytes;
	}

	/** A transaction starts: what one that was taken back has left is forgotten. */
	begin(): void {
		this.#added = [];
		this.#removed = [];
	}

	/** In a transaction. */
	add(rollup: NewRollup): void {
		const { kind, partition, step, isMerged, firstMinute, lastMinute, firstService, lastService, lastArrival, bytes } = rollup;
		const connection = this.#connection;
		const place = [ROLLUP_CODE[kind], PARTITION_CODE[partition], step, isMerged ? 1 : 0, firstMinute, lastMinute] as const;
		connection.run(ROLLUP_SQL.insert, ...place, firstService, lastService, lastArrival, bytes);
		const id = connection.get<{ readonly id: number }>(ROLLUP_SQL.lastId)?.id ?? 0;
		this.#added.push({ id, kind, partition, step, isMerged, firstMinute, lastMinute, lastArrival, storedBytes: bytes.length });
	}

	/** In a transaction. */
	remove(id: number): void {
		this.#connection.run(ROLLUP_SQL.delete, id);
		this.#removed.push(id);
	}

	/** The transaction is committed. */
	settle(): void {
		for (const id of this.#removed) this.#known.delete(id);
		for (const facts of this.#added) this.#known.set(facts.id, facts);
		this.begin();
	}
}

function factsFromRow(row: RollupRow): RollupFacts | undefined {
	const kind = rollupKindOfCode(row.kind);
	if (kind === undefined) return undefined;
	return {
		id: row.id,
		kind,
		partition: row.partition === PARTITION_CODE.demo ? "demo" : "main",
		step: row.step,
		isMerged: row.merged !== 0,
		firstMinute: row.first_minute,
		lastMinute: row.last_minute,
		lastArrival: row.last_arrival,
		storedBytes: row.size,
	};
}
