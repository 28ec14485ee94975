/**
 * Writes protobuf for the load: ASCII text, numbers below 2^53, times as base + offset without bigint. An encoder of its own because a
 * million items must be encoded in seconds; its bytes are compared with the reference decoder in the tests.
 */
const FIRST_BYTES = 256 * 1024;
const TWO_32 = 4_294_967_296;

/** Nanoseconds since the epoch in two halves. */
export interface TimeBase {
	readonly high: number;
	readonly low: number;
}

export function timeBaseFromMillis(millis: number): TimeBase {
	const nanos = BigInt(Math.floor(millis)) * 1_000_000n;
	return { high: Number(nanos >> 32n), low: Number(nanos & 0xffff_ffffn) };
}

export class BodyWriter {
	#bytes = Buffer.allocUnsafe(FIRST_BYTES);
	#length = 0;

	get length(): number {
		return this.#length;
	}

	/** What was written since the last call, copied. The writer is empty afterwards. */
	take(): Buffer {
		const bytes = Buffer.from(this.#bytes.subarray(0, this.#length));
		this.#length = 0;
		return bytes;
	}

	varint(value: number): void {
		this.#reserve(10);
		let rest = value;
		for (; rest > 0x7f; rest = Math.floor(rest / 128)) this.#bytes[this.#length++] = (rest % 128) | 0x80;
		this.#bytes[this.#length++] = rest;
	}

	/** A field of wire type varint, also when zero. */
	number(field: number, value: number): void {
		this.varint(field << 3);
		this.varint(value);
	}

	fixed32(field: number, value: number): void {
		this.varint((field << 3) | 5);
		this.#reserve(4);
		this.#length = this.#bytes.writeUInt32LE(value, this.#length);
	}

	/** fixed64 of a non-negative integer below 2^53, or sfixed64 of one above −2^53. */
	fixed64(field: number, value: number): void {
		this.varint((field << 3) | 1);
		this.#fixed64(value);
	}

	double(field: number, value: number): void {
		this.varint((field << 3) | 1);
		this.#reserve(8);
		this.#length = this.#bytes.writeDoubleLE(value, this.#length);
	}

	/** A time: `offset` nanoseconds (0 to 2^52) after `base`. */
	time(field: number, base: TimeBase, offset: number): void {
		const low = base.low + offset;
		this.varint((field << 3) | 1);
		this.#reserve(8);
		this.#length = this.#bytes.writeUInt32LE(low % TWO_32, this.#length);
		this.#length = this.#bytes.writeUInt32LE(base.high + Math.floor(low / TWO_32), this.#length);
	}

	packedFixed64s(field: number, values: readonly number[]): void {
		this.varint((field << 3) | 2);
		this.varint(8 * values.length);
		for (const value of values) this.#fixed64(value);
	}

	packedDoubles(field: number, values: readonly number[]): void {
		this.varint((field << 3) | 2);
		this.varint(8 * values.length);
		this.#reserve(8 * values.length);
		for (const value of values) this.#length = this.#bytes.writeDoubleLE(value, this.#length);
	}

	/** ASCII text. */
	text(field: number, value: string): void {
		this.varint((field << 3) | 2);
		this.varint(value.length);
		this.#reserve(value.length);
		this.#length += this.#bytes.write(value, this.#length, "latin1");
	}

	/** Words of 32 bits as the bytes of an id. Answers where its first byte is. */
	id(field: number, ...words: readonly number[]): number {
		this.varint((field << 3) | 2);
		this.varint(4 * words.length);
		this.#reserve(4 * words.length);
		const start = this.#length;
		for (const word of words) this.#length = this.#bytes.writeUInt32BE(word >>> 0, this.#length);
		return start;
	}

	/** Bytes that are whole fields already. */
	raw(bytes: Uint8Array): void {
		this.#reserve(bytes.length);
		this.#bytes.set(bytes, this.#length);
		this.#length += bytes.length;
	}

	/** Open an embedded message; `end` closes it. */
	begin(field: number): number {
		this.varint((field << 3) | 2);
		this.#reserve(1);
		return ++this.#length;
	}

	/** Close the message opened at `mark`. Moves its content by 1 byte when it has 128 bytes or more, by 2 from 16,384 on, and so on; answers by how many. */
	end(mark: number): number {
		const size = this.#length - mark;
		const extra = varintSize(size) - 1;
		if (extra > 0) {
			this.#reserve(extra);
			this.#bytes.copyWithin(mark + extra, mark, this.#length);
		}
		this.#length = mark - 1;
		this.varint(size);
		this.#length += size;
		return extra;
	}

	#fixed64(value: number): void {
		this.#reserve(8);
		const high = Math.floor(value / TWO_32);
		this.#length = this.#bytes.writeUInt32LE(value - high * TWO_32, this.#length);
		this.#length = this.#bytes.writeUInt32LE(high >>> 0, this.#length);
	}

	#reserve(count: number): void {
		if (this.#length + count <= this.#bytes.length) return;
		const grown = Buffer.allocUnsafe(2 * (this.#length + count));
		grown.set(this.#bytes.subarray(0, this.#length));
		this.#bytes = grown;
	}
}

export function varintSize(value: number): number {
	let size = 1;
	for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) size++;
	return size;
}
