/**
 * One query's view of everything: the requests committed when it began, no more and no less.
 *
 * The order of steps is the contract with the writer (`shared-cells.ts`): register the epoch, BEGIN and first read (last sequence S,
 * watermarks, directory), wait until S is published, drain the feed, take the views. What is retired is decoded from the journal on
 * demand; what is committed and not yet published in time, too.
 */
import { SpanglassError } from "@spanglass/shared/model/errors";
import { SIGNALS, type Signal } from "@spanglass/shared/model/signal";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import type { GenerationView } from "../../../columns/generation-view.ts";
import type { RowView } from "../../../columns/row-view.ts";
import { mayHoldTrace } from "../../../columns/trace-filter.ts";
import type { QueryControl } from "../../api/telemetry-store.ts";
import type { Connection } from "../driver.ts";
import { SIGNAL_CODE } from "../journal-row.ts";
import { clearQuery, currentIncarnation, publishedSequence, registerQuery, type SharedCells, waitForPublished } from "../shared-cells.ts";
import type { ConnectionPool } from "./connection-pool.ts";
import { decodeJournal } from "./journal-decoder.ts";
import type { LiveGenerations } from "./live-generations.ts";
import { Pace } from "./pace.ts";
import type { RetiredGeneration, RetiredGenerations } from "./retired-generations.ts";
import { READER_SQL, type WatermarkRow } from "./sql.ts";

const PUBLISH_WAIT_MS = 50;
const RETRY_AFTER_MS = 500;

export interface SnapshotSources {
	readonly cells: SharedCells;
	readonly owner: number;
	readonly pool: ConnectionPool;
	readonly live: LiveGenerations;
	readonly retired: RetiredGenerations;
}

/**
 * Rows [from, to) of one view, and of those the ones that `has` accepts; all when it is undefined. It is there when rows are not in order of
 * arrival and only some arrived in the window that was asked for.
 */
export interface Rows {
	readonly view: RowView;
	readonly from: number;
	readonly to: number;
	readonly has: ((row: number) => boolean) | undefined;
}

/** Journal sequences in (after, upTo]. */
export interface Arrivals {
	readonly after: number;
	readonly upTo: number;
}

/** Rows of a signal that lie together, as far as the snapshot sees them; parts of a signal are in order of their first sequence. */
export interface Part {
	/** False when the directory rules out that an item has its event time in the range. */
	mayOverlap(range: TimeRange): boolean;
	/** False when the directory rules out the trace (4 words). */
	mayHold(traceId: Uint32Array): boolean;
	/** False when every request in it has a sequence up to this one. */
	mayHoldAfter(sequence: number): boolean;
	/** Names of services when the directory has them, else undefined: look at the rows. */
	readonly services: readonly string[] | undefined;
	/** Those that arrived in the window; all that the snapshot sees when it is left out. Row numbers stay the same. Cost: nothing. */
	open(arrivals?: Arrivals): Promise<Rows>;
}

export class Snapshot {
	/** Last committed sequence: what this snapshot includes. */
	readonly asOf: number;
	readonly pace: Pace;
	readonly #parts: ReadonlyMap<Signal, readonly Part[]>;
	readonly #close: () => void;

	constructor(asOf: number, pace: Pace, parts: ReadonlyMap<Signal, readonly Part[]>, close: () => void) {
		this.asOf = asOf;
		this.pace = pace;
		this.#parts = parts;
		this.#close = close;
	}

	parts(signal: Signal): readonly Part[] {
		return this.#parts.get(signal) ?? [];
	}

	/** End the transaction. Views already opened stay valid. */
	close(): void {
		this.#close();
	}
}

/**
 * Begin a query; `close` must follow.
 *
 * Throws  overloaded: no slot is free · unavailable: the collector is starting up or its writer has just been replaced.
 */
export async function openSnapshot(sources: SnapshotSources, control: QueryControl): Promise<Snapshot> {
	const { cells, owner, pool, live } = sources;
	const slot = registerQuery(cells, owner);
	if (slot < 0) throw new SpanglassError("overloaded", "too many queries are running", { retryAfterMs: RETRY_AFTER_MS });
	let connection: Connection | undefined;
	const close = once(() => {
		if (connection !== undefined) endTransaction(pool, connection);
		clearQuery(cells, slot);
	});
	live.beginStart();
	try {
		connection = pool.take();
		connection.run(READER_SQL.begin);
		return await takeSnapshot(sources, { connection, pace: new Pace(control) }, close);
	} catch (error) {
		close();
		throw error;
	} finally {
		live.finishStart();
	}
}

