/**
 * The telemetry store: what a backend promises. Interfaces and prose only.
 *
 * A backend has two faces. The *writer* takes requests and acknowledges them after they are on disk. The *reader* answers queries; it sees
 * every request that was acknowledged before the query began, exactly once, and nothing that is not acknowledged by the time it ends.
 * Times are half-open ranges of event time; orders are total (ties by id); counts are exact.
 *
 * Owns    what a reader answers belongs to the caller; a store never changes it afterwards.
 * Throws  SpanglassError only. Every call of a reader: overloaded (too many queries run), unavailable (the writer is starting again, the
 *         query was cancelled or is past its deadline, the disk); both with retryAfterMs where waiting helps. Further kinds stand at the call.
 */
import type { SpanId, TraceId } from "@spanglass/shared/model/ids";
import type { LogRecord } from "@spanglass/shared/model/log-record";
import type { MetricPoint, MetricType } from "@spanglass/shared/model/metric";
import type { Signal } from "@spanglass/shared/model/signal";
import type { Span } from "@spanglass/shared/model/span";
import type { TraceSkeleton } from "@spanglass/shared/model/trace-skeleton";
import type { TraceSummary } from "@spanglass/shared/model/trace-summary";
import type { Filter, ItemFilter } from "@spanglass/shared/query/filter";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import type { UnixNanos } from "@spanglass/shared/units/time";
import type { CommitSummary, IngestRequest, IngestResult } from "./ingest-request.ts";
import type { LogArrivals, LogArrivalsQuery, LogCountQuery, LogCounts } from "./log-queries.ts";
import type { MatchReader } from "./match-queries.ts";
import type { MetricStreamQuery, StreamedPoint } from "./metric-queries.ts";
import type { RollupReader } from "./rollup-queries.ts";
import type { DurationQuery, DurationStats } from "./service-durations.ts";
import type { SpanPage, SpanQuery } from "./span-queries.ts";
import type { KeyPage, KeyQuery, ValuePage, ValueQuery } from "./suggestion-queries.ts";
import type { WriterStatus } from "./writer-status.ts";

export interface TelemetryWriter {
	/**
	 * Store one request. Its bytes are counted as in flight before this returns.
	 *
	 * Result  resolves only after the transaction that holds every accepted item is committed and synced.
	 *         An undecodable body, or one whose wire format is broken, throws and stores nothing; bad *items* are counted in `rejected`.
	 * Throws  SpanglassError: invalid_input (undecodable), overloaded (over a byte bound; retryAfterMs), unavailable (disk; retryAfterMs).
	 * Order   requests become visible in the order of their journal sequence.
	 */
	ingest(request: IngestRequest): Promise<IngestResult>;
	/** Tell `listener` of what was published after each commit, at most 10 times a second. Result: the function that ends the subscription. */
	onCommit(listener: (summary: CommitSummary) => void): () => void;
	/**
	 * Remove every item whose resource carries `spanglass.demo` as true, whether the rest of its request does or not.
	 *
	 * Result  how many items are gone. Afterwards every answer is that of a store that never got them, but for sequences and places in a
	 *         request (ids of log records), and for `received` and what else counts since the start. Services without anything left lose
	 *         their entry and colour. The demo's senders are forgotten.
	 * Order   what was acknowledged before the call is looked at, nothing else is stored meanwhile. A query has everything of before, or
	 *         everything of after, or fails as `unavailable` with retryAfterMs.
	 * Resend  a copy of a request that was the demo's alone is a new request; of one of which something stayed it is a copy.
	 * Throws  unavailable: nothing was removed.
	 */
	removeDemo(): Promise<Readonly<Record<Signal, number>>>;
	/** Numbers of this moment. Cost: nothing is counted for it. */
	status(): Promise<WriterStatus>;
	/** Commit what is queued, then release everything. Idempotent. */
	close(): Promise<void>;
}

/** Lets a query be cancelled and share its thread. */
export interface QueryControl {
	/**
	 * To be awaited after each block of work (≤ 10 ms). Yields to other queries when its turn is over.
	 * Throws SpanglassError `unavailable` when the query was cancelled or is past its deadline.
	 */
	checkpoint(): Promise<void>;
}

