/**
 * The directory of stored roll-ups, the writer's side: what it needs to know of each stays in memory. Changes are parts of a transaction of
 * the caller's, who says `begin` at its start and `settle` when it is committed.
 */
import { PARTITION_CODE, type Partition } from "../../block-row.ts";
import type { Connection } from "../../driver.ts";
import { ROLLUP_CODE, type RollupKind, type RollupPlaceRow, rollupChecksum, rollupKindOfCode } from "../../rollup-row.ts";
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

interface RollupRow extends RollupPlaceRow {
	readonly id: number;
	readonly size: number;
	/** Null in a row that an earlier version wrote. */
	readonly checksum: number | null;
}

export class StoredRollups {
	readonly #connection: Connection;
	/** By id, ascending. */
	readonly #known = new Map<number, RollupFacts>();
	/** One sentence each: what is damaged, as it was found at the start. Such rows are neither merged nor deleted. */
	readonly losses: readonly string[];
	#added: RollupFacts[] = [];
	#removed: number[] = [];

	/** Cost: one pass over the directory, and a look into its index for each row. An index that says something else is made again. */
	constructor(connection: Connection) {
		this.#connection = connection;
		let damaged = 0;
		for (const row of connection.all<RollupRow>(ROLLUP_SQL.list)) {
			const facts = row.checksum === null || row.checksum === rollupChecksum(row) ? factsFromRow(row) : undefined;
			if (facts === undefined) damaged++;
			else this.#known.set(facts.id, facts);
		}
		if ((connection.get<{ readonly rows: number }>(ROLLUP_SQL.misplaced)?.rows ?? 0) > 0) connection.execute(ROLLUP_SQL.indexAgain);
		this.losses = damaged === 0 ? [] : [`${damaged} roll-ups are damaged: charts and the service map may lack something`];
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
		const row: RollupPlaceRow = {
			kind: ROLLUP_CODE[kind],
			partition: PARTITION_CODE[partition],
			step,
			merged: isMerged ? 1 : 0,
			first_minute: firstMinute,
			last_minute: lastMinute,
			first_service: firstService,
			last_service: lastService,
			last_arrival: lastArrival,
		};
		const place = [row.kind, row.partition, step, row.merged, firstMinute, lastMinute] as const;
		connection.run(ROLLUP_SQL.insert, ...place, firstService, lastService, lastArrival, bytes, rollupChecksum(row));
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
