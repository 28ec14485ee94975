/** The journal's rows: numbered and written in groups, each group one durable transaction. */
import { SIGNALS, type Signal } from "@spanglass/shared/model/signal";
import type { Connection } from "../driver.ts";
import {
	blobFromOrdinals,
	COMPRESSION_CODE,
	ENCODING_CODE,
	JOURNAL_STATE,
	type JournalRow,
	requestChecksum,
	SIGNAL_CODE,
	TRANSPORT_CODE,
} from "../journal-row.ts";
import { JOURNAL_SQL, RESEND_SQL } from "../sql/journal.ts";
import { crashPoint } from "./crash-points.ts";
import { type PreparedRequest, VALIDATOR_VERSION } from "./prepare.ts";

export interface JournalledRequest {
	readonly prepared: PreparedRequest;
	/** Unix milliseconds. */
	readonly arrivedAt: number;
}

interface SignalStateRow {
	readonly signal: number;
	readonly watermark: number;
	readonly stored: number;
}

export class Journal {
	readonly #connection: Connection;
	#lastSequence = 0;
	#stored = new Map<Signal, number>();
	/** By signal: up to where requests are sealed, and the last that holds something of the demo. */
	readonly #sealedTo = new Map<Signal, number>();
	readonly #lastDemo = new Map<Signal, number>();

	constructor(connection: Connection) {
		this.#connection = connection;
		this.#load();
	}

	/** Of the last committed request. */
	get lastSequence(): number {
		return this.#lastSequence;
	}

	/** Items of a signal that are stored now. */
	stored(signal: Signal): number {
		return this.#stored.get(signal) ?? 0;
	}

	/** Something of the demo is in a request that is not sealed. */
	get hasUnsealedDemo(): boolean {
		return SIGNALS.some((signal) => (this.#lastDemo.get(signal) ?? 0) > (this.#sealedTo.get(signal) ?? 0));
	}

	noteDemo(signal: Signal, sequence: number): void {
		this.#lastDemo.set(signal, sequence);
	}

	/** What there was of the demo is gone. */
	forgetDemo(): void {
		this.#lastDemo.clear();
	}

	/** In the caller's transaction, which is to be followed by `reload`. */
	moveWatermark(signal: Signal, sequence: number): void {
		this.#connection.run(JOURNAL_SQL.setWatermark, sequence, sequence, SIGNAL_CODE[signal]);
	}

	/** In the caller's transaction, which is to be followed by `reload`. */
	countGone(signal: Signal, items: number): void {
		if (items > 0) this.#connection.run(JOURNAL_SQL.addStored, -items, -items, SIGNAL_CODE[signal]);
	}

	/**
	 * Commit a group. When it returns, all of it is on disk; when it throws, none of it counts.
	 *
	 * Result  the sequence of the first one; the others follow without a gap.
	 * Throws  unavailable.
	 */
	commit(group: readonly JournalledRequest[]): number {
		const first = this.#lastSequence + 1;
		try {
			this.#connection.transaction(() => this.#write(group, first));
		} catch (error) {
			this.reload();
			throw error;
		}
		crashPoint("after-commit");
		this.#lastSequence += group.length;
		group.forEach(({ prepared }, at) => {
			const { signal } = prepared.request;
			if (prepared.demo !== "none") this.noteDemo(signal, first + at);
			this.#stored.set(signal, this.stored(signal) + prepared.accepted);
		});
		return first;
	}

	/** Read again what a commit of somebody else, or one that failed, has left. When the file cannot be read, nothing changes. */
	reload(): void {
		try {
			this.#load();
		} catch {
			// The numbers in memory are those of the last commit that succeeded.
		}
	}

	/** Mark a row whose walk threw, or one whose walk does no longer. */
	setState(sequence: number, state: keyof typeof JOURNAL_STATE): void {
		this.#connection.run(JOURNAL_SQL.setState, JOURNAL_STATE[state], sequence);
	}

	/**
	 * Give quarantined rows that a seal left behind a new sequence at the end, so that this start's walk tries them again.
	 * One transaction.
	 */
	requeueLeftBehind(): void {
		const rows = this.#connection.all<{ readonly sequence: number }>(JOURNAL_SQL.leftBehind);
		if (rows.length === 0) return;
		const last = this.#lastSequence;
		this.#connection.transaction(() => {
			rows.forEach(({ sequence }, at) => {
				this.#move(sequence, last + 1 + at);
			});
			this.#connection.run(JOURNAL_SQL.setLastSequence, last + rows.length);
		});
		this.#lastSequence = last + rows.length;
	}

	/** The row's checksum is over its sequence too. One that differs already stays wrong. */
	#move(from: number, to: number): void {
		const row = this.#connection.get<JournalRow>(JOURNAL_SQL.one, from);
		if (row === undefined) return;
		const isAsWritten = row.checksum === null || row.checksum === requestChecksum(row);
		const checksum = isAsWritten ? requestChecksum({ ...row, sequence: to }) : row.checksum;
		this.#connection.run(JOURNAL_SQL.move, to, checksum, from);
		this.#connection.run(JOURNAL_SQL.moveResend, to, from);
	}

	#write(group: readonly JournalledRequest[], first: number): void {
		const added = new Map<Signal, number>();
		group.forEach((member, at) => {
			const { prepared } = member;
			const { signal } = prepared.request;
			crashPoint("before-journal-insert");
			this.#insert(member, first + at);
			added.set(signal, (added.get(signal) ?? 0) + prepared.accepted);
		});
		this.#connection.run(JOURNAL_SQL.setLastSequence, first + group.length - 1);
		for (const [signal, count] of added) this.#connection.run(JOURNAL_SQL.addStored, count, count, SIGNAL_CODE[signal]);
		crashPoint("before-commit");
	}

	#insert({ prepared, arrivedAt }: JournalledRequest, sequence: number): void {
		const { request, validation, accepted, compressed, hash } = prepared;
		const { sender } = request;
		const row = {
			sequence,
			arrived_at: arrivedAt,
			signal: SIGNAL_CODE[request.signal],
			encoding: ENCODING_CODE[request.encoding],
			accepted,
			rejected: blobFromOrdinals(validation.rejected),
			body: compressed,
		};
		this.#connection.run(
			JOURNAL_SQL.insert,
			sequence,
			arrivedAt,
			row.signal,
			row.encoding,
			COMPRESSION_CODE[request.compression],
			TRANSPORT_CODE[sender.transport],
			sender.peer,
			sender.userAgent,
			VALIDATOR_VERSION,
			accepted,
			row.rejected,
			request.body.length,
			compressed,
			requestChecksum(row),
		);
		if (hash === undefined) return;
		this.#connection.run(RESEND_SQL.insert, sequence, arrivedAt, hash, accepted, validation.rejected.length, validation.message);
	}

	#load(): void {
		this.#lastSequence = this.#connection.get<{ readonly last: number }>(JOURNAL_SQL.lastSequence)?.last ?? 0;
		const rows = this.#connection.all<SignalStateRow>(JOURNAL_SQL.signalStates);
		for (const signal of SIGNALS) {
			const row = rows.find((state) => state.signal === SIGNAL_CODE[signal]);
			this.#stored.set(signal, row?.stored ?? 0);
			this.#sealedTo.set(signal, row?.watermark ?? 0);
		}
	}
}
