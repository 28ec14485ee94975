/** What is known of the state of the files, brought up to date each second, and who is told when it changes. */
import { SpanglassError } from "@spanglass/shared/model/errors";
import { type UnixNanos, unixMillisFromNanos, unixNanosFromMillis } from "@spanglass/shared/units/time";
import { type BackupRecord, type HealthReason, healthReasons, type StorageHealth } from "../../api/storage-health.ts";
import { copyDatabase } from "../backup/copy-database.ts";
import type { Connection } from "../driver.ts";
import { readOpenMark } from "../file/open-mark.ts";
import { listSetAside } from "../file/set-aside.ts";
import { BACKUP_SQL, HEALTH_SQL } from "../sql/health.ts";
import { DiskWatch, diskSpaceOf } from "./disk-watch.ts";
import type { SqliteWriterOptions } from "./options.ts";

export interface StorageWatchOptions {
	readonly connection: Connection;
	readonly databasePath: string;
	readonly disk: DiskWatch;
	/** Found at this start. */
	readonly losses: readonly string[];
	/** Called at once and whenever the reasons change. */
	readonly onChange: (reasons: readonly HealthReason[]) => void;
}

/** Ticks. Counting looks at every block and every request that is not sealed. */
const COUNT_EVERY = 10;

export class StorageWatch {
	readonly #options: StorageWatchOptions;
	#ticks = 0;
	#counts = { requests: 0, blocks: 0 };
	#lastBackup: BackupRecord | undefined;
	#told: string | undefined;
	#isCopying = false;
	#isClosed = false;

	constructor(options: StorageWatchOptions) {
		this.#options = options;
		this.#lastBackup = readLastBackup(options.connection);
		this.#refresh();
	}

	/** To be called each second. */
	tick(): void {
		this.#options.disk.tick();
		this.#ticks++;
		this.#refresh();
	}

	/** Throws unavailable while nothing is taken. */
	checkRoom(): void {
		this.#options.disk.checkRoom();
	}

	/** A write failed for want of space or by the device. */
	fail(error: unknown): void {
		this.#options.disk.fail(error);
		this.#tellChanges();
	}

	/** Something was quarantined: count at once. */
	recount(): void {
		this.#count();
		this.#tellChanges();
	}

	get health(): StorageHealth {
		const { databasePath, disk, losses } = this.#options;
		return {
			disk: disk.health,
			damage: readOpenMark(databasePath).damage,
			losses,
			setAside: listSetAside(databasePath).map((file) => ({ ...file, time: unixNanosFromMillis(file.time) })),
			quarantinedRequests: this.#counts.requests,
			quarantinedBlocks: this.#counts.blocks,
			lastBackup: this.#lastBackup,
		};
	}

	/**
	 * Copy the database into `path` while everything else goes on; everything acknowledged before the call is in it.
	 *
	 * Throws  conflict: the file exists, or another backup runs · unavailable: the disk, or the writer is closing.
	 */
	async backup(path: string, time: UnixNanos): Promise<BackupRecord> {
		if (this.#isCopying) throw new SpanglassError("conflict", "a backup is being made already", { advice: "Wait until it is done." });
		this.#isCopying = true;
		try {
			const bytes = await copyDatabase({ connection: this.#options.connection, path, isStopping: () => this.#isClosed });
			const record = { path, bytes, time };
			if (!this.#isClosed) writeLastBackup(this.#options.connection, record);
			this.#lastBackup = record;
			return record;
		} finally {
			this.#isCopying = false;
		}
	}

	close(): void {
		this.#isClosed = true;
	}

	#refresh(): void {
		if (this.#ticks % COUNT_EVERY === 0) this.#count();
		this.#tellChanges();
	}

	#count(): void {
		try {
			this.#counts = this.#options.connection.get<{ readonly requests: number; readonly blocks: number }>(HEALTH_SQL.count) ?? this.#counts;
		} catch {
			// What cannot be counted is damage, which the driver has noted.
		}
	}

	#tellChanges(): void {
		const reasons = healthReasons(this.health);
		if (reasons.join() === this.#told) return;
		this.#told = reasons.join();
		this.#options.onChange(reasons);
	}
}

/** Of a writer's database, by what it was given. */
export function openStorageWatch(options: SqliteWriterOptions, connection: Connection, losses: readonly string[]): StorageWatch {
	const { databasePath, diskReserveBytes, diskSpace = () => diskSpaceOf(databasePath) } = options;
	const disk = new DiskWatch({
		space: diskSpace,
		reserveBytes: diskReserveBytes,
		tryWrite: () => void connection.run(HEALTH_SQL.tryWrite),
		warn: (message) => options.warn?.(message),
		now: () => performance.now(),
	});
	return new StorageWatch({ connection, databasePath, disk, losses, onChange: (reasons) => options.onHealth?.(reasons) });
}

/** As stored: times are Unix milliseconds. */
interface StoredBackup {
	readonly path: string;
	readonly bytes: number;
	readonly time: number;
}

function readLastBackup(connection: Connection): BackupRecord | undefined {
	try {
		const row = connection.get<{ readonly json: string }>(BACKUP_SQL.get);
		if (row === undefined) return undefined;
		const { path, bytes, time } = JSON.parse(row.json) as Partial<StoredBackup>;
		if (typeof path !== "string" || typeof bytes !== "number" || typeof time !== "number") return undefined;
		return { path, bytes, time: unixNanosFromMillis(time) };
	} catch {
		return undefined;
	}
}

/** Throws unavailable. */
export function writeLastBackup(connection: Connection, { path, bytes, time }: BackupRecord): void {
	const ms = unixMillisFromNanos(time);
	const stored: StoredBackup = { path, bytes, time: ms };
	connection.run(BACKUP_SQL.put, JSON.stringify(stored), ms);
}
