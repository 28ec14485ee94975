/** The parts of one open database and how they hear of each other, in the order in which they start. */
import { messageOf } from "@spanglass/shared/model/errors";
import type { Signal } from "@spanglass/shared/model/signal";
import type { Generation } from "../../../columns/generation.ts";
import { openGeneration } from "../../../columns/generation-view.ts";
import { type Connection, isDamage, isDiskFault } from "../driver.ts";
import { findDamagedRows } from "../file/check-rows.ts";
import { removeOpenMark } from "../file/open-mark.ts";
import { addInFlight, publishSequence } from "../shared-cells.ts";
import { openStoredBlock } from "./block-access.ts";
import { type BlockFacts, BlockTable } from "./block-table.ts";
import { CommitFeed } from "./commit-feed.ts";
import { Compaction } from "./compaction.ts";
import { Gate } from "./gate.ts";
import { Housekeeping } from "./housekeeping.ts";
import { IngestActivity } from "./ingest-activity.ts";
import { IngestCounters } from "./ingest-counters.ts";
import { Intake } from "./intake.ts";
import { Journal } from "./journal.ts";
import { OpenColumns, type OpenGeneration } from "./open-columns.ts";
import { COMMIT_TEMPO, RETENTION, type SqliteWriterOptions, type WriterLimits, writerLimits } from "./options.ts";
import { removeDemo } from "./remove-demo.ts";
import { replayJournal } from "./replay.ts";
import { ResendMemory } from "./resend-memory.ts";
import { Retention } from "./retention.ts";
import { RollupBackfill } from "./rollups/rollup-backfill.ts";
import { RollupUpkeep } from "./rollups/rollup-upkeep.ts";
import { RollupWriter } from "./rollups/rollup-writer.ts";
import { StoredRollups } from "./rollups/stored-rollups.ts";
import { holdsDemo } from "./seal-job.ts";
import { SealedSpans } from "./sealed-spans.ts";
import { Sealer } from "./sealer.ts";
import { ServiceRegistry } from "./service-registry.ts";
import { openStorageWatch, type StorageWatch } from "./storage-watch.ts";
import { Sweep } from "./sweep.ts";
import { type CommittedRequest, type WalkOutcome, WalkQueue } from "./walk-queue.ts";
import { WriteAheadLog } from "./write-ahead-log.ts";

/** Decoded chunks of a block of which single traces are read. */
const LOOKUP_CACHE_BYTES = 4 * 1024 * 1024;
/** Of requests that wait for their walk: a third of what may be in flight. */
const BEHIND_BYTES = 11 * 1024 * 1024;
/** Of open columns: with more, what is sealed has to become a block before more is taken in. */
const SEAL_FIRST_BYTES = 44 * 1024 * 1024;

export class WriterParts {
	readonly connection: Connection;
	readonly journal: Journal;
	readonly blocks: BlockTable;
	readonly storedRollups: StoredRollups;
	readonly rollups: RollupWriter;
	readonly counters: IngestCounters;
	readonly activity: IngestActivity;
	readonly services = new ServiceRegistry();
	readonly resends: ResendMemory;
	readonly columns: OpenColumns;
	readonly sealer: Sealer;
	readonly feed = new CommitFeed(() => this.services.takeNewNames());
	readonly wal: WriteAheadLog;
	readonly retention: Retention;
	readonly housekeeping: Housekeeping;
	readonly storage: StorageWatch;
	readonly walks: WalkQueue;
	readonly intake: Intake;
	readonly #gate = new Gate(() => this.#isBehind);
	readonly #options: SqliteWriterOptions;
	readonly #sealedSpans: SealedSpans;
	/** Last sequence of earlier starts. */
	readonly #startedAfter: number;
	/** Arrival of the row that replay is at; undefined while live. */
	#replayedAt: number | undefined;

