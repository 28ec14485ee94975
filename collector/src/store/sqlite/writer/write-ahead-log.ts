/**
 * Checkpoints: PASSIVE for every 4 MiB that the WAL has grown, TRUNCATE when it is quiet. A reader that holds its snapshot keeps the WAL
 * from being used again; over the cap the reader is to be ended.
 */
import type { Connection } from "../driver.ts";
import { fileBytes } from "../file/file-system.ts";
import { crashPoint } from "./crash-points.ts";

const CHECKPOINT_BYTES = 4 * 1024 * 1024;
const CAP_BYTES = 512 * 1024 * 1024;
const PAGE_BYTES = 4096;
/** What a commit adds beside its bodies: header and index pages. */
const COMMIT_OVERHEAD_BYTES = 16_384;
/** Time for the reader to end. */
const CAP_PAUSE_MS = 5000;

export interface WriteAheadLogOptions {
	readonly connection: Connection;
	readonly databasePath: string;
	/** Pages behind a reader's snapshot: more are too many. */
	readonly capBytes?: number;
	/** A reader has held its snapshot for so long that the WAL has grown to `bytes`. */
	readonly starved: (bytes: number) => void;
}

interface CheckpointRow {
	readonly busy: number;
	/** Pages in the WAL, and those of them that are in the database. */
	readonly log: number;
	readonly checkpointed: number;
}

export class WriteAheadLog {
	readonly #options: WriteAheadLogOptions;
	#newBytes = 0;
	#lastStarved = Number.NEGATIVE_INFINITY;
	#isEmpty = false;

	constructor(options: WriteAheadLogOptions) {
		this.#options = options;
	}

	/** Of the file, which is not made smaller by a checkpoint that is not TRUNCATE. */
	get fileBytes(): number {
		return fileBytes(`${this.#options.databasePath}-wal`);
	}

	get isEmpty(): boolean {
		return this.#isEmpty;
	}

	/** After each commit of `bytes`. Throws unavailable: it is tried again after the next 4 MiB. */
	countCommit(bytes: number): void {
		this.#newBytes += bytes + COMMIT_OVERHEAD_BYTES;
		this.#isEmpty = false;
		if (this.#newBytes < CHECKPOINT_BYTES) return;
		this.#newBytes = 0;
		crashPoint("in-checkpoint");
		const row = this.#options.connection.get<CheckpointRow>("PRAGMA wal_checkpoint(PASSIVE)");
		if (row !== undefined) this.#watch(row);
	}

	/** Gives up at once when a reader is in the way. Throws unavailable. */
	truncate(): void {
		const { connection } = this.#options;
		connection.all("PRAGMA busy_timeout=0");
		try {
			crashPoint("in-checkpoint");
			this.#isEmpty = connection.get<CheckpointRow>("PRAGMA wal_checkpoint(TRUNCATE)")?.busy === 0;
		} finally {
			connection.all("PRAGMA busy_timeout=5000");
		}
	}

	#watch({ log, checkpointed }: CheckpointRow): void {
		const now = performance.now();
		const { capBytes = CAP_BYTES, starved } = this.#options;
		if (log * PAGE_BYTES < capBytes || checkpointed === log || now - this.#lastStarved < CAP_PAUSE_MS) return;
		this.#lastStarved = now;
		starved(log * PAGE_BYTES);
	}
}
