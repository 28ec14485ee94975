/**
 * Seals generations: prepares their blocks in slices between group commits, then stores them in one short transaction that also moves the
 * signal's watermark. Before its commit readers have the rows in open columns, after it in blocks, never twice and never not at all.
 *
 *   due ─▶ prepare, 10 ms at a time ─▶ COMMIT ─▶ epoch, readers are told ─▶ the next one
 *            │ a bug, three times           │ the disk
 *            ▼                              ▼
 *          its requests are quarantined   again, with back-off: what is prepared is kept
 */
import { messageOf } from "@spanglass/shared/model/errors";
import { openGeneration } from "../../../columns/generation-view.ts";
import type { Clock } from "../../../self/clock.ts";
import type { Connection } from "../driver.ts";
import { blobFromOrdinals, duplicatesChecksum } from "../journal-row.ts";
import { JOURNAL_SQL } from "../sql/journal.ts";
import type { BlockFacts, BlockTable, NewBlock } from "./block-table.ts";
import type { Journal } from "./journal.ts";
import type { OpenColumns, OpenGeneration } from "./open-columns.ts";
import type { WriterLimits } from "./options.ts";
import type { PreparedRollups, RollupWriter } from "./rollups/rollup-writer.ts";
import { sealGeneration } from "./seal-job.ts";

/** Longer the more is open, so that under load sealing keeps up with walking before anything must be refused. */
const SLICES_MS = [10, 20, 40] as const;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 10_000;
const BUILD_ATTEMPTS = 3;

export interface SealerOptions {
	readonly connection: Connection;
	readonly journal: Journal;
	readonly clock: Clock;
	readonly columns: OpenColumns;
	readonly blocks: BlockTable;
	readonly rollups: RollupWriter;
	readonly limits: Pick<WriterLimits, "blockRows" | "blockPoints">;
	/** A generation has become blocks; its columns are still there. */
	readonly sealed: (open: OpenGeneration, added: readonly BlockFacts[]) => void;
	/** Requests that cannot be sealed: their rows are served no more, their journal rows are kept. */
	readonly quarantined: (open: OpenGeneration, fault: unknown) => void;
	/** Before and after each turn. */
	readonly begins: () => void;
	readonly turned: () => void;
	readonly warn: (message: string) => void;
}

/** What takes the place of a generation. */
interface Prepared {
	readonly blocks: readonly NewBlock[];
	readonly rollups: PreparedRollups;
}

interface SealJob {
	readonly open: OpenGeneration;
	work: Generator<undefined, Prepared, undefined>;
	/** Ready to be stored. */
	prepared: Prepared | undefined;
	failures: number;
}

export class Sealer {
	readonly #options: SealerOptions;
	#job: SealJob | undefined;
	#turn: NodeJS.Immediate | undefined;
	#retry: NodeJS.Timeout | undefined;

	constructor(options: SealerOptions) {
		this.#options = options;
	}

	/** Something is being sealed, and does not wait to be tried again. */
	get isWorking(): boolean {
		return this.#turn !== undefined;
	}

	/** Seal what is due now, from the next turn of the event loop on. Cheap: to be called after each request and every second. */
	check(): void {
		if (this.#turn !== undefined || this.#retry !== undefined) return;
		this.#job ??= this.#begin();
		if (this.#job !== undefined) this.#turn = setImmediate(() => this.#takeTurn());
	}

	/**
	 * Seal what is due, without a pause, as long as `isWanted`.
	 *
	 * Throws  unavailable: the disk; what is prepared is kept and tried again.
	 */
	sealNow(isWanted: () => boolean): void {
		while (isWanted()) {
			this.#job ??= this.#begin();
			if (this.#job === undefined) return;
			this.#step(this.#job);
		}
	}

	close(): void {
		clearImmediate(this.#turn);
		clearTimeout(this.#retry);
		this.#job = undefined;
	}

	#begin(): SealJob | undefined {
		const open = this.#options.columns.nextToSeal(this.#options.clock.now());
		return open === undefined ? undefined : { open, work: this.#workOf(open), prepared: undefined, failures: 0 };
	}

	*#workOf({ target, requests }: OpenGeneration): SealJob["work"] {
		const { blockRows, blockPoints } = this.#options.limits;
		const view = openGeneration(target.columns.handle);
		const blocks = yield* sealGeneration({ view, requests, blockRows: target.signal === "metrics" ? blockPoints : blockRows });
		const rollups = yield* this.#options.rollups.prepare(view, requests);
		return { blocks, rollups };
	}

	#takeTurn(): void {
		this.#options.begins();
		this.#turn = undefined;
		const end = performance.now() + SLICES_MS[this.#options.columns.crowding];
		const job = this.#job;
		try {
			while (this.#job !== undefined && this.#job === job && performance.now() < end) this.#step(this.#job);
		} catch (error) {
			this.#tryAgain(error);
		}
		this.check();
		this.#options.turned();
	}

	#tryAgain(error: unknown): void {
		const failures = this.#job?.failures ?? 0;
		this.#options.warn(`sealing failed and is tried again: ${messageOf(error)}`);
		this.#retry = setTimeout(
			() => {
				this.#retry = undefined;
				this.check();
			},
			Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS),
		);
	}

	/** One slice. Throws when it is to be tried again later. */
	#step(job: SealJob): void {
		if (job.prepared === undefined) this.#prepare(job);
		else this.#commit(job, job.prepared);
	}

	#prepare(job: SealJob): void {
		try {
			const slice = job.work.next();
			if (slice.done) job.prepared = slice.value;
		} catch (fault) {
			job.failures++;
			job.work = this.#workOf(job.open);
			if (job.failures < BUILD_ATTEMPTS) throw fault;
			this.#giveUp(job.open, fault);
		}
	}

	#commit(job: SealJob, prepared: Prepared): void {
		const { journal, blocks, rollups, columns, sealed } = this.#options;
		try {
			const added = blocks.change({
				add: prepared.blocks,
				remove: [],
				also: () => {
					rollups.store(prepared.rollups);
					this.#moveWatermark(job.open);
				},
				beforeCommit: "before-seal-commit",
				afterCommit: "after-seal-commit",
			});
			this.#job = undefined;
			journal.reload();
			sealed(job.open, added);
			rollups.settle(prepared.rollups, added);
			columns.sealed(job.open);
		} catch (error) {
			job.failures++;
			throw error;
		}
	}

	/** First copies of what younger generations repeat may be in the one that goes: their marks are stored for the next replay. */
	#moveWatermark({ target, lastSequence }: OpenGeneration): void {
		const { connection, journal, columns } = this.#options;
		journal.moveWatermark(target.signal, lastSequence);
		if (target.signal !== "traces") return;
		for (const { sequence, places } of columns.traceColumns().flatMap(({ duplicates }) => duplicates)) {
			if (sequence <= lastSequence) continue;
			const blob = blobFromOrdinals(Uint32Array.from(places));
			connection.run(JOURNAL_SQL.putDuplicates, sequence, blob, duplicatesChecksum(sequence, blob));
		}
	}

	/** Rows that cannot be sealed must not fill the memory for ever. Their requests stay in the journal for a version that can. */
	#giveUp(open: OpenGeneration, fault: unknown): void {
		const { connection, journal, columns, quarantined } = this.#options;
		connection.transaction(() => {
			for (const { sequence } of open.requests) journal.setState(sequence, "quarantined");
			journal.moveWatermark(open.target.signal, open.lastSequence);
		});
		journal.reload();
		this.#job = undefined;
		columns.sealed(open);
		quarantined(open, fault);
	}
}
