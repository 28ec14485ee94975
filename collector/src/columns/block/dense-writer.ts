/**
 * The columns of the most used attribute heads. Many of them are determined by another column: by the operation or source, or by an earlier
 * column (a thread's name by its number). Such a column is stored beside that one; chains are not made.
 */
import { SEGMENT_ROWS } from "../layout.ts";
import { shapeHeads } from "../record-decoder.ts";
import { BlockColumn } from "./chunk-numbers.ts";
import type { ChunkWriter } from "./chunk-writer.ts";
import type { FinalNumbers } from "./final-numbers.ts";
import type { GatheredTails } from "./gather-tails.ts";
import { type GatheredColumn, WordKind } from "./gathered-column.ts";
import { mapHead } from "./map-record.ts";
import type { MergedEntities } from "./merged-entities.ts";
import { encodeWords, encodeWordsLike, type Reference, type TransformChoice } from "./word-encoder.ts";
import { choiceFor, EMPTY, encodeSegment } from "./write-tails.ts";

/** Code of the column of operations or sources; dense column k is k + 1. */
export const BESIDE_ENTITY = 0;

/** What the columns are made of, renumbered. */
export interface DenseParts {
	readonly tails: GatheredTails;
	readonly entities: MergedEntities;
	readonly numbers: FinalNumbers;
	/** Operation or source of each row. */
	readonly rowEntities: Uint32Array;
	/** Shapes of rows, each once. */
	readonly shapes: readonly number[];
}

/** Rows whose shapes have the heads of a column; columns of the same rows share it. */
interface HeldRows {
	/** By shape: 1 when it has the head. */
	readonly has: Uint8Array;
	/** Their entities, by segment; where they were asked for. */
	readonly entities: (Uint32Array | undefined)[];
}

interface DenseColumn {
	readonly head: number;
	readonly column: GatheredColumn;
	readonly choice: TransformChoice;
	/** The code of the column that it is stored beside; -1: none, undefined: not chosen yet. */
	beside: number | undefined;
	/** The same for columns with values in the same rows. */
	readonly rows: HeldRows;
}

/** Write the columns. Answers their heads. Yields after each segment of each. */
export function* writeDense(parts: DenseParts, writer: ChunkWriter): Generator<undefined, readonly number[], undefined> {
	const held = new Map<string, HeldRows>();
	const columns = [...parts.tails.dense].map(([head, column]): DenseColumn => {
		const shapes = parts.shapes.filter((shape) => hasHead(parts, shape, head));
		const rows = held.get(shapes.join()) ?? heldRows(shapes, parts.numbers.entities.length);
		held.set(shapes.join(), rows);
		return { head, column, choice: choiceFor(column), beside: undefined, rows };
	});
	yield;
	for (const [index, column] of columns.entries()) {
		yield* writer.column(BlockColumn.attributes + index, parts.rowEntities.length, (segment) =>
			column.column.kind === WordKind.pair
				? encodeSegment(column.column, segment, column.choice)
				: encodeBeside(parts, columns, index, segment),
		);
	}
	return columns.map(({ head }) => mapHead(head, parts.numbers));
}

function heldRows(shapes: readonly number[], entities: number): HeldRows {
	const has = new Uint8Array(entities);
	for (const shape of shapes) has[shape] = 1;
	return { has, entities: [] };
}

function encodeBeside(parts: DenseParts, columns: readonly DenseColumn[], index: number, segment: number): Uint8Array {
	const own = columns[index] as DenseColumn;
	const words = own.column.segment(segment);
	if (words.length === 0) return EMPTY;
	if (own.beside === -1) return encodeWords(words, own.choice);
	if (own.beside !== undefined) {
		// What cannot be stored beside the other here is stored by itself.
		return encodeWordsLike(words, referenceTo(parts, columns, own, own.beside, segment)) ?? encodeWords(words, own.choice);
	}
	let best = encodeWords(words, own.choice);
	own.beside = -1;
	for (const code of candidatesFor(columns, index)) {
		const encoded = encodeWordsLike(words, referenceTo(parts, columns, own, code, segment));
		if (encoded === undefined || encoded.length >= best.length) continue;
		best = encoded;
		own.beside = code;
	}
	return best;
}

/** The entity column, and the last column before that stands by itself and has values in the same rows. */
function candidatesFor(columns: readonly DenseColumn[], index: number): readonly number[] {
	const { rows } = columns[index] as DenseColumn;
	for (let other = index - 1; other >= 0; other--) {
		const column = columns[other] as DenseColumn;
		if (column.beside === -1 && column.rows === rows && column.column.kind !== WordKind.pair) return [BESIDE_ENTITY, other + 1];
	}
	return [BESIDE_ENTITY];
}

function hasHead({ entities, numbers }: DenseParts, shape: number, head: number): boolean {
	const entity = numbers.entities[shape] as number;
	return shapeHeads(entities.records.view, entities.offsets.view[entity] as number).includes(head);
}

function referenceTo(parts: DenseParts, columns: readonly DenseColumn[], own: DenseColumn, code: number, segment: number): Reference {
	if (code !== BESIDE_ENTITY) return { code, values: (columns[code - 1] as DenseColumn).column.segment(segment) };
	const known = own.rows.entities[segment];
	if (known !== undefined) return { code, values: known };
	const start = segment * SEGMENT_ROWS;
	const shapes = parts.tails.shapes.subarray(start, start + SEGMENT_ROWS);
	const values = new Uint32Array(own.column.segment(segment).length);
	pickEntities(shapes, own.rows.has, parts.rowEntities.subarray(start, start + SEGMENT_ROWS), values);
	own.rows.entities[segment] = values;
	return { code, values };
}

/** The entities of the rows whose shape has the head. */
function pickEntities(shapes: Uint32Array, has: Uint8Array, entities: Uint32Array, target: Uint32Array): void {
	let count = 0;
	for (let row = 0; row < shapes.length; row++) if (has[shapes[row] as number] === 1) target[count++] = entities[row] as number;
}
