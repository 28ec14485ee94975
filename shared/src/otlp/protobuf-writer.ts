import { bytesFromId } from "./ids.ts";

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;
const UTF8 = new TextEncoder();
const FIRST_BYTES = 1024;

/**
 * Writes one protobuf message into a buffer that grows.
 *
 * The plain methods leave out a zero, as proto3 does for fields without presence; the `present…` methods write it, for members of a
 * oneof and optional fields. `begin` and `end` enclose an embedded message.
 */
export class ProtobufWriter {
	#bytes = new Uint8Array(FIRST_BYTES);
	#view = new DataView(this.#bytes.buffer);
	#length = 0;

	/** What was written so far, copied to its exact size. */
	finish(): Uint8Array {
		return this.#bytes.slice(0, this.#length);
	}

	/** Open an embedded message; answers the mark that `end` takes. */
	begin(field: number): number {
		this.#tag(field, LENGTH);
		this.#reserve(1);
		return ++this.#length;
	}

	/** Close the embedded message opened at `mark`: its length goes before it, moving it when that takes more than one byte. */
	end(mark: number): void {
		const size = this.#length - mark;
		const extra = varintSize(size) - 1;
		if (extra > 0) {
			this.#reserve(extra);
			this.#bytes.copyWithin(mark + extra, mark, this.#length);
		}
		this.#length = mark - 1;
		this.#varint32(size);
		this.#length += size;
	}

	uint32(field: number, value: number): void {
		if (value === 0) return;
		this.#tag(field, VARINT);
		this.#varint32(value >>> 0);
	}

	/** Also enums: a negative value takes ten bytes. */
	int32(field: number, value: number): void {
		if (value < 0) this.presentInt64(field, BigInt(value));
		else this.uint32(field, value);
	}

	sint32(field: number, value: number): void {
		this.uint32(field, ((value << 1) ^ (value >> 31)) >>> 0);
	}

	bool(field: number, value: boolean): void {
		if (value) this.presentBool(field, true);
	}

	presentBool(field: number, value: boolean): void {
		this.#tag(field, VARINT);
		this.#varint32(value ? 1 : 0);
	}

	presentInt64(field: number, value: bigint): void {
		this.#tag(field, VARINT);
		this.#varint64(value);
	}

	fixed32(field: number, value: number): void {
		if (value === 0) return;
		this.#tag(field, FIXED32);
		const start = this.#take(4);
		this.#view.setUint32(start, value, true);
	}

	fixed64(field: number, value: bigint): void {
		if (value !== 0n) this.presentFixed64(field, value);
	}

	/** Also sfixed64: the two's complement is the same. */
	presentFixed64(field: number, value: bigint): void {
		this.#tag(field, FIXED64);
		const start = this.#take(8);
		this.#view.setBigUint64(start, BigInt.asUintN(64, value), true);
	}

	double(field: number, value: number): void {
		if (!Object.is(value, 0)) this.presentDouble(field, value);
	}

	/** Nothing when undefined. */
	presentDouble(field: number, value: number | undefined): void {
		if (value === undefined) return;
		this.#tag(field, FIXED64);
		const start = this.#take(8);
		this.#view.setFloat64(start, value, true);
	}

	string(field: number, value: string): void {
		if (value !== "") this.presentString(field, value);
	}

	presentString(field: number, value: string): void {
		const mark = this.begin(field);
		this.#reserve(3 * value.length);
		this.#length += UTF8.encodeInto(value, this.#bytes.subarray(this.#length)).written;
		this.end(mark);
	}

	bytes(field: number, value: Uint8Array): void {
		if (value.length > 0) this.presentBytes(field, value);
	}

	presentBytes(field: number, value: Uint8Array): void {
		this.#tag(field, LENGTH);
		this.#varint32(value.length);
		const start = this.#take(value.length);
		this.#bytes.set(value, start);
	}

	/** An id from its hex text; text that is not hex becomes one byte, which no receiver takes for an id. */
	id(field: number, text: string): void {
		this.bytes(field, bytesFromId(text));
	}

	packedFixed64s(field: number, values: readonly bigint[]): void {
		if (values.length === 0) return;
		let start = this.#packed(field, 8 * values.length);
		for (const value of values) {
			this.#view.setBigUint64(start, value, true);
			start += 8;
		}
	}

	packedDoubles(field: number, values: readonly number[]): void {
		if (values.length === 0) return;
		let start = this.#packed(field, 8 * values.length);
		for (const value of values) {
			this.#view.setFloat64(start, value, true);
			start += 8;
		}
	}

	packedUint64s(field: number, values: readonly bigint[]): void {
		if (values.length === 0) return;
		const mark = this.begin(field);
		for (const value of values) this.#varint64(value);
		this.end(mark);
	}

	#packed(field: number, size: number): number {
		this.#tag(field, LENGTH);
		this.#varint32(size);
		return this.#take(size);
	}

	#tag(field: number, wireType: number): void {
		this.#varint32(((field << 3) | wireType) >>> 0);
	}

	#varint32(value: number): void {
		this.#reserve(5);
		let rest = value;
		for (; rest > 0x7f; rest >>>= 7) this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
		this.#bytes[this.#length++] = rest;
	}

	#varint64(value: bigint): void {
		this.#reserve(10);
		let rest = BigInt.asUintN(64, value);
		for (; rest > 0x7fn; rest >>= 7n) this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
		this.#bytes[this.#length++] = Number(rest);
	}

	/** Make room for `count` bytes and step over them; answers where they begin. The buffer and its view may be new after it. */
	#take(count: number): number {
		this.#reserve(count);
		const start = this.#length;
		this.#length += count;
		return start;
	}

	#reserve(count: number): void {
		const needed = this.#length + count;
		if (needed <= this.#bytes.length) return;
		const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
		grown.set(this.#bytes.subarray(0, this.#length));
		this.#bytes = grown;
		this.#view = new DataView(grown.buffer);
	}
}

function varintSize(value: number): number {
	let size = 1;
	for (let rest = value; rest > 0x7f; rest >>>= 7) size++;
	return size;
}
