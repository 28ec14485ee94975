/** The columns of a block by segments: finds the chunk, decodes it, undoes what the writer derived. */
import { LogColumn, PointColumn, SEGMENT_ROWS, SEQUENCE_COLUMN, SpanColumn } from "../layout.ts";
import { type BlockHeader, rowsOfSegment } from "./block-header.ts";
import { partsFromChunk } from "./byte-parts.ts";
import { BlockColumn, chunkNumber } from "./chunk-numbers.ts";
import { type BlockChunks, DamagedBlockError } from "./contract.ts";
import { FOREIGN, isNone, parentRow } from "./parent-rows.ts";
import { decodePlaces } from "./place-codec.ts";
import { decodePointValues } from "./point-values.ts";
import { type BlockTraceTable, decodeTraceTable } from "./trace-rows.ts";
import { decodePairs, decodeWords, type Pairs, pairsOf } from "./word-codec.ts";

const NONE = new Uint8Array(0);
/** Columns that stand as they are. */
const PLAIN = {
	traces: new Set<number>([SEQUENCE_COLUMN, SpanColumn.operation, SpanColumn.bits]),
	logs: new Set<number>([SEQUENCE_COLUMN, LogColumn.source, LogColumn.bits]),
	metrics: new Set<number>([SEQUENCE_COLUMN, PointColumn.series, PointColumn.bits, PointColumn.flags]),
} as const;

/** Run `decode`; whatever it throws means that the bytes are not what was written. */
function orDamaged<T>(decode: () => T): T {
	try {
		return decode();
	} catch (cause) {
		if (cause instanceof DamagedBlockError) throw cause;
		throw new DamagedBlockError("a chunk cannot be decoded", { cause });
	}
}

export class BlockColumns {
	readonly #header: BlockHeader;
	readonly #chunks: BlockChunks;
	/** Segments decoded in the life of this object, by column. */
	readonly #words: (Uint32Array | undefined)[][] = [];
	#table: BlockTraceTable | undefined;

	constructor(header: BlockHeader, chunks: BlockChunks) {
		this.#header = header;
		this.#chunks = chunks;
	}

	/** A column of `layout.ts` except the tail. Throws DamagedBlockError. */
	column(column: number, segment: number): Uint32Array {
		let segments = this.#words[column];
		if (segments === undefined) {
			segments = [];
			this.#words[column] = segments;
		}
		const known = segments[segment];
		if (known !== undefined) return known;
		const words = this.#read(column, segment);
		segments[segment] = words;
		return words;
	}

	/** Words of a column of the block's own, as they stand. */
	wordsOfColumn(column: number, segment: number): Uint32Array {
		return this.part(column, segment, (part) => decodeWords(part));
	}

