import type { TraceSort } from "../../api/telemetry-store.ts";
import type { FoundTraces, Wanted } from "./newest-traces.ts";
import { type Pace, TRACES_PER_LOOK } from "./pace.ts";
import { TopRows } from "./top-rows.ts";
import { comparePlaces, type TracePlace } from "./trace-cursor.ts";
import type { TraceColumns, TraceIndex } from "./trace-index.ts";

/** The order of a list over the traces of an index. */
export class Ranking {
	readonly #index: TraceIndex;
	readonly #keys: SortKeys;
	readonly #pace: Pace;

	constructor(sort: TraceSort, index: TraceIndex, pace: Pace) {
		this.#index = index;
		this.#pace = pace;
		this.#keys = sortKeys(sort, index);
	}

	isMatched(ordinal: number): boolean {
		return this.#index.columns.matched[ordinal] === 1;
	}

	placeOf(ordinal: number): TracePlace {
		const id = new Uint32Array(4);
		this.#index.readId(ordinal, id);
		return { high: this.#keys.high[ordinal] as number, low: this.#keys.low[ordinal] as number, id };
	}

	/** The first `size` traces after a place, matching or not. */
	best(size: number, after: TracePlace | undefined): Promise<readonly number[]> {
		return this.#top(size, after, () => true);
	}

	/** The page of the matching ones. */
	async matched({ after, limit }: Wanted): Promise<FoundTraces> {
		const isMatched = (ordinal: number) => this.isMatched(ordinal);
		const places = (await this.#top(limit + 1, after, isMatched)).map((ordinal) => this.placeOf(ordinal));
		let total = 0;
		for (let ordinal = 0; ordinal < this.#index.count; ordinal++) if (isMatched(ordinal)) total++;
		return { places, total };
	}

	async #top(size: number, after: TracePlace | undefined, isWanted: (ordinal: number) => boolean): Promise<readonly number[]> {
		const top = new TopRows<number>(size, (a, b) => compareTraces(a, b, this.#index.columns, this.#keys) < 0);
		for (let ordinal = 0; ordinal < this.#index.count; ordinal++) {
			if (ordinal % TRACES_PER_LOOK === 0 && this.#pace.isDue()) await this.#pace.rest();
			if (isWanted(ordinal) && (after === undefined || this.#isAfter(ordinal, after))) top.offer(ordinal);
		}
		return top.sorted();
	}

	#isAfter(ordinal: number, after: TracePlace): boolean {
		const { high, low } = this.#keys;
		const difference = after.high - (high[ordinal] as number) || after.low - (low[ordinal] as number);
		return difference === 0 ? comparePlaces(after, this.placeOf(ordinal)) < 0 : difference > 0;
	}
}

/** Sort keys as halves, largest first; ties by trace id ascending. */
interface SortKeys {
	readonly high: Uint32Array;
	readonly low: Uint32Array;
}

function sortKeys(sort: TraceSort, { columns, count }: TraceIndex): SortKeys {
	switch (sort) {
		case "newest":
			return { high: columns.startHigh, low: columns.startLow };
		case "longest":
			return durations(columns, count);
		case "spans":
			return { high: new Uint32Array(count), low: columns.spans };
		case "errors":
			return { high: new Uint32Array(count), low: columns.errors };
	}
}

/** Latest end - earliest start, 0 when that is negative. */
function durations({ startHigh, startLow, endHigh, endLow }: TraceColumns, count: number): SortKeys {
	const high = new Uint32Array(count);
	const low = new Uint32Array(count);
	for (let ordinal = 0; ordinal < count; ordinal++) {
		const lowDifference = (endLow[ordinal] as number) - (startLow[ordinal] as number);
		const highDifference = (endHigh[ordinal] as number) - (startHigh[ordinal] as number) - (lowDifference < 0 ? 1 : 0);
		if (highDifference < 0) continue;
		high[ordinal] = highDifference;
		low[ordinal] = lowDifference;
	}
	return { high, low };
}

function compareTraces(a: number, b: number, columns: TraceColumns, { high, low }: SortKeys): number {
	const { idA, idB, idC, idD } = columns;
	return minus(high, b, a) || minus(low, b, a) || minus(idA, a, b) || minus(idB, a, b) || minus(idC, a, b) || minus(idD, a, b);
}

function minus(column: Uint32Array, a: number, b: number): number {
	return (column[a] as number) - (column[b] as number);
}
