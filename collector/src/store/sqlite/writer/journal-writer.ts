/**
 * The writer: takes requests, journals them in groups, acknowledges, then walks them into open columns and publishes.
 *
 *   ingest ─ admit ─ validate ─ compress, hash ─ resend? ─ group ─ COMMIT (fsync) ─ acknowledge ─ walk ─ publish ─ retire
 *
 * It runs on the thread that made it: in the writer thread of the product (`worker.ts`), in the test's own thread otherwise.
 */
import type { MessagePort } from "node:worker_threads";
import { messageOf } from "@spanglass/shared/model/errors";
import { SIGNALS, type Signal } from "@spanglass/shared/model/signal";
import type { Generation } from "../../../columns/generation.ts";
import { nanosNow } from "../../../self/clock.ts";
import type { AppWriter } from "../../api/app-store.ts";
import type { BackupRecord } from "../../api/storage-health.ts";
import type { TelemetryWriter, WriterStatus } from "../../api/telemetry-store.ts";
import { createAppWriter } from "../app/app-store.ts";
import { type Connection, isDamage, isDiskFault } from "../driver.ts";
import { openDatabase } from "../file/open-database.ts";
import { removeOpenMark } from "../file/open-mark.ts";
import { type OwnerLock, takeOwnerLock } from "../owner-lock.ts";
import { addInFlight, hidePublished, publishSequence, raiseRebuilt } from "../shared-cells.ts";
import { HEALTH_SQL } from "../sql/health.ts";
import { CommitFeed } from "./commit-feed.ts";
import { scanForDemo } from "./demo-scan.ts";
import { DiskWatch, diskSpaceOf } from "./disk-watch.ts";
import { Housekeeping } from "./housekeeping.ts";
import { IngestActivity } from "./ingest-activity.ts";
import { IngestCounters } from "./ingest-counters.ts";
import { Intake } from "./intake.ts";
import { Journal } from "./journal.ts";
import { OpenColumns, type OpenColumnsOptions } from "./open-columns.ts";
import { COMMIT_TEMPO, type SqliteWriterOptions, WRITER_LIMITS, type WriterLimits } from "./options.ts";
import { removeDemo } from "./remove-demo.ts";
import { replayJournal } from "./replay.ts";
import { ResendMemory } from "./resend-memory.ts";
import { ServiceRegistry } from "./service-registry.ts";
import { StorageWatch } from "./storage-watch.ts";
import { type CommittedRequest, type WalkOutcome, WalkQueue } from "./walk-queue.ts";

export interface SqliteWriter extends TelemetryWriter, AppWriter {
	/** Tell a reader, from now until it closes its port, of all open columns; see `reader-port.ts`. */
	attachReader(port: MessagePort): void;
	/** See `StorageWatch.backup`. */
	backup(path: string): Promise<BackupRecord>;
}

const NOTHING: Readonly<Record<Signal, number>> = { traces: 0, metrics: 0, logs: 0 };

/** The parts of one open database, in the order in which they start. */
class WriterParts {
	readonly connection: Connection;
	readonly journal: Journal;
	readonly counters: IngestCounters;
	readonly activity: IngestActivity;
	readonly services = new ServiceRegistry();
	readonly resends: ResendMemory;
	readonly columns: OpenColumns;
	readonly feed = new CommitFeed(() => this.services.takeNewNames());
	readonly housekeeping: Housekeeping;
	readonly storage: StorageWatch;
	readonly walks: WalkQueue;
	readonly intake: Intake;
	readonly #options: SqliteWriterOptions;
	readonly #openColumns: OpenColumnsOptions;
	/** Set while columns are rebuilt: hears of services in place of the registry. */
	#onRebuilt: ((name: string, signal: Signal) => void) | undefined;
	/** Last sequence of earlier starts. */
	readonly #startedAfter: number;
	/** Arrival of the row that replay is at; undefined while live. */
	#replayedAt: number | undefined;

