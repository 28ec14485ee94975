/** What a writer is given. */
import { LIMITS } from "@spanglass/shared/model/limits";
import type { Clock } from "../../../self/clock.ts";
import type { HealthReason } from "../../api/storage-health.ts";
import type { DriverProbe } from "../driver.ts";
import type { SharedCells } from "../shared-cells.ts";
import type { DiskSpace } from "./disk-watch.ts";

export interface WriterLimits {
	/** Bytes of requests received and not yet published. */
	readonly inFlightBytes: number;
	/** Of all generations together. */
	readonly openColumnBytes: number;
	/** A generation ends with the request that reaches one of these. */
	readonly generationRows: number;
	readonly generationBytes: number;
	/** How long a copy of a request is recognised, ms. */
	readonly resendWindowMs: number;
}

export const WRITER_LIMITS: WriterLimits = {
	inFlightBytes: LIMITS.inFlightBytes,
	openColumnBytes: LIMITS.openColumnBytes,
	generationRows: 65_536,
	generationBytes: 40 * 1024 * 1024,
	resendWindowMs: LIMITS.resendWindowMs,
};

/** When a group of requests is committed. */
export interface CommitTempo {
	/** After its first request, when nothing more is queued. */
	readonly quietMs: number;
	/** After its first request in any case. */
	readonly longestMs: number;
	readonly groupBytes: number;
}

export const COMMIT_TEMPO: CommitTempo = { quietMs: 2, longestMs: 20, groupBytes: 4 * 1024 * 1024 };

export interface SqliteWriterOptions {
	/** Its folder is made when missing and holds `owner.lock` beside it. */
	readonly databasePath: string;
	readonly cells: SharedCells;
	readonly clock: Clock;
	readonly limits?: Partial<WriterLimits>;
	readonly tempo?: Partial<CommitTempo>;
	/** Lets a test fail the nth statement. */
	readonly probe?: DriverProbe;
	/** Set by the writer thread: main holds the folder's lock and counts bytes in flight before it hands a request over. */
	readonly ownedByMain?: boolean;
	/** Set by the writer thread: take in requests that have already arrived; true when there were any. */
	readonly pollInbox?: () => boolean;
	/** Room on the disk below which requests are refused; left out: by `LIMITS`. */
	readonly diskReserveBytes?: number | undefined;
	/** Lets a test say how much is free. */
	readonly diskSpace?: () => DiskSpace | undefined;
	/** Lets a test fill the database up: SQLITE_FULL beyond it. */
	readonly maxPages?: number;
	/** Told at once and whenever it changes why the store is degraded. */
	readonly onHealth?: (reasons: readonly HealthReason[]) => void;
	/** Told when a statement of the writer met damage in the database. */
	readonly onDamage?: (message: string) => void;
	/** Told of walks that threw and of housekeeping that failed: one sentence each. */
	readonly warn?: (message: string) => void;
}
