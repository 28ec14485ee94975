/**
 * Numbers of chunks: column << 8 | segment. Columns below 16 are those of `layout.ts` (a pair of halves under its first column); what is
 * not stored is derived: the trace and tail of spans.
 */
export const BlockColumn = {
	/** Of spans: column parentHigh holds distances; ids of parents that are not in the block. */
	foreignParent: 15,
	/** Shape of the row's own attributes. */
	shape: 16,
	/** Of records: the body's dictionary id, when it is a string. */
	body: 17,
	/** Of records: place in the request. */
	place: 18,
	/** Of records: 1 where there is no own time; the time column holds event times. */
	timeless: 20,
	/** Streams of everything else, see `tail-streams.ts`. */
	rest: 19,
	/** Whole-block chunks. */
	header: 32,
	entities: 33,
	traceIds: 34,
	traceTable: 35,
	textFilter: 36,
	/** Of records: ordinals of the traces in order of first sight; the trace column counts in this order. */
	traceSights: 37,
	/** One chunk with the small filters, then one for each large key. */
	valueFilter: 40,
	/** Chunk i of the dictionary is (dictionary << 8) + i. */
	dictionary: 64,
	/** Dense column k of the attribute heads is attributes + k. */
	attributes: 256,
} as const;

export const DENSE_HEADS_MAX = 256;
export const DICTIONARY_CHUNKS_MAX = (BlockColumn.attributes - BlockColumn.dictionary) << 8;
const BLOCK_SEGMENTS_MAX = 64;
/** Rows that a block may hold: 64 segments. */
export const BLOCK_ROWS_MAX = BLOCK_SEGMENTS_MAX * 8192;

export function chunkNumber(column: number, segment: number): number {
	return (column << 8) | segment;
}