	constructor(options: SqliteWriterOptions, connection: Connection, losses: readonly string[]) {
		const { cells, clock, databasePath, pollInbox = () => false } = options;
		const limits = writerLimits(options.limits);
		const warn = (message: string): void => this.#warn(message);
		this.#options = options;
		this.connection = connection;
		this.journal = new Journal(connection);
		this.blocks = new BlockTable(connection);
		this.activity = new IngestActivity(clock);
		this.counters = new IngestCounters(clock, this.activity);
		this.resends = new ResendMemory(connection, limits.resendWindowMs);
		this.#sealedSpans = new SealedSpans({
			open: (id) => openStoredBlock(connection, id, LOOKUP_CACHE_BYTES),
			damaged: (id, fault) => this.quarantineBlock(id, messageOf(fault)),
		});
		this.storedRollups = new StoredRollups(connection);
		this.rollups = new RollupWriter({ connection, table: this.storedRollups, sealed: this.#sealedSpans, warn });
		this.columns = new OpenColumns({
			cells,
			limits,
			earlierSpans: this.#sealedSpans,
			onService: ({ name }, signal) => this.services.meet(name, signal, this.#replayedAt ?? clock.now()),
			onDamaged: (id) => this.quarantineBlock(id, "a query could not read it"),
		});
		this.sealer = new Sealer({
			connection,
			clock,
			journal: this.journal,
			columns: this.columns,
			blocks: this.blocks,
			rollups: this.rollups,
			limits,
			sealed: (open, added) => this.#sealed(open, added),
			quarantined: (open, fault) => this.#quarantineGeneration(open, fault),
			begins: () => this.walks.finishLittle(),
			turned: () => this.#gate.check(),
			warn,
		});
		this.wal = new WriteAheadLog({ connection, databasePath, starved: (bytes) => options.starved?.(bytes) });
		this.retention = new Retention({
			connection,
			databasePath,
			clock,
			journal: this.journal,
			blocks: this.blocks,
			policy: options.retention ?? RETENTION,
			deleted: (block) => this.#deleted(block),
		});
		this.housekeeping = this.#createHousekeeping(limits);
		const damage = [...this.storedRollups.losses, ...findDamagedRows(connection)];
		for (const sentence of damage) warn(sentence);
		this.storage = openStorageWatch(options, connection, [...losses, ...damage]);
		try {
			this.#restore(limits);
			this.storage.recount();
		} catch (error) {
			this.housekeeping.close();
			throw error;
		}
		this.#startedAfter = this.journal.lastSequence;
		this.walks = new WalkQueue({
			columns: this.columns,
			ownsBodies: options.ownedByMain === true,
			finished: (...ended) => this.#finish(...ended),
		});
		this.intake = new Intake({
			cells,
			clock,
			journal: this.journal,
			resends: this.resends,
			counters: this.counters,
			feed: this.feed,
			tempo: { ...COMMIT_TEMPO, ...options.tempo },
			bounds: options.ownedByMain ? undefined : limits,
			pollInbox,
			gate: this.#gate,
			checkRoom: () => this.storage.checkRoom(),
			failed: (error) => this.#failed(error),
			committed: (requests, bytes) => {
				this.walks.add(requests);
				this.housekeeping.countCommit(bytes);
			},
		});
	}

	#createHousekeeping(limits: WriterLimits): Housekeeping {
		const { connection } = this;
		const { clock, databasePath } = this.#options;
		return new Housekeeping({
			connection,
			databasePath,
			clock,
			resendWindowMs: limits.resendWindowMs,
			wal: this.wal,
			sweep: new Sweep(connection),
			retention: this.retention,
			compaction: new Compaction({
				connection,
				clock,
				blocks: this.blocks,
				merged: (from, to) => this.#merged(from, to),
				damaged: (id, fault) => this.quarantineBlock(id, messageOf(fault)),
			}),
			backfill: new RollupBackfill({
				connection,
				blocks: this.blocks,
				table: this.storedRollups,
				damaged: (id, fault) => this.quarantineBlock(id, messageOf(fault)),
			}),
			rollups: new RollupUpkeep({
				connection,
				clock,
				table: this.storedRollups,
				written: (bytes) => {
					this.housekeeping.countWritten(bytes);
					this.housekeeping.countRemoval();
				},
				warn: (message) => this.#warn(message),
			}),
			tick: () => {
				this.storage.tick();
				this.sealer.check();
				this.#gate.check();
			},
			warn: (message) => this.#warn(message),
		});
	}

	get hasDemo(): boolean {
		return this.journal.hasUnsealedDemo || this.blocks.list().some(({ partition }) => partition === "demo");
	}

	/** More is committed than is walked soon, or so much is open that sealing has to come first. */
	get #isBehind(): boolean {
		return this.walks.waitingBytes > BEHIND_BYTES || (this.columns.byteLength > SEAL_FIRST_BYTES && this.sealer.isWorking);
	}

	/** See `TelemetryWriter.removeDemo`. Nothing else happens on this thread meanwhile. */
	removeDemo(): Readonly<Record<Signal, number>> {
		const { connection, journal, blocks, columns, walks, intake } = this;
		intake.commitQueued();
		walks.finishAll();
		columns.closeWhere(({ target }) => holdsDemo(openGeneration(target.columns.handle)));
		this.sealer.sealNow(() => journal.hasUnsealedDemo);
		const removal = removeDemo({ connection, journal, blocks, columns, rollups: this.rollups, startedAfter: this.#startedAfter });
		this.counters.countRemoved(removal.sinceStart);
		this.services.prune(removal.candidates, removal.remaining);
		this.#gone(removal.removed);
		return removal.counts;
	}

	/** The stored bytes of a block are damaged: it is served no more, kept, counted and listed. */
	quarantineBlock(id: number, reason: string): void {
		this.#attempt("setting a damaged block aside", () => {
			if (!this.blocks.quarantine(id)) return;
			this.#warn(`block ${id} is damaged (${reason}); it is set aside and the rest is served`);
			this.#sealedSpans.replace([id], undefined);
			this.rollups.forget([id]);
			this.storage.recount();
		});
	}

	/** Commit and publish what is queued, then let go of everything. */
	close(): void {
		this.intake.close();
		this.walks.finishAll();
		this.walks.close();
		this.sealer.close();
		this.feed.close();
		this.columns.close();
		this.housekeeping.close();
		this.storage.close();
		removeOpenMark(this.#options.databasePath);
		this.connection.close();
	}

	#restore(limits: WriterLimits): void {
		const { connection, journal, columns, sealer } = this;
		const { cells, clock } = this.#options;
		journal.requeueLeftBehind();
		this.services.load(connection);
		this.resends.load(clock.now(), limits.resendWindowMs);
		for (const id of this.blocks.damaged) this.quarantineBlock(id, "its row of the directory is not what was written");
		this.#sealedSpans.load(this.blocks.list());
		replayJournal({
			connection,
			journal,
			columns,
			onRow: (arrivedAt) => {
				this.#replayedAt = arrivedAt;
			},
			afterRow: () => sealer.sealNow(() => columns.isOverBudget),
			onQuarantined: (sequence, accepted, fault) => this.#quarantine(sequence, accepted, fault),
		});
		this.#replayedAt = undefined;
		this.#saveServices();
		this.services.takeNewNames();
		publishSequence(cells, journal.lastSequence);
	}

	#sealed(open: OpenGeneration, added: readonly BlockFacts[]): void {
		const { traces, counts } = openGeneration(open.target.columns.handle);
		if (open.target.signal === "traces") this.#sealedSpans.add(added, traces, counts.traces);
		this.housekeeping.countWritten(added.reduce((sum, { storedBytes }) => sum + storedBytes, 0));
		this.housekeeping.countRemoval();
	}

	#merged(from: readonly BlockFacts[], to: BlockFacts): void {
		const ids = from.map(({ id }) => id);
		this.#sealedSpans.replace(ids, to.id);
		this.rollups.forget(ids);
		this.housekeeping.countWritten(to.storedBytes);
		this.housekeeping.countRemoval();
	}

	#deleted(block: BlockFacts): void {
		this.#gone([block]);
		const longest = Math.max(...Object.values((this.#options.retention ?? RETENTION).ages));
		const sending = new Set([...this.columns.services()].map(([name]) => name));
		const before = this.#options.clock.now() - longest;
		this.#attempt("forgetting old services", () => this.services.forget(this.connection, { before, sending }));
	}

	#gone(blocks: readonly BlockFacts[]): void {
		const ids = blocks.map(({ id }) => id);
		this.#sealedSpans.replace(ids, undefined);
		this.rollups.forget(ids);
		this.housekeeping.countRemoval();
	}

	/** A walk ended. Services are stored before the rows that name them can be read. */
	#finish(request: CommittedRequest, outcome: WalkOutcome, columns: Generation): void {
		const { sequence, signal, items, rejected, bytes } = request;
		const accepted = items - rejected.length;
		const { cells } = this.#options;
		const isIn = "repaired" in outcome;
		if (isIn) this.counters.countRepaired(outcome.repaired);
		else this.#quarantine(sequence, accepted, outcome.fault);
		this.#saveServices();
		publishSequence(cells, sequence);
		this.activity.countReadable(signal, isIn ? accepted : 0, columns);
		addInFlight(cells, -bytes);
		this.feed.addPublished({ sequence, signal, accepted: isIn ? accepted : 0 });
		this.sealer.check();
		this.#gate.check();
	}

	#quarantine(sequence: number, accepted: number, fault: unknown): void {
		this.counters.countReason("quarantined", accepted);
		this.#warn(`request ${sequence} could not be read (${messageOf(fault)}); it is kept, marked quarantined`);
		this.#attempt("marking a request as quarantined", () => this.journal.setState(sequence, "quarantined"));
	}

	#quarantineGeneration({ requests, target }: OpenGeneration, fault: unknown): void {
		this.counters.countReason("quarantined", target.columns.rowCount);
		this.#warn(`${requests.length} requests could not be sealed (${messageOf(fault)}); they are kept, marked quarantined`);
	}

	#saveServices(): void {
		if (this.services.hasUnsaved) this.#attempt("storing a new service", () => this.services.save(this.connection));
	}

	/** For what is tried again by itself: later, or at the next start. */
	#attempt(what: string, action: () => void): void {
		try {
			action();
		} catch (error) {
			this.#failed(error);
			this.#warn(`${what} failed: ${messageOf(error)}`);
		}
	}

	/** A write failed: what that says about the disk and the file. */
	#failed(error: unknown): void {
		if (isDiskFault(error)) this.storage.fail(error);
		if (isDamage(error)) this.#options.onDamage?.(messageOf(error));
	}

	#warn(message: string): void {
		this.#options.warn?.(message);
	}
}
