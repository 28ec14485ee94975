/** Words, shapes, bodies and attribute values of a block, by segments. */
import { LOW_BYTE, LogColumn, PointColumn, SEGMENT_ROWS, SpanColumn, StoredType } from "../layout.ts";
import type { BlockColumns } from "./block-columns.ts";
import type { BlockHeader } from "./block-header.ts";
import { BlockColumn } from "./chunk-numbers.ts";
import { DamagedBlockError } from "./contract.ts";
import { BESIDE_ENTITY } from "./dense-writer.ts";
import { kindOfHead, WordKind } from "./gathered-column.ts";
import { valueHeads } from "./tail-gatherer.ts";
import { type DenseSegment, type RareWords, readRareWords, readSegmentWords, type SegmentWords } from "./tail-reader.ts";
import { decodePairs, decodeWords, pairsOf } from "./word-codec.ts";

/** The form of a segment's words in the cache, beside the columns' own. */
const WORDS_FORM = 128;
const NONE = new Uint32Array(0);
const ENTITY_COLUMN = { traces: SpanColumn.operation, logs: LogColumn.source, metrics: PointColumn.series } as const;
const BITS_COLUMN = { traces: SpanColumn.bits, logs: LogColumn.bits, metrics: PointColumn.bits } as const;

/** Rows [start, end). */
export interface RowRange {
	readonly start: number;
	readonly end: number;
}

export class BlockValues {
	readonly #header: BlockHeader;
	readonly #columns: BlockColumns;
	readonly #headsOf: (shape: number) => Uint32Array;
	/** The rows whose words are made. */
	readonly #range: RowRange;
	readonly #segmentWords: (SegmentWords | undefined)[] = [];
	readonly #shapeSegments: (Uint32Array | undefined)[] = [];
	readonly #rare: (RareWords | undefined)[] = [];
	readonly #bodies: (Uint32Array | undefined)[] = [];
	readonly #dense = new Map<number, (DenseSegment | undefined)[]>();

	constructor(header: BlockHeader, columns: BlockColumns, headsOf: (shape: number) => Uint32Array, range: RowRange) {
		this.#header = header;
		this.#columns = columns;
		this.#headsOf = headsOf;
		this.#range = range;
	}

	/** Shapes of the rows of a segment. */
	shapes(segment: number): Uint32Array {
		const known = this.#shapeSegments[segment];
		if (known !== undefined) return known;
		const entities = this.#rowEntities(segment);
		const shapes = this.#columns.part(BlockColumn.shape, segment, (part) => decodeWords(part, () => entities));
		this.#shapeSegments[segment] = shapes;
		return shapes;
	}