/** What a list answer covered. `warnings` are sentences for people. */
export interface Coverage {
	/** False: something in the range was not looked at, and a warning says what. */
	readonly complete: boolean;
	/** What was looked at of the range asked for; left out when it is all of it. */
	readonly scannedRange?: TimeRange;
	readonly scannedRows: number;
	readonly scannedBlocks: number;
	readonly warnings: readonly string[];
}

export type TraceSort = "newest" | "longest" | "spans" | "errors";

/**
 * Traces that have at least one single span in `range` (by its start) which satisfies `filter`; what the filter asks about other spans of
 * the trace may be outside of the range (`trace-eval.ts`).
 * Sorts: newest = latest trace start first; longest, spans, errors = largest first; ties by trace id ascending.
 */
export interface TraceQuery {
	readonly range: TimeRange;
	readonly filter: Filter;
	readonly sort: TraceSort;
	/** 1 .. 1000. */
	readonly limit: number;
	/** From the previous page; ignore arrivals after its `asOf`. A foreign or damaged one throws invalid_input. */
	readonly cursor: string | undefined;
	/** Only traces with a span stored after this journal sequence (live lists). */
	readonly sinceSequence?: number;
}

export interface TracePage extends Coverage {
	readonly traces: readonly TraceSummary[];
	readonly cursor: string | undefined;
	/**
	 * Matching traces in all; undefined when the search stopped before it knew: there are more than the page shows. With `sinceSequence` it is
	 * always known.
	 */
	readonly total: number | undefined;
	/** Journal sequence that this answer includes. */
	readonly asOf: number;
}

/** Records whose time (own, else observed) lies in `range` and that satisfy `filter`. `traceId` narrows to one trace (then range is ignored). */
export interface LogQuery {
	readonly range: TimeRange;
	readonly filter: ItemFilter;
	readonly traceId: TraceId | undefined;
	readonly order: "newest" | "oldest";
	readonly limit: number;
	readonly cursor: string | undefined;
}

/** A record with its place in the order (journal sequence and ordinal), unique in the installation. */
export interface StoredLogRecord {
	readonly id: string;
	readonly record: LogRecord;
}

export interface LogPage extends Coverage {
	readonly records: readonly StoredLogRecord[];
	readonly cursor: string | undefined;
	/** Matching records in all; undefined as in `TracePage`. */
	readonly total: number | undefined;
}

export interface OperationStats {
	readonly name: string;
	readonly kind: number;
	readonly count: number;
}

/** Parent → child pairs of spans of one trace, by their services, same-service pairs included (Jaeger's definition). */
export interface ServiceEdge {
	readonly parent: string;
	readonly child: string;
	readonly count: number;
}

export interface MetricCatalogEntry {
	readonly name: string;
	readonly type: MetricType;
	readonly unit: string;
	readonly description: string;
	/** OTLP AggregationTemporality. */
	readonly temporality: number;
	readonly monotonic: boolean;
	readonly seriesCount: number;
	readonly pointCount: number;
	readonly services: readonly string[];
	readonly lastTime: UnixNanos;
}

/** Metrics with a point in `range` of a series that satisfies `filter`. */
export interface MetricCatalogQuery {
	readonly range: TimeRange;
	/** Conditions on the series' attributes, resource and scope; numbers and services of an entry speak of such series only. */
	readonly filter: ItemFilter;
	/** Only metrics of this name. */
	readonly name?: string;
}

export interface MetricPointsQuery {
	readonly name: string;
	readonly range: TimeRange;
	/** Conditions on the series' attributes, resource and scope. */
	readonly filter: ItemFilter;
	readonly limit: number;
}

/** Points in order of series, then time, then arrival. */
export interface MetricPointsPage extends Coverage {
	readonly points: readonly MetricPoint[];
	readonly total: number;
}

