/** Rolls up blocks that an earlier version sealed without: one after the other, oldest first, in slices. */
import { DamagedBlockError } from "../../../../columns/block/contract.ts";
import { rollUpSpans } from "../../../../rollup/roll-up-spans.ts";
import { sightingsOf } from "../../../../rollup/sightings.ts";
import { type SpanFactTable, spanFacts } from "../../../../rollup/span-facts.ts";
import { Subjects } from "../../../../rollup/subjects.ts";
import { WaitingLinks } from "../../../../rollup/waiting-links.ts";
import type { Connection } from "../../driver.ts";
import { BLOCK_SQL } from "../../sql/blocks.ts";
import { ROLLUP_SQL } from "../../sql/rollups.ts";
import { openStoredBlock } from "../block-access.ts";
import type { BlockFacts, BlockTable } from "../block-table.ts";
import type { LogRollups, RolledUpLogs } from "./log-rollups.ts";
import { newRollups } from "./new-rollups.ts";
import { storeSightings } from "./sightings-table.ts";
import type { StoredRollups } from "./stored-rollups.ts";

const CACHE_BYTES = 32 * 1024 * 1024;
/** Blocks before it in which a trace's other spans are looked for. */
const EARLIER_TABLES = 4;

export interface RollupBackfillOptions {
	readonly connection: Connection;
	readonly blocks: BlockTable;
	readonly table: StoredRollups;
	readonly logs: LogRollups;
	readonly damaged: (blockId: number, fault: unknown) => void;
}

interface Work {
	readonly block: BlockFacts;
	readonly steps: Generator<undefined, RolledUpLogs, undefined>;
}

export class RollupBackfill {
	readonly #options: RollupBackfillOptions;
	#work: Work | undefined;
	#subjects = new Subjects();
	#links = new WaitingLinks();
	#tables: SpanFactTable[] = [];

	constructor(options: RollupBackfillOptions) {
		this.#options = options;
	}

	/** One slice; false when nothing is to be done. Throws unavailable: it is done again. */
	step(): boolean {
		this.#work ??= this.#begin();
		const work = this.#work;
		if (work === undefined) return false;
		try {
			const slice = work.steps.next();
			if (slice.done === true) this.#store(work.block, slice.value);
		} catch (fault) {
			this.#work = undefined;
			if (!(fault instanceof DamagedBlockError)) throw fault;
			this.#options.damaged(work.block.id, fault);
		}
		return true;
	}

	#begin(): Work | undefined {
		const block = this.#options.blocks.list().find(({ isRolledUp, quarantined }) => !isRolledUp && !quarantined);
		if (block !== undefined) return { block, steps: this.#rollUp(block) };
		if (this.#subjects.size > 0) this.#forgetAll();
		return undefined;
	}

	*#rollUp(block: BlockFacts): Work["steps"] {
		const view = block.signal === "metrics" ? undefined : openStoredBlock(this.#options.connection, block.id, CACHE_BYTES);
		if (view === undefined) return { packs: [], templates: [] };
		if (block.signal === "logs") return yield* this.#options.logs.rollUp(view, block);
		const subjects = this.#subjects;
		const facts = yield* spanFacts({ view, from: 0, to: view.counts.rows }, subjects);
		const state = { subjects, earlier: { tablesOf: () => this.#tables }, links: this.#links };
		const tables = yield* rollUpSpans({ facts, view, arrivedAt: block.lastArrival }, state);
		this.#tables = [...this.#tables, facts].slice(-EARLIER_TABLES);
		return { packs: tables.flatMap((rows) => newRollups(rows, block.partition, block.lastArrival)), templates: [] };
	}

	#store(block: BlockFacts, { packs, templates }: RolledUpLogs): void {
		const { connection, table, blocks, logs } = this.#options;
		this.#work = undefined;
		// Meanwhile it was deleted, or merged with others that are not rolled up either.
		if (!blocks.list().some(({ id }) => id === block.id)) return;
		const view = openStoredBlock(connection, block.id, CACHE_BYTES);
		const seen = [{ arrivedAt: block.firstArrival, from: 0, to: block.rows }];
		const sightings = view === undefined ? [] : sightingsOf(view, seen);
		connection.transaction(() => {
			table.begin();
			for (const pack of packs) table.add(pack);
			storeSightings(connection, block.partition, sightings);
			connection.run(BLOCK_SQL.setRolledUp, block.id);
			connection.run(ROLLUP_SQL.change, 0, 0);
			logs.store(block.partition, templates);
		});
		table.settle();
		logs.settle(block.partition, templates);
		blocks.rolledUp(block.id);
	}

	#forgetAll(): void {
		this.#subjects = new Subjects();
		this.#links = new WaitingLinks();
		this.#tables = [];
	}
}
