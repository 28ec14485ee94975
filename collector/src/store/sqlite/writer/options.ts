/** What a writer is given. */
import { LIMITS } from "@spanglass/shared/model/limits";
import type { Signal } from "@spanglass/shared/model/signal";
import type { Clock } from "../../../self/clock.ts";
import type { HealthReason } from "../../api/storage-health.ts";
import type { DriverProbe } from "../driver.ts";
import type { SharedCells } from "../shared-cells.ts";
import type { DiskSpace } from "./disk-watch.ts";

export interface WriterLimits {
	/** Bytes of requests received and not yet published. */
	readonly inFlightBytes: number;
	/** Of all generations together: beyond it requests are refused until something is sealed. */
	readonly openColumnBytes: number;
	/** A generation ends, and is sealed, with the request that reaches one of these. */
	readonly generationRows: number;
	/** Of points: more, because a block repeats what its series are. */
	readonly generationPoints: number;
	readonly generationBytes: number;
	/** Of its requests in the journal. */
	readonly generationJournalBytes: number;
	/** It is also sealed when its oldest request arrived so long ago, or the newest of all signals: ms. */
	readonly sealAgeMs: number;
	readonly sealQuietMs: number;
	/** Rows of a block; a generation that one large request made longer becomes several. */
	readonly blockRows: number;
	readonly blockPoints: number;
	/** How long a copy of a request is recognised, ms. */
	readonly resendWindowMs: number;
}

const MIB = 1024 * 1024;

export const WRITER_LIMITS: WriterLimits = {
	inFlightBytes: LIMITS.inFlightBytes,
	openColumnBytes: LIMITS.openColumnBytes,
	generationRows: 65_536,
	generationPoints: 393_216,
	generationBytes: 40 * MIB,
	generationJournalBytes: 32 * MIB,
	sealAgeMs: 10 * 60_000,
	sealQuietMs: 30_000,
	blockRows: 131_072,
	blockPoints: 524_288,
	resendWindowMs: LIMITS.resendWindowMs,
};

/** Of the environment, for tests of the real process: SPANGLASS_TEST_LIMITS='{"generationRows":64}'. */
export function testLimits(): Partial<WriterLimits> {
	const given = process.env.SPANGLASS_TEST_LIMITS;
	return given === undefined ? {} : (JSON.parse(given) as Partial<WriterLimits>);
}

/** How long telemetry is kept, counted from its arrival. */
export interface RetentionPolicy {
	/** Milliseconds. */
	readonly ages: Readonly<Record<Signal, number>>;
	/** Of the whole database; undefined: settled at its first start by what is free on the disk. */
	readonly totalBytes: number | undefined;
}

const DAY_MS = 24 * 3_600_000;

export const RETENTION: RetentionPolicy = {
	ages: { traces: 3 * DAY_MS, logs: 3 * DAY_MS, metrics: 30 * DAY_MS },
	totalBytes: undefined,
};

/** All limits; points follow rows where only those are given. */
export function writerLimits(given: Partial<WriterLimits> = {}): WriterLimits {
	const { generationRows: generationPoints = WRITER_LIMITS.generationPoints, blockRows: blockPoints = WRITER_LIMITS.blockPoints } = given;
	return { ...WRITER_LIMITS, generationPoints, blockPoints, ...given };
}

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
	readonly retention?: RetentionPolicy;
	readonly tempo?: Partial<CommitTempo>;
	/** Lets a test fail the nth statement. */
	readonly probe?: DriverProbe | undefined;
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
	/** Told when the database was damaged and set aside: readers of it have to be made anew. */
	readonly onSetAside?: () => void;
	/** Told when a statement of the writer met damage in the database. */
	readonly onDamage?: (message: string) => void;
	/** A reader has held its snapshot for so long that the WAL has grown to `bytes`: it is to be ended. */
	readonly starved?: (bytes: number) => void;
	/** Told of walks that threw and of housekeeping that failed: one sentence each. */
	readonly warn?: (message: string) => void;
}
