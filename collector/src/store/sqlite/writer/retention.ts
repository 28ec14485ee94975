/** Deletes blocks that are too old or too many, one transaction each. */
import type { Signal } from "@spanglass/shared/model/signal";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import type { Clock } from "../../../self/clock.ts";
import { blobFromNanos } from "../block-row.ts";
import type { Connection } from "../driver.ts";
import { SIGNAL_CODE, signalOfCode } from "../journal-row.ts";
import { RETENTION_SQL } from "../sql/blocks.ts";
import type { BlockFacts, BlockTable } from "./block-table.ts";
import { diskSpaceOf } from "./disk-watch.ts";
import type { Journal } from "./journal.ts";
import type { RetentionPolicy } from "./options.ts";
import { type DeletionReason, planDeletion } from "./retention-plan.ts";

const GIB = 1024 ** 3;
const MOST_DEFAULT_BYTES = 20 * GIB;
/** Where the file system does not tell what is free, or next to nothing is. */
const LEAST_DEFAULT_BYTES = GIB / 4;

export type DeletedItems = Readonly<Record<DeletionReason, Readonly<Record<Signal, number>>>>;

export interface RetentionOptions {
	readonly connection: Connection;
	readonly databasePath: string;
	readonly clock: Clock;
	readonly journal: Journal;
	readonly blocks: BlockTable;
	readonly policy: RetentionPolicy;
	readonly deleted: (block: BlockFacts) => void;
}

export class Retention {
	readonly #options: RetentionOptions;
	/** Of the whole database. */
	readonly totalBytes: number;
	#items = noItems();

	constructor(options: RetentionOptions) {
		this.#options = options;
		this.totalBytes = options.policy.totalBytes ?? settleDefault(options);
		this.#load();
	}

	/** Items deleted since the database was made. */
	get deletedItems(): DeletedItems {
		return this.#items;
	}

	/** Delete one block if one is due. Result: whether one was. Throws unavailable: nothing changed. */
	step(): boolean {
		const { connection, clock, journal, blocks, policy, deleted } = this.#options;
		const state = { now: clock.now(), ages: policy.ages, usedBytes: usedBytes(connection), totalBytes: this.totalBytes };
		const planned = planDeletion(blocks.list(), state);
		if (planned === undefined) return false;
		const { block, reason } = planned;
		const code = SIGNAL_CODE[block.signal];
		blocks.change({
			add: [],
			remove: [block],
			also: () => {
				journal.countGone(block.signal, block.rows);
				connection.run(RETENTION_SQL.addDeleted, code, reason, block.rows);
				connection.run(RETENTION_SQL.setDeletedUntil, blobFromNanos(reachOf(block)), code);
			},
			beforeCommit: "before-retention-commit",
			afterCommit: "after-retention-commit",
		});
		journal.reload();
		this.#load();
		deleted(block);
		return true;
	}

	#load(): void {
		const items = noItems();
		for (const row of this.#options.connection.all<DeletionRow>(RETENTION_SQL.deleted)) {
			const signal = signalOfCode(row.signal);
			if (signal !== undefined && (row.reason === "age" || row.reason === "size")) items[row.reason][signal] = row.items;
		}
		this.#items = items;
	}
}

/** The latest event time in a block, but not after its arrival: one clock of a sender that is far ahead must not cast doubt on everything. */
function reachOf({ maxTime, lastArrival }: BlockFacts): bigint {
	const arrival = unixNanosFromMillis(lastArrival);
	return maxTime < arrival ? maxTime : arrival;
}

interface DeletionRow {
	readonly signal: number;
	readonly reason: string;
	readonly items: number;
}

function noItems(): Record<DeletionReason, Record<Signal, number>> {
	return { age: { traces: 0, metrics: 0, logs: 0 }, size: { traces: 0, metrics: 0, logs: 0 } };
}

/** What is not on the list of free pages. */
function usedBytes(connection: Connection): number {
	const row = connection.get<{ readonly page_count: number; readonly freelist_count: number; readonly page_size: number }>(
		RETENTION_SQL.pages,
	);
	return row === undefined ? 0 : (row.page_count - row.freelist_count) * row.page_size;
}

/** At the first start: half of what is free, at most 20 GiB. Kept, so that a disk that others fill does not take telemetry away. */
function settleDefault({ connection, databasePath }: RetentionOptions): number {
	const stored = connection.get<{ readonly default_bytes: number }>(RETENTION_SQL.defaultBytes);
	if (stored !== undefined) return stored.default_bytes;
	const bytes = Math.max(LEAST_DEFAULT_BYTES, Math.min(MOST_DEFAULT_BYTES, Math.floor((diskSpaceOf(databasePath)?.freeBytes ?? 0) / 2)));
	connection.run(RETENTION_SQL.setDefaultBytes, bytes);
	return bytes;
}
