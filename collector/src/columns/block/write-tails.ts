/** The words of variable length of a block as chunks. */
import { SEGMENT_ROWS } from "../layout.ts";
import { packParts } from "./byte-parts.ts";
import { BlockColumn } from "./chunk-numbers.ts";
import type { ChunkWriter } from "./chunk-writer.ts";
import type { FinalNumbers } from "./final-numbers.ts";
import type { GatheredTails } from "./gather-tails.ts";
import { type GatheredColumn, splitPairs, WordKind } from "./gathered-column.ts";
import { mapHead } from "./map-record.ts";
import { isShapeStream, STREAMS } from "./tail-streams.ts";
import { encodePairs, encodeWords, Transform, TransformChoice } from "./word-codec.ts";

const EMPTY = new Uint8Array(0);

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

function choiceFor(column: GatheredColumn): TransformChoice {
	return column.kind === WordKind.text ? new TransformChoice([Transform.front, Transform.plain]) : new TransformChoice();
}

/** One segment of a column; nothing when it has no value in it. */
function encodeSegment(column: GatheredColumn, segment: number, choice: TransformChoice): Uint8Array {
	const words = column.segment(segment);
	if (words.length === 0) return EMPTY;
	if (column.kind !== WordKind.pair) return encodeWords(words, choice);
	const { high, low } = splitPairs(words);
	return encodePairs(high, low, choice);
}

/** Write them, renumbered before. Answers the heads of the dense columns. Yields after each segment of each column. */
export function* writeTails(
	tails: GatheredTails,
	rows: number,
	numbers: FinalNumbers,
	writer: ChunkWriter,
): Generator<undefined, readonly number[], undefined> {
	const { shapes, bodies, dense, streams } = tails;
	if (shapes.length > 0) {
		const choice = new TransformChoice();
		yield* writer.column(BlockColumn.shape, rows, (segment) =>
			encodeWords(shapes.subarray(segment * SEGMENT_ROWS, (segment + 1) * SEGMENT_ROWS), choice),
		);
	}
	if (bodies.top > 0) yield* writeColumn(writer, BlockColumn.body, rows, bodies);
	const heads: number[] = [];
	for (const [head, column] of dense) {
		yield* writeColumn(writer, BlockColumn.attributes + heads.length, rows, column);
		heads.push(mapHead(head, numbers));
	}
	if (streams.size > 0) yield* writeStreams(writer, rows, finalStreams(streams, numbers));
	return heads;
}

function* writeColumn(writer: ChunkWriter, number: number, rows: number, column: GatheredColumn): Generator<undefined, void, undefined> {
	const choice = choiceFor(column);
	yield* writer.column(number, rows, (segment) => encodeSegment(column, segment, choice));
}

interface FinalStream {
	/** `Stream`, or a head. */
	readonly number: number;
	readonly column: GatheredColumn;
	readonly choice: TransformChoice;
}

function finalStreams(streams: GatheredTails["streams"], numbers: FinalNumbers): readonly FinalStream[] {
	const list = [...streams].map(([stream, column]) => {
		const number = stream < STREAMS ? stream : mapHead(stream, numbers);
		return { number, column, choice: choiceFor(column) };
	});
	return list.sort((a, b) => a.number - b.number);
}

/** Parts: the numbers of the streams that have words in the segment, then each stream. */
function* writeStreams(writer: ChunkWriter, rows: number, streams: readonly FinalStream[]): Generator<undefined, void, undefined> {
	yield* writer.column(BlockColumn.rest, rows, (segment) => {
		const filled = streams.filter(({ column }) => column.segment(segment).length > 0);
		const numbers = encodeWords(
			Uint32Array.from(filled, ({ number }) => number),
			new TransformChoice([Transform.plain]),
		);
		return packParts([numbers, ...filled.map(({ column, choice }) => encodeSegment(column, segment, choice))]);
	});
}
