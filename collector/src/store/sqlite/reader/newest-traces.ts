/**
 * The newest traces with a match, without reading more than it takes.
 *
 * A trace's key is its earliest start. Where a span matches, the trace begins no later: so the earliest start *in the part of the match* is
 * an upper bound of its key, and the latest start of a part bounds the keys of all traces that match in it. Parts are read from the latest
 * bound on. A candidate that may come next is resolved: the parts that may hold earlier spans of it are asked. A resolved one is next when
 * no candidate and no unread part has a bound as high.
 *
 *   unread parts ──bound──▶ read: matching traces, each with an upper bound ──▶ resolved: exact keys ──▶ next
 */

import { halvesFromUnixNanos } from "@spanglass/shared/units/time";
import { type TraceProbe, traceProbe } from "../../../columns/trace-filter.ts";
import type { Part } from "./part.ts";
import type { OpenedPart, SearchParts } from "./search-parts.ts";
import { matchTraces, type SpanSearch } from "./span-search.ts";
import { comparePlaces, type TracePlace, traceIdFromWords } from "./trace-cursor.ts";

/** What a search answers: places in order, one more than wanted when there are more. */
export interface FoundTraces {
	readonly places: readonly TracePlace[];
	/** Matching traces in all; undefined when it stopped before it knew. */
	readonly total: number | undefined;
}

export interface Wanted {
	/** Places after this one. */
	readonly after: TracePlace | undefined;
	readonly limit: number;
}

/** Cost: parts whose bound is above the last key that is answered, and for each trace passed over the filters of the parts before it. */
export async function newestTraces(search: SpanSearch, parts: SearchParts, { after, limit }: Wanted): Promise<FoundTraces> {
	const unread = unreadParts(search, parts);
	const candidates = new Candidates();
	const resolver = new Resolver(parts, after);
	const places: TracePlace[] = [];
	const resolved = new PlaceHeap();
	while (places.length <= limit) {
		if (parts.pace.isDue()) await parts.pace.rest();
		const next = resolved.first;
		const candidate = candidates.first;
		const bound = unread.at(-1);
		if (bound !== undefined && !isBefore(candidate, bound) && !isBefore(next, bound)) {
			unread.pop();
			if (bound.part.mayMatch(search.filter)) candidates.add(await matchesOf(search, bound.part, parts));
		} else if (candidate !== undefined && !isBefore(next, candidate)) {
			candidates.pop();
			const place = await resolver.resolve(candidate);
			if (place !== undefined) resolved.push(place);
		} else if (next !== undefined) {
			resolved.pop();
			if (after === undefined || comparePlaces(after, next) < 0) places.push(next);
		} else break;
	}
	const isAll = places.length <= limit;
	return { places, total: isAll ? resolver.count : undefined };
}

interface Key {
	readonly high: number;
	readonly low: number;
}

/** True when a key is above another one, so that nothing below that can come first. */
function isBefore(key: Key | undefined, bound: Key): boolean {
	return key !== undefined && (key.high > bound.high || (key.high === bound.high && key.low > bound.low));
}

interface UnreadPart extends Key {
	readonly part: Part;
}

const UNKNOWN_BOUND: Key = { high: 0xffff_ffff, low: 0xffff_ffff };

/** The one with the highest bound last. */
function unreadParts({ range }: SpanSearch, { parts }: SearchParts): UnreadPart[] {
	const overlapping = parts.filter((part) => part.mayOverlap(range));
	return overlapping
		.map((part): UnreadPart => ({ part, ...boundOf(part, range.end) }))
		.sort((a, b) => a.high - b.high || a.low - b.low || Number(a.part.times === undefined) - Number(b.part.times === undefined));
}

function boundOf({ times }: Part, end: bigint): Key {
	if (times === undefined) return UNKNOWN_BOUND;
	const [high, low] = halvesFromUnixNanos(times.max < end ? times.max : end - 1n);
	return { high, low };
}

async function matchesOf(search: SpanSearch, part: Part, parts: SearchParts): Promise<PartMatches> {
	const opened = await parts.open(part);
	const matched = await matchTraces(search, opened, parts.pace);
	const traces: number[] = [];
	for (let trace = 0; trace < matched.length; trace++) if (matched[trace] === 1) traces.push(trace);
	return new PartMatches(opened, traces);
}

/** A match in a part, with the upper bound of its trace's key. */
interface Candidate extends Key {
	readonly id: Uint32Array;
}

/** The matching traces of one part: a heap by their earliest start there, latest first. Holds nothing of the part. */
class PartMatches {
	readonly #high: Uint32Array;
	readonly #low: Uint32Array;
	readonly #ids: Uint32Array;
	readonly #heap: number[];

