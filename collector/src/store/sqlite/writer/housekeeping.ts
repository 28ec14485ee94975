/**
 * What the writer does beside ingest, in slices: deletes what is dead, keeps to the retention policy, merges small blocks, gives pages back,
 * checkpoints. At most a tenth of a core while telemetry arrives, without a pause when it is quiet. Failures are told and tried again,
 * never fatal.
 */
import { messageOf } from "@spanglass/shared/model/errors";
import type { Clock } from "../../../self/clock.ts";
import type { Connection } from "../driver.ts";
import { fileBytes } from "../file/file-system.ts";
import { RETENTION_SQL } from "../sql/blocks.ts";
import { RESEND_SQL } from "../sql/journal.ts";
import type { Compaction } from "./compaction.ts";
import type { Retention } from "./retention.ts";
import type { RollupBackfill } from "./rollups/rollup-backfill.ts";
import type { RollupUpkeep } from "./rollups/rollup-upkeep.ts";
import type { Sweep } from "./sweep.ts";
import type { WriteAheadLog } from "./write-ahead-log.ts";

const TICK_MS = 1000;
/** Without a request for so long it is quiet. */
const QUIET_MS = 3000;
/** Pause for each millisecond of work while telemetry arrives. */
const PAUSE_RATIO = 9;
const LEAST_PAUSE_MS = 20;
const AFTER_FAULT_MS = 5000;
/** 1 MiB. */
const PAGES_A_SLICE = 256;
/** 64 MiB of free pages are left for what arrives next, until it is quiet. */
const SPARE_PAGES = 16_384;

export interface HousekeepingOptions {
	readonly connection: Connection;
	readonly databasePath: string;
	readonly clock: Clock;
	readonly resendWindowMs: number;
	readonly wal: WriteAheadLog;
	readonly sweep: Sweep;
	readonly retention: Retention;
	readonly compaction: Compaction;
	readonly backfill: RollupBackfill;
	readonly rollups: RollupUpkeep;
	/** Once a second. */
	readonly tick: () => void;
	readonly warn: (message: string) => void;
}

export class Housekeeping {
	readonly #options: HousekeepingOptions;
	readonly #timer: NodeJS.Timeout;
	#work: NodeJS.Timeout | undefined;
	#lastCommit = performance.now();
	#areRollupsNext = false;
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

	/** After each commit of requests. */
	countCommit(bytes: number): void {
		this.#lastCommit = performance.now();
		this.countWritten(bytes);
	}

	/** After each other commit. */
	countWritten(bytes: number): void {
		this.#attempt("checkpoint", () => this.#options.wal.countCommit(bytes));
	}

	/** Blocks or requests have gone: their pages are used by what comes next, or given back. */
	countRemoval(): void {
		this.#options.sweep.notice();
		this.#hasFreePages = true;
		this.#schedule(0);
	}

	close(): void {
		clearInterval(this.#timer);
		clearTimeout(this.#work);
		this.#attempt("checkpoint", () => this.#options.wal.truncate());
	}

	get #isQuiet(): boolean {
		return performance.now() - this.#lastCommit >= QUIET_MS;
	}

	#tick(): void {
		this.#attempt("forgetting old resends", () => this.#forgetResends());
		this.#options.tick();
		this.#schedule(0);
	}

	#schedule(pauseMs: number): void {
		this.#work ??= setTimeout(() => this.#takeTurn(), pauseMs);
		this.#work.unref();
	}

	#takeTurn(): void {
		this.#work = undefined;
		const start = performance.now();
		let hasMore = false;
		const isDone = this.#attempt("housekeeping", () => {
			hasMore = this.#step();
		});
		const took = performance.now() - start;
		if (!isDone) this.#schedule(AFTER_FAULT_MS);
		else if (hasMore) this.#schedule(this.#isQuiet ? 0 : Math.max(LEAST_PAUSE_MS, took * PAUSE_RATIO));
		else if (this.#isQuiet && !this.#options.wal.isEmpty) this.#attempt("checkpoint", () => this.#options.wal.truncate());
	}

	/** One slice of the first thing that is to be done; false when nothing is. */
	#step(): boolean {
		const { sweep, retention, compaction, backfill, rollups } = this.#options;
		if (!sweep.isDone) {
			sweep.step();
			this.#hasFreePages = true;
			this.countWritten(0);
			return true;
		}
		// By turns: while telemetry arrives there is always something of both to be merged.
		this.#areRollupsNext = !this.#areRollupsNext;
		const merges = this.#areRollupsNext ? [rollups, compaction] : [compaction, rollups];
		return retention.step() || merges.some((merge) => merge.step()) || backfill.step() || this.#giveBackPages();
	}

	#giveBackPages(): boolean {
		if (!this.#hasFreePages) return false;
		const { connection } = this.#options;
		const free = connection.get<{ readonly freelist_count: number }>(RETENTION_SQL.pages)?.freelist_count ?? 0;
		if (free === 0) this.#hasFreePages = false;
		if (free <= (this.#isQuiet ? 0 : SPARE_PAGES)) return false;
		connection.execute(`PRAGMA incremental_vacuum(${PAGES_A_SLICE})`);
		this.countWritten(PAGES_A_SLICE * 4096);
		return true;
	}

	/** At most 1,000 rows a second, which is more than can be written. */
	#forgetResends(): void {
		const { connection, clock, resendWindowMs } = this.#options;
		const limit = clock.now() - resendWindowMs;
		const oldest = connection.get<{ readonly arrived_at: number | null }>(RESEND_SQL.oldest);
		if (oldest?.arrived_at == null || oldest.arrived_at > limit) return;
		connection.run(RESEND_SQL.deleteOldest, limit);
	}

	#attempt(what: string, action: () => void): boolean {
		try {
			action();
			return true;
		} catch (error) {
			this.#options.warn(`${what} failed: ${messageOf(error)}`);
			return false;
		}
	}
}
