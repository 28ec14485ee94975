/**
 * Generations: the open columns of one signal. Types only.
 *
 * A generation takes whole requests in order of their journal sequence. Its writer owns it; readers of other threads open its handle. All
 * of it lives in a few growable shared buffers that are handed over once:
 *
 *   control   counts that readers may rely on, see `control.ts`
 *   rows      fixed-width columns, all of 32 bits, in segments of 8,192 rows: segment k is the bytes [k, k + 1) x columns x 32 KiB,
 *             and inside it column c is the words [c, c + 1) x 8,192
 *   words     32-bit words of everything of variable length, row-wise: attribute values, events, links, bodies, buckets, exemplars
 *   records   32-bit words of what many rows share (*entities*: resources, scopes, series, operations, shapes …, see `layout.ts`)
 *   entities  one word per entity: where its record starts in `records`
 *   traces    4 words per trace id, in order of first sight
 *   bytes, offsets   the dictionary: entry i is the bytes [offsets[i], offsets[i + 1])
 *
 * Nothing that was published is ever changed, so a reader needs no lock: it takes the published row count and reads.
 */
import type { Signal } from "@spanglass/shared/model/signal";
import type { UnixNanos } from "@spanglass/shared/units/time";
import type { LogSink, MetricSink, TraceSink } from "../wire/sink.ts";
import type { AgeHistogram } from "./age-histogram.ts";
import type { DuplicatePlaces } from "./duplicate-places.ts";
import type { SpanIndex, SpanRows } from "./span-index.ts";

/** What a reader needs: shared buffers and three facts. Structured-clonable; posted once, however much the buffers grow. */
export interface GenerationHandle {
	readonly generationId: number;
	readonly signal: Signal;
	/** Rows hold their sequence as an offset from this one. */
	readonly firstSequence: number;
	readonly control: SharedArrayBuffer;
	readonly rows: SharedArrayBuffer;
	readonly words: SharedArrayBuffer;
	readonly records: SharedArrayBuffer;
	readonly entities: SharedArrayBuffer;
	readonly traces: SharedArrayBuffer;
	readonly bytes: SharedArrayBuffer;
	readonly offsets: SharedArrayBuffer;
}

/** A service (`service.namespace`, `service.name`) by its resource attributes; a missing name is `unknown_service`. */
export interface ServiceIdentity {
	readonly namespace: string;
	readonly name: string;
}

export interface GenerationOptions {
	/** Unique for the life of the database or process, as the writer likes. */
	readonly generationId: number;
	/** Sequence of the first request that may be added. */
	readonly firstSequence: number;
	/** Called inside the walk when a resource brings a service that this generation has not seen; may be called again after a rollback. */
	readonly onNewService?: (service: ServiceIdentity) => void;
	/** Of traces: where spans that were stored before are found. Without it only those are marked that `beginRequest` names. */
	readonly spanIndex?: SpanIndex;
	/** Of traces: where spans are found that are sealed already. */
	readonly earlierSpans?: EarlierSpans;
}

/** Spans of requests that are in no open generation any more. */
export interface EarlierSpans {
	/** Raised when a trace may be found that was not before. */
	readonly version: number;
	/** False when none of a trace (4 words at `at`) can be among them. */
	mayHold(traces: Uint32Array, at: number): boolean;
	/** `key`: 4 words of the trace id, 2 of the span id. */
	has(key: Uint32Array): boolean;
}

/** The directory row of a retired generation: lets a reader rule it out without decoding it. */
export interface GenerationSummary {
	readonly signal: Signal;
	readonly rows: number;
	readonly firstSequence: number;
	/** Sequence of the last request with a row; `firstSequence - 1` when there is no row. */
	readonly lastSequence: number;
	/** Event time of the rows: span starts, log times (own, else observed), point times. 0 and 0 without rows. Nanoseconds. */
	readonly minTime: bigint;
	readonly maxTime: bigint;
	/** Bloom filter of the trace ids of spans or log records, see `trace-filter.ts`; empty for metrics. */
	readonly traceFilter: Uint8Array;
	/** Distinct names, sorted. */
	readonly serviceNames: readonly string[];
}

/** The writer's side of one generation; not shared between threads. */
export interface Generation {
	readonly signal: Signal;
	readonly handle: GenerationHandle;
	/** Rows in all, published or not. */
	readonly rowCount: number;
	/** Memory held: shared buffers as far as they are used, and the private tables of the writer. */
	readonly byteLength: number;
	/** Texts that were not valid UTF-8 and were repaired (U+FFFD), since the generation was created. */
	readonly repairedTexts: number;
	/**
	 * To be called before a walk reports to this sink; `body` is what the walk's ranges speak of. Sequences ascend. `duplicates`: places of
	 * spans that are known to repeat a span of an earlier request (see `DuplicatePlaces`).
	 */
	beginRequest(sequence: number, body: Uint8Array, duplicates?: Uint32Array): void;
	/** Make everything so far visible to readers. The shared cell `published` is the caller's business, afterwards. */
	publish(): void;
	/** Forget everything since `beginRequest` (a walk threw). Rare and slow: tables are built anew. */
	rollback(): void;
	/** Distinct names of services, sorted; as in the summary. */
	readonly serviceNames: readonly string[];
	/** Add how old, at `now`, the rows since `beginRequest` are: by a span's end, a record's or point's time. Cost: one pass over them. */
	addAges(now: UnixNanos, ages: AgeHistogram): void;
	/** What the directory keeps when this generation is retired. Cost: one pass over the rows. */
	summarize(): GenerationSummary;
}

export interface TraceGeneration extends Generation, TraceSink, SpanRows {
	/** Spans marked duplicate since `forgetDuplicates`. */
	readonly duplicates: readonly DuplicatePlaces[];
	/** Spans marked duplicate since `beginRequest`. */
	readonly duplicatesInRequest: number;
	/** They are stored and need not be told again. */
	forgetDuplicates(): void;
}
export type LogGeneration = Generation & LogSink;
export type MetricGeneration = Generation & MetricSink;

/** The generation of a signal, see `create-generation.ts`. */
export interface GenerationOf {
	readonly traces: TraceGeneration;
	readonly logs: LogGeneration;
	readonly metrics: MetricGeneration;
}
