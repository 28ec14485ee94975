/** What the writer does beside ingest: WAL checkpoints and forgetting resends. Failures are told and tried again, never fatal. */
import { statSync } from "node:fs";
import { messageOf } from "@spanglass/shared/model/errors";
import type { Clock } from "../../../self/clock.ts";
import type { Connection } from "../driver.ts";
import { RESEND_SQL } from "../sql/journal.ts";
import { scanForDemo } from "./demo-scan.ts";

const TICK_MS = 1000;
const CHECKPOINT_BYTES = 4 * 1024 * 1024;
/** Without a commit for so long the WAL is emptied. */
const QUIET_MS = 3000;
/** Of looking through what an older version stored, per tick. */
const SCAN_MS = 20;
/** 4 MiB. */
const PAGES_A_TICK = 1024;
/** What a commit adds to the WAL beside its bodies: header and index pages. */
const COMMIT_OVERHEAD_BYTES = 16_384;

export interface HousekeepingOptions {
	readonly connection: Connection;
	readonly databasePath: string;
	readonly clock: Clock;
	readonly resendWindowMs: number;
	readonly warn: (message: string) => void;
	/** Requests of an older version have been looked at for items of the demo. */
	readonly foundDemo: () => void;
}

export class Housekeeping {
	readonly #options: HousekeepingOptions;
	readonly #timer: NodeJS.Timeout;
	#newWalBytes = 0;
	#lastCommit = performance.now();
	#walEmpty = false;
	#hasUnscanned = true;
	/** Pages were freed and may be given back to the file system. */
	#hasFreePages = true;

	constructor(options: HousekeepingOptions) {
		this.#options = options;
		this.#timer = setInterval(() => this.#tick(), TICK_MS);
		this.#timer.unref();
	}

	get databaseBytes(): number {
		return fileBytes(this.#options.databasePath);
	}

	get walBytes(): number {
		return fileBytes(`${this.#options.databasePath}-wal`);
	}

	/** After each commit of `bytes`: a PASSIVE checkpoint for every 4 MiB of new WAL. */
	countCommit(bytes: number): void {
		this.#newWalBytes += bytes + COMMIT_OVERHEAD_BYTES;
		this.#lastCommit = performance.now();
		this.#walEmpty = false;
		if (this.#newWalBytes < CHECKPOINT_BYTES) return;
		this.#newWalBytes = 0;
		this.#attempt("checkpoint", () => this.#options.connection.all("PRAGMA wal_checkpoint(PASSIVE)"));
	}

	/** Requests were taken away: their pages are given back little by little once it is quiet; until then new requests use them. */
	countRemoval(): void {
		this.#hasFreePages = true;
		this.#walEmpty = false;
	}

	close(): void {
		clearInterval(this.#timer);
		this.#truncateWal();
	}

	#tick(): void {
		this.#attempt("forgetting old resends", () => this.#forgetResends());
		if (this.#hasUnscanned) this.#attempt("looking for the demo", () => this.#scan());
		const isQuiet = performance.now() - this.#lastCommit >= QUIET_MS;
		if (isQuiet && this.#hasFreePages) this.#attempt("giving back pages", () => this.#giveBackPages());
		if (!this.#walEmpty && isQuiet) this.#truncateWal();
	}

	#scan(): void {
		this.#hasUnscanned = scanForDemo(this.#options.connection, SCAN_MS);
		this.#options.foundDemo();
	}

	#giveBackPages(): void {
		const { connection } = this.#options;
		connection.execute(`PRAGMA incremental_vacuum(${PAGES_A_TICK})`);
		this.#hasFreePages = (connection.get<{ readonly freelist_count: number }>("PRAGMA freelist_count")?.freelist_count ?? 0) > 0;
		this.#walEmpty = false;
	}

	/** At most 1,000 rows a second, which is more than can be written. */
	#forgetResends(): void {
		const { connection, clock, resendWindowMs } = this.#options;
		const limit = clock.now() - resendWindowMs;
		const oldest = connection.get<{ readonly arrived_at: number | null }>(RESEND_SQL.oldest);
		if (oldest?.arrived_at == null || oldest.arrived_at > limit) return;
		connection.run(RESEND_SQL.deleteOldest, limit);
	}

	/** Gives up at once when a reader is in the way; the next tick tries again. */
	#truncateWal(): void {
		const { connection } = this.#options;
		this.#attempt("checkpoint", () => {
			connection.all("PRAGMA busy_timeout=0");
			const result = connection.get<{ readonly busy: number }>("PRAGMA wal_checkpoint(TRUNCATE)");
			this.#walEmpty = result?.busy === 0;
		});
		this.#attempt("checkpoint", () => connection.all("PRAGMA busy_timeout=5000"));
	}

	#attempt(what: string, action: () => void): void {
		try {
			action();
		} catch (error) {
			this.#options.warn(`${what} failed: ${messageOf(error)}`);
		}
	}
}

/** By name only: opening the file here would drop SQLite's locks when it is closed again. */
function fileBytes(path: string): number {
	return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
