/** What pairing needs of spans, in columns, by trace: of the rows of one batch, or of a block that was sealed before. */
import { ColumnCursor } from "../columns/column-cursor.ts";
import type { Emitter } from "../columns/entity-memory.ts";
import { DUPLICATE_BIT, SpanColumn } from "../columns/layout.ts";
import type { RowView } from "../columns/row-view.ts";
import { CanonicalRows } from "./canonical-rows.ts";
import { spanFinder, traceFinder } from "./fact-finders.ts";
import type { Subjects } from "./subjects.ts";

const UINT32 = 0x1_0000_0000;
const NANOS_PER_MINUTE = 60_000_000_000;
/** 2^48 nanoseconds are so many minutes and so many nanoseconds: a time is split without a bigint, and no step of it is above 2^53. */
const MINUTES_OF_48 = 4691;
const REST_OF_48 = 14_976_710_656;
const FACT_WORDS = 10;
/** Rows between two pauses. */
const SLICE_ROWS = 8192;

/**
 * Spans of one batch by trace: those of trace t are [firstOf[t], firstOf[t + 1]), in order of arrival. Repeated spans (`DUPLICATE_BIT`) are
 * left out.
 */
export interface SpanFactTable {
	readonly count: number;
	/** 4 words each, of traces that have a span here. */
	readonly traces: Uint32Array;
	readonly traceCount: number;
	readonly firstOf: Uint32Array;
	readonly spanHigh: Uint32Array;
	readonly spanLow: Uint32Array;
	/** 0, 0: none. */
	readonly parentHigh: Uint32Array;
	readonly parentLow: Uint32Array;
	readonly subject: Uint32Array;
	/** Of the start: minutes since 1970, nanoseconds in the minute. */
	readonly minute: Uint32Array;
	readonly nanos: Float64Array;
	/** 0 when it ends before it starts. */
	readonly duration: Float64Array;
	/** The row of the view. */
	readonly row: Uint32Array;
	readonly byteLength: number;
	/** The trace's number by the 4 words from `at` on, or -1. */
	find(words: Uint32Array, at: number): number;
	/** The place of a span by 6 words, the trace's id, then its own, or -1. Of several with one id the earliest, then the longest, then the first. */
	findSpan(words: Uint32Array): number;
}

export interface FactRows {
	readonly view: RowView;
	readonly from: number;
	readonly to: number;
	/** All without it. */
	readonly has?: ((row: number) => boolean) | undefined;
}

/** Cost: about 0.2 µs a row, mostly for the canonical record. Yields after a few thousand rows. */
export function* spanFacts({ view, from, to, has }: FactRows, subjects: Subjects): Generator<undefined, SpanFactTable, undefined> {
	const rows = yield* rowsByTrace({ view, from, to, has });
	const count = rows.order.length;
	const words = () => new Uint32Array(count);
	const table = {
		...{ count, traces: rows.traces, traceCount: rows.firstOf.length - 1, firstOf: rows.firstOf, row: rows.order },
		...{ spanHigh: words(), spanLow: words(), parentHigh: words(), parentLow: words(), subject: words(), minute: words() },
		...{ nanos: new Float64Array(count), duration: new Float64Array(count) },
		byteLength: count * (FACT_WORDS + 2) * 4 + rows.traces.byteLength,
	};
	yield* fillSubjects(view, { from, to, place: rows.placeOf }, table.subject, subjects);
	const column = (number: number) => new ColumnCursor(view, number);
	const [spanHigh, spanLow] = [column(SpanColumn.spanHigh), column(SpanColumn.spanLow)];
	const [parentHigh, parentLow] = [column(SpanColumn.parentHigh), column(SpanColumn.parentLow)];
	const [startHigh, startLow] = [column(SpanColumn.startHigh), column(SpanColumn.startLow)];
	const [endHigh, endLow] = [column(SpanColumn.endHigh), column(SpanColumn.endLow)];
	for (let row = from; row < to; row++) {
		if (row % SLICE_ROWS === 0) yield;
		const place = (rows.placeOf[row - from] as number) - 1;
		if (place < 0) continue;
		table.spanHigh[place] = spanHigh.at(row);
		table.spanLow[place] = spanLow.at(row);
		table.parentHigh[place] = parentHigh.at(row);
		table.parentLow[place] = parentLow.at(row);
		const [high, low] = [startHigh.at(row), startLow.at(row)];
		const upper = high >>> 16;
		const rest = upper * REST_OF_48 + (high & 0xffff) * UINT32 + low;
		const carry = Math.floor(rest / NANOS_PER_MINUTE);
		table.minute[place] = upper * MINUTES_OF_48 + carry;
		table.nanos[place] = rest - carry * NANOS_PER_MINUTE;
		table.duration[place] = Math.max(0, (endHigh.at(row) - high) * UINT32 + (endLow.at(row) - low));
	}
	const find = traceFinder(rows.traces, table.traceCount);
	return { ...table, find, findSpan: spanFinder({ ...table, find }) };
}

