/**
 * The writer: takes requests, journals them in groups, acknowledges, then walks them into open columns, publishes, and seals.
 *
 *   ingest ─ admit ─ validate ─ compress, hash ─ resend? ─ group ─ COMMIT (fsync) ─ acknowledge ─ walk ─ publish ─ seal
 *
 * It runs on the thread that made it: in the writer thread of the product (`worker.ts`), in the test's own thread otherwise.
 */
import type { MessagePort } from "node:worker_threads";
import { SIGNALS, type Signal } from "@spanglass/shared/model/signal";
import { nanosNow } from "../../../self/clock.ts";
import type { AlertWriter } from "../../api/alert-store.ts";
import type { AppWriter } from "../../api/app-store.ts";
import type { BackupRecord } from "../../api/storage-health.ts";
import type { TelemetryWriter } from "../../api/telemetry-store.ts";
import type { WriterStatus } from "../../api/writer-status.ts";
import { createAlertWriter } from "../app/alert-store.ts";
import { createAppWriter, createDocumentRows, createSoundDocuments } from "../app/app-store.ts";
import type { Connection } from "../driver.ts";
import { openDatabase } from "../file/open-database.ts";
import { type OwnerLock, takeOwnerLock } from "../owner-lock.ts";
import { blockStatus } from "./block-status.ts";
import type { Journal } from "./journal.ts";
import type { SqliteWriterOptions } from "./options.ts";
import { WriterParts } from "./writer-parts.ts";

export interface SqliteWriter extends TelemetryWriter, AppWriter, AlertWriter {
	/** Tell a reader, from now until it closes its port, of all open columns; see `reader-port.ts`. */
	attachReader(port: MessagePort): void;
	/** See `StorageWatch.backup`. */
	backup(path: string): Promise<BackupRecord>;
}

function storedPerSignal(journal: Journal): Record<Signal, number> {
	return Object.fromEntries(SIGNALS.map((signal) => [signal, journal.stored(signal)])) as Record<Signal, number>;
}

function statusOf(parts: WriterParts): WriterStatus {
	const { journal, blocks, counters, columns, housekeeping, storage, retention, wal, activity } = parts;
	return {
		sequence: journal.lastSequence,
		received: { ...counters.received },
		rejected: { ...counters.rejected },
		rejectedByReason: { ...counters.rejectedByReason },
		resent: { ...counters.resent },
		repaired: counters.repaired,
		removed: { ...counters.removed },
		stored: storedPerSignal(journal),
		deleted: retention.deletedItems,
		blocks: blockStatus(blocks.list()),
		databaseBytes: housekeeping.databaseBytes,
		databaseLimitBytes: retention.totalBytes,
		walBytes: wal.fileBytes,
		openColumnBytes: columns.byteLength,
		demoStored: parts.hasDemo,
		storage: storage.health,
		delay: activity.delay(),
		history: activity.history(),
		senders: counters.listSenders(),
	};
}

function openParts(options: SqliteWriterOptions): WriterParts {
	const { databasePath, probe, clock, warn = () => undefined } = options;
	const build = (connection: Connection, losses: readonly string[]): WriterParts => {
		if (options.maxPages !== undefined) connection.execute(`PRAGMA max_page_count = ${options.maxPages}`);
		return new WriterParts(options, connection, losses);
	};
	return openDatabase({ databasePath, probe, now: () => clock.now(), warn, build, onSetAside: () => options.onSetAside?.() });
}

/**
 * Open or make the database, replay its journal and start to write.
 *
 * Result  ready: everything acknowledged earlier is published. The folder stays owned until `close`.
 * Throws  conflict: another server owns the folder · unsupported: another program's or a newer version's file · unavailable: the disk.
 * Cost    the replay: at most the open columns' budget. Of a database of before blocks: everything is walked and sealed once.
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
		...createAlertWriter(parts.connection, createSoundDocuments(parts.connection), createDocumentRows(parts.connection, options.clock)),
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
