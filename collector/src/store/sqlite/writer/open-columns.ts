/**
 * The generations of all signals: one per signal takes rows, full ones wait behind it until they are sealed (`sealer.ts`).
 *
 *   begin ─ walk ─ finish ─▶ full? ─▶ nextToSeal ─▶ its blocks are committed ─▶ sealed: readers are told, its memory goes
 */
import type { MessagePort } from "node:worker_threads";
import type { Signal } from "@spanglass/shared/model/signal";
import type { EarlierSpans, Generation, ServiceIdentity, TraceGeneration } from "../../../columns/generation.ts";
import { SpanIndex } from "../../../columns/span-index.ts";
import type { ReaderNews, ReaderReport } from "../reader-port.ts";
import { currentIncarnation, raiseEpoch, type SharedCells, setColumnBytes } from "../shared-cells.ts";
import { createColumns, type SignalColumns } from "../signal-columns.ts";
import type { WriterLimits } from "./options.ts";

export interface OpenColumnsOptions {
	readonly cells: SharedCells;
	readonly limits: WriterLimits;
	readonly earlierSpans: EarlierSpans;
	readonly onService: (service: ServiceIdentity, signal: Signal) => void;
	/** A reader found that the stored bytes of a block are damaged. */
	readonly onDamaged: (blockId: number) => void;
}

/** A request as the columns take it in. */
export interface IncomingRequest {
	readonly sequence: number;
	/** Unix milliseconds. */
	readonly arrivedAt: number;
	/** Of its body in the journal. */
	readonly storedBytes: number;
	/** Places of spans that were marked when it was walked before. */
	readonly duplicates?: Uint32Array;
}

/** A request that has been walked: its rows are [from, to). */
export interface RequestRows {
	readonly sequence: number;
	readonly arrivedAt: number;
	readonly from: number;
	readonly to: number;
}

export interface OpenGeneration {
	readonly target: SignalColumns;
	/** In order of sequence. */
	readonly requests: readonly RequestRows[];
	/** Of the last request that was walked into it, with or without rows. */
	readonly lastSequence: number;
}

interface MutableGeneration extends OpenGeneration {
	readonly requests: RequestRows[];
	lastSequence: number;
	journalBytes: number;
	full: boolean;
}

/** What was noticed in the rows of one request. */
export interface RequestFindings {
	readonly invalidUtf8: number;
	readonly duplicateSpans: number;
}

interface CurrentRequest extends IncomingRequest {
	readonly open: MutableGeneration;
	readonly firstRow: number;
	/** Texts that the generation had repaired before it. */
	readonly repairedBefore: number;
}

/** Of the budget: beyond it the largest generation is closed when none is full. */
const CROWDED_SHARE = 2 / 3;

export class OpenColumns {
	readonly #options: OpenColumnsOptions;
	readonly #incarnation: number;
	readonly #readers = new Set<MessagePort>();
	/** In order of their first sequence. */
	#open: MutableGeneration[] = [];
	readonly #spans = new SpanIndex();
	#current: CurrentRequest | undefined;
	#lastArrival = 0;
	#nextId = 1;

	constructor(options: OpenColumnsOptions) {
		this.#options = options;
		this.#incarnation = currentIncarnation(options.cells);
	}

	/** Memory of all generations. */
	get byteLength(): number {
		return this.#open.reduce((sum, { target }) => sum + target.columns.byteLength, this.#spans.byteLength);
	}

