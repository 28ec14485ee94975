/** The fixed-width columns of a block as chunks. */
import type { Signal } from "@spanglass/shared/model/signal";
import { LogColumn, PointColumn, SEGMENT_MASK, SEGMENT_ROWS, SEQUENCE_COLUMN, SpanColumn } from "../layout.ts";
import { BlockColumn, chunkNumber } from "./chunk-numbers.ts";
import type { ChunkWriter } from "./chunk-writer.ts";
import { gatherColumn, gatherPair, type RowTimes, sourceAt } from "./order-rows.ts";
import { FOREIGN, parentDistances } from "./parent-rows.ts";
import { encodePlaces } from "./place-codec.ts";
import { encodePointValues } from "./point-values.ts";
import type { RowOrder, SealSource } from "./seal-source.ts";
import { createTraceTable, encodeTraceTable } from "./trace-rows.ts";
import { Transform } from "./word-codec.ts";
import { encodePairs, encodeWords, TransformChoice } from "./word-encoder.ts";

/** Rows in block order and where they go. */
export interface RowsToWrite {
	readonly signal: Signal;
	readonly order: RowOrder;
	readonly sources: readonly SealSource[];
	/** Operation, source or series of each. */
	readonly rowEntities: Uint32Array;
	readonly writer: ChunkWriter;
	/** Event times. */
	readonly times: RowTimes;
	/** What the trace column holds; empty for points. */
	readonly traces: Uint32Array;
	readonly traceCount: number;
	/** Offsets from the first sequence. */
	readonly sequences: Uint32Array;
}

/** What the directory says of spans beside their times. */
export interface SpanFacts {
	readonly maxEnd: bigint;
	readonly maxDuration: bigint;
	readonly errorCount: number;
}

const NO_SPANS: SpanFacts = { maxEnd: 0n, maxDuration: 0n, errorCount: 0 };

/** Write them. Yields after each segment of each column. */
export function* writeRows(rows: RowsToWrite): Generator<undefined, SpanFacts, undefined> {
	yield* writeWords(rows, SEQUENCE_COLUMN, rows.sequences);
	switch (rows.signal) {
		case "traces":
			return yield* writeSpans(rows);
		case "logs":
			yield* writeLogs(rows);
			return NO_SPANS;
		case "metrics":
			yield* writePoints(rows);
			return NO_SPANS;
	}
}

function segmentOfWords(words: Uint32Array, segment: number): Uint32Array {
	return words.subarray(segment * SEGMENT_ROWS, (segment + 1) * SEGMENT_ROWS);
}

function* writeWords(rows: RowsToWrite, column: number, words: Uint32Array): Generator<undefined, void, undefined> {
	const choice = new TransformChoice();
	yield* rows.writer.column(column, rows.order.count, (segment) => encodeWords(segmentOfWords(words, segment), choice));
}

function* writePairs(rows: RowsToWrite, column: number, pairs: RowTimes, choice: TransformChoice): Generator<undefined, void, undefined> {
	yield* rows.writer.column(column, rows.order.count, (segment) =>
		encodePairs(segmentOfWords(pairs.high, segment), segmentOfWords(pairs.low, segment), choice),
	);
}

const plain = () => new TransformChoice([Transform.plain]);