interface RowsByTrace {
	readonly traces: Uint32Array;
	readonly firstOf: Uint32Array;
	readonly order: Uint32Array;
	/** Of row - from: its place in the order + 1, 0 when it is left out. */
	readonly placeOf: Uint32Array;
}

/** A counting sort by trace, traces in order of their ordinals. */
function* rowsByTrace({ view, from, to, has }: FactRows): Generator<undefined, RowsByTrace, undefined> {
	const traceAt = new ColumnCursor(view, SpanColumn.trace);
	const bits = new ColumnCursor(view, SpanColumn.bits);
	const counts = new Uint32Array(view.counts.traces + 1);
	const wanted = new Uint8Array(to - from);
	for (let row = from; row < to; row++) {
		if (row % SLICE_ROWS === 0) yield;
		if ((bits.at(row) & DUPLICATE_BIT) !== 0 || (has !== undefined && !has(row))) continue;
		wanted[row - from] = 1;
		const trace = traceAt.at(row);
		counts[trace] = (counts[trace] as number) + 1;
	}
	const numbers = numberTraces(view.traces, counts);
	const placeOf = new Uint32Array(to - from);
	const order = new Uint32Array(numbers.total);
	const next = numbers.start;
	for (let row = from; row < to; row++) {
		if (wanted[row - from] === 0) continue;
		const trace = traceAt.at(row);
		const place = next[trace] as number;
		next[trace] = place + 1;
		order[place] = row;
		placeOf[row - from] = place + 1;
	}
	return { traces: numbers.traces, firstOf: numbers.firstOf, order, placeOf };
}

function numberTraces(ids: Uint32Array, counts: Uint32Array) {
	let traceCount = 0;
	for (let trace = 0; trace < counts.length; trace++) if (counts[trace] !== 0) traceCount++;
	const traces = new Uint32Array(traceCount * 4);
	const firstOf = new Uint32Array(traceCount + 1);
	const start = new Uint32Array(counts.length);
	let total = 0;
	let number = 0;
	for (let trace = 0; trace < counts.length; trace++) {
		if (counts[trace] === 0) continue;
		traces.set(ids.subarray(trace * 4, trace * 4 + 4), number * 4);
		start[trace] = total;
		firstOf[number++] = total;
		total += counts[trace] as number;
	}
	firstOf[number] = total;
	return { traces, firstOf, start, total };
}

interface PlacedRows {
	readonly from: number;
	readonly to: number;
	readonly place: Uint32Array;
}

function* fillSubjects(
	view: RowView,
	{ from, to, place }: PlacedRows,
	into: Uint32Array,
	subjects: Subjects,
): Generator<undefined, void, undefined> {
	const canonicals = new CanonicalRows(view, subjects.canonicals);
	const operations = new ColumnCursor(view, SpanColumn.operation);
	/** By operation: its emitter's number + 1, and the last canonical record with its subject. */
	const emitters = new Uint32Array(view.counts.entities);
	const lastCanonical = new Int32Array(view.counts.entities).fill(-1);
	const lastSubject = new Uint32Array(view.counts.entities);
	const byOperation: (Emitter | undefined)[] = [];
	for (let row = from; row < to; row++) {
		if (row % (SLICE_ROWS / 2) === 0) yield;
		const at = (place[row - from] as number) - 1;
		if (at < 0) continue;
		const operation = operations.at(row);
		const canonical = canonicals.numberOf(row);
		if (lastCanonical[operation] !== canonical) {
			const emitter = byOperation[operation] ?? view.emitter(view.operation(operation).resource);
			byOperation[operation] = emitter;
			if (emitters[operation] === 0) emitters[operation] = subjects.emitterNumber(emitter) + 1;
			lastCanonical[operation] = canonical;
			lastSubject[operation] = subjects.numberOf((emitters[operation] as number) - 1, emitter, canonical);
		}
		into[at] = lastSubject[operation] as number;
	}
}
