/**
 * The numbers of one trace: which of its spans count, and which calls they tell of, by the rules of `call-edges.ts`.
 *
 * A trace whose spans came in several batches is computed twice: what its earlier spans made is taken back, what all of them make is added.
 * So the sum over all batches is what one look at the whole trace gives, in whatever order and pieces it came.
 */
import { finishHash, hashWord } from "../columns/hash.ts";
import { NO_KEY } from "./edge-keys.ts";
import type { RollupSink } from "./rollup-sink.ts";
import type { SpanFactTable } from "./span-facts.ts";

const NANOS_PER_MINUTE = 60_000_000_000;
const NESTED_OVERLAP = 0.95;
const NONE = -1;

/** Spans of one trace, earlier ones first. Grows; used for one trace after the other. */
export class TraceSpans {
	count = 0;
	#tables: SpanFactTable[] = [];
	#places = new Int32Array(64);
	/** By span: its parent among these, or NONE. */
	parents = new Int32Array(64);
	/** By span: `ANSWERED`, `WRAPPING`, `WRAPPED`. */
	marks = new Uint8Array(64);
	#slots = new Int32Array(128);

	clear(): void {
		this.count = 0;
		this.#tables.length = 0;
	}

	add(table: SpanFactTable, place: number): void {
		if (this.count === this.#places.length) this.#grow();
		this.#tables[this.count] = table;
		this.#places[this.count++] = place;
	}

	tableOf(span: number): SpanFactTable {
		return this.#tables[span] as SpanFactTable;
	}

	placeOf(span: number): number {
		return this.#places[span] as number;
	}

	/** Parents of the first `count` spans. Of spans with one id the earliest is a parent, then the longest, then the first. */
	findParents(count: number): void {
		const size = 2 ** Math.ceil(Math.log2(Math.max(4, count * 2)));
		if (this.#slots.length < size) this.#slots = new Int32Array(size);
		const slots = this.#slots.fill(0, 0, size);
		const mask = size - 1;
		for (let span = 0; span < count; span++) {
			const [table, place] = [this.tableOf(span), this.placeOf(span)];
			const slot = this.#seek(slots, mask, table.spanHigh[place] as number, table.spanLow[place] as number);
			const known = (slots[slot] as number) - 1;
			if (known < 0 || this.#isBetter(span, known)) slots[slot] = span + 1;
		}
		for (let span = 0; span < count; span++) {
			const [table, place] = [this.tableOf(span), this.placeOf(span)];
			const [high, low] = [table.parentHigh[place] as number, table.parentLow[place] as number];
			this.marks[span] = 0;
			this.parents[span] = high === 0 && low === 0 ? NONE : (slots[this.#seek(slots, mask, high, low)] as number) - 1;
			if (this.parents[span] === span) this.parents[span] = NONE;
		}
	}

	#isBetter(span: number, known: number): boolean {
		const later = this.nanosBetween(known, span);
		return later < 0 || (later === 0 && this.durationOf(span) > this.durationOf(known));
	}

	durationOf(span: number): number {
		return this.tableOf(span).duration[this.placeOf(span)] as number;
	}

	/** From the start of one to the start of another. */
	nanosBetween(from: number, to: number): number {
		const [a, b] = [this.tableOf(from), this.tableOf(to)];
		const [at, place] = [this.placeOf(from), this.placeOf(to)];
		const minutes = (b.minute[place] as number) - (a.minute[at] as number);
		return minutes * NANOS_PER_MINUTE + (b.nanos[place] as number) - (a.nanos[at] as number);
	}

	#seek(slots: Int32Array, mask: number, high: number, low: number): number {
		let slot = finishHash(hashWord(high, low)) & mask;
		for (let known = slots[slot] as number; known !== 0; known = slots[slot] as number) {
			const [table, place] = [this.tableOf(known - 1), this.placeOf(known - 1)];
			if (table.spanLow[place] === low && table.spanHigh[place] === high) return slot;
			slot = (slot + 1) & mask;
		}
		return slot;
	}

	#grow(): void {
		const size = this.#places.length * 2;
		this.#places = widened(this.#places, size);
		this.parents = new Int32Array(size);
		this.marks = new Uint8Array(size);
	}
}

function widened(words: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
	const wider = new Int32Array(size);
	wider.set(words);
	return wider;
}

const ANSWERED = 1;
/** It only wraps a child. */
const WRAPPING = 2;
/** Its parent only wraps it. */
const WRAPPED = 4;

/** Add (sign 1) or take back (-1) the numbers of the first `count` spans of a trace. Cost: about 0.2 µs a span. */
export function countTrace(spans: TraceSpans, count: number, sign: 1 | -1, sink: RollupSink): void {
	spans.findParents(count);
	const { marks, parents } = spans;
	for (let span = 0; span < count; span++) {
		const parent = parents[span] as number;
		if (parent === NONE) continue;
		const pair = sink.pairOf(roleOf(spans, parent, sink), roleOf(spans, span, sink));
		if (pair === undefined) continue;
		if (pair.isAnswer) marks[parent] = (marks[parent] as number) | ANSWERED;
		if (!pair.mayNest || !isInside(spans, parent, span)) continue;
		marks[parent] = (marks[parent] as number) | WRAPPING;
		marks[span] = (marks[span] as number) | WRAPPED;
	}
	for (let span = 0; span < count; span++) countSpan(spans, span, sign, sink);
}

function roleOf(spans: TraceSpans, span: number, sink: RollupSink): number {
	return sink.roleOf(spans.tableOf(span).subject[spans.placeOf(span)] as number);
}

/** See `isNestedCopy` of call-edges. */
function isInside(spans: TraceSpans, parent: number, child: number): boolean {
	const ahead = spans.nanosBetween(parent, child);
	const length = spans.durationOf(parent);
	const overlap = Math.min(ahead + spans.durationOf(child), length) - Math.max(0, ahead);
	return overlap >= 0 && overlap >= length * NESTED_OVERLAP;
}

function countSpan(spans: TraceSpans, span: number, sign: 1 | -1, sink: RollupSink): void {
	const [table, place] = [spans.tableOf(span), spans.placeOf(span)];
	const minute = table.minute[place] as number;
	const duration = table.duration[place] as number;
	const isWrapping = ((spans.marks[span] as number) & WRAPPING) !== 0;
	if (!isWrapping) sink.addSpan(table.subject[place] as number, minute, duration, sign);
	const edges = sink.edgesOf(roleOf(spans, span, sink));
	if (spans.parents[span] !== NONE) countPair(spans, span, sign, sink);
	sink.at(minute, sign, edges.isResend);
	if (spans.parents[span] === NONE) {
		const isRoot = table.parentHigh[place] === 0 && table.parentLow[place] === 0;
		const inKey = isRoot ? edges.inRoot : edges.inOrphan;
		if (inKey !== NO_KEY) sink.addCall(inKey, NONE, duration, NONE);
	}
	if (edges.out !== NO_KEY && !isWrapping && !isAnswered(spans, span)) sink.addCall(edges.out, duration, NONE, NONE);
	if (edges.topic === NO_KEY) return;
	if (edges.isConsuming) sink.addCall(edges.topic, NONE, duration, NONE);
	else sink.addCall(edges.topic, duration, NONE, NONE);
}

/** By a child, or by one of what wraps it. */
function isAnswered({ marks, parents }: TraceSpans, span: number): boolean {
	const mark = marks[span] as number;
	if ((mark & ANSWERED) !== 0) return true;
	return (mark & WRAPPED) !== 0 && ((marks[parents[span] as number] as number) & ANSWERED) !== 0;
}

function countPair(spans: TraceSpans, child: number, sign: 1 | -1, sink: RollupSink): void {
	const parent = spans.parents[child] as number;
	const role = roleOf(spans, parent, sink);
	const pair = sink.pairOf(role, roleOf(spans, child, sink));
	if (pair === undefined || pair.pair === NO_KEY) return;
	const length = spans.durationOf(parent);
	const client = sink.edgesOf(role).isCall ? length : NONE;
	const queue = pair.hasQueue ? Math.max(0, spans.nanosBetween(parent, child) - length) : NONE;
	const minute = spans.tableOf(parent).minute[spans.placeOf(parent)] as number;
	sink.at(minute, sign, pair.isResend).addCall(pair.pair, client, spans.durationOf(child), queue);
}
