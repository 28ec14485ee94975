/** The roll-ups of a batch of spans, given what came before it: see `pair-trace.ts` for how a trace that comes in pieces is counted. */
import { partCounts, spanAt } from "../columns/item-decoder.ts";
import type { RowView } from "../columns/row-view.ts";
import { NO_KEY } from "./edge-keys.ts";
import type { PackRows } from "./pack.ts";
import { countTrace, TraceSpans } from "./pair-trace.ts";
import { RollupSink } from "./rollup-sink.ts";
import type { SpanFactTable } from "./span-facts.ts";
import type { Subjects } from "./subjects.ts";
import { type LinkHolder, type WaitingLinks, wordsOfHex } from "./waiting-links.ts";

const NANOS_PER_MINUTE = 60_000_000_000;
const NOT_MEASURED = -1;
const TRACES_PER_SLICE = 64;
const ROWS_PER_SLICE = 2048;

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
	yield* countLinks(batch, state, sink);
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
function* countLinks(batch: SpanBatch, { earlier, links }: RollupState, sink: RollupSink): Generator<undefined, void, undefined> {
	const { facts, view, arrivedAt } = batch;
	links.expire(arrivedAt);
	answerWaiting(facts, links, sink);
	for (let place = 0; place < facts.count; place++) {
		if (place % ROWS_PER_SLICE === 0) yield;
		const row = facts.row[place] as number;
		if (partCounts(view, row).links === 0) continue;
		const holder = holderAt(facts, place);
		for (const { traceId, spanId } of spanAt(view, row).links) {
			const words = wordsOfId(traceId, spanId);
			if (words === undefined) continue;
			const linked = findEarlier(earlier, words) ?? findIn(facts, words);
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
	for (const [traceId, { words }] of links.traces()) {
		if (facts.find(words, 0) < 0) continue;
		const placeOf = (spanId: string) => facts.findSpan(wordsOfHex(traceId + spanId));
		for (const { spanId, holder } of links.take(traceId, (id) => placeOf(id) >= 0)) {
			addLink({ table: facts, place: placeOf(spanId) }, holder, sink);
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
	const queue = pair.hasQueue ? Math.max(0, ahead - (table.duration[place] as number)) : NOT_MEASURED;
	sink.at(minute, 1, sink.edgesOf(sink.roleOf(holder.subject)).isResend).addCall(pair.link, NOT_MEASURED, holder.durationNanos, queue);
}

function findEarlier(earlier: EarlierFacts, words: Uint32Array): Found | undefined {
	for (const table of earlier.tablesOf(words, 0)) {
		const found = findIn(table, words);
		if (found !== undefined) return found;
	}
	return undefined;
}

function findIn(table: SpanFactTable, words: Uint32Array): Found | undefined {
	const place = table.findSpan(words);
	return place < 0 ? undefined : { table, place };
}

/** Undefined for ids of another length. */
function wordsOfId(traceId: string, spanId: string): Uint32Array | undefined {
	return traceId.length === 32 && spanId.length === 16 ? wordsOfHex(traceId + spanId) : undefined;
}
