import type { MessagePort } from "node:worker_threads";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { LIMITS } from "@spanglass/shared/model/limits";
import { DamagedBlockError } from "../../../columns/block/contract.ts";
import type { AlertReader } from "../../api/alert-store.ts";
import type { AppReader } from "../../api/app-store.ts";
import type { QueryControl, TelemetryReader } from "../../api/telemetry-store.ts";
import { createAlertReader } from "../app/alert-store.ts";
import { createAppReader } from "../app/app-store.ts";
import { openReader } from "../driver.ts";
import { createReaderFeed } from "../reader-port.ts";
import { openCells } from "../shared-cells.ts";
import { BlockDamage } from "./block-chunks.ts";
import { BlockDirectory } from "./block-directory.ts";
import { ChunkCache } from "./chunk-cache.ts";
import { ConnectionPool } from "./connection-pool.ts";
import { countFacets } from "./count-facets.ts";
import { countLogs } from "./count-logs.ts";
import { findLogArrivals } from "./find-log-arrivals.ts";
import { findLogs } from "./find-logs.ts";
import { findMetricPoints } from "./find-metric-points.ts";
import { findSpans } from "./find-spans.ts";
import { findTraces } from "./find-traces.ts";
import { groupErrors } from "./group-errors.ts";
import { groupSpans } from "./group-spans.ts";
import { listDurations } from "./list-durations.ts";
import { listKeys } from "./list-keys.ts";
import { listMetrics } from "./list-metrics.ts";
import { listOperations, listServiceNames } from "./list-operations.ts";
import { listServiceEdges } from "./list-service-edges.ts";
import { listValues } from "./list-values.ts";
import { LiveGenerations } from "./live-generations.ts";
import { measureTraces } from "./measure-traces.ts";
import { BlockMemories } from "./open-block.ts";
import { OpenRollups } from "./rollups/open-rollups.ts";
import { createRollupReader } from "./rollups/rollup-reader.ts";
import { SeriesKeys } from "./series-keys.ts";
import { openSnapshot, type Snapshot, type SnapshotSources } from "./snapshot.ts";
import { streamMetricPoints } from "./stream-metric-points.ts";
import { streamTrace } from "./stream-trace.ts";
import { getTraceSkeleton } from "./trace-skeleton.ts";

export interface SqliteReaderOptions {
	/** A writer must have it open. */
	readonly databasePath: string;
	/** The cells that writer, main and workers share. */
	readonly cells: SharedArrayBuffer;
	/** Where the writer, or main, posts generations; see `reader-port.ts`. The reader closes it. */
	readonly port: MessagePort;
	/** A number > 0 of the calling thread: main clears the slots of a dead one by it. */
	readonly owner: number;
	/** For decoded chunks of blocks. */
	readonly cacheBytes?: number;
}

export interface SqliteReader {
	readonly reader: TelemetryReader;
	readonly app: AppReader;
	readonly alerts: AlertReader;
	/** Closes all. Queries that run fail. */
	close(): void;
}

/**
 * The reader of one query worker.
 *
 * Each call of `reader` is one snapshot on a connection of its own: it includes every request that was acknowledged before the call.
 * Calls may run side by side; they take turns at `control.checkpoint()`. `app` reads what is committed at that moment.
 */
export function createSqliteReader(options: SqliteReaderOptions): SqliteReader {
	const { databasePath, owner, port, cacheBytes = LIMITS.cacheBytesPerWorker } = options;
	const pool = new ConnectionPool(databasePath);
	const appConnection = openReader(databasePath);
	const cache = new ChunkCache(cacheBytes);
	const memories = new BlockMemories();
	const feed = createReaderFeed(port);
	const damage = new DamageReports((blockId) => feed.report({ type: "damaged", blockId }));
	const blocks = new BlockDirectory({
		forget: (id) => {
			cache.forget(id);
			memories.forget(id);
		},
		damaged: (id) => damage.report(id),
	});
	const live = new LiveGenerations(feed);
	const close = () => {
		live.close();
		cache.clear();
		pool.close();
		appConnection.close();
	};
	const sources = { cells: openCells(options.cells), owner, pool, live, blocks, cache, memories, openRollups: new OpenRollups() };
	return {
		reader: createTelemetryReader(sources, damage, close),
		app: createAppReader(appConnection),
		alerts: createAlertReader(appConnection),
		close,
	};
}

/** Blocks that queries could not read, each reported once. */
class DamageReports {
	readonly #report: (blockId: number) => void;
	readonly #reported = new Set<number>();

	constructor(report: (blockId: number) => void) {
		this.#report = report;
	}