	constructor(options: SqliteWriterOptions, connection: Connection) {
		const { cells, clock, databasePath, pollInbox = () => false } = options;
		const limits: WriterLimits = { ...WRITER_LIMITS, ...options.limits };
		this.#options = options;
		this.connection = connection;
		this.journal = new Journal(connection);
		this.activity = new IngestActivity(clock);
		this.counters = new IngestCounters(clock, this.activity);
		this.resends = new ResendMemory(connection, limits.resendWindowMs);
		this.#openColumns = {
			connection,
			cells,
			limits,
			onService: ({ name }, signal) => this.#meet(name, signal),
		};
		this.columns = new OpenColumns(this.#openColumns);
		this.#restore(limits);
		this.#startedAfter = this.journal.lastSequence;
		this.housekeeping = new Housekeeping({
			connection,
			databasePath,
			clock,
			resendWindowMs: limits.resendWindowMs,
			warn: (message) => this.#warn(message),
			foundDemo: () => this.journal.reload(),
		});
		this.storage = this.#watchStorage();
		this.walks = new WalkQueue({ columns: this.columns, finished: (...ended) => this.#finish(...ended) });
		this.intake = new Intake({
			cells,
			clock,
			journal: this.journal,
			resends: this.resends,
			counters: this.counters,
			feed: this.feed,
			tempo: { ...COMMIT_TEMPO, ...options.tempo },
			inFlightLimit: options.ownedByMain ? undefined : limits.inFlightBytes,
			pollInbox,
			checkRoom: () => this.storage.checkRoom(),
			failed: (error) => this.#failed(error),
			committed: (requests, bytes) => {
				this.walks.add(requests);
				this.housekeeping.countCommit(bytes);
			},
		});
	}

	/** See `TelemetryWriter.removeDemo`. Nothing else happens on this thread meanwhile. */
	removeDemo(): Readonly<Record<Signal, number>> {
		const { connection, journal, columns, walks, intake } = this;
		intake.commitQueued();
		walks.finishAll();
		scanForDemo(connection, Number.POSITIVE_INFINITY);
		journal.reload();
		if (!journal.hasDemo) {
			this.counters.countRemoved(NOTHING);
			return NOTHING;
		}
		const { cells } = this.#options;
		hidePublished(cells);
		try {
			const removal = removeDemo({
				connection,
				journal,
				columns,
				openColumns: this.#openColumns,
				startedAfter: this.#startedAfter,
				listen: (onService) => this.#listen(onService),
			});
			this.counters.countRemoved(removal.sinceStart);
			columns.takeOver(removal.columns, raiseRebuilt(cells));
			this.services.prune(removal.candidates, removal.remaining);
			return removal.counts;
		} finally {
			journal.reload();
			publishSequence(cells, journal.lastSequence);
			this.#attempt("retiring a generation", () => columns.retireOverBudget());
			this.housekeeping.countRemoval();
		}
	}

	/** Commit and publish what is queued, then let go of everything. */
	close(): void {
		this.intake.close();
		this.walks.finishAll();
		this.walks.close();
		this.feed.close();
		this.columns.close();
		this.housekeeping.close();
		this.storage.close();
		removeOpenMark(this.#options.databasePath);
		this.connection.close();
	}

	#restore(limits: WriterLimits): void {
		const { connection, journal, columns } = this;
		const { cells, clock } = this.#options;
		journal.requeueLeftBehind();
		this.services.load(connection);
		this.resends.load(clock.now(), limits.resendWindowMs);
		replayJournal({
			connection,
			journal,
			columns,
			onRow: (arrivedAt) => {
				this.#replayedAt = arrivedAt;
			},
			afterRow: () => columns.retireOverBudget(),
			onQuarantined: (sequence, accepted, fault) => this.#quarantine(sequence, accepted, fault),
		});
		this.#replayedAt = undefined;
		this.#saveServices();
		this.services.takeNewNames();
		publishSequence(cells, journal.lastSequence);
	}

	#watchStorage(): StorageWatch {
		const { connection } = this;
		const { databasePath, diskReserveBytes, diskSpace = () => diskSpaceOf(databasePath), onHealth = () => undefined } = this.#options;
		const disk = new DiskWatch({
			space: diskSpace,
			reserveBytes: diskReserveBytes,
			tryWrite: () => void connection.run(HEALTH_SQL.tryWrite),
			warn: (message) => this.#warn(message),
			now: () => performance.now(),
		});
		return new StorageWatch({ connection, databasePath, disk, onChange: onHealth });
	}

	/** A write failed: what that says about the disk and the file. */
	#failed(error: unknown): void {
		if (isDiskFault(error)) this.storage.fail(error);
		if (isDamage(error)) this.#options.onDamage?.(messageOf(error));
	}