function* writeSpans(rows: RowsToWrite): Generator<undefined, SpanFacts, undefined> {
	const { order, sources, writer, times: start } = rows;
	const end = gatherPair(order, sources, SpanColumn.endHigh);
	const parent = gatherPair(order, sources, SpanColumn.parentHigh);
	const bits = gatherColumn(order, sources, SpanColumn.bits);
	yield;
	const table = createTraceTable(rows.traceCount, { traces: rows.traces, start, end, parent, bits });
	writer.add(chunkNumber(BlockColumn.traceTable, 0), encodeTraceTable(table));
	yield;
	yield* writePairs(rows, SpanColumn.startHigh, startSteps(rows), plain());
	const duration = differences(end, start);
	yield* writePairs(rows, SpanColumn.endHigh, duration, plain());
	const spans = gatherPair(order, sources, SpanColumn.spanHigh);
	yield* writePairs(rows, SpanColumn.spanHigh, spans, plain());
	const distances = parentDistances(spans, parent, table.firstRow);
	yield;
	yield* writeWords(rows, SpanColumn.parentHigh, distances);
	yield* writeForeignParents(rows, parent, distances);
	yield* writeWords(rows, SpanColumn.operation, rows.rowEntities);
	yield* writeWords(rows, SpanColumn.bits, bits);
	return {
		maxEnd: greatest(table.end.high, table.end.low),
		maxDuration: greatestDuration(duration, end, start),
		errorCount: table.errors.reduce((sum, count) => sum + count, 0),
	};
}

/** Starts less the one before in the trace and segment, else less the trace's first (which is in the trace table). */
function startSteps({ times, traces }: RowsToWrite): RowTimes {
	const high = new Uint32Array(traces.length);
	const low = new Uint32Array(traces.length);
	let firstHigh = 0;
	let firstLow = 0;
	for (let row = 0; row < traces.length; row++) {
		const rowHigh = times.high[row] as number;
		const rowLow = times.low[row] as number;
		const isFirst = row === 0 || traces[row] !== traces[row - 1];
		if (isFirst) {
			firstHigh = rowHigh;
			firstLow = rowLow;
			continue;
		}
		const isEntry = (row & SEGMENT_MASK) === 0;
		const beforeHigh = isEntry ? firstHigh : (times.high[row - 1] as number);
		const beforeLow = isEntry ? firstLow : (times.low[row - 1] as number);
		low[row] = rowLow - beforeLow;
		high[row] = rowHigh - beforeHigh - (rowLow < beforeLow ? 1 : 0);
	}
	return { high, low };
}

/** left - right modulo 2^64. */
function differences(left: RowTimes, right: RowTimes): RowTimes {
	const high = new Uint32Array(left.high.length);
	const low = new Uint32Array(left.high.length);
	for (let row = 0; row < high.length; row++) {
		const leftLow = left.low[row] as number;
		const rightLow = right.low[row] as number;
		low[row] = leftLow - rightLow;
		high[row] = (left.high[row] as number) - (right.high[row] as number) - (leftLow < rightLow ? 1 : 0);
	}
	return { high, low };
}

function greatest(high: Uint32Array, low: Uint32Array): bigint {
	let best = 0;
	for (let at = 1; at < high.length; at++) {
		const above = (high[at] as number) - (high[best] as number) || (low[at] as number) - (low[best] as number);
		if (above > 0) best = at;
	}
	return (BigInt(high[best] ?? 0) << 32n) | BigInt(low[best] ?? 0);
}

/** Spans that end before they start have none. */
function greatestDuration(duration: RowTimes, end: RowTimes, start: RowTimes): bigint {
	let bestHigh = 0;
	let bestLow = 0;
	for (let at = 0; at < duration.high.length; at++) {
		const high = duration.high[at] as number;
		const low = duration.low[at] as number;
		if (high < bestHigh || (high === bestHigh && low <= bestLow)) continue;
		if (((end.high[at] as number) - (start.high[at] as number) || (end.low[at] as number) - (start.low[at] as number)) < 0) continue;
		bestHigh = high;
		bestLow = low;
	}
	return (BigInt(bestHigh) << 32n) | BigInt(bestLow);
}

function* writeForeignParents(rows: RowsToWrite, parent: RowTimes, distances: Uint32Array): Generator<undefined, void, undefined> {
	const choice = plain();
	yield* rows.writer.column(BlockColumn.foreignParent, rows.order.count, (segment) => {
		const start = segment * SEGMENT_ROWS;
		const places = segmentOfWords(distances, segment).reduce<number[]>((list, distance, at) => {
			if (distance === FOREIGN) list.push(start + at);
			return list;
		}, []);
		const half = (words: Uint32Array) => Uint32Array.from(places, (row) => words[row] as number);
		return encodePairs(half(parent.high), half(parent.low), choice);
	});
}