interface Access {
	readonly connection: Connection;
	readonly pace: Pace;
}

async function takeSnapshot(sources: SnapshotSources, access: Access, close: () => void): Promise<Snapshot> {
	const { cells, retired, live } = sources;
	const { connection, pace } = access;
	const incarnation = currentIncarnation(cells);
	const asOf = connection.get<{ readonly last: number }>(READER_SQL.lastSequence)?.last ?? 0;
	const watermarks = new Map(connection.all<WatermarkRow>(READER_SQL.watermarks).map((row) => [row.signal, row.watermark]));
	retired.update(connection, incarnation);
	await waitForPublished(cells, asOf, PUBLISH_WAIT_MS);
	const published = Math.min(publishedSequence(cells), asOf);
	const views = live.views();
	if (published < 0 || currentIncarnation(cells) !== incarnation) throw starting();
	const parts = SIGNALS.map((signal): [Signal, readonly Part[]] => {
		const watermark = watermarks.get(SIGNAL_CODE[signal]) ?? 0;
		const open = views.filter(({ handle }) => handle.signal === signal);
		return [
			signal,
			[
				...retired.list(signal, watermark).map((entry) => retiredPart(retired, entry, access)),
				...open.flatMap((view) => livePart(view, watermark, published)),
				...(published < asOf ? [journalPart(signal, published, asOf, access)] : []),
			],
		];
	});
	return new Snapshot(asOf, pace, new Map(parts), close);
}

function starting(): SpanglassError {
	return new SpanglassError("unavailable", "the collector is reading its journal", {
		advice: "Try again in a moment.",
		retryAfterMs: RETRY_AFTER_MS,
	});
}

const ALWAYS = () => true;

/** Rows of open columns above the watermark and up to `upTo`; nothing when there are none. */
function livePart(view: GenerationView, watermark: number, upTo: number): Part[] {
	const rows = { view, from: view.rowsUpTo(watermark), to: view.rowsUpTo(upTo) };
	if (rows.from >= rows.to) return [];
	const mayHoldAfter = (sequence: number) => view.rowsUpTo(sequence) < rows.to;
	const open = async (arrivals: Arrivals = EVER) => arrivedRows(rows, arrivals);
	return [{ mayOverlap: ALWAYS, mayHold: ALWAYS, mayHoldAfter, services: undefined, open }];
}

const EVER: Arrivals = { after: -1, upTo: Number.MAX_SAFE_INTEGER };

/** Rows in order of arrival, narrowed to a window. */
function arrivedRows({ view, from, to }: OpenRows, { after, upTo }: Arrivals): Rows {
	return { view, from: Math.max(from, view.rowsUpTo(after)), to: Math.min(to, view.rowsUpTo(upTo)), has: undefined };
}

interface OpenRows {
	readonly view: GenerationView;
	readonly from: number;
	readonly to: number;
}

function wholeView(view: GenerationView): OpenRows {
	return { view, from: 0, to: view.counts.rows };
}

function retiredPart(cache: RetiredGenerations, entry: RetiredGeneration, access: Access): Part {
	return {
		mayOverlap: ({ start, end }) => entry.minTime < end && entry.maxTime >= start,
		mayHold: (traceId) => mayHoldTrace(entry.traceFilter, traceId),
		mayHoldAfter: (sequence) => entry.lastSequence > sequence,
		services: entry.services,
		open: async (arrivals = EVER) => arrivedRows(wholeView(await cache.open(entry, { ...access, isLookup: true })), arrivals),
	};
}

/** Requests that were committed and not published in time; decoded once per query. */
function journalPart(signal: Signal, after: number, upTo: number, { connection, pace }: Access): Part {
	let rows: Promise<OpenRows> | undefined;
	const open = async (arrivals = EVER) => {
		rows ??= decodeJournal(connection, { signal, after, upTo }, pace).then(wholeView);
		return arrivedRows(await rows, arrivals);
	};
	return { mayOverlap: ALWAYS, mayHold: ALWAYS, mayHoldAfter: (sequence) => upTo > sequence, services: undefined, open };
}

function endTransaction(pool: ConnectionPool, connection: Connection): void {
	try {
		connection.run(READER_SQL.commit);
		pool.give(connection);
	} catch {
		connection.close();
	}
}

function once(action: () => void): () => void {
	let isDone = false;
	return () => {
		if (isDone) return;
		isDone = true;
		action();
	};
}