	/** What `decode` makes of a segment's part of a column. `form`: another form of the same part, 0 or 128. */
	part<T extends { readonly byteLength: number }>(column: number, segment: number, decode: (part: Uint8Array) => T, form = 0): T {
		const start = this.#startOf(column, segment);
		return this.#chunks.decoded(chunkNumber(column, start), form + segment - start, (stored) =>
			orDamaged(() => {
				const part = partsFromChunk(stored)[segment - start];
				if (part === undefined) throw new DamagedBlockError("a chunk has fewer segments than its header says");
				return decode(part);
			}),
		);
	}

	/** What `decode` makes of a chunk of the whole block. */
	whole<T extends { readonly byteLength: number }>(chunk: number, decode: (parts: readonly Uint8Array[]) => T): T {
		return this.#chunks.decoded(chunk, 0, (stored) => orDamaged(() => decode(partsFromChunk(stored))));
	}

	/** Of spans. */
	traceTable(): BlockTraceTable {
		this.#table ??= this.whole(chunkNumber(BlockColumn.traceTable, 0), (parts) => {
			const table = decodeTraceTable(parts);
			const { count, firstRow } = table;
			if (count !== this.#header.traces || firstRow[count] !== this.#header.rows) {
				throw new DamagedBlockError("a trace table has other rows than its block");
			}
			return table;
		});
		return this.#table;
	}

	/** Of records. */
	places(segment: number): Uint32Array {
		const sequences = this.column(SEQUENCE_COLUMN, segment);
		return this.part(BlockColumn.place, segment, (part) => decodePlaces(sequences, part));
	}

	rowsOf(segment: number): number {
		return rowsOfSegment(this.#header.rows, segment);
	}

	#startOf(column: number, segment: number): number {
		const starts = this.#header.starts[column];
		if (starts === undefined) return 0;
		return starts.findLast((start) => start <= segment) ?? 0;
	}

	#read(column: number, segment: number): Uint32Array {
		const { signal } = this.#header;
		if (PLAIN[signal].has(column)) return this.#checked(this.wordsOfColumn(column, segment), segment);
		if (signal === "traces" && column === SpanColumn.trace) return this.#readTraces(segment);
		if (signal === "logs" && column === LogColumn.trace) return this.#checked(this.#readLogTraces(segment), segment);
		const [high, isLow] = this.#pairOf(column);
		const pairs = this.#readPairs(high, segment);
		this.#checked(pairs.high, segment);
		return isLow ? pairs.low : pairs.high;
	}

	#checked(words: Uint32Array, segment: number): Uint32Array {
		if (words.length !== this.rowsOf(segment)) throw new DamagedBlockError("a column has another length than its segment");
		return words;
	}

	/** The first column of the pair that a column belongs to. Pairs of spans and records stand at even numbers, as those of points do. */
	#pairOf(column: number): readonly [number, boolean] {
		return (column & 1) === 0 ? [column, false] : [column - 1, true];
	}

	#readPairs(column: number, segment: number): Pairs {
		const { signal } = this.#header;
		if (signal === "traces") {
			if (column === SpanColumn.startHigh) return this.#readStarts(segment);
			if (column === SpanColumn.endHigh) return this.#readEnds(segment);
			if (column === SpanColumn.parentHigh) return this.#readParents(segment);
		}
		if (signal === "logs") {
			if (column === LogColumn.timeHigh) return this.#readOwnTimes(segment);
			if (column === LogColumn.observedHigh) return this.#readObserved(segment);
		}
		if (signal === "metrics" && column === PointColumn.valueHigh) return this.#readValues(segment);
		return this.part(column, segment, decodePairs);
	}

	#readValues(segment: number): Pairs {
		const series = this.column(PointColumn.series, segment);
		const bits = this.column(PointColumn.bits, segment);
		return this.part(PointColumn.valueHigh, segment, (part) => decodePointValues(part, { series, bits }));
	}

	/** Event times: of records those that the block is sorted by. */
	eventTimes(segment: number): Pairs {
		const { signal } = this.#header;
		if (signal === "traces") return this.#readStarts(segment);
		return this.part(signal === "logs" ? LogColumn.timeHigh : PointColumn.timeHigh, segment, decodePairs);
	}

	#readTraces(segment: number): Uint32Array {
		const { firstRow, count } = this.traceTable();
		const words = new Uint32Array(this.rowsOf(segment));
		const start = segment * SEGMENT_ROWS;
		let trace = traceOfRow(firstRow, count, start);
		for (let slot = 0; slot < words.length; slot++) {
			while ((firstRow[trace + 1] as number) <= start + slot) trace++;
			words[slot] = trace;
		}
		return words;
	}

	#readLogTraces(segment: number): Uint32Array {
		if (this.#header.traces === 0) return new Uint32Array(this.rowsOf(segment));
		const sights = this.whole(chunkNumber(BlockColumn.traceSights, 0), ([part]) => decodeWords(part ?? NONE));
		return this.wordsOfColumn(LogColumn.trace, segment).map((place) => (place === 0 ? 0 : (sights[place - 1] as number) + 1));
	}

	#readStarts(segment: number): Pairs {
		const table = this.traceTable();
		const { firstRow, start } = table;
		return this.part(SpanColumn.startHigh, segment, (part) => {
			const pairs = decodePairs(part);
			const { high, low } = pairs;
			const first = segment * SEGMENT_ROWS;
			let trace = traceOfRow(firstRow, table.count, first);
			let beforeHigh = start.high[trace] as number;
			let beforeLow = start.low[trace] as number;
			for (let slot = 0; slot < high.length; slot++) {
				if ((firstRow[trace + 1] as number) <= first + slot) {
					trace++;
					beforeHigh = start.high[trace] as number;
					beforeLow = start.low[trace] as number;
				}
				const sum = beforeLow + (low[slot] as number);
				high[slot] = beforeHigh + (high[slot] as number) + (sum > 0xffff_ffff ? 1 : 0);
				low[slot] = sum;
				beforeHigh = high[slot] as number;
				beforeLow = low[slot] as number;
			}
			return pairs;
		});
	}

	#readEnds(segment: number): Pairs {
		const start = this.#readStarts(segment);
		return this.part(SpanColumn.endHigh, segment, (part) => addPairs(decodePairs(part), start));
	}

	#readParents(segment: number): Pairs {
		return this.part(SpanColumn.parentHigh, segment, (part) => {
			const distances = decodeWords(part);
			const foreign = this.part(BlockColumn.foreignParent, segment, decodePairs);
			const high = new Uint32Array(distances.length);
			const low = new Uint32Array(distances.length);
			let next = 0;
			for (let slot = 0; slot < distances.length; slot++) {
				const distance = distances[slot] as number;
				if (isNone(distance)) continue;
				if (distance === FOREIGN) {
					high[slot] = foreign.high[next] as number;
					low[slot] = foreign.low[next++] as number;
					continue;
				}
				const row = parentRow(segment * SEGMENT_ROWS + slot, distance);
				high[slot] = this.#spanHalf(SpanColumn.spanHigh, row);
				low[slot] = this.#spanHalf(SpanColumn.spanLow, row);
			}
			return pairsOf(high, low);
		});
	}

	#spanHalf(column: number, row: number): number {
		return this.column(column, Math.floor(row / SEGMENT_ROWS))[row % SEGMENT_ROWS] as number;
	}

	#readOwnTimes(segment: number): Pairs {
		const times = this.eventTimes(segment);
		const timeless = this.wordsOfColumn(BlockColumn.timeless, segment);
		if (!timeless.includes(1)) return times;
		const own = (words: Uint32Array) => words.map((word, slot) => (timeless[slot] === 1 ? 0 : word));
		return pairsOf(own(times.high), own(times.low));
	}

	#readObserved(segment: number): Pairs {
		const times = this.eventTimes(segment);
		return this.part(LogColumn.observedHigh, segment, (part) => addPairs(decodePairs(part), times));
	}
}

/** Adds in place, modulo 2^64. */
function addPairs(target: Pairs, added: Pairs): Pairs {
	const { high, low } = target;
	for (let at = 0; at < high.length; at++) {
		const sum = (low[at] as number) + (added.low[at] as number);
		high[at] = (high[at] as number) + (added.high[at] as number) + (sum > 0xffff_ffff ? 1 : 0);
		low[at] = sum;
	}
	return target;
}

/** The trace that a row belongs to. Cost O(log n). */
function traceOfRow(firstRow: Uint32Array, count: number, row: number): number {
	let low = 0;
	let high = count - 1;
	while (low < high) {
		const middle = (low + high + 1) >>> 1;
		if ((firstRow[middle] as number) <= row) low = middle;
		else high = middle - 1;
	}
	return low;
}