	/** The query goes on without the block. Throws what is no damage of a block. */
	leaveOut(error: unknown, snapshot: Snapshot): void {
		if (!(error instanceof DamagedBlockError)) throw error;
		if (!(error instanceof BlockDamage)) leaveOutLast(error, snapshot);
		else {
			snapshot.leaveOut(error.blockId);
			this.report(error.blockId);
		}
	}

	report(blockId: number): void {
		if (this.#reported.has(blockId)) return;
		this.#reported.add(blockId);
		this.#report(blockId);
	}
}

/** It is not said which block it is, so it is the one in use; that is not sure enough for a report. */
function leaveOutLast(error: DamagedBlockError, snapshot: Snapshot): void {
	const block = snapshot.lastBlock;
	if (block === undefined) throw error;
	snapshot.leaveOut(block);
}

function createTelemetryReader(sources: SnapshotSources, damage: DamageReports, close: () => void): TelemetryReader {
	const keys = new SeriesKeys();
	const query = async <T>(control: QueryControl, answer: (snapshot: Snapshot) => Promise<T>): Promise<T> => {
		const snapshot = await openSnapshot(sources, control);
		try {
			for (;;) {
				try {
					return await answer(snapshot);
				} catch (error) {
					damage.leaveOut(error, snapshot);
				}
			}
		} finally {
			snapshot.close();
		}
	};
	/** As `query`, for answers in batches: once a batch is out, damage ends the answer. */
	async function* stream<T>(control: QueryControl, answer: (snapshot: Snapshot) => AsyncGenerator<T>): AsyncGenerator<T> {
		const snapshot = await openSnapshot(sources, control);
		let isBegun = false;
		try {
			for (;;) {
				try {
					for await (const batch of answer(snapshot)) {
						isBegun = true;
						yield batch;
					}
					return;
				} catch (error) {
					damage.leaveOut(error, snapshot);
					if (isBegun) throw damagedWhileRead(error);
				}
			}
		} finally {
			snapshot.close();
		}
	}
	return {
		findTraces: (traceQuery, control) => query(control, (snapshot) => findTraces(traceQuery, snapshot)),
		getTraceSkeleton: (traceId, control) => query(control, (snapshot) => getTraceSkeleton(traceId, snapshot)),
		streamTrace: (traceId, control, spanId) => stream(control, (snapshot) => streamTrace(traceId, snapshot, spanId)),
		findSpans: (spanQuery, control) => query(control, (snapshot) => findSpans(spanQuery, snapshot)),
		listKeys: (keyQuery, control) => query(control, (snapshot) => listKeys(keyQuery, snapshot)),
		listValues: (valueQuery, control) => query(control, (snapshot) => listValues(valueQuery, snapshot)),
		measureTraces: (matchQuery, control) => query(control, (snapshot) => measureTraces(matchQuery, snapshot)),
		countFacets: (facetQuery, control) => query(control, (snapshot) => countFacets(facetQuery, snapshot)),
		groupSpans: (groupQuery, control) => query(control, (snapshot) => groupSpans(groupQuery, snapshot)),
		groupErrors: (errorQuery, control) => query(control, (snapshot) => groupErrors(errorQuery, snapshot)),
		findLogs: (logQuery, control) => query(control, (snapshot) => findLogs(logQuery, snapshot)),
		countLogs: (countQuery, control) => query(control, (snapshot) => countLogs(countQuery, snapshot)),
		findLogArrivals: (arrivalsQuery, control) => query(control, (snapshot) => findLogArrivals(arrivalsQuery, snapshot)),
		listDurations: (durationQuery, control) => query(control, (snapshot) => listDurations(durationQuery, snapshot)),
		listOperations: (service, range, control) => query(control, (snapshot) => listOperations(service, range, snapshot)),
		listServiceNames: (control) => query(control, listServiceNames),
		listServiceEdges: (range, control) => query(control, (snapshot) => listServiceEdges(range, snapshot)),
		listMetrics: (metricsQuery, control) => query(control, (snapshot) => listMetrics(metricsQuery, snapshot, keys)),
		findMetricPoints: (pointsQuery, control) => query(control, (snapshot) => findMetricPoints(pointsQuery, snapshot, keys)),
		streamMetricPoints: (streamQuery, control) => stream(control, (snapshot) => streamMetricPoints(streamQuery, snapshot, keys)),
		...createRollupReader(query),
		close,
	};
}

function damagedWhileRead(cause: unknown): SpanglassError {
	return new SpanglassError("unavailable", "a part of what was asked for is damaged", {
		advice: "Ask again: the answer will leave the damaged block out.",
		retryAfterMs: 0,
		cause,
	});
}
