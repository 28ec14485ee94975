/** The blocks that there are, as this thread knows them from the snapshots of its queries. */
import type { Signal } from "@spanglass/shared/model/signal";
import { halvesFromUnixNanos } from "@spanglass/shared/units/time";
import type { BlockDirectory as Directory } from "../../../columns/block/contract.ts";
import { BLOCK_STATE, type DirectoryRow, directoryFromRow, isDirectoryAsWritten, nanosFromBlob } from "../block-row.ts";
import type { Connection } from "../driver.ts";
import { signalOfCode } from "../journal-row.ts";
import { READER_SQL } from "./sql.ts";

/** A block that can be read, with what is kept of it between queries. */
export interface KnownBlock {
	readonly id: number;
	readonly directory: Directory;
	/** Of its earliest event time. */
	readonly minHalves: readonly [number, number];
}

/** A block whose stored bytes are damaged: answers leave it out and say so. */
export interface LostBlock {
	readonly id: number;
	/** What is told of it where its row of the directory can be believed; else any answer may lack something. */
	readonly known: LostContent | undefined;
}

export interface LostContent {
	readonly signal: Signal;
	readonly minTime: bigint;
	readonly maxTime: bigint;
	readonly traceFilter: Uint8Array;
}

/** The blocks of one state of the table. Never changed. */
export interface BlockSet {
	/** By signal, in order of their first sequence. */
	readonly readable: Readonly<Record<Signal, readonly KnownBlock[]>>;
	readonly lost: readonly LostBlock[];
}

export interface BlockDirectoryOptions {
	/** Told of each block that is gone. */
	readonly forget: (id: number) => void;
	/** Told, perhaps more than once, of each whose row of the directory is not what was written. */
	readonly damaged: (id: number) => void;
}

interface StateRow {
	readonly id: number;
	readonly state: number;
}

const NONE: readonly KnownBlock[] = [];

/**
 * Read again only when `block_sequence.changes` moved; then rows that are new are parsed and those that are gone are forgotten. Snapshots
 * come in order of their age, as a query takes its own without a pause.
 */
export class BlockDirectory {
	readonly #options: BlockDirectoryOptions;
	readonly #known = new Map<number, KnownBlock>();
	#changes = -1;
	#set: BlockSet = { readable: { traces: NONE, logs: NONE, metrics: NONE }, lost: [] };

	constructor(options: BlockDirectoryOptions) {
		this.#options = options;
	}

	/** The blocks of a snapshot. Cost: one look at a number while no block comes or goes. */
	read(connection: Connection): BlockSet {
		const changes = connection.get<{ readonly changes: number }>(READER_SQL.blockChanges)?.changes ?? 0;
		if (changes !== this.#changes) {
			this.#set = this.#readAll(connection);
			this.#changes = changes;
		}
		return this.#set;
	}

	#readAll(connection: Connection): BlockSet {
		const rows = connection.all<StateRow>(READER_SQL.blocks);
		const readable = new Set(rows.filter(({ state }) => state === BLOCK_STATE.readable).map(({ id }) => id));
		for (const id of [...this.#known.keys()]) {
			if (readable.has(id)) continue;
			this.#known.delete(id);
			this.#options.forget(id);
		}
		const lost: LostBlock[] = [];
		for (const { id } of rows) {
			const known = readable.has(id) ? (this.#known.get(id) ?? readBlock(connection, id)) : undefined;
			if (known !== undefined) this.#known.set(id, known);
			else lost.push(readLost(connection, id));
			if (known === undefined && readable.has(id)) this.#options.damaged(id);
		}
		const bySignal = (signal: Signal) =>
			[...this.#known.values()]
				.filter(({ directory }) => directory.signal === signal)
				.sort((a, b) => a.directory.firstSequence - b.directory.firstSequence || a.id - b.id);
		return { readable: { traces: bySignal("traces"), logs: bySignal("logs"), metrics: bySignal("metrics") }, lost };
	}
}

/** Undefined when the row cannot be what was written. */
function readBlock(connection: Connection, id: number): KnownBlock | undefined {
	const row = connection.get<DirectoryRow>(READER_SQL.block, id);
	if (row === undefined) return undefined;
	try {
		const directory = directoryFromRow(row);
		return { id, directory, minHalves: halvesFromUnixNanos(directory.minTime) };
	} catch {
		return undefined;
	}
}

function readLost(connection: Connection, id: number): LostBlock {
	const row = connection.get<DirectoryRow>(READER_SQL.block, id);
	const signal = row && signalOfCode(row.signal);
	if (row === undefined || signal === undefined || !isDirectoryAsWritten(row)) return { id, known: undefined };
	const [minTime, maxTime] = [nanosFromBlob(row.min_time), nanosFromBlob(row.max_time)];
	return { id, known: { signal, minTime, maxTime, traceFilter: row.trace_filter } };
}
