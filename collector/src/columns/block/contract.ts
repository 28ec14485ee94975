/**
 * A sealed block: rows of one signal and one partition, sorted, as compressed chunks. Types only.
 *
 *   seal     RowView(s) ──▶ sort ──▶ segments of 8,192 rows ──▶ one chunk per column and segment ──▶ zstd
 *   read     directory row ──▶ BlockView (a RowView): decodes the chunks that are asked for
 *
 * Order of rows: spans by trace id, then start, then span id, then arrival; log records by time (own, else observed), then arrival; points
 * by series, then time, then arrival. Arrival is sequence, then place in the request. What is written is never changed.
 */
import type { Signal } from "@spanglass/shared/model/signal";
import type { RowView } from "../row-view.ts";

/** What the directory keeps of a block: enough to rule it out without reading a chunk. */
export interface BlockDirectory {
	readonly signal: Signal;
	readonly rowCount: number;
	/** Journal sequences of its rows, both inclusive. */
	readonly firstSequence: number;
	readonly lastSequence: number;
	/** Event time, both inclusive, nanoseconds: span starts, record times (own, else observed), point times. */
	readonly minTime: bigint;
	readonly maxTime: bigint;
	/** Of spans: the latest end, and the longest span; nanoseconds, 0 otherwise. */
	readonly maxEnd: bigint;
	readonly maxDuration: bigint;
	/** Of spans: those with status error. */
	readonly errorCount: number;
	/** Bloom filter of the trace ids, see `trace-filter.ts`; empty for metrics and without ids. */
	readonly traceFilter: Uint8Array;
	/** Distinct values, sorted; undefined when there are more than the cap of `limits.ts`: then it rules nothing out. */
	readonly services: readonly string[];
	/** Span names, metric names; empty for logs. */
	readonly names: readonly string[] | undefined;
	/** Keys of attributes of items, resources and scopes. */
	readonly keys: readonly string[] | undefined;
}

/** A chunk of a block as it is stored. */
export interface StoredChunk {
	/** column << 8 | first segment; see `chunk-numbers.ts`. Below 2^24. */
	readonly chunk: number;
	readonly bytes: Uint8Array;
}

export interface SealedBlock extends BlockDirectory {
	readonly chunks: readonly StoredChunk[];
}

/** Rows that go into a block: those of a view that `has` accepts; all when it is left out. */
export interface RowsToSeal {
	readonly view: RowView;
	readonly has?: (row: number) => boolean;
}

/**
 * Seals in slices: each `next()` works for a few milliseconds at most. Sources are in order of arrival; several make one merged block
 * (compaction). Result: undefined when there is no row.
 */
export type SealBlock = (sources: readonly RowsToSeal[]) => Generator<undefined, SealedBlock | undefined, undefined>;

/** Where a BlockView gets chunks: the store reads and caches them. */
export interface BlockChunks {
	/**
	 * A decoded form of a chunk: as cached, else `decode` of its stored bytes. A chunk may have several forms, told apart by `part` (0 to
	 * 255): small columns have many segments in one chunk. `decode` may ask for other chunks.
	 * Throws  DamagedBlockError when the chunk is missing or `decode` throws.
	 */
	decoded<T extends { readonly byteLength: number }>(chunk: number, part: number, decode: (stored: Uint8Array) => T): T;
}

/** The stored bytes of a block cannot be what was written. */
export class DamagedBlockError extends Error {
	override readonly name = "DamagedBlockError";
}
