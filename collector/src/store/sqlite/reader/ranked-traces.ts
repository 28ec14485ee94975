/**
 * Traces with a match in the order of what their spans add up to, or of a filter that asks about several spans, or with news: whatever
 * needs all spans of all candidates before the first can be told.
 *
 *   parts that may match ──▶ candidates ──▶ all parts: their sums ──▶ best keys first: do they match? ──▶ page
 */
import { isItemFilter, ownCondition } from "@spanglass/shared/query/filter";
import type { TraceQuery, TraceSort } from "../../api/telemetry-store.ts";
import { confirmTraces } from "./confirm-traces.ts";
import { everyTrace } from "./every-trace.ts";
import type { FoundTraces, Wanted } from "./newest-traces.ts";
import type { Pace } from "./pace.ts";
import type { Part, TraceSums } from "./part.ts";
import type { IndexedPart, SearchParts } from "./search-parts.ts";
import { matchTraces, SpanSearch } from "./span-search.ts";
import { TopRows } from "./top-rows.ts";
import { comparePlaces, type TracePlace } from "./trace-cursor.ts";
import { type TraceColumns, TraceFlag, TraceIndex } from "./trace-index.ts";

/** So many candidates are asked first whether they match; then this many times more, and so on. */
const FIRST_ASKED = 512;
const ASKED_GROWTH = 8;
const TRACES_PER_LOOK = 4096;

/** See `TraceQuery`. */
export async function rankedTraces(query: TraceQuery, parts: SearchParts, wanted: Wanted): Promise<FoundTraces> {
	const search = new SpanSearch(query.range, ownCondition(query.filter));
	const every = query.sinceSequence === undefined && isItemFilter(query.filter) ? await everyTrace(search, parts) : undefined;
	if (every !== undefined) return new Ranking(query.sort, every, parts.pace).matched(wanted);
	const index = new TraceIndex();
	const matching = await parts.select((part) => search.mayMatch(part));
	const found: Found = { search, parts, index, matching: new Set(matching) };
	if (query.sinceSequence !== undefined) await addNews(found, query.sinceSequence);
	else if (!isItemFilter(query.filter)) await addMatches(found);
	const added = query.sinceSequence === undefined && isItemFilter(query.filter) ? await addCandidates(found) : NONE_ADDED;
	const indexed = await addSums(found, added);
	const ranking = new Ranking(query.sort, index, parts.pace);
	if (query.sinceSequence !== undefined) await askAll({ ...found, indexed, ranking });
	else if (isItemFilter(query.filter)) return rankLazily({ ...found, indexed, ranking }, wanted);
	const open = async (part: Part) => (await parts.open(part)).rows;
	const wantedFlags = TraceFlag.matched;
	await confirmTraces({ filter: query.filter, range: search.halves, wanted: wantedFlags, parts: indexed, open }, index, parts.pace);
	return ranking.matched(wanted);
}

/** Candidates of a search: the traces of an index. */
export interface Found {
	readonly search: SpanSearch;
	readonly parts: SearchParts;
	readonly index: TraceIndex;
	/** Parts that may have a match. */
	readonly matching: ReadonlySet<Part>;
}

interface Ranked extends Found {
	/** All parts that have a candidate. */
	readonly indexed: readonly IndexedPart[];
	readonly ranking: Ranking;
}

/** Parts of which every trace is in the index, with its sums. */
type AddedParts = ReadonlyMap<Part, Int32Array>;
const NONE_ADDED: AddedParts = new Map();

/** Every trace that its sums in a part that may match do not rule out. Result: the parts in which that was none, their sums added. */
async function addCandidates({ search, parts, index, matching }: Found): Promise<AddedParts> {
	const added = new Map<Part, Int32Array>();
	let count = 0;
	for (const part of matching) {
		count += (await part.open()).view.counts.traces;
		if (parts.pace.isDue()) await parts.pace.rest();
	}
	index.reserve(count);
	for (const part of matching) {
		const { rows, sums } = await parts.open(part);
		const { traces, counts } = rows.view;
		const ordinals = new Int32Array(counts.traces).fill(-1);
		let isAll = true;
		for (let trace = 0; trace < counts.traces; trace++) {
			if (trace % TRACES_PER_LOOK === 0 && parts.pace.isDue()) await parts.pace.rest();
			if (search.mayMatchTrace(sums, trace)) {
				const ordinal = index.intern(traces, trace);
				ordinals[trace] = ordinal;
				if (search.mustMatchTrace(sums, trace)) mark(index, ordinal);
			} else if (sums.spans[trace] !== 0) isAll = false;
		}
		if (!isAll) continue;
		added.set(part, ordinals);
		addPart(index, ordinals, sums);
	}
	return added;
}

function addPart(index: TraceIndex, ordinals: Int32Array, sums: TraceSums): void {
	for (let trace = 0; trace < ordinals.length; trace++) {
		const ordinal = ordinals[trace] as number;
		if (ordinal >= 0) index.addSums(ordinal, sums, trace);
	}
}