	#meet(name: string, signal: Signal): void {
		if (this.#onRebuilt !== undefined) this.#onRebuilt(name, signal);
		else this.services.meet(name, signal, this.#replayedAt ?? this.#options.clock.now());
	}

	#listen(onService: (name: string, signal: Signal) => void): () => void {
		this.#onRebuilt = onService;
		return () => {
			this.#onRebuilt = undefined;
		};
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
		this.#attempt("retiring a generation", () => this.columns.retireOverBudget());
	}

	#quarantine(sequence: number, accepted: number, fault: unknown): void {
		this.counters.countReason("quarantined", accepted);
		this.#warn(`request ${sequence} could not be read (${messageOf(fault)}); it is kept, marked quarantined`);
		this.#attempt("marking a request as quarantined", () => this.journal.setState(sequence, "quarantined"));
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

	#warn(message: string): void {
		this.#options.warn?.(message);
	}
}

function storedPerSignal(journal: Journal): Record<Signal, number> {
	return Object.fromEntries(SIGNALS.map((signal) => [signal, journal.stored(signal)])) as Record<Signal, number>;
}

function statusOf({ journal, counters, columns, housekeeping, storage, activity }: WriterParts): WriterStatus {
	return {
		sequence: journal.lastSequence,
		received: { ...counters.received },
		rejected: { ...counters.rejected },
		rejectedByReason: { ...counters.rejectedByReason },
		resent: { ...counters.resent },
		repaired: counters.repaired,
		removed: { ...counters.removed },
		stored: storedPerSignal(journal),
		databaseBytes: housekeeping.databaseBytes,
		walBytes: housekeeping.walBytes,
		openColumnBytes: columns.byteLength,
		demoStored: journal.hasDemo,
		storage: storage.health,
		delay: activity.delay(),
		history: activity.history(),
		senders: counters.listSenders(),
	};
}

function openParts(options: SqliteWriterOptions): WriterParts {
	const { databasePath, probe, clock, warn = () => undefined } = options;
	const build = (connection: Connection): WriterParts => {
		if (options.maxPages !== undefined) connection.execute(`PRAGMA max_page_count = ${options.maxPages}`);
		return new WriterParts(options, connection);
	};
	return openDatabase({ databasePath, probe, now: () => clock.now(), warn, build });
}

/**
 * Open or make the database, replay its journal and start to write.
 *
 * Result  ready: everything acknowledged earlier is published. The folder stays owned until `close`.
 * Throws  conflict: another server owns the folder · unsupported: another program's or a newer version's file · unavailable: the disk.
 * Cost    the replay: at most the open columns' budget.
 */
export function createSqliteWriter(options: SqliteWriterOptions): SqliteWriter {
	const lock: OwnerLock | undefined = options.ownedByMain ? undefined : takeOwnerLock(options.databasePath);
	try {
		const parts = openParts(options);
		return writerOf(parts, options, lock);
	} catch (error) {
		lock?.release();
		throw error;
	}
}

function writerOf(parts: WriterParts, options: SqliteWriterOptions, lock: OwnerLock | undefined): SqliteWriter {
	let closed = false;
	return {
		...createAppWriter(parts.connection, options.clock),
		ingest: (request) => parts.intake.ingest(request),
		onCommit: (listener) => parts.feed.subscribe(listener),
		status: async () => statusOf(parts),
		removeDemo: async () => parts.removeDemo(),
		backup: (path) => parts.storage.backup(path, nanosNow(options.clock)),
		attachReader: (port) => parts.columns.attachReader(port),
		close: async () => {
			if (closed) return;
			closed = true;
			parts.close();
			lock?.release();
		},
	};
}
