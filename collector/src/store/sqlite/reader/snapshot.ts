/**
 * One query's view of everything: the requests committed when it began, no more and no less.
 *
 * The order of steps is the contract with the writer (`shared-cells.ts`): register the epoch, BEGIN and first read (last sequence S,
 * watermarks, directory of blocks), wait until S is published, drain the feed, take the views. Rows up to a signal's watermark are in
 * blocks, rows above it in open columns; what is committed and not published in time is decoded from the journal.
 */
import { SpanglassError } from "@spanglass/shared/model/errors";
import { SIGNALS, type Signal } from "@spanglass/shared/model/signal";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import type { BlockView } from "../../../columns/block/block-view.ts";
import type { GenerationView } from "../../../columns/generation-view.ts";
import type { TraceProbe } from "../../../columns/trace-filter.ts";
import type { Coverage, QueryControl } from "../../api/telemetry-store.ts";
import { nanosFromBlob } from "../block-row.ts";
import type { Connection } from "../driver.ts";
import { SIGNAL_CODE, signalOfCode } from "../journal-row.ts";
import { clearQuery, currentIncarnation, publishedSequence, registerQuery, type SharedCells, waitForPublished } from "../shared-cells.ts";
import type { BlockDirectory, BlockSet, KnownBlock, LostBlock } from "./block-directory.ts";
import { blockPart } from "./block-parts.ts";
import type { ChunkCache } from "./chunk-cache.ts";
import type { ConnectionPool } from "./connection-pool.ts";
import { CoverageCounter, isoText } from "./coverage.ts";
import { decodeJournal, type SequenceRange } from "./journal-decoder.ts";
import type { LiveGenerations } from "./live-generations.ts";
import { type BlockMemories, openStoredBlock } from "./open-block.ts";
import { Pace } from "./pace.ts";
import { type Arrivals, EVER, type Part, type Rows } from "./part.ts";
import { ReadAccess } from "./read-access.ts";
import type { OpenRollups } from "./rollups/open-rollups.ts";
import { StoredPacks, storedLinks } from "./rollups/stored-packs.ts";
import { READER_SQL, type SignalStateRow } from "./sql.ts";
import type { StoredTraceSums } from "./stored-traces.ts";

/** Without any progress; and in all. Decoding the journal takes longer than the writer, whose core it may need. */
const PUBLISH_WAIT_MS = 50;
const LONGEST_PUBLISH_WAIT_MS = 400;
const RETRY_AFTER_MS = 500;

export interface SnapshotSources {
	readonly cells: SharedCells;
	readonly owner: number;
	readonly pool: ConnectionPool;
	readonly live: LiveGenerations;
	readonly blocks: BlockDirectory;
	readonly cache: ChunkCache;
	readonly memories: BlockMemories;
	readonly openRollups: OpenRollups;
}

/** Everything a snapshot was taken of. */
interface SnapshotState {
	readonly asOf: number;
	readonly access: ReadAccess;
	readonly pace: Pace;
	readonly blocks: BlockSet;
	/** Latest event time in what retention has deleted. */
	readonly deletedUntil: ReadonlyMap<Signal, bigint>;
	/** Of the rows that are in no block, by signal. */
	readonly openParts: ReadonlyMap<Signal, readonly Part[]>;
	readonly cache: ChunkCache;
	readonly memories: BlockMemories;
	readonly openRollups: OpenRollups;
	/** By signal: rows of requests up to it are in blocks. */
	readonly watermarks: ReadonlyMap<Signal, number>;
	readonly close: () => void;
}

export interface RollupAccess {
	readonly stored: StoredPacks;
	/** See `OpenRollups.packs`. */
	readonly openPacks: () => ReturnType<OpenRollups["packs"]>;
}

/** Views of blocks that a query has at hand: each holds what was read of its block. */
const VIEWS = 4;

/** Numbers the queries of this thread. */
let queries = 0;

export class Snapshot {
	/** Last committed sequence: what this snapshot includes. */
	readonly asOf: number;
	readonly pace: Pace;
	readonly #state: SnapshotState;
	readonly #lost: LostBlock[];
	/** Least recently asked for first. */
	readonly #views = new Map<number, BlockView>();
	readonly #query = ++queries;
	#counter: CoverageCounter;
	#parts = new Map<Signal, readonly Part[]>();

	constructor(state: SnapshotState) {
		this.asOf = state.asOf;
		this.pace = state.pace;
		this.#state = state;
		this.#lost = [...state.blocks.lost];
		this.#counter = new CoverageCounter(this.#lost);
	}