	constructor({ rows, sums }: OpenedPart, traces: readonly number[]) {
		this.#high = Uint32Array.from(traces, (trace) => sums.startHigh[trace] as number);
		this.#low = Uint32Array.from(traces, (trace) => sums.startLow[trace] as number);
		this.#ids = Uint32Array.from(
			{ length: traces.length * 4 },
			(_, at) => rows.view.traces[(traces[at >>> 2] as number) * 4 + (at & 3)] as number,
		);
		this.#heap = Array.from(traces, (_, at) => at);
		for (let at = (traces.length >>> 1) - 1; at >= 0; at--) this.#siftDown(at);
	}

	get first(): Candidate | undefined {
		const match = this.#heap[0];
		if (match === undefined) return undefined;
		return { high: this.#high[match] as number, low: this.#low[match] as number, id: this.#ids.slice(match * 4, match * 4 + 4) };
	}

	pop(): void {
		const last = this.#heap.pop();
		if (last === undefined || this.#heap.length === 0) return;
		this.#heap[0] = last;
		this.#siftDown(0);
	}

	#isBefore(a: number, b: number): boolean {
		const [high, low] = [this.#high, this.#low];
		return ((high[a] as number) - (high[b] as number) || (low[a] as number) - (low[b] as number)) > 0;
	}

	#siftDown(from: number): void {
		const heap = this.#heap;
		let at = from;
		for (;;) {
			let first = at;
			for (const child of [2 * at + 1, 2 * at + 2]) {
				if (child < heap.length && this.#isBefore(heap[child] as number, heap[first] as number)) first = child;
			}
			if (first === at) return;
			const moved = heap[at] as number;
			heap[at] = heap[first] as number;
			heap[first] = moved;
			at = first;
		}
	}
}

/** Matches of all parts read so far, the one with the highest bound first. */
class Candidates {
	#parts: PartMatches[] = [];
	#first: { readonly matches: PartMatches; readonly candidate: Candidate } | undefined;

	add(matches: PartMatches): void {
		this.#parts.push(matches);
		this.#first = undefined;
	}

	get first(): Candidate | undefined {
		this.#first ??= this.#find();
		return this.#first?.candidate;
	}

	pop(): void {
		this.#first?.matches.pop();
		this.#first = undefined;
	}

	#find(): { readonly matches: PartMatches; readonly candidate: Candidate } | undefined {
		let best: { readonly matches: PartMatches; readonly candidate: Candidate } | undefined;
		const left: PartMatches[] = [];
		for (const matches of this.#parts) {
			const candidate = matches.first;
			if (candidate === undefined) continue;
			left.push(matches);
			if (best === undefined || isBefore(candidate, best.candidate)) best = { matches, candidate };
		}
		this.#parts = left;
		return best;
	}
}

/** Finds the exact keys of candidates, each trace once. */
class Resolver {
	readonly #parts: SearchParts;
	readonly #after: TracePlace | undefined;
	readonly #seen = new Set<string>();

	constructor(parts: SearchParts, after: TracePlace | undefined) {
		this.#parts = parts;
		this.#after = after;
	}

	/** Traces seen so far. */
	get count(): number {
		return this.#seen.size;
	}

	/** Undefined for a trace that was resolved before, and for one that is known to come before what is wanted. */
	async resolve({ id, high, low }: Candidate): Promise<TracePlace | undefined> {
		const text = traceIdFromWords(id);
		if (this.#seen.has(text)) return undefined;
		this.#seen.add(text);
		const probe = traceProbe(id);
		const after = this.#after;
		let place: TracePlace = { id, high, low };
		if (after !== undefined && isBefore(place, after)) {
			place = await this.#earliest(place, probe, after);
			if (isBefore(place, after)) return undefined;
		}
		return this.#earliest(place, probe, place);
	}

	/** With what the parts say that begin at or before `bound`. */
	async #earliest(place: TracePlace, probe: TraceProbe, bound: Key): Promise<TracePlace> {
		let earliest = place;
		for (const part of this.#parts.parts) {
			if (!beginsBy(part, bound) || !part.mayHold(probe)) continue;
			const { rows, sums } = await this.#parts.open(part);
			const trace = rows.view.findTrace(probe.id);
			if (trace < 0 || sums.spans[trace] === 0) continue;
			const key = { high: sums.startHigh[trace] as number, low: sums.startLow[trace] as number };
			if (isBefore(earliest, key)) earliest = { ...key, id: place.id };
		}
		return earliest;
	}
}

function beginsBy({ times }: Part, { high, low }: Key): boolean {
	if (times === undefined) return true;
	const [minHigh, minLow] = times.minHalves;
	return minHigh < high || (minHigh === high && minLow <= low);
}

/** Exact places, the first one first. */
class PlaceHeap {
	readonly #heap: TracePlace[] = [];

	get first(): TracePlace | undefined {
		return this.#heap[0];
	}

	push(place: TracePlace): void {
		const heap = this.#heap;
		let at = heap.push(place) - 1;
		while (at > 0) {
			const parent = (at - 1) >>> 1;
			if (comparePlaces(heap[parent] as TracePlace, place) <= 0) break;
			heap[at] = heap[parent] as TracePlace;
			at = parent;
		}
		heap[at] = place;
	}

	pop(): void {
		const heap = this.#heap;
		const last = heap.pop();
		if (last === undefined || heap.length === 0) return;
		let at = 0;
		for (let child = 1; child < heap.length; child = 2 * at + 1) {
			if (child + 1 < heap.length && comparePlaces(heap[child + 1] as TracePlace, heap[child] as TracePlace) < 0) child++;
			if (comparePlaces(last, heap[child] as TracePlace) <= 0) break;
			heap[at] = heap[child] as TracePlace;
			at = child;
		}
		heap[at] = last;
	}
}
