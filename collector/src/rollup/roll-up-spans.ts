/** The roll-ups of a batch of spans, given what came before it: see `pair-trace.ts` for how a trace that comes in pieces is counted. */
import { partCounts, spanAt } from "../columns/item-decoder.ts";
import type { RowView } from "../columns/row-view.ts";
import { NO_KEY } from "./edge-keys.ts";
import type { PackRows } from "./pack.ts";
import { countTrace, TraceSpans } from "./pair-trace.ts";
import { RollupSink } from "./rollup-sink.ts";
import type { SpanFactTable } from "./span-facts.ts";
import type { Subjects } from "./subjects.ts";
import type { LinkHolder, WaitingLinks } from "./waiting-links.ts";

const NANOS_PER_MINUTE = 60_000_000_000;
const NOT_MEASURED = -1;
const TRACES_PER_SLICE = 64;

/** Spans that were rolled up before. */
export interface EarlierFacts {
	/** Tables that may hold the trace whose 4 words begin at `at`, in order of arrival. */
	tablesOf(words: Uint32Array, at: number): readonly SpanFactTable[];
}

export interface SpanBatch {
	readonly facts: SpanFactTable;
	/** Whose rows they are of. */
	readonly view: RowView;
	/** Unix ms, of the last of it. */
	readonly arrivedAt: number;
}

export interface RollupState {
	readonly subjects: Subjects;
	readonly earlier: EarlierFacts;
	/** Links whose spans have not come: changed. */
	readonly links: WaitingLinks;
}

/**
 * Packs of the tables red, instance and edge; none for a table without numbers. In slices of a few milliseconds.
 *
 * Cost  about 0.3 µs a span.
 */
export function* rollUpSpans(batch: SpanBatch, state: RollupState): Generator<undefined, readonly PackRows[], undefined> {
	const sink = new RollupSink(state.subjects);
	const spans = new TraceSpans();
	const { facts } = batch;
	for (let trace = 0; trace < facts.traceCount; trace++) {
		if (trace % TRACES_PER_SLICE === 0) yield;
		spans.clear();
		for (const table of state.earlier.tablesOf(facts.traces, trace * 4)) addTrace(spans, table, table.find(facts.traces, trace * 4));
		const earlier = spans.count;
		addTrace(spans, facts, trace);
		if (earlier > 0) countTrace(spans, earlier, -1, sink);
		countTrace(spans, spans.count, 1, sink);
	}
	yield;
	countLinks(batch, state, sink);
	yield;
	return yield* sink.finish();
}

function addTrace(spans: TraceSpans, table: SpanFactTable, trace: number): void {
	if (trace < 0) return;
	const end = table.firstOf[trace + 1] as number;
	for (let place = table.firstOf[trace] as number; place < end; place++) spans.add(table, place);
}

/** A span among facts. */
interface Found {
	readonly table: SpanFactTable;
	readonly place: number;
}

/** Links of the batch, and links that waited for a span of it. */
function countLinks(batch: SpanBatch, { earlier, links }: RollupState, sink: RollupSink): void {
	const { facts, view, arrivedAt } = batch;
	links.expire(arrivedAt);
	if (links.count > 0) answerWaiting(facts, links, sink);
	for (let place = 0; place < facts.count; place++) {
		const row = facts.row[place] as number;
		if (partCounts(view, row).links === 0) continue;
		const holder = holderAt(facts, place);
		for (const { traceId, spanId } of spanAt(view, row).links) {
			const words = wordsOfId(traceId, spanId);
			if (words === undefined) continue;
			const linked = findEarlier(earlier, words) ?? findSpan(facts, words);
			if (linked === undefined) links.add({ traceId, spanId, holder, arrivedAt });
			else addLink(linked, holder, sink);
		}
	}
}

/** Ids, 4 words each, of the traces that spans of a batch link: a reader looks for them beforehand. */
export function linkedTraces({ facts, view }: Pick<SpanBatch, "facts" | "view">): readonly Uint32Array[] {
	const traces: Uint32Array[] = [];
	for (const row of facts.row) {
		if (partCounts(view, row).links === 0) continue;
		for (const { traceId, spanId } of spanAt(view, row).links) {
			const words = wordsOfId(traceId, spanId);
			if (words !== undefined) traces.push(words.subarray(0, 4));
		}
	}
	return traces;
}

function answerWaiting(facts: SpanFactTable, links: WaitingLinks, sink: RollupSink): void {
	for (let trace = 0; trace < facts.traceCount; trace++) {
		const traceId = hexOf(facts.traces.subarray(trace * 4, trace * 4 + 4));
		for (const spanId of new Set(links.of(traceId).map((link) => link.spanId))) {
			const words = wordsOfId(traceId, spanId);
			const linked = words && findSpan(facts, words);
			if (linked === undefined) continue;
			for (const { holder } of links.take(traceId, spanId)) addLink(linked, holder, sink);
		}
	}
}

function holderAt(facts: SpanFactTable, place: number): LinkHolder {
	return {
		subject: facts.subject[place] as number,
		minute: facts.minute[place] as number,
		nanos: facts.nanos[place] as number,
		durationNanos: facts.duration[place] as number,
	};
}

/** The edge of a link, as `linkEdge` of call-edges. */
function addLink({ table, place }: Found, holder: LinkHolder, sink: RollupSink): void {
	const pair = sink.linkOf(sink.roleOf(table.subject[place] as number), sink.roleOf(holder.subject));
	if (pair.link === NO_KEY) return;
	const minute = table.minute[place] as number;
	const ahead = (holder.minute - minute) * NANOS_PER_MINUTE + holder.nanos - (table.nanos[place] as number);
	const queue = pair.isMessage ? Math.max(0, ahead - (table.duration[place] as number)) : NOT_MEASURED;
	sink.at(minute, 1, sink.edgesOf(sink.roleOf(holder.subject)).isResend).addCall(pair.link, NOT_MEASURED, holder.durationNanos, queue);
}

function findEarlier(earlier: EarlierFacts, words: Uint32Array): Found | undefined {
	for (const table of earlier.tablesOf(words, 0)) {
		const found = findSpan(table, words);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** By 6 words: the trace's id, then the span's. */
function findSpan(table: SpanFactTable, words: Uint32Array): Found | undefined {
	const trace = table.find(words, 0);
	if (trace < 0) return undefined;
	const end = table.firstOf[trace + 1] as number;
	let found = -1;
	for (let place = table.firstOf[trace] as number; place < end; place++) {
		if (table.spanHigh[place] !== words[4] || table.spanLow[place] !== words[5]) continue;
		if (found < 0 || isBetter(table, place, found)) found = place;
	}
	return found < 0 ? undefined : { table, place: found };
}

/** Of several spans with one id the earliest is meant, then the longest. */
function isBetter({ minute, nanos, duration }: SpanFactTable, place: number, than: number): boolean {
	const later = (minute[place] as number) - (minute[than] as number) || (nanos[place] as number) - (nanos[than] as number);
	return later < 0 || (later === 0 && (duration[place] as number) > (duration[than] as number));
}

/** Undefined for ids of another length. */
function wordsOfId(traceId: string, spanId: string): Uint32Array | undefined {
	if (traceId.length !== 32 || spanId.length !== 16) return undefined;
	const text = traceId + spanId;
	return Uint32Array.from({ length: 6 }, (_, at) => Number.parseInt(text.slice(at * 8, at * 8 + 8), 16));
}

function hexOf(words: Uint32Array): string {
	return Array.from(words, (word) => word.toString(16).padStart(8, "0")).join("");
}
