/** Deletes, a slice at a time, what no reader asks for any more: journal rows of sealed requests and chunks of blocks that are gone. */
import { SIGNALS } from "@spanglass/shared/model/signal";
import { chunkKey } from "../block-row.ts";
import type { Connection } from "../driver.ts";
import { SIGNAL_CODE } from "../journal-row.ts";
import { BLOCK_SQL } from "../sql/blocks.ts";
import { SWEEP_SQL } from "../sql/journal.ts";

/** Rows of the journal, chunks of blocks; of a journal of large bodies what fits in the time. */
const ROWS_A_SLICE = 128;
const SLICE_MS = 5;

export class Sweep {
	readonly #connection: Connection;
	/** The sequence up to which the journal was swept, by code of the signal. */
	readonly #sweptTo = new Map<number, number>();
	/** Signals whose watermark moved since they were swept to it. */
	readonly #due = new Set<number>(SIGNALS.map((signal) => SIGNAL_CODE[signal]));
	#hasDeadBlocks = true;

	constructor(connection: Connection) {
		this.#connection = connection;
	}

	/** A watermark moved, or blocks left the directory. */
	notice(): void {
		for (const signal of SIGNALS) this.#due.add(SIGNAL_CODE[signal]);
		this.#hasDeadBlocks = true;
	}

	get isDone(): boolean {
		return this.#due.size === 0 && !this.#hasDeadBlocks;
	}

	/** One slice in one transaction. Throws unavailable: it is done again. */
	step(): void {
		const [signal] = this.#due;
		if (signal !== undefined) this.#sweepJournal(signal);
		else if (this.#hasDeadBlocks) this.#sweepBlocks();
	}

	#sweepJournal(signal: number): void {
		const connection = this.#connection;
		const after = this.#sweptTo.get(signal) ?? 0;
		const sequences = connection.all<{ readonly sequence: number }>(SWEEP_SQL.dead, signal, after, ROWS_A_SLICE);
		const done = sequences.length === 0 ? 0 : connection.transaction(() => this.#deleteRequests(sequences));
		this.#sweptTo.set(signal, sequences[done - 1]?.sequence ?? after);
		if (done === sequences.length && done < ROWS_A_SLICE) this.#due.delete(signal);
	}

	/** Result: how many there was time for, at least one. */
	#deleteRequests(rows: readonly { readonly sequence: number }[]): number {
		const end = performance.now() + SLICE_MS;
		let done = 0;
		for (const { sequence } of rows) {
			this.#connection.run(SWEEP_SQL.deleteRequest, sequence);
			this.#connection.run(SWEEP_SQL.deleteDuplicates, sequence);
			done++;
			if (performance.now() > end) break;
		}
		return done;
	}

	#sweepBlocks(): void {
		const connection = this.#connection;
		const dead = connection.get<{ readonly id: number }>(BLOCK_SQL.nextDead);
		if (dead === undefined) {
			this.#hasDeadBlocks = false;
			return;
		}
		connection.transaction(() => {
			const deleted = connection.run(BLOCK_SQL.deleteChunks, chunkKey(dead.id, 0), chunkKey(dead.id + 1, 0), ROWS_A_SLICE);
			if (deleted < ROWS_A_SLICE) connection.run(BLOCK_SQL.unbury, dead.id);
		});
	}
}
