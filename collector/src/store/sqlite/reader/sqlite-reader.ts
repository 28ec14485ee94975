import type { MessagePort } from "node:worker_threads";
import { LIMITS } from "@spanglass/shared/model/limits";
import type { AppReader } from "../../api/app-store.ts";
import type { QueryControl, TelemetryReader } from "../../api/telemetry-store.ts";
import { createAppReader } from "../app/app-store.ts";
import { openReader } from "../driver.ts";
import { createReaderFeed } from "../reader-port.ts";
import { openCells } from "../shared-cells.ts";
import { ConnectionPool } from "./connection-pool.ts";
import { countLogs } from "./count-logs.ts";
import { findLogArrivals } from "./find-log-arrivals.ts";
import { findLogs } from "./find-logs.ts";
import { findMetricPoints } from "./find-metric-points.ts";
import { findSpans } from "./find-spans.ts";
import { findTraces } from "./find-traces.ts";
import { listDurations } from "./list-durations.ts";
import { listKeys } from "./list-keys.ts";
import { listMetrics } from "./list-metrics.ts";
import { listOperations, listServiceNames } from "./list-operations.ts";
import { listServiceEdges } from "./list-service-edges.ts";
import { listServices } from "./list-services.ts";
import { listValues } from "./list-values.ts";
import { LiveGenerations } from "./live-generations.ts";
import { RetiredGenerations } from "./retired-generations.ts";
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
	/** For generations that are no longer in open columns. */
	readonly cacheBytes?: number;
}

export interface SqliteReader {
	readonly reader: TelemetryReader;
	readonly app: AppReader;
	/** Closes both. Queries that run fail. */
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
	const retired = new RetiredGenerations(cacheBytes);
	const live = new LiveGenerations(createReaderFeed(port), (view, incarnation) => retired.adopt(view, incarnation));
	const close = () => {
		live.close();
		retired.clear();
		pool.close();
		appConnection.close();
	};
	const sources = { cells: openCells(options.cells), owner, pool, live, retired };
	return { reader: createTelemetryReader(sources, close), app: createAppReader(appConnection), close };
}

function createTelemetryReader(sources: SnapshotSources, close: () => void): TelemetryReader {
	const keys = new SeriesKeys();
	const query = async <T>(control: QueryControl, answer: (snapshot: Snapshot) => Promise<T>): Promise<T> => {
		const snapshot = await openSnapshot(sources, control);
		try {
			return await answer(snapshot);
		} finally {
			snapshot.close();
		}
	};
	return {
		findTraces: (traceQuery, control) => query(control, (snapshot) => findTraces(traceQuery, snapshot)),
		getTraceSkeleton: (traceId, control) => query(control, (snapshot) => getTraceSkeleton(traceId, snapshot)),
		async *streamTrace(traceId, control, spanId) {
			const snapshot = await openSnapshot(sources, control);
			try {
				yield* streamTrace(traceId, snapshot, spanId);
			} finally {
				snapshot.close();
			}
		},
		findSpans: (spanQuery, control) => query(control, (snapshot) => findSpans(spanQuery, snapshot)),
		listKeys: (keyQuery, control) => query(control, (snapshot) => listKeys(keyQuery, snapshot)),
		listValues: (valueQuery, control) => query(control, (snapshot) => listValues(valueQuery, snapshot)),
		findLogs: (logQuery, control) => query(control, (snapshot) => findLogs(logQuery, snapshot)),
		countLogs: (countQuery, control) => query(control, (snapshot) => countLogs(countQuery, snapshot)),
		findLogArrivals: (arrivalsQuery, control) => query(control, (snapshot) => findLogArrivals(arrivalsQuery, snapshot)),
		listServices: (range, control, environment) => query(control, (snapshot) => listServices(range, environment, snapshot)),
		listDurations: (durationQuery, control) => query(control, (snapshot) => listDurations(durationQuery, snapshot)),
		listOperations: (service, range, control) => query(control, (snapshot) => listOperations(service, range, snapshot)),
		listServiceNames: (control) => query(control, listServiceNames),
		listServiceEdges: (range, control) => query(control, (snapshot) => listServiceEdges(range, snapshot)),
		listMetrics: (metricsQuery, control) => query(control, (snapshot) => listMetrics(metricsQuery, snapshot, keys)),
		findMetricPoints: (pointsQuery, control) => query(control, (snapshot) => findMetricPoints(pointsQuery, snapshot, keys)),
		async *streamMetricPoints(streamQuery, control) {
			const snapshot = await openSnapshot(sources, control);
			try {
				yield* streamMetricPoints(streamQuery, snapshot, keys);
			} finally {
				snapshot.close();
			}
		},
		close,
	};
}