export interface TelemetryReader extends RollupReader, MatchReader {
	/**
	 * One page of traces; see `TraceQuery`.
	 *
	 * Result  summaries of whole traces, also of their spans outside the range. `total` is exact or undefined.
	 * Throws  invalid_input: the cursor is damaged or belongs to another query.
	 * Cost    newest first: what is stored from the latest on, until the page is full. Other sorts: the summaries of all traces that may match,
	 *         then spans in the order of the sort until the page is full. A filter over several spans: all spans of the range that may match.
	 */
	findTraces(query: TraceQuery, control: QueryControl): Promise<TracePage>;
	/**
	 * One page of spans; see `SpanQuery`.
	 *
	 * Throws  invalid_input: the cursor is damaged or belongs to another query.
	 * Cost    newest first: blocks that begin after the last row of the page; longest first: as `findTraces`.
	 */
	findSpans(query: SpanQuery, control: QueryControl): Promise<SpanPage>;
	/**
	 * Columns of one trace; undefined when no span of it is stored. `serviceColors` is left empty: the app store knows colours.
	 * Cost  as `streamTrace`.
	 */
	getTraceSkeleton(traceId: TraceId, control: QueryControl): Promise<TraceSkeleton | undefined>;
	/**
	 * Every span of a trace in batches of ≤ 500, by start, then span id, then arrival. No batch when there is none.
	 * `spanId` is a hint that only spans with this id are wanted: a backend may leave out others, and need not.
	 * Cost  one pass over the rows in memory and the decoding of what may hold the trace; nothing is held while the consumer is slow.
	 */
	streamTrace(traceId: TraceId, control: QueryControl, spanId?: SpanId): AsyncIterable<readonly Span[]>;
	/**
	 * One page of records; see `LogQuery`. Ties by arrival.
	 *
	 * Throws  invalid_input: the cursor is damaged or belongs to another query.
	 * Cost    as `findTraces`.
	 */
	findLogs(query: LogQuery, control: QueryControl): Promise<LogPage>;
	/** Records of a range counted by time and level: exactly those that `findLogs` would list. Cost: one pass over the rows of the range. */
	countLogs(query: LogCountQuery, control: QueryControl): Promise<LogCounts>;
	/** Keys of attributes with the number of items that have them; see `KeyQuery`. Cost: bounded by its `rows`. */
	listKeys(query: KeyQuery, control: QueryControl): Promise<KeyPage>;
	/** Values of a field with the number of items that have them; see `ValueQuery`. Cost: bounded by its `rows`. */
	listValues(query: ValueQuery, control: QueryControl): Promise<ValuePage>;
	/** What arrived between two journal sequences. Cost: one pass over the rows that arrived; older ones are not read. */
	findLogArrivals(query: LogArrivalsQuery, control: QueryControl): Promise<LogArrivals>;
	/**
	 * Durations of the spans of one operation; see `DurationQuery`.
	 *
	 * Result  a service or operation that was never seen: count 0, no quantiles, no buckets.
	 * Cost    one pass over the spans of the range and one sort of what matches.
	 */
	listDurations(query: DurationQuery, control: QueryControl): Promise<DurationStats>;
	/** Span names of a service by name, then kind. Undefined range: everything stored. */
	listOperations(service: string, range: TimeRange | undefined, control: QueryControl): Promise<readonly OperationStats[]>;
	/** Names of all services with spans, sorted. Fast: must not scan rows. */
	listServiceNames(control: QueryControl): Promise<readonly string[]>;
	/**
	 * Pairs whose child starts in the range, by parent, then child; the parent may start outside of it. Of several spans with the parent's id
	 * it is the earliest, then the longest, then the first that arrived.
	 * Cost  one pass over the spans of the range and over what may hold their parents.
	 */
	listServiceEdges(range: TimeRange, control: QueryControl): Promise<readonly ServiceEdge[]>;
	/**
	 * See `MetricCatalogQuery`. By name, then type, then temporality; the description is the one sent with the latest point.
	 * Cost  one pass over the points of the range; the filter is asked once per series.
	 */
	listMetrics(query: MetricCatalogQuery, control: QueryControl): Promise<readonly MetricCatalogEntry[]>;
	/** The first `limit` points in their order; see `MetricPointsPage`. Cost: one pass over the points of the range. */
	findMetricPoints(query: MetricPointsQuery, control: QueryControl): Promise<MetricPointsPage>;
	/**
	 * Every point of one catalog entry in batches of ≤ 500, however many there are.
	 *
	 * Order  points of one series by time, then arrival; which series comes when is open. A backend reads old data in pieces: a point that
	 *        arrived long after a later one of its series may come after it.
	 * Cost   one pass over the points of the range; memory for one piece (a generation), not for all points.
	 */
	streamMetricPoints(query: MetricStreamQuery, control: QueryControl): AsyncIterable<readonly StreamedPoint[]>;
	/** Queries that run fail. */
	close(): void;
}
