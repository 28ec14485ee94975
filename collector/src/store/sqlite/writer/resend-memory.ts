/** Recognises byte-identical copies of requests: those acknowledged within the window, and those whose first copy is not committed yet. */
import type { IngestResult } from "../../api/ingest-request.ts";
import type { Connection } from "../driver.ts";
import { RESEND_SQL } from "../sql/journal.ts";
import { ResendTable } from "./resend-table.ts";

interface ResendRow {
	readonly hash: Uint8Array;
	readonly accepted: number;
	readonly rejected: number;
	readonly message: string;
}

interface RememberedRow {
	readonly sequence: number;
	readonly arrived_at: number;
	readonly hash: Uint8Array;
}

export class ResendMemory {
	readonly #connection: Connection;
	readonly #table: ResendTable;
	/** By hash, a byte a character. */
	readonly #uncommitted = new Map<string, Promise<IngestResult>>();

	constructor(connection: Connection, windowMs: number) {
		this.#connection = connection;
		this.#table = new ResendTable(windowMs);
	}

	/** Fill the table from the rows that are within the window before `now`. */
	load(now: number, windowMs: number): void {
		for (const { sequence, arrived_at, hash } of this.#connection.iterate<RememberedRow>(RESEND_SQL.since, now - windowMs)) {
			this.#table.add(hash, sequence, arrived_at);
		}
	}

	/**
	 * The answer that the same request got before, or will get; undefined when it is new.
	 *
	 * Throws  unavailable: the stored answer cannot be read now.
	 */
	find(hash: Uint8Array, now: number): IngestResult | Promise<IngestResult> | undefined {
		const uncommitted = this.#uncommitted.get(keyOf(hash));
		if (uncommitted !== undefined) return uncommitted;
		const sequence = this.#table.find(hash, now);
		if (sequence === 0) return undefined;
		const row = this.#connection.get<ResendRow>(RESEND_SQL.get, sequence);
		if (row === undefined || Buffer.compare(row.hash, hash) !== 0) return undefined;
		return { accepted: row.accepted, rejected: row.rejected, message: row.message, resent: false };
	}

	/** A first copy joined a group; `result` settles with its commit. */
	hold(hash: Uint8Array, result: Promise<IngestResult>): void {
		this.#uncommitted.set(keyOf(hash), result);
	}

	/** It was committed under `sequence`, or, undefined, its commit failed. */
	settle(hash: Uint8Array, sequence: number | undefined, arrivedAt: number): void {
		this.#uncommitted.delete(keyOf(hash));
		if (sequence !== undefined) this.#table.add(hash, sequence, arrivedAt);
	}
}

function keyOf(hash: Uint8Array): string {
	return Buffer.from(hash.buffer, hash.byteOffset, hash.byteLength).toString("latin1");
}
