/** The words of variable length of a block as chunks. */
import { SEGMENT_ROWS } from "../layout.ts";
import { encodeBuckets } from "./bucket-runs.ts";
import { packParts } from "./byte-parts.ts";
import { BlockColumn } from "./chunk-numbers.ts";
import type { ChunkWriter } from "./chunk-writer.ts";
import type { FinalNumbers } from "./final-numbers.ts";
import type { GatheredTails } from "./gather-tails.ts";
import { type GatheredColumn, splitPairs, WordKind } from "./gathered-column.ts";
import { areSums } from "./histogram-counts.ts";
import { mapHead } from "./map-record.ts";
import { isShapeStream, STREAMS, Stream } from "./tail-streams.ts";
import { Transform } from "./word-codec.ts";
import { encodePairs, encodeWords, encodeWordsLike, TransformChoice } from "./word-encoder.ts";

/** The part of a segment in which a column has no value. */
export const EMPTY = new Uint8Array(0);
const EMPTY_WORDS = new Uint32Array(0);

/** Renumber all words, so that each column's new texts lie together. Yields after each column. */
export function* renumberTails(tails: GatheredTails, numbers: FinalNumbers): Generator<undefined, void, undefined> {
	numbers.renumberEntities(tails.shapes);
	for (const column of tails.dense.values()) {
		if (column.kind === WordKind.text) numbers.renumberTexts(column.filled());
		yield;
	}
	for (const [stream, column] of tails.streams) {
		if (column.kind === WordKind.text) numbers.renumberTexts(column.filled());
		else if (isShapeStream(stream)) numbers.renumberEntities(column.filled());
		yield;
	}
}

/** The transforms that suit a column. */
export function choiceFor(column: GatheredColumn): TransformChoice {
	return column.kind === WordKind.text ? new TransformChoice([Transform.front, Transform.plain]) : new TransformChoice();
}

/** One segment of a column; nothing when it has no value in it. */
export function encodeSegment(column: GatheredColumn, segment: number, choice: TransformChoice): Uint8Array {
	const words = column.segment(segment);
	if (words.length === 0) return EMPTY;
	if (column.kind !== WordKind.pair) return encodeWords(words, choice);
	const { high, low } = splitPairs(words);
	return encodePairs(high, low, choice);
}

/** Write all but the dense columns, renumbered before. `rowEntities`: operation or source of each row. Yields after each segment of each column. */
export function* writeTails(tails: GatheredTails, parts: TailParts, writer: ChunkWriter): Generator<undefined, void, undefined> {
	const { shapes, bodies, streams } = tails;
	const { rows, numbers, rowEntities } = parts;
	if (shapes.length > 0) {
		const choice = new TransformChoice();
		yield* writer.column(BlockColumn.shape, rows, (segment) => {
			const start = segment * SEGMENT_ROWS;
			const words = shapes.subarray(start, start + SEGMENT_ROWS);
			const alone = encodeWords(words, choice);
			const beside = encodeWordsLike(words, { code: 0, values: rowEntities.subarray(start, start + SEGMENT_ROWS) });
			return beside === undefined || alone.length <= beside.length ? alone : beside;
		});
	}
	if (bodies.top > 0) yield* writeColumn(writer, BlockColumn.body, rows, bodies);
	if (streams.size > 0) yield* writeStreams(finalStreams(streams, numbers), parts, writer);
}

/** What they are written with. */
export interface TailParts {
	readonly rows: number;
	readonly numbers: FinalNumbers;
	readonly rowEntities: Uint32Array;
}

function* writeColumn(writer: ChunkWriter, number: number, rows: number, column: GatheredColumn): Generator<undefined, void, undefined> {
	const choice = choiceFor(column);
	yield* writer.column(number, rows, (segment) => encodeSegment(column, segment, choice));
}

const LIST_TRANSFORMS = [Transform.strided, Transform.delta, Transform.plain];
/** Streams of lists, and the stream that has their lengths: points of one histogram have as many buckets each. */
const LISTS: ReadonlyMap<number, number> = new Map([
	[Stream.buckets, Stream.bucketCount],
	[Stream.bounds, Stream.boundCount],
]);

interface FinalStream {
	/** `Stream`, or a head. */
	readonly number: number;
	readonly column: GatheredColumn;
	readonly choice: TransformChoice;
}

function finalStreams(streams: GatheredTails["streams"], numbers: FinalNumbers): readonly FinalStream[] {
	const list = [...streams].map(([stream, column]) => {
		const number = stream < STREAMS ? stream : mapHead(stream, numbers);
		return { number, column, choice: LISTS.has(number) ? new TransformChoice(LIST_TRANSFORMS) : choiceFor(column) };
	});
	return list.sort((a, b) => a.number - b.number);
}

/** Parts: the numbers of the streams that have words in the segment, then each stream. */
function* writeStreams(
	streams: readonly FinalStream[],
	{ rows, rowEntities }: TailParts,
	writer: ChunkWriter,
): Generator<undefined, void, undefined> {
	yield* writer.column(BlockColumn.rest, rows, (segment) => {
		const series = rowEntities.subarray(segment * SEGMENT_ROWS, (segment + 1) * SEGMENT_ROWS);
		const filled = streams.filter(({ column }) => column.segment(segment).length > 0).filter(isKept(streams, segment));
		const numbers = encodeWords(
			Uint32Array.from(filled, ({ number }) => number),
			new TransformChoice([Transform.plain]),
		);
		const parts = filled.map(({ number, column, choice }) => {
			const runs = number === Stream.buckets ? encodeRuns(streams, segment, series) : undefined;
			if (runs !== undefined) return runs;
			choice.stride = strideOf(number, filled, segment);
			return encodeSegment(column, segment, choice);
		});
		return packParts([numbers, ...parts]);
	});
}

function wordsOf(streams: readonly FinalStream[], stream: number, segment: number): Uint32Array {
	return streams.find(({ number }) => number === stream)?.column.segment(segment) ?? EMPTY_WORDS;
}

/** Buckets by runs of a series, where all points that have a shape have as many. `series`: of each row. */
function encodeRuns(streams: readonly FinalStream[], segment: number, series: Uint32Array): Uint8Array | undefined {
	const hasTail = wordsOf(streams, Stream.hasTail, segment);
	const shapeWords = wordsOf(streams, Stream.shapeWords, segment);
	let tail = 0;
	const ofShapes = series.filter((_, slot) => hasTail[slot] === 1 && (shapeWords[tail++] as number) > 0);
	return encodeBuckets(wordsOf(streams, Stream.buckets, segment), wordsOf(streams, Stream.bucketCount, segment), ofShapes);
}

/** All but counts of histograms that follow from their buckets. */
function isKept(streams: readonly FinalStream[], segment: number): (stream: FinalStream) => boolean {
	const of = (stream: number) => wordsOf(streams, stream, segment);
	const areDerived = areSums(of(Stream.count), of(Stream.bucketCount), of(Stream.buckets));
	return ({ number }) => number !== Stream.count || !areDerived;
}

/** The length of the first list of the segment. */
function strideOf(stream: number, streams: readonly FinalStream[], segment: number): number {
	const lengths = streams.find(({ number }) => number === LISTS.get(stream));
	return lengths?.column.segment(segment).find((length) => length > 0) ?? 1;
}
