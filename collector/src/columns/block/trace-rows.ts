/** The trace table of a block of spans: what a list of traces needs without reading a row. */
import { StatusCode } from "@spanglass/shared/model/span";
import { DUPLICATE_BIT, LOW_BYTE } from "../layout.ts";
import { DamagedBlockError } from "./contract.ts";
import { decodePairs, decodeWords, type Pairs, pairsOf } from "./word-codec.ts";
import { encodePairs, encodeWords, TransformChoice } from "./word-encoder.ts";

/** One entry per trace, by ordinal (ascending by trace id). */
export interface BlockTraceTable {
	readonly byteLength: number;
	readonly count: number;
	/** A trace's rows are [firstRow[i], firstRow[i + 1]): one entry more than traces. */
	readonly firstRow: Uint32Array;
	/** How many they are. */
	readonly spans: Uint32Array;
	/** Earliest start. */
	readonly start: Pairs;
	/** Latest end. */
	readonly end: Pairs;
	/** Spans with status error. */
	readonly errors: Uint32Array;
	/** Spans marked duplicate. */
	readonly duplicates: Uint32Array;
	/** Row of the earliest span without parent; -1 when there is none. */
	readonly root: Int32Array;
}

/** Columns of spans in block order. */
export interface TraceTableColumns {
	readonly traces: Uint32Array;
	readonly start: { readonly high: Uint32Array; readonly low: Uint32Array };
	readonly end: { readonly high: Uint32Array; readonly low: Uint32Array };
	readonly parent: { readonly high: Uint32Array; readonly low: Uint32Array };
	readonly bits: Uint32Array;
}

function emptyTable(count: number): BlockTraceTable {
	const words = () => new Uint32Array(count);
	return {
		byteLength: (count * 9 + 1) * 4,
		count,
		firstRow: new Uint32Array(count + 1),
		spans: words(),
		start: pairsOf(words(), words()),
		end: pairsOf(words(), words()),
		errors: words(),
		duplicates: words(),
		root: new Int32Array(count).fill(-1),
	};
}

/** The table of `count` traces. Cost O(rows). */
export function createTraceTable(count: number, columns: TraceTableColumns): BlockTraceTable {
	const table = emptyTable(count);
	const { traces, start, end, parent, bits } = columns;
	for (let row = 0; row < traces.length; row++) {
		const trace = traces[row] as number;
		if (row === 0 || traces[row - 1] !== trace) {
			table.firstRow[trace] = row;
			table.start.high[trace] = start.high[row] as number;
			table.start.low[trace] = start.low[row] as number;
		}
		const endHigh = end.high[row] as number;
		const latest = table.end.high[trace] as number;
		if (endHigh > latest || (endHigh === latest && (end.low[row] as number) > (table.end.low[trace] as number))) {
			table.end.high[trace] = endHigh;
			table.end.low[trace] = end.low[row] as number;
		}
		table.spans[trace] = (table.spans[trace] as number) + 1;
		const rowBits = bits[row] as number;
		if ((rowBits & LOW_BYTE) === StatusCode.error) table.errors[trace] = (table.errors[trace] as number) + 1;
		if ((rowBits & DUPLICATE_BIT) !== 0) table.duplicates[trace] = (table.duplicates[trace] as number) + 1;
		if (table.root[trace] === -1 && parent.high[row] === 0 && parent.low[row] === 0) table.root[trace] = row;
	}
	table.firstRow[count] = traces.length;
	return table;
}

/** Parts of a chunk: rows per trace, earliest start, latest end less that, errors, duplicates, root row less the first + 1 (0: none). */
export function encodeTraceTable(table: BlockTraceTable): readonly Uint8Array[] {
	const { count, firstRow, start, end } = table;
	const roots = new Uint32Array(count);
	const extentHigh = new Uint32Array(count);
	const extentLow = new Uint32Array(count);
	for (let trace = 0; trace < count; trace++) {
		const first = firstRow[trace] as number;
		const root = table.root[trace] as number;
		const startLow = start.low[trace] as number;
		const endLow = end.low[trace] as number;
		roots[trace] = root < 0 ? 0 : root - first + 1;
		extentLow[trace] = endLow - startLow;
		extentHigh[trace] = (end.high[trace] as number) - (start.high[trace] as number) - (endLow < startLow ? 1 : 0);
	}
	const words = (values: Uint32Array) => encodeWords(values, new TransformChoice());
	return [
		words(table.spans),
		encodePairs(start.high, start.low, new TransformChoice()),
		encodePairs(extentHigh, extentLow, new TransformChoice()),
		words(table.errors),
		words(table.duplicates),
		words(roots),
	];
}

/** The table out of its parts. Throws DamagedBlockError. */
export function decodeTraceTable(parts: readonly Uint8Array[]): BlockTraceTable {
	if (parts.length !== 6) throw new DamagedBlockError("a trace table has other parts than are written");
	const [rows, start, extent, errors, duplicates, roots] = parts as [
		Uint8Array,
		Uint8Array,
		Uint8Array,
		Uint8Array,
		Uint8Array,
		Uint8Array,
	];
	const counts = decodeWords(rows);
	const rootOf = decodeWords(roots);
	const end = decodePairs(extent);
	const table = {
		...emptyTable(counts.length),
		spans: counts,
		start: decodePairs(start),
		end,
		errors: decodeWords(errors),
		duplicates: decodeWords(duplicates),
	};
	let row = 0;
	for (let trace = 0; trace < counts.length; trace++) {
		const root = rootOf[trace] as number;
		const low = (end.low[trace] as number) + (table.start.low[trace] as number);
		table.firstRow[trace] = row;
		table.root[trace] = root === 0 ? -1 : row + root - 1;
		end.low[trace] = low;
		end.high[trace] = (end.high[trace] as number) + (table.start.high[trace] as number) + (low > 0xffff_ffff ? 1 : 0);
		row += counts[trace] as number;
	}
	table.firstRow[counts.length] = row;
	return table;
}
