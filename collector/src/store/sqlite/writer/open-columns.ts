/**
 * The generations of all signals: one per signal takes rows, full ones wait behind it until their memory is needed. Then the oldest is
 * *retired*: its directory row and the signal's watermark are committed, and from then on its rows are decoded from the journal.
 * (`retire` is the place where sealing into a block will stand.)
 */
import type { MessagePort } from "node:worker_threads";
import type { Signal } from "@spanglass/shared/model/signal";
import type { Generation, ServiceIdentity, TraceGeneration } from "../../../columns/generation.ts";
import { SpanIndex } from "../../../columns/span-index.ts";
import type { Connection } from "../driver.ts";
import { blobFromOrdinals, SIGNAL_CODE } from "../journal-row.ts";
import type { ReaderNews } from "../reader-port.ts";
import { currentIncarnation, raiseEpoch, type SharedCells } from "../shared-cells.ts";
import { createColumns, type SignalColumns } from "../signal-columns.ts";
import { GENERATION_SQL, JOURNAL_SQL } from "../sql/journal.ts";
import { crashPoint } from "./crash-points.ts";
import { writeDirectoryRow } from "./directory-row.ts";
import type { WriterLimits } from "./options.ts";

export interface OpenColumnsOptions {
	readonly connection: Connection;
	readonly cells: SharedCells;
	readonly limits: WriterLimits;
	readonly onService: (service: ServiceIdentity, signal: Signal) => void;
}

interface OpenGeneration {
	readonly target: SignalColumns;
	/** Of the last request that was walked into it, with or without rows. */
	lastSequence: number;
	full: boolean;
}

/** What was noticed in the rows of one request. */
export interface RequestFindings {
	readonly invalidUtf8: number;
	readonly duplicateSpans: number;
}

export class OpenColumns {
	readonly #options: OpenColumnsOptions;
	#incarnation: number;
	readonly #readers = new Set<MessagePort>();
	/** In order of their first sequence. */
	#open: OpenGeneration[] = [];
	#spans = new SpanIndex();
	/** Texts that the generation of the request had repaired before it. */
	#repairedBefore = 0;
	#nextId: number;
	#highestRetiredId: number;

	constructor(options: OpenColumnsOptions) {
		this.#options = options;
		this.#incarnation = currentIncarnation(options.cells);
		this.#highestRetiredId = options.connection.get<{ readonly id: number }>(GENERATION_SQL.highestId)?.id ?? 0;
		this.#nextId = this.#highestRetiredId + 1;
	}

	/** Memory of all generations. */
	get byteLength(): number {
		return this.#open.reduce((sum, { target }) => sum + target.columns.byteLength, this.#spans.byteLength);
	}

