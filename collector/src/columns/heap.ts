/**
 * Growable shared heaps, the writer's side.
 *
 * `view` has a fixed length and is made anew after each growth: a length-tracking view of a growable buffer measured 46 times slower.
 * Growing neither moves nor copies; pages cost memory when they are first touched.
 */

/** No heap of a generation may pass this; only address space is reserved. A generation is retired long before. */
const MAX_HEAP_BYTES = 2 ** 30;
const MIN_GROWTH_BYTES = 65_536;
const HIGH_BITS = 0x8080_8080;

/** A length that holds `neededBytes`: an eighth more than that, in steps of 64 KiB. */
function grownLength(neededBytes: number): number {
	const wanted = neededBytes + Math.max(MIN_GROWTH_BYTES, neededBytes >>> 3);
	const rounded = Math.ceil(wanted / MIN_GROWTH_BYTES) * MIN_GROWTH_BYTES;
	return Math.max(neededBytes, Math.min(rounded, MAX_HEAP_BYTES));
}

/** An empty growable buffer. */
export function createHeapBuffer(initialBytes = 0): SharedArrayBuffer {
	return new SharedArrayBuffer(initialBytes, { maxByteLength: MAX_HEAP_BYTES });
}

/** 32-bit words, appended at `top`. Callers `reserve`, then write through `view` and move `top`. */
export class WordHeap {
	readonly buffer: SharedArrayBuffer;
	view: Uint32Array;
	top = 0;

	constructor(buffer: SharedArrayBuffer = createHeapBuffer()) {
		this.buffer = buffer;
		this.view = new Uint32Array(buffer, 0, buffer.byteLength >>> 2);
	}

	/** Make room for `count` more words. Throws RangeError past 1 GiB. */
	reserve(count: number): void {
		const needed = this.top + count;
		if (needed <= this.view.length) return;
		this.buffer.grow(grownLength(needed * 4));
		this.view = new Uint32Array(this.buffer, 0, this.buffer.byteLength >>> 2);
	}

	push(word: number): void {
		if (this.top === this.view.length) this.reserve(1);
		this.view[this.top++] = word;
	}

	/** Append `count` words of another heap. */
	append(source: WordHeap, start: number, count: number): void {
		this.reserve(count);
		this.view.set(source.view.subarray(start, start + count), this.top);
		this.top += count;
	}
}

/** Bytes, appended at `top`. */
export class ByteHeap {
	readonly buffer: SharedArrayBuffer = createHeapBuffer();
	view: Uint8Array = new Uint8Array(this.buffer, 0, 0);
	data: DataView = new DataView(this.buffer, 0, 0);
	top = 0;

	/** Append source[start, end). Throws RangeError past 1 GiB. */
	append(source: Uint8Array, start: number, end: number): void {
		const needed = this.top + end - start;
		if (needed > this.view.length) this.#grow(needed);
		const { view } = this;
		for (let from = start, to = this.top; from < end; from++, to++) view[to] = source[from] as number;
		this.top = needed;
	}

	/** Append source[start, end) and answer true, unless a byte of it is not ASCII. Throws RangeError past 1 GiB. */
	appendAscii(source: DataView, start: number, end: number): boolean {
		const needed = this.top + end - start;
		if (needed > this.view.length) this.#grow(needed);
		const { data } = this;
		let from = start;
		let to = this.top;
		for (; from + 4 <= end; from += 4, to += 4) {
			const word = source.getInt32(from, true);
			if ((word & HIGH_BITS) !== 0) return false;
			data.setInt32(to, word, true);
		}
		for (; from < end; from++, to++) {
			const byte = source.getUint8(from);
			if (byte > 0x7f) return false;
			data.setUint8(to, byte);
		}
		this.top = needed;
		return true;
	}

	#grow(needed: number): void {
		this.buffer.grow(grownLength(needed));
		this.view = new Uint8Array(this.buffer, 0, this.buffer.byteLength);
		this.data = new DataView(this.buffer, 0, this.buffer.byteLength);
	}
}