	/** Tell a reader of every generation, from now on as they come. */
	attachReader(port: MessagePort): void {
		for (const { target } of this.#open) port.postMessage(this.#opened(target.columns));
		this.#readers.add(port);
		port.on("message", ({ type, blockId }: ReaderReport) => type === "damaged" && this.#options.onDamaged(blockId));
		port.on("close", () => this.#readers.delete(port));
		port.unref();
	}

	/** Start a request; its walk goes into the answer. */
	begin(signal: Signal, protobuf: Uint8Array, request: IncomingRequest): SignalColumns {
		const open = this.#open.find(({ target, full }) => target.signal === signal && !full) ?? this.#create(signal, request.sequence);
		const { columns } = open.target;
		this.#current = { ...request, open, firstRow: columns.rowCount, repairedBefore: columns.repairedTexts };
		columns.beginRequest(request.sequence, protobuf, request.duplicates);
		return open.target;
	}

	/** The walk that `begin` started ended, well or rolled back: make its rows readable and close the generation when it is full. */
	finish(target: SignalColumns): RequestFindings {
		const { columns } = target;
		const { generationRows, generationPoints, generationBytes, generationJournalBytes } = this.#options.limits;
		const fullRows = target.signal === "metrics" ? generationPoints : generationRows;
		columns.publish();
		const current = this.#current as CurrentRequest;
		const { open, sequence, arrivedAt, firstRow } = current;
		this.#current = undefined;
		if (columns.rowCount > firstRow) open.requests.push({ sequence, arrivedAt, from: firstRow, to: columns.rowCount });
		open.lastSequence = sequence;
		open.journalBytes += current.storedBytes;
		open.full = columns.rowCount >= fullRows || columns.byteLength >= generationBytes || open.journalBytes >= generationJournalBytes;
		this.#lastArrival = Math.max(this.#lastArrival, arrivedAt);
		this.#countBytes();
		return {
			invalidUtf8: columns.repairedTexts - current.repairedBefore,
			duplicateSpans: target.signal === "traces" ? target.columns.duplicatesInRequest : 0,
		};
	}

	/** How much of the bound is taken: up to one third 0, up to two thirds 1, else 2. */
	get crowding(): 0 | 1 | 2 {
		const share = this.byteLength / this.#options.limits.openColumnBytes;
		if (share > CROWDED_SHARE) return 2;
		return share > CROWDED_SHARE / 2 ? 1 : 0;
	}

	/** Over the bound: nothing more can be taken until something is sealed. */
	get isOverBudget(): boolean {
		return this.byteLength > this.#options.limits.openColumnBytes;
	}

	/**
	 * The generation to seal next: the oldest that takes no rows any more. One that is old, or quiet, or in the way of others at `now`
	 * (Unix ms) is closed first. To be committed and told by `sealed` before the next is asked for.
	 */
	nextToSeal(now: number): OpenGeneration | undefined {
		for (const open of this.#open) open.full ||= this.#isDue(open, now);
		const oldest = this.#open.find(({ full }) => full);
		if (oldest !== undefined || this.crowding < 2) return oldest;
		const largest = this.#largest();
		if (largest !== undefined) largest.full = true;
		return largest;
	}

	/** Close every generation that `choose` accepts: `nextToSeal` will name them one after the other. */
	closeWhere(choose: (open: OpenGeneration) => boolean): void {
		for (const open of this.#open) open.full ||= !this.#isWalked(open) && choose(open);
	}

	/** Its blocks are committed, and the signal's watermark is its last sequence: queries that began before keep the buffers alive. */
	sealed({ target, lastSequence }: OpenGeneration): void {
		const { signal, columns } = target;
		if (signal === "traces") this.#forgetSpans(target.columns);
		this.#open = this.#open.filter((other) => other.target !== target);
		this.#countBytes();
		this.#post({
			type: "retired",
			incarnation: this.#incarnation,
			signal,
			generationId: columns.handle.generationId,
			lastSequence,
			epoch: raiseEpoch(this.#options.cells),
		});
	}

	/** Marks of all trace generations that are not stored yet: the first copies may be in a generation that goes. */
	traceColumns(): readonly TraceGeneration[] {
		return this.#open.flatMap(({ target }) => (target.signal === "traces" ? [target.columns] : []));
	}

	/** Names of the services in all of them, with the signals that they sent. */
	*services(): Generator<readonly [name: string, signal: Signal]> {
		for (const { target } of this.#open) {
			for (const name of target.columns.serviceNames) yield [name, target.signal];
		}
	}

	close(): void {
		for (const port of this.#readers) port.close();
		this.#readers.clear();
		this.#open = [];
	}

	#isDue(open: MutableGeneration, now: number): boolean {
		if (this.#isWalked(open)) return false;
		const { sealAgeMs, sealQuietMs } = this.#options.limits;
		const oldest = open.requests[0]?.arrivedAt ?? this.#lastArrival;
		return now - oldest >= sealAgeMs || now - this.#lastArrival >= sealQuietMs;
	}

	#isWalked(open: MutableGeneration): boolean {
		return this.#current?.open === open;
	}

	#largest(): MutableGeneration | undefined {
		const bytes = ({ target }: MutableGeneration): number => target.columns.byteLength;
		return this.#open.filter((open) => !this.#isWalked(open)).toSorted((a, b) => bytes(b) - bytes(a))[0];
	}

	#create(signal: Signal, firstSequence: number): MutableGeneration {
		const target = createColumns(signal, {
			generationId: this.#nextId++,
			firstSequence,
			spanIndex: this.#spans,
			earlierSpans: this.#options.earlierSpans,
			onNewService: (service) => this.#options.onService(service, signal),
		});
		const open: MutableGeneration = { target, requests: [], lastSequence: firstSequence - 1, journalBytes: 0, full: false };
		this.#post(this.#opened(target.columns));
		this.#open.push(open);
		return open;
	}

	#forgetSpans(sealed: TraceGeneration): void {
		for (const columns of this.traceColumns()) columns.forgetDuplicates();
		this.#spans.remove(sealed);
	}

	#countBytes(): void {
		setColumnBytes(this.#options.cells, this.byteLength);
	}

	#opened({ handle }: Generation): ReaderNews {
		return { type: "generation", incarnation: this.#incarnation, handle };
	}

	#post(news: ReaderNews): void {
		for (const port of this.#readers) port.postMessage(news);
	}
}