	/** Tell a reader of every generation, from now on as they come. */
	attachReader(port: MessagePort): void {
		for (const { target } of this.#open) port.postMessage(this.#opened(target.columns));
		this.#readers.add(port);
		port.on("close", () => this.#readers.delete(port));
		port.unref();
	}

	/** Start a request; its walk goes into the answer. `duplicates`: places stored when it was walked before. */
	begin(signal: Signal, sequence: number, protobuf: Uint8Array, duplicates?: Uint32Array): SignalColumns {
		const open = this.#open.find(({ target, full }) => target.signal === signal && !full) ?? this.#create(signal, sequence);
		this.#repairedBefore = open.target.columns.repairedTexts;
		open.target.columns.beginRequest(sequence, protobuf, duplicates);
		return open.target;
	}

	/** The walk ended, well or rolled back: make its rows readable and close the generation when it is full. */
	finish(target: SignalColumns, sequence: number): RequestFindings {
		const { columns } = target;
		const { generationRows, generationBytes } = this.#options.limits;
		columns.publish();
		const open = this.#open.find(({ target }) => target.columns === columns);
		if (open !== undefined) {
			open.lastSequence = sequence;
			open.full = columns.rowCount >= generationRows || columns.byteLength >= generationBytes;
		}
		return {
			invalidUtf8: columns.repairedTexts - this.#repairedBefore,
			duplicateSpans: target.signal === "traces" ? target.columns.duplicatesInRequest : 0,
		};
	}

	/**
	 * Retire generations until the budget holds: full ones in order of age, then the largest. To be called between requests.
	 *
	 * Throws  unavailable: the directory row could not be committed; nothing changed.
	 */
	retireOverBudget(): void {
		while (this.#open.length > 0 && this.byteLength > this.#options.limits.openColumnBytes) {
			const oldest = this.#open.find(({ full }) => full) ?? this.#largest();
			if (oldest === undefined) return;
			this.#retire(oldest);
		}
	}

	/**
	 * Go on with what was replayed into `rebuilt`, as another incarnation: readers drop what they have of this one and hear of those.
	 * `rebuilt` has no readers of its own and is not used any more.
	 */
	takeOver(rebuilt: OpenColumns, incarnation: number): void {
		this.#incarnation = incarnation;
		this.#open = rebuilt.#open;
		this.#spans = rebuilt.#spans;
		this.#nextId = rebuilt.#nextId;
		this.#highestRetiredId = rebuilt.#highestRetiredId;
		this.#post({ type: "rebuilt", incarnation });
		for (const { target } of this.#open) this.#post(this.#opened(target.columns));
	}

	/** Names of the services in all of them. */
	serviceNames(): ReadonlySet<string> {
		return new Set(this.#open.flatMap(({ target }) => target.columns.serviceNames));
	}

	close(): void {
		for (const port of this.#readers) port.close();
		this.#readers.clear();
		this.#open = [];
	}

	#largest(): OpenGeneration | undefined {
		const bytes = ({ target }: OpenGeneration): number => target.columns.byteLength;
		return this.#open.toSorted((a, b) => bytes(b) - bytes(a))[0];
	}

	#create(signal: Signal, firstSequence: number): OpenGeneration {
		const target = createColumns(signal, {
			generationId: this.#nextId++,
			firstSequence,
			spanIndex: this.#spans,
			onNewService: (service) => this.#options.onService(service, signal),
		});
		const open: OpenGeneration = { target, lastSequence: firstSequence, full: false };
		this.#post(this.#opened(target.columns));
		this.#open.push(open);
		return open;
	}

	/** Commit, then raise the epoch, then tell; queries that began before keep the buffers alive through their own references. */
	#retire(open: OpenGeneration): void {
		const { signal, columns } = open.target;
		const { connection, cells } = this.#options;
		const id = this.#directoryId(columns.handle.generationId);
		crashPoint("before-retire");
		connection.transaction(() => {
			writeDirectoryRow(connection, columns, { id, lastSequence: open.lastSequence });
			connection.run(JOURNAL_SQL.setWatermark, open.lastSequence, SIGNAL_CODE[signal]);
			if (signal === "traces") this.#storeDuplicates();
		});
		crashPoint("after-retire");
		this.#highestRetiredId = id;
		if (open.target.signal === "traces") this.#forgetSpans(open.target.columns);
		this.#open = this.#open.filter((other) => other !== open);
		this.#post({
			type: "retired",
			incarnation: this.#incarnation,
			signal,
			generationId: columns.handle.generationId,
			lastSequence: open.lastSequence,
			epoch: raiseEpoch(cells),
		});
	}

	/** Of all trace generations: the first copies of what the younger ones repeat may be in the one that goes. */
	#storeDuplicates(): void {
		for (const { sequence, places } of this.#traceColumns().flatMap(({ duplicates }) => duplicates)) {
			this.#options.connection.run(JOURNAL_SQL.putDuplicates, sequence, blobFromOrdinals(Uint32Array.from(places)));
		}
	}

	#forgetSpans(retired: TraceGeneration): void {
		for (const columns of this.#traceColumns()) columns.forgetDuplicates();
		this.#spans.remove(retired);
	}

	#traceColumns(): readonly TraceGeneration[] {
		return this.#open.flatMap(({ target }) => (target.signal === "traces" ? [target.columns] : []));
	}

	/** Readers ask the directory for ids above those that they know; so a generation that is overtaken by another signal's gets a new one. */
	#directoryId(generationId: number): number {
		return generationId > this.#highestRetiredId ? generationId : this.#nextId++;
	}

	#opened({ handle }: Generation): ReaderNews {
		return { type: "generation", incarnation: this.#incarnation, handle };
	}

	#post(news: ReaderNews): void {
		for (const port of this.#readers) port.postMessage(news);
	}
}
