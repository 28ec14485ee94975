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

function retiredFromRow(row: GenerationRow): RetiredGeneration | undefined {
	const signal = signalOfCode(row.signal);
	if (signal === undefined) return undefined;
	return {
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
 * Decoded generations are kept up to `cacheBytes`. A scan of everything keeps what fits and pushes nothing out (each of its generations
 * is used once); a lookup pushes out what was used longest ago.
 */
export class RetiredGenerations {
	readonly #cacheBytes: number;
	readonly #directory: RetiredGeneration[] = [];
	/** By signal and first sequence, least recently used first. */
	readonly #views = new Map<string, GenerationView>();
	#viewBytes = 0;
	#highestId = 0;

	constructor(cacheBytes: number) {
		this.#cacheBytes = cacheBytes;
	}

	/** Those of a signal up to its watermark, oldest first. */
	list(signal: Signal, watermark: number): readonly RetiredGeneration[] {
		return this.#directory.filter((retired) => retired.signal === signal && retired.lastSequence <= watermark);
	}

	/** Read the directory rows that are new in a query's snapshot. */
	update(connection: Connection): void {
		for (const row of connection.all<GenerationRow>(READER_SQL.generationsAfter, this.#highestId)) {
			const retired = retiredFromRow(row);
			if (retired !== undefined) this.#directory.push(retired);
			this.#highestId = row.id;
		}
	}

	/** Keep the open columns of a generation that was just retired, if there is room: they need not be decoded again. */
	adopt(view: GenerationView): void {
		if (this.#viewBytes + view.byteLength <= this.#cacheBytes) this.#keep(cacheKey(view.handle), view);
	}

	/** The rows of a retired generation, from the cache or from the journal. */
	async open(retired: RetiredGeneration, access: { readonly connection: Connection; readonly pace: Pace; readonly isLookup: boolean }) {
		const key = cacheKey(retired);
		const known = this.#views.get(key);
		if (known !== undefined) {
			this.#views.delete(key);
			this.#views.set(key, known);
			return known;
		}
		const { signal, firstSequence, lastSequence } = retired;
		const view = await decodeJournal(access.connection, { signal, after: firstSequence - 1, upTo: lastSequence }, access.pace);
		if (access.isLookup) this.#makeRoom(view.byteLength);
		if (this.#viewBytes + view.byteLength <= this.#cacheBytes) this.#keep(key, view);
		return view;
	}

	clear(): void {
		this.#views.clear();
		this.#viewBytes = 0;
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