function* writeLogs(rows: RowsToWrite): Generator<undefined, void, undefined> {
	const { order, sources, writer } = rows;
	yield* writeLogTraces(rows);
	yield* writePairs(rows, LogColumn.timeHigh, rows.times, new TransformChoice());
	const own = gatherPair(order, sources, LogColumn.timeHigh);
	yield* writeWords(
		rows,
		BlockColumn.timeless,
		own.high.map((high, at) => (high === 0 && own.low[at] === 0 ? 1 : 0)),
	);
	const observed = gatherPair(order, sources, LogColumn.observedHigh);
	yield* writePairs(rows, LogColumn.observedHigh, differences(observed, rows.times), new TransformChoice());
	yield* writePairs(rows, LogColumn.spanHigh, gatherPair(order, sources, LogColumn.spanHigh), plain());
	yield* writeWords(rows, LogColumn.source, rows.rowEntities);
	yield* writeWords(rows, LogColumn.bits, gatherColumn(order, sources, LogColumn.bits));
	const places = gatherPlaces(rows);
	yield* writer.column(BlockColumn.place, order.count, (segment) =>
		encodePlaces(segmentOfWords(rows.sequences, segment), segmentOfWords(places, segment)),
	);
}

/** Traces in order of first sight: a record's is mostly one of the last few, and new ones ascend. */
function* writeLogTraces({ traces, traceCount, order, writer }: RowsToWrite): Generator<undefined, void, undefined> {
	if (traceCount === 0) return;
	/** Place + 1 by ordinal. */
	const places = new Uint32Array(traceCount);
	const sights = new Uint32Array(traceCount);
	let met = 0;
	const words = traces.map((trace) => {
		if (trace === 0) return 0;
		if (places[trace - 1] === 0) {
			sights[met++] = trace - 1;
			places[trace - 1] = met;
		}
		return places[trace - 1] as number;
	});
	writer.add(chunkNumber(BlockColumn.traceSights, 0), [encodeWords(sights, new TransformChoice())]);
	const choice = new TransformChoice([Transform.front, Transform.plain]);
	yield* writer.column(LogColumn.trace, order.count, (segment) => encodeWords(segmentOfWords(words, segment), choice));
}

function gatherPlaces({ order, sources }: RowsToWrite): Uint32Array {
	const places = new Uint32Array(order.count);
	for (let at = 0; at < places.length; at++) {
		places[at] = sourceAt(order, sources, at).view.placeOf(order.rows[at] as number);
	}
	return places;
}

function* writePoints(rows: RowsToWrite): Generator<undefined, void, undefined> {
	const { order, sources } = rows;
	const series = rows.rowEntities;
	yield* writeWords(rows, PointColumn.series, series);
	yield* writePairs(rows, PointColumn.timeHigh, rows.times, new TransformChoice());
	yield* writePairs(rows, PointColumn.startHigh, gatherPair(order, sources, PointColumn.startHigh), new TransformChoice());
	const bits = gatherColumn(order, sources, PointColumn.bits);
	yield* writeWords(rows, PointColumn.bits, bits);
	const values = gatherPair(order, sources, PointColumn.valueHigh);
	yield* rows.writer.column(PointColumn.valueHigh, order.count, (segment) =>
		encodePointValues(segmentOfWords(values.high, segment), segmentOfWords(values.low, segment), {
			series: segmentOfWords(series, segment),
			bits: segmentOfWords(bits, segment),
		}),
	);
	yield* writeWords(rows, PointColumn.flags, gatherColumn(order, sources, PointColumn.flags));
}
