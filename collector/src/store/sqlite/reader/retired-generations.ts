/** The directory of retired generations, and the ones of them that are in memory. */
import type { Signal } from "@spanglass/shared/model/signal";
import type { GenerationView } from "../../../columns/generation-view.ts";
import type { Connection } from "../driver.ts";
import { signalOfCode } from "../journal-row.ts";
import { decodeJournal } from "./journal-decoder.ts";
import type { Pace } from "./pace.ts";
import { type GenerationRow, READER_SQL } from "./sql.ts";

/** What the directory says of one retired generation. Times in nanoseconds, both inclusive. */
export interface RetiredGeneration {
	/** Of the directory that it was read from: rows of another one may differ. */
	readonly incarnation: number;
	readonly signal: Signal;
	readonly id: number;
	readonly firstSequence: number;
	readonly lastSequence: number;
	readonly minTime: bigint;
	readonly maxTime: bigint;
	readonly traceFilter: Uint8Array;
	readonly services: readonly string[];
}

function bigEndian(bytes: Uint8Array): bigint {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0);
}

function retiredFromRow(row: GenerationRow, incarnation: number): RetiredGeneration | undefined {
	const signal = signalOfCode(row.signal);
	if (signal === undefined) return undefined;
	return {
		incarnation,
		signal,
		id: row.id,
		firstSequence: row.first_sequence,
		lastSequence: row.last_sequence,
		minTime: bigEndian(row.min_time),
		maxTime: bigEndian(row.max_time),
		traceFilter: row.trace_filter,
		services: JSON.parse(row.services) as readonly string[],
	};
}

/** A generation by its place in the journal: it is the same one whether it was open or decoded again. */
function cacheKey({ signal, firstSequence }: { readonly signal: Signal; readonly firstSequence: number }): string {
	return `${signal} ${firstSequence}`;
}

/**
 * The directory only grows, but for a writer that has rebuilt it (`SharedCells`, incarnation): then it is read anew, and nothing of the old
 * one is kept. Queries that began before go on with what they hold and decode from their own snapshot.
 *
 * Decoded generations are kept up to `cacheBytes`. A scan of everything keeps what fits and pushes nothing out (each of its generations
 * is used once); a lookup pushes out what was used longest ago.
 */
export class RetiredGenerations {
	readonly #cacheBytes: number;
	#directory: RetiredGeneration[] = [];
	/** By signal and first sequence, least recently used first. */
	readonly #views = new Map<string, GenerationView>();
	#viewBytes = 0;
	#highestId = 0;
	#incarnation = 0;

	constructor(cacheBytes: number) {
		this.#cacheBytes = cacheBytes;
	}

	/** Those of a signal up to its watermark, oldest first. */
	list(signal: Signal, watermark: number): readonly RetiredGeneration[] {
		return this.#directory.filter((retired) => retired.signal === signal && retired.lastSequence <= watermark);
	}

	/** Read the directory rows that are new in a query's snapshot. Incarnations never go back. */
	update(connection: Connection, incarnation: number): void {
		if (incarnation !== this.#incarnation) this.#startAnew(incarnation);
		for (const row of connection.all<GenerationRow>(READER_SQL.generationsAfter, this.#highestId)) {
			const retired = retiredFromRow(row, incarnation);
			if (retired !== undefined) this.#directory.push(retired);
			this.#highestId = row.id;
		}
	}

	/** Keep the open columns of a generation that was just retired, if there is room: they need not be decoded again. */
	adopt(view: GenerationView, incarnation: number): void {
		if (incarnation === this.#incarnation && this.#viewBytes + view.byteLength <= this.#cacheBytes) this.#keep(cacheKey(view.handle), view);
	}

	/** The rows of a retired generation, from the cache or from the journal. */
	async open(retired: RetiredGeneration, access: { readonly connection: Connection; readonly pace: Pace; readonly isLookup: boolean }) {
		const key = cacheKey(retired);
		const isCurrent = retired.incarnation === this.#incarnation;
		const known = isCurrent ? this.#views.get(key) : undefined;
		if (known !== undefined) {
			this.#views.delete(key);
			this.#views.set(key, known);
			return known;
		}
		const { signal, firstSequence, lastSequence } = retired;
		const view = await decodeJournal(access.connection, { signal, after: firstSequence - 1, upTo: lastSequence }, access.pace);
		if (retired.incarnation !== this.#incarnation) return view;
		if (access.isLookup) this.#makeRoom(view.byteLength);
		if (this.#viewBytes + view.byteLength <= this.#cacheBytes) this.#keep(key, view);
		return view;
	}

	clear(): void {
		this.#views.clear();
		this.#viewBytes = 0;
	}

	#startAnew(incarnation: number): void {
		this.clear();
		this.#directory = [];
		this.#highestId = 0;
		this.#incarnation = incarnation;
	}

	#keep(key: string, view: GenerationView): void {
		if (this.#views.has(key)) return;
		this.#views.set(key, view);
		this.#viewBytes += view.byteLength;
	}

	#makeRoom(bytes: number): void {
		for (const [key, view] of this.#views) {
			if (this.#viewBytes + bytes <= this.#cacheBytes) return;
			this.#views.delete(key);
			this.#viewBytes -= view.byteLength;
		}
	}
}
