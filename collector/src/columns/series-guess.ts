/**
 * Which series the next point belongs to. An exporter sends its series in the same order every time, with the same bytes for their
 * attributes: the series that came after this one last time is expected again, and when the bytes are the same, nothing of them is read.
 *
 * A series is remembered when it is seen for the second time: those that come once cost nothing.
 */
import { equalBytes } from "./hash.ts";
import { ByteHeap } from "./heap.ts";

const NONE = -1;
const FIRST_SERIES = 1024;
/** Beyond this nothing more is remembered. */
const HEAP_BYTES_MAX = 16 * 1024 * 1024;

export class SeriesGuess {
	/** By entity ordinal of a series (or of the resource that begins): the series that followed it. */
	#following = new Int32Array(FIRST_SERIES).fill(NONE);
	/** Of each series: where its bytes are. */
	#starts = new Int32Array(FIRST_SERIES).fill(NONE);
	#lengths = new Int32Array(FIRST_SERIES);
	readonly #heap = new ByteHeap();
	#previous = 0;

	get byteLength(): number {
		return this.#heap.top + this.#starts.byteLength * 3;
	}

	/** The series that is expected next, -1 when none is. */
	get expected(): number {
		return this.#following[this.#previous] as number;
	}

	/** The end of the bytes that begin at `start`, when they are those of a series and end before `end`; else -1. */
	endOf(series: number, data: DataView, start: number, end: number): number {
		const from = this.#starts[series] as number;
		const length = this.#lengths[series] as number;
		if (from < 0 || start + length > end || !equalBytes(this.#heap.data, from, data, start, length)) return NONE;
		return start + length;
	}

	/** The points of a resource begin. */
	enter(resource: number): void {
		this.#reserve(resource);
		this.#previous = resource;
	}

	/** The series of the point at hand, as expected or not. */
	met(series: number): void {
		if (series >= this.#following.length) this.#reserve(series);
		this.#following[this.#previous] = series;
		this.#previous = series;
	}

	/** The bytes [start, end) stand for the attributes of the series, with nothing cut, repaired or counted. */
	learn(series: number, bytes: Uint8Array, start: number, end: number): void {
		if ((this.#starts[series] as number) >= 0 || this.#heap.top > HEAP_BYTES_MAX) return;
		this.#starts[series] = this.#heap.top;
		this.#lengths[series] = end - start;
		this.#heap.append(bytes, start, end);
	}

	/** Ordinals were given back. */
	forget(): void {
		this.#following.fill(NONE);
		this.#starts.fill(NONE);
		this.#heap.top = 0;
		this.#previous = 0;
	}

	#reserve(ordinal: number): void {
		if (ordinal < this.#following.length) return;
		const size = 2 ** Math.ceil(Math.log2(ordinal + 1));
		this.#following = widened(this.#following, size);
		this.#starts = widened(this.#starts, size);
		this.#lengths = widened(this.#lengths, size);
	}
}

function widened(from: Int32Array, size: number): Int32Array<ArrayBuffer> {
	const wider = new Int32Array(size).fill(NONE);
	wider.set(from);
	return wider;
}
