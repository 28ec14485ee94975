/** The fixed-width columns of a generation, the writer's side: one segment of 8,192 rows at a time. */
import { createHeapBuffer } from "./heap.ts";
import { SEGMENT_MASK, SEGMENT_ROWS, segmentOf } from "./layout.ts";

export class RowHeap {
	readonly buffer: SharedArrayBuffer = createHeapBuffer();
	readonly columnCount: number;
	readonly #segments: Uint32Array[] = [];
	/** The segment of the row begun last; column c of slot r is `segment[c * SEGMENT_ROWS + r]`. */
	segment: Uint32Array = new Uint32Array(0);
	count = 0;

	constructor(columnCount: number) {
		this.columnCount = columnCount;
	}

	/** Memory of the segments begun. */
	get byteLength(): number {
		return this.#segments.length * this.#segmentBytes;
	}

	get #segmentBytes(): number {
		return this.columnCount * SEGMENT_ROWS * 4;
	}

	/** Begin a row: makes its segment current and answers its slot in it. All its columns must be written; `count` counts it. */
	begin(): number {
		const slot = this.count & SEGMENT_MASK;
		if (slot === 0 || this.segment.length === 0) this.#enterSegment(segmentOf(this.count));
		this.count++;
		return slot;
	}

	/** One word; for passes outside the hot path. */
	valueAt(column: number, row: number): number {
		return this.segmentAt(segmentOf(row))[column * SEGMENT_ROWS + (row & SEGMENT_MASK)] as number;
	}

	/** The segment with this number; it must have been begun. */
	segmentAt(number: number): Uint32Array {
		return this.#segments[number] as Uint32Array;
	}

	/** One column of the segment with this number. */
	columnAt(column: number, segment: number): Uint32Array {
		return this.segmentAt(segment).subarray(column * SEGMENT_ROWS, (column + 1) * SEGMENT_ROWS);
	}

	/** Forget the rows from `count` on. */
	truncate(count: number): void {
		this.count = count;
		this.segment = this.#segments[segmentOf(count)] ?? new Uint32Array(0);
	}

	#enterSegment(number: number): void {
		if (number === this.#segments.length) {
			this.buffer.grow((number + 1) * this.#segmentBytes);
			this.#segments.push(new Uint32Array(this.buffer, number * this.#segmentBytes, this.columnCount * SEGMENT_ROWS));
		}
		this.segment = this.segmentAt(number);
	}
}