	/** In order of their first sequence: blocks, then what is in none. */
	parts(signal: Signal): readonly Part[] {
		const known = this.#parts.get(signal);
		if (known !== undefined) return known;
		const { blocks, openParts } = this.#state;
		const lost = new Set(this.#lost.map(({ id }) => id));
		const readable = blocks.readable[signal].filter(({ id }) => !lost.has(id));
		const stored = readable.map((block) => blockPart(block, () => this.#view(block)));
		const parts = [...stored, ...(openParts.get(signal) ?? [])].map((part) => this.#counter.counted(part));
		this.#parts.set(signal, parts);
		return parts;
	}

	/** What the parts opened so far, and blocks that are damaged, mean for an answer about a range; without one about all times. */
	coverage(signal: Signal, range?: TimeRange): Coverage {
		return this.#counter.coverage(signal, range);
	}

	/** What this thread keeps of the traces of all blocks. */
	get traceSums(): StoredTraceSums {
		return this.#state.memories.traceSums;
	}

	/** Roll-ups as they are stored, and those of what is in no block. */
	get rollups(): RollupAccess {
		const { access, cache, openRollups, watermarks } = this.#state;
		return {
			stored: new StoredPacks({ access, cache, query: this.#query }),
			openPacks: () =>
				openRollups.packs({
					parts: this.parts("traces"),
					watermark: watermarks.get("traces") ?? 0,
					storedLinks: (partition) => access.read((connection) => storedLinks(connection, partition)),
					pace: this.pace,
				}),
		};
	}

	/** The database as the snapshot sees it. */
	read<T>(use: (connection: Connection) => T): T {
		return this.#state.access.read(use);
	}

	/** Rows of requests up to it are in blocks. */
	watermark(signal: Signal): number {
		return this.#state.watermarks.get(signal) ?? 0;
	}

	/** The block that was asked for last. */
	get lastBlock(): number | undefined {
		return [...this.#views.keys()].at(-1);
	}

	/**
	 * The same for an answer about one trace that begins at `start`: what retention has deleted reaches up to some event time, and what began
	 * before may have lost a part.
	 */
	coverageOfTrace(signal: Signal, trace: TraceProbe, start: bigint): Coverage {
		const coverage = this.#counter.ofTrace(signal, trace);
		const deletedUntil = this.#state.deletedUntil.get(signal);
		if (deletedUntil === undefined || start > deletedUntil) return coverage;
		const warning = `It began before ${isoText(deletedUntil)}, up to which old data has been deleted: a part may be gone.`;
		return { ...coverage, complete: false, warnings: [...coverage.warnings, warning] };
	}

	/** Go on without a block whose bytes are damaged: parts and coverage are as if nothing had been read yet. */
	leaveOut(blockId: number): void {
		this.#views.delete(blockId);
		const block = Object.values(this.#state.blocks.readable)
			.flat()
			.find(({ id }) => id === blockId);
		if (block === undefined) return;
		const { signal, minTime, maxTime, traceFilter } = block.directory;
		this.#lost.push({ id: blockId, known: { signal, minTime, maxTime, traceFilter } });
		this.#parts = new Map();
		this.#counter = new CoverageCounter(this.#lost);
	}

	/** End the transaction. Views already opened stay valid; a block may be gone when more of it is read. */
	close(): void {
		this.#state.close();
	}

	#view(block: KnownBlock): BlockView {
		const { access, cache, memories } = this.#state;
		const view = this.#views.get(block.id) ?? openStoredBlock(block, { access, cache, memories, query: this.#query });
		this.#views.delete(block.id);
		this.#views.set(block.id, view);
		for (const oldest of this.#views.keys()) {
			if (this.#views.size <= VIEWS) break;
			this.#views.delete(oldest);
		}
		return view;
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
	let access: ReadAccess | undefined;
	const close = once(() => {
		access?.end();
		clearQuery(cells, slot);
	});
	live.beginStart();
	try {
		access = new ReadAccess(pool);
		return await takeSnapshot(sources, { access, pace: new Pace(control) }, close);
	} catch (error) {
		close();
		throw error;
	} finally {
		live.finishStart();
	}
}

interface Access {
	readonly access: ReadAccess;
	readonly pace: Pace;
}

async function takeSnapshot(sources: SnapshotSources, { access, pace }: Access, close: () => void): Promise<Snapshot> {
	const { cells, live, cache, memories, openRollups } = sources;
	const incarnation = currentIncarnation(cells);
	const { asOf, states, blocks } = access.read((connection) => ({
		asOf: connection.get<{ readonly last: number }>(READER_SQL.lastSequence)?.last ?? 0,
		states: connection.all<SignalStateRow>(READER_SQL.signalStates),
		blocks: sources.blocks.read(connection),
	}));
	await waitForPublished(cells, asOf, PUBLISH_WAIT_MS, LONGEST_PUBLISH_WAIT_MS);
	const published = Math.min(publishedSequence(cells), asOf);
	const views = live.views();
	if (published < 0 || currentIncarnation(cells) !== incarnation) throw starting();
	const watermarks = new Map(SIGNALS.map((signal) => [signal, watermarkOf(signal, states)]));
	const openParts = SIGNALS.map((signal): [Signal, readonly Part[]] => {
		const watermark = watermarks.get(signal) ?? 0;
		const open = views.filter(({ handle }) => handle.signal === signal);
		const after = Math.max(published, watermark);
		return [
			signal,
			[
				...open.flatMap((view) => livePart(view, watermark, published)),
				...(after < asOf ? [journalPart({ signal, after, upTo: asOf }, access, pace)] : []),
			],
		];
	});
	return new Snapshot({
		asOf,
		access,
		pace,
		blocks,
		deletedUntil: deletedUntilOf(states),
		openParts: new Map(openParts),
		cache,
		memories,
		openRollups,
		watermarks,
		close,
	});
}

function watermarkOf(signal: Signal, states: readonly SignalStateRow[]): number {
	return states.find((state) => state.signal === SIGNAL_CODE[signal])?.watermark ?? 0;
}

function deletedUntilOf(states: readonly SignalStateRow[]): ReadonlyMap<Signal, bigint> {
	const times = new Map<Signal, bigint>();
	for (const { signal, deleted_until } of states) {
		const name = signalOfCode(signal);
		if (name !== undefined && deleted_until?.length === 8) times.set(name, nanosFromBlob(deleted_until));
	}
	return times;
}

function starting(): SpanglassError {
	return new SpanglassError("unavailable", "the collector is reading its journal", {
		advice: "Try again in a moment.",
		retryAfterMs: RETRY_AFTER_MS,
	});
}

const ALWAYS = () => true;
/** Nothing is known of rows that were not decoded yet. */
const UNKNOWN = { times: undefined, mayOverlap: ALWAYS, mayHold: ALWAYS, mayMatch: ALWAYS, services: undefined };

/**
 * Rows of open columns above the watermark and up to `upTo`; nothing when there are none. What is told of them without a look at each holds
 * of all rows of the generation, so of these too.
 */
function livePart(view: GenerationView, watermark: number, upTo: number): Part[] {
	const rows = { view, from: view.rowsUpTo(watermark), to: view.rowsUpTo(upTo) };
	if (rows.from >= rows.to) return [];
	const times = view.eventTimes();
	return [
		{
			...UNKNOWN,
			times,
			mayOverlap: ({ start, end }) => times.min < end && times.max >= start,
			mayHold: ({ id }) => view.findTrace(id) >= 0,
			mayHoldAfter: (sequence) => view.rowsUpTo(sequence) < rows.to,
			open: async (arrivals = EVER) => arrivedRows(rows, arrivals),
		},
	];
}

interface OpenRows {
	readonly view: GenerationView;
	readonly from: number;
	readonly to: number;
}

/** Rows in order of arrival, narrowed to a window. */
function arrivedRows({ view, from, to }: OpenRows, { after, upTo }: Arrivals): Rows {
	return { view, again: () => view, from: Math.max(from, view.rowsUpTo(after)), to: Math.min(to, view.rowsUpTo(upTo)), has: undefined };
}

/** Requests that were committed and not published in time; decoded once per query. */
function journalPart(requests: SequenceRange, access: ReadAccess, pace: Pace): Part {
	let rows: Promise<OpenRows> | undefined;
	const open = async (arrivals = EVER) => {
		rows ??= decodeJournal(access, requests, pace).then((view) => ({ view, from: 0, to: view.counts.rows }));
		return arrivedRows(await rows, arrivals);
	};
	return { ...UNKNOWN, mayHoldAfter: (sequence) => requests.upTo > sequence, open };
}

function once(action: () => void): () => void {
	let isDone = false;
	return () => {
		if (isDone) return;
		isDone = true;
		action();
	};
}