/** Every trace with a span that matches. */
export async function addMatches({ search, parts, index, matching }: Found): Promise<void> {
	for (const part of matching) {
		const opened = await parts.open(part);
		const matched = await matchTraces(search, opened, parts.pace);
		for (let trace = 0; trace < matched.length; trace++) {
			if (matched[trace] === 1) mark(index, index.intern(opened.rows.view.traces, trace));
		}
	}
}

/** Every trace with a span that arrived after a sequence. */
async function addNews({ parts, index }: Found, since: number): Promise<void> {
	for (const part of parts.parts) {
		if (!part.mayHoldAfter(since)) continue;
		const { rows, sums } = await parts.openNews(part, since);
		const { traces, counts } = rows.view;
		for (let trace = 0; trace < counts.traces; trace++) {
			if (trace % TRACES_PER_LOOK === 0 && parts.pace.isDue()) await parts.pace.rest();
			if (sums.spans[trace] !== 0) index.intern(traces, trace);
		}
	}
}

function mark(index: TraceIndex, ordinal: number): void {
	const { flags } = index.columns;
	flags[ordinal] = (flags[ordinal] as number) | TraceFlag.matched;
}

/** What all spans of the candidates add up to, wherever they are. */
export async function addSums({ parts, index }: Found, added: AddedParts = NONE_ADDED): Promise<readonly IndexedPart[]> {
	const indexed: IndexedPart[] = [];
	for (const part of parts.parts) {
		const known = added.get(part);
		const found = known === undefined ? await parts.lookUp(part, index) : undefined;
		if (found !== undefined) addPart(index, found.ordinals, found.sums);
		const ordinals = known ?? found?.ordinals;
		if (ordinals !== undefined) indexed.push({ part, ordinals });
		if (parts.pace.isDue()) await parts.pace.rest();
	}
	return indexed;
}

/** Candidates are asked from the best key on, until the page is full. */
async function rankLazily(ranked: Ranked, { after, limit }: Wanted): Promise<FoundTraces> {
	const { ranking, index } = ranked;
	const asked = new Uint8Array(index.count);
	for (let size = Math.max(FIRST_ASKED, 4 * limit); ; size *= ASKED_GROWTH) {
		const best = await ranking.best(size, after);
		await ask(best, ranked, asked);
		const matched = best.filter((ordinal) => ranking.isMatched(ordinal));
		if (matched.length <= limit && best.length === size) continue;
		const places = matched.slice(0, limit + 1).map((ordinal) => ranking.placeOf(ordinal));
		return { places, total: totalOf(ranking, asked) };
	}
}

/** Undefined while a candidate was not asked. */
function totalOf(ranking: Ranking, asked: Uint8Array): number | undefined {
	let total = 0;
	for (let ordinal = 0; ordinal < asked.length; ordinal++) {
		if (ranking.isMatched(ordinal)) total++;
		else if (asked[ordinal] === 0) return undefined;
	}
	return total;
}

async function askAll(ranked: Ranked): Promise<void> {
	const { count } = ranked.index;
	await ask(
		Array.from({ length: count }, (_, ordinal) => ordinal),
		ranked,
		new Uint8Array(count),
	);
}

/** Mark those of some traces that match; `asked` are not asked again. */
async function ask(ordinals: readonly number[], { search, parts, index, matching, indexed }: Ranked, asked: Uint8Array): Promise<void> {
	const isAsked = new Uint8Array(index.count);
	for (const ordinal of ordinals) if (asked[ordinal] === 0) isAsked[ordinal] = 1;
	for (const part of indexed) {
		if (!matching.has(part.part)) continue;
		const wanted = new Uint8Array(part.ordinals.length);
		part.ordinals.forEach((ordinal, trace) => {
			if (isAsked[ordinal] === 1 && ((index.columns.flags[ordinal] as number) & TraceFlag.matched) === 0) wanted[trace] = 1;
		});
		if (!wanted.includes(1)) continue;
		const matched = await matchTraces(search, { ...(await parts.open(part.part)), wanted }, parts.pace);
		part.ordinals.forEach((ordinal, trace) => {
			if (matched[trace] === 1) mark(index, ordinal);
		});
	}
	for (const ordinal of ordinals) asked[ordinal] = 1;
}

/** The order of a list over the traces of an index. */
class Ranking {
	readonly #index: TraceIndex;
	readonly #keys: SortKeys;
	readonly #pace: Pace;

	constructor(sort: TraceSort, index: TraceIndex, pace: Pace) {
		this.#index = index;
		this.#pace = pace;
		this.#keys = sortKeys(sort, index);
	}

	isMatched(ordinal: number): boolean {
		return ((this.#index.columns.flags[ordinal] as number) & TraceFlag.matched) !== 0;
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