	/** Words and tails of a segment. */
	wordsOf(segment: number): SegmentWords {
		const known = this.#segmentWords[segment];
		if (known !== undefined) return known;
		const { signal } = this.#header;
		const streams = this.#header.absent.includes(BlockColumn.rest) ? undefined : this.#streams(segment);
		const words = this.#isPartial()
			? this.#makeWords(segment, streams)
			: this.#columns.part(
					signal === "metrics" ? PointColumn.bits : BlockColumn.shape,
					segment,
					() => this.#makeWords(segment, streams),
					WORDS_FORM,
				);
		this.#segmentWords[segment] = words;
		return words;
	}

	/** Of spans: rare headers and status messages, without making the words. */
	rare(segment: number): RareWords | undefined {
		if (this.#header.absent.includes(BlockColumn.rest)) return undefined;
		const known = this.#rare[segment];
		if (known !== undefined) return known;
		const bits = this.#columns.column(SpanColumn.bits, segment);
		const rare = this.#columns.part(BlockColumn.rest, segment, (part) => readRareWords(bits, part), WORDS_FORM);
		this.#rare[segment] = rare;
		return rare;
	}

	#streams(segment: number): Uint8Array {
		return this.#columns.part(BlockColumn.rest, segment, (part) => part);
	}

	#makeWords(segment: number, streams: Uint8Array | undefined): SegmentWords {
		const { signal } = this.#header;
		const times = this.#columns.eventTimes(segment);
		const rows = this.#columns.rowsOf(segment);
		const { start, end } = this.#range;
		return readSegmentWords({
			signal,
			rows,
			from: Math.max(0, start - segment * SEGMENT_ROWS),
			to: Math.min(rows, end - segment * SEGMENT_ROWS),
			bits: this.#columns.column(BITS_COLUMN[signal], segment),
			shapes: signal === "metrics" ? NONE : this.shapes(segment),
			timeHigh: times.high,
			timeLow: times.low,
			bodies: signal === "logs" ? this.bodies(segment) : NONE,
			headsOf: (shape) => valueHeads(this.#headsOf(shape)),
			isDense: (head) => this.isDense(head),
			dense: (head) => this.dense(head, segment),
			streams,
		});
	}

	/** Dictionary ids of bodies that are strings, 0 for other rows. */
	bodies(segment: number): Uint32Array {
		const known = this.#bodies[segment];
		if (known !== undefined) return known;
		const bodies = new Uint32Array(this.#columns.rowsOf(segment));
		if (!this.#header.absent.includes(BlockColumn.body)) {
			const packed = this.#columns.part(BlockColumn.body, segment, decodeFilled);
			const bits = this.#columns.column(LogColumn.bits, segment);
			let next = 0;
			for (let slot = 0; slot < bodies.length; slot++) {
				if (((bits[slot] as number) & LOW_BYTE) === StoredType.string + 1) bodies[slot] = packed[next++] as number;
			}
		}
		this.#bodies[segment] = bodies;
		return bodies;
	}

	#isPartial(): boolean {
		return this.#range.start > 0 || this.#range.end < this.#header.rows;
	}

	isDense(head: number): boolean {
		return this.#header.heads.includes(head);
	}

	/** The values under a head with a column of its own. */
	dense(head: number, segment: number): DenseSegment {
		let segments = this.#dense.get(head);
		if (segments === undefined) {
			segments = [];
			this.#dense.set(head, segments);
		}
		const known = segments[segment];
		if (known !== undefined) return known;
		const column = this.#header.heads.indexOf(head);
		if (column < 0) throw new DamagedBlockError("a column stands beside one that is not there");
		const dense = this.#columns.part(BlockColumn.attributes + column, segment, (part) => this.#expand(head, segment, part));
		segments[segment] = dense;
		return dense;
	}

	#expand(head: number, segment: number, part: Uint8Array): DenseSegment {
		const isPair = kindOfHead(head) === WordKind.pair;
		const slots = this.#slotsWith(head, segment);
		const packed = isPair && part.length > 0 ? decodePairs(part) : pairsOf(this.#decodeBeside(part, slots, segment), NONE);
		if (slots.length !== packed.high.length) throw new DamagedBlockError("a column of values does not fit its shapes");
		const rows = this.#columns.rowsOf(segment);
		const first = new Uint32Array(rows);
		const second = isPair ? new Uint32Array(rows) : undefined;
		for (let at = 0; at < slots.length; at++) {
			first[slots[at] as number] = packed.high[at] as number;
			if (second !== undefined) second[slots[at] as number] = packed.low[at] as number;
		}
		return { byteLength: first.byteLength * (isPair ? 2 : 1), first, second };
	}

	/** Slots of the rows whose shape has the head. */
	#slotsWith(head: number, segment: number): Uint32Array {
		const shapes = this.shapes(segment);
		const slots = new Uint32Array(shapes.length);
		const has: (boolean | undefined)[] = [];
		let count = 0;
		for (let slot = 0; slot < shapes.length; slot++) {
			const shape = shapes[slot] as number;
			has[shape] ??= this.#headsOf(shape).includes(head);
			if (has[shape] === true) slots[count++] = slot;
		}
		return slots.subarray(0, count);
	}

	/** Words that may be stored beside another column. */
	#decodeBeside(part: Uint8Array, slots: Uint32Array, segment: number): Uint32Array {
		if (part.length === 0) return NONE;
		return decodeWords(part, (code) => {
			const other = code === BESIDE_ENTITY ? this.#rowEntities(segment) : this.#denseAt(code - 1, segment);
			return slots.map((slot) => other[slot] as number);
		});
	}

	#denseAt(index: number, segment: number): Uint32Array {
		return this.dense(this.#header.heads[index] ?? -1, segment).first;
	}

	#rowEntities(segment: number): Uint32Array {
		return this.#columns.column(ENTITY_COLUMN[this.#header.signal], segment);
	}
}

/** Words of a part; a segment without any value has an empty one. */
function decodeFilled(part: Uint8Array): Uint32Array {
	return part.length === 0 ? new Uint32Array(0) : decodeWords(part);
}
