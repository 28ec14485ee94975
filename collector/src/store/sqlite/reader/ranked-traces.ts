/**
 * Traces with a match in the order of what their spans add up to, or of a filter that asks about several spans, or with news: whatever
 * needs all spans of all candidates before the first can be told.
 *
 *   parts that may match ──▶ candidates ──▶ all parts: their sums ──▶ best keys first: do they match? ──▶ page
 */
import { isItemFilter, ownCondition } from "@spanglass/shared/query/filter";
import type { TraceQuery } from "../../api/telemetry-store.ts";
import { confirmTraces } from "./confirm-traces.ts";
import { everyTrace } from "./every-trace.ts";
import type { FoundTraces, Wanted } from "./newest-traces.ts";
import { TRACES_PER_LOOK } from "./pace.ts";
import type { Part, TraceSums } from "./part.ts";
import type { IndexedPart, SearchParts } from "./search-parts.ts";
import { matchTraces, SpanSearch } from "./span-search.ts";
import { TraceIndex } from "./trace-index.ts";
import { Ranking } from "./trace-ranking.ts";

/** So many candidates are asked first whether they match; then this many times more, and so on. */
const FIRST_ASKED = 512;
const ASKED_GROWTH = 8;

/** See `TraceQuery`. */
export async function rankedTraces(query: TraceQuery, parts: SearchParts, wanted: Wanted): Promise<FoundTraces> {
	const { filter, range, sort, sinceSequence } = query;
	const search = new SpanSearch(range, ownCondition(filter));
	const isOfOneSpan = sinceSequence === undefined && isItemFilter(filter);
	const every = isOfOneSpan ? await everyTrace(search, parts) : undefined;
	if (every !== undefined) return new Ranking(sort, every, parts.pace).matched(wanted);
	const index = new TraceIndex();
	const found: Found = { search, parts, index, matching: new Set(await parts.select((part) => search.mayMatch(part))) };
	if (isOfOneSpan) {
		const indexed = await addSums(found, await addCandidates(found));
		return rankLazily({ ...found, indexed }, new Ranking(sort, index, parts.pace), wanted);
	}
	if (sinceSequence === undefined) await addMatches(found);
	else await addNews(found, sinceSequence);
	const indexed = await addSums(found);
	if (sinceSequence !== undefined) await askAll({ ...found, indexed });
	await confirmTraces({ filter, range: search.halves, parts: indexed, open: (part) => parts.rows(part) }, index, parts.pace);
	return new Ranking(sort, index, parts.pace).matched(wanted);
}

/** Candidates of a search: the traces of an index. */
export interface Found {
	readonly search: SpanSearch;
	readonly parts: SearchParts;
	readonly index: TraceIndex;
	/** Parts that may have a match. */
	readonly matching: ReadonlySet<Part>;
}

interface Indexed extends Found {
	/** All parts that have a candidate. */
	readonly indexed: readonly IndexedPart[];
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
				if (search.mustMatchTrace(sums, trace)) index.mark(ordinal);
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
			if (matched[trace] === 1) index.mark(index.intern(opened.rows.view.traces, trace));
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
async function rankLazily(found: Indexed, ranking: Ranking, { after, limit }: Wanted): Promise<FoundTraces> {
	const asked = new Uint8Array(found.index.count);
	for (let size = Math.max(FIRST_ASKED, 4 * limit); ; size *= ASKED_GROWTH) {
		const best = await ranking.best(size, after);
		await ask(best, found, asked);
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

async function askAll(found: Indexed): Promise<void> {
	const { count } = found.index;
	await ask(
		Array.from({ length: count }, (_, ordinal) => ordinal),
		found,
		new Uint8Array(count),
	);
}

/** Mark those of some traces that match; `asked` are not asked again. */
async function ask(ordinals: readonly number[], { search, parts, index, matching, indexed }: Indexed, asked: Uint8Array): Promise<void> {
	const isAsked = new Uint8Array(index.count);
	for (const ordinal of ordinals) if (asked[ordinal] === 0) isAsked[ordinal] = 1;
	for (const part of indexed) {
		if (!matching.has(part.part)) continue;
		const wanted = new Uint8Array(part.ordinals.length);
		part.ordinals.forEach((ordinal, trace) => {
			if (isAsked[ordinal] === 1 && index.columns.matched[ordinal] === 0) wanted[trace] = 1;
		});
		if (!wanted.includes(1)) continue;
		const matched = await matchTraces(search, { ...(await parts.open(part.part)), wanted }, parts.pace);
		part.ordinals.forEach((ordinal, trace) => {
			if (matched[trace] === 1) index.mark(ordinal);
		});
	}
	for (const ordinal of ordinals) asked[ordinal] = 1;
}
