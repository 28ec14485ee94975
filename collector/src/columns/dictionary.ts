/**
 * The dictionary of a generation, the writer's side: byte strings in order of first sight, the order is the id. Only texts that were
 * appended (see `novelty.ts`) may stand more than once.
 *
 * Text and raw bytes are kept apart (the same bytes may stand once as each), because only text is repaired. Text is checked when it is
 * first stored: what is not valid UTF-8 is stored repaired (U+FFFD), found again by its repaired form, and counted at every sight.
 */
import { isUtf8 } from "node:buffer";
import { equalBytes, finishHash, hashBytes } from "./hash.ts";
import { ByteHeap, WordHeap } from "./heap.ts";
import { SlotTable } from "./slot-table.ts";

const TEXT_SEED = 0x5bd1_e995;
const RAW_SEED = 0x1b87_3593;
const FIRST_FACTOR = 0x9e37_79b1;
const LAST_FACTOR = 0x85eb_ca6b;
const HIGH_BITS = 0x8080_8080;
const utf8Decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const utf8Encoder = new TextEncoder();

/** A DataView of exactly the bytes of a view. */
export function dataViewOf(bytes: Uint8Array): DataView {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export class Dictionary {
	/** Entry i is bytes[offsets[i], offsets[i + 1]). */
	readonly offsets = new WordHeap();
	readonly heap = new ByteHeap();
	readonly #table = new SlotTable();
	#source: Uint8Array = new Uint8Array(0);
	#sourceData: DataView = dataViewOf(this.#source);
	repairedTexts = 0;

	constructor() {
		this.offsets.push(0);
		this.internText(0, 0);
	}

	get count(): number {
		return this.#table.count;
	}

	/** Memory in use, the private table included. */
	get byteLength(): number {
		return this.heap.top + this.offsets.top * 4 + this.#table.byteLength;
	}

	/** What the ranges of the next calls speak of. */
	setSource(bytes: Uint8Array): void {
		this.#source = bytes;
		this.#sourceData = dataViewOf(bytes);
	}

	/** The id of text source[start, end), new or known. */
	internText(start: number, end: number): number {
		const hash = finishHash(hashBytes(TEXT_SEED, this.#sourceData, start, end));
		const known = this.#find(hash, start, end);
		return known >= 0 ? known : this.#addText(hash, start, end);
	}

	/** A new id for text source[start, end), whether it is known or not. */
	appendText(start: number, end: number): number {
		if (!this.heap.appendAscii(this.#sourceData, start, end)) return this.internText(start, end);
		this.offsets.push(this.heap.top);
		return this.#table.skip();
	}

	/** The id of raw bytes source[start, end), new or known. */
	internRaw(start: number, end: number): number {
		const hash = finishHash(hashBytes(RAW_SEED, this.#sourceData, start, end));
		const known = this.#find(hash, start, end);
		return known >= 0 ? known : this.#add(hash, start, end);
	}

	/** True when entry `id` has exactly the bytes source[start, end). */
	hasBytes(id: number, start: number, end: number): boolean {
		const offset = this.offsets.view[id] as number;
		const length = end - start;
		if ((this.offsets.view[id + 1] as number) - offset !== length) return false;
		return equalBytes(this.heap.data, offset, this.#sourceData, start, length);
	}

	/** A number made of the length, the first and the last bytes of source[start, end): cheap, and mostly different for different texts. */
	sampleOf(start: number, end: number): number {
		const data = this.#sourceData;
		const length = end - start;
		if (length >= 4)
			return Math.imul(data.getInt32(start, true) ^ length, FIRST_FACTOR) ^ Math.imul(data.getInt32(end - 4, true), LAST_FACTOR);
		let sample = length;
		for (let at = start; at < end; at++) sample = (sample << 8) | data.getUint8(at);
		return Math.imul(sample, FIRST_FACTOR);
	}

	/** Where the bytes of entry `id` begin, for `hasBytesAt`. */
	offsetOf(id: number): number {
		return this.offsets.view[id] as number;
	}

	/** True when the `length` bytes from `offset` on are those of source[start, …). */
	hasBytesAt(offset: number, start: number, length: number): boolean {
		return equalBytes(this.heap.data, offset, this.#sourceData, start, length);
	}

	/** The bytes of an entry, a view that lives as long as the dictionary. */
	bytesOf(id: number): Uint8Array {
		return this.heap.view.subarray(this.offsets.view[id], this.offsets.view[id + 1]);
	}

	/** Forget the entries from `count` on. */
	truncate(count: number): void {
		this.#table.truncate(count);
		this.offsets.top = count + 1;
		this.heap.top = this.offsets.view[count] as number;
	}

	#find(hash: number, start: number, end: number): number {
		const table = this.#table;
		let id = table.first(hash);
		while (id >= 0 && !this.hasBytes(id, start, end)) id = table.next(hash);
		return id;
	}

	#add(hash: number, start: number, end: number): number {
		this.heap.append(this.#source, start, end);
		this.offsets.push(this.heap.top);
		return this.#table.add(hash);
	}

	#isAscii(start: number, end: number): boolean {
		const data = this.#sourceData;
		let at = start;
		for (; at + 4 <= end; at += 4) if ((data.getInt32(at, true) & HIGH_BITS) !== 0) return false;
		for (; at < end; at++) if (data.getUint8(at) > 0x7f) return false;
		return true;
	}

	#addText(hash: number, start: number, end: number): number {
		if (this.#isAscii(start, end) || isUtf8(this.#source.subarray(start, end))) return this.#add(hash, start, end);
		this.repairedTexts++;
		const source = this.#source;
		const repaired = utf8Encoder.encode(utf8Decoder.decode(source.subarray(start, end)));
		this.setSource(repaired);
		const id = this.internText(0, repaired.length);
		this.setSource(source);
		return id;
	}
}
