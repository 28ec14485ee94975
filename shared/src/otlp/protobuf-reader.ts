import { SpanglassError } from "../model/errors.ts";
import { hexFromBytes } from "../units/hex.ts";
import { type UnixNanos, unixNanosFromHalves } from "../units/time.ts";

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const GROUP = 3;
const END_GROUP = 4;
const FIXED32 = 5;
const GROUP_DEPTH_MAX = 64;

/** Lenient: an invalid sequence becomes U+FFFD; a byte order mark is text like any other. */
const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** The error of every malformed message: `invalid_input`. */
function malformedProtobuf(reason: string): SpanglassError {
	return new SpanglassError("invalid_input", `invalid protobuf: ${reason}`);
}

/**
 * One protobuf message, front to back.
 *
 * `next` moves to the next field and answers false at the end. A read method takes the value of that field; it is given what to
 * answer when the field was sent with another wire type, which makes it an unknown field. A value that was not read is passed over.
 * Throws  SpanglassError `invalid_input` when the bytes are not a message: cut short, over-long varint, stray group end, field 0.
 */
export class ProtobufReader {
	/** Number of the field that `next` found. */
	field = 0;
	#wireType = 0;
	#unread = false;
	#low = 0;
	#high = 0;
	#position: number;
	readonly #bytes: Uint8Array;
	readonly #view: DataView;
	readonly #end: number;

	constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		this.#position = start;
		this.#end = end;
	}

	next(): boolean {
		if (this.#unread) this.#skipValue();
		if (this.#position >= this.#end) return false;
		this.#readTag();
		if (this.#wireType === END_GROUP) throw malformedProtobuf("a group ends that did not begin");
		this.#unread = true;
		return true;
	}

	int32(otherwise: number): number {
		if (!this.#takes(VARINT)) return otherwise;
		this.#readVarint();
		return this.#low | 0;
	}

	uint32(otherwise: number): number {
		return this.int32(otherwise) >>> 0;
	}

	sint32(otherwise: number): number {
		if (!this.#takes(VARINT)) return otherwise;
		this.#readVarint();
		return (this.#low >>> 1) ^ -(this.#low & 1);
	}

	int64<T = bigint>(otherwise: T): bigint | T {
		if (!this.#takes(VARINT)) return otherwise;
		this.#readVarint();
		return BigInt.asIntN(64, unixNanosFromHalves(this.#high, this.#low));
	}

	bool<T = boolean>(otherwise: T): boolean | T {
		if (!this.#takes(VARINT)) return otherwise;
		this.#readVarint();
		return (this.#low | this.#high) !== 0;
	}

	fixed32(otherwise: number): number {
		return this.#takes(FIXED32) ? this.#view.getUint32(this.#advance(4), true) : otherwise;
	}

	fixed64(otherwise: bigint): bigint {
		return this.#takes(FIXED64) ? this.#view.getBigUint64(this.#advance(8), true) : otherwise;
	}

	sfixed64<T = bigint>(otherwise: T): bigint | T {
		return this.#takes(FIXED64) ? this.#view.getBigInt64(this.#advance(8), true) : otherwise;
	}

	time(otherwise: UnixNanos): UnixNanos {
		return this.fixed64(otherwise) as UnixNanos;
	}

	double<T = number>(otherwise: T): number | T {
		return this.#takes(FIXED64) ? this.#view.getFloat64(this.#advance(8), true) : otherwise;
	}

	string<T = string>(otherwise: T): string | T {
		const bytes = this.#range();
		return bytes === undefined ? otherwise : UTF8.decode(bytes);
	}

	/** A copy, of no subclass: the caller may keep it when the message's memory is reused. (A Node Buffer's `slice` would share it.) */
	bytes<T = Uint8Array>(otherwise: T): Uint8Array | T {
		const bytes = this.#range();
		return bytes === undefined ? otherwise : new Uint8Array(bytes);
	}

	/** A bytes field as lower-case hex. */
	hex(otherwise: string): string {
		const bytes = this.#range();
		return bytes === undefined ? otherwise : hexFromBytes(bytes);
	}

	/** A reader of the embedded message; undefined when the field is not one. */
	message(): ProtobufReader | undefined {
		if (!this.#takes(LENGTH)) return undefined;
		const length = this.#readLength();
		const start = this.#advance(length);
		return new ProtobufReader(this.#bytes, start, start + length);
	}

	/** Add a repeated fixed64, packed or not, to the list. */
	addFixed64s(list: bigint[]): void {
		if (this.#wireType === FIXED64) list.push(this.fixed64(0n));
		for (let start = this.#packed(8); start < this.#position; start += 8) list.push(this.#view.getBigUint64(start, true));
	}

	/** Add a repeated double, packed or not, to the list. */
	addDoubles(list: number[]): void {
		if (this.#wireType === FIXED64) list.push(this.double(0));
		for (let start = this.#packed(8); start < this.#position; start += 8) list.push(this.#view.getFloat64(start, true));
	}

	/** Add a repeated uint64, packed or not, to the list. */
	addUint64s(list: bigint[]): void {
		if (this.#wireType === VARINT) list.push(BigInt.asUintN(64, this.int64(0n)));
		if (!this.#takes(LENGTH)) return;
		const length = this.#readLength();
		const end = this.#position + length;
		while (this.#position < end) {
			this.#readVarint();
			list.push(unixNanosFromHalves(this.#high, this.#low));
		}
		if (this.#position !== end) throw malformedProtobuf("a packed list is cut short");
	}

	#takes(wireType: number): boolean {
		if (!this.#unread || this.#wireType !== wireType) return false;
		this.#unread = false;
		return true;
	}

	#range(): Uint8Array | undefined {
		if (!this.#takes(LENGTH)) return undefined;
		const length = this.#readLength();
		const start = this.#advance(length);
		return this.#bytes.subarray(start, start + length);
	}

	/** Where a packed list begins; the position is then its end. Nothing when the field is not a packed list. */
	#packed(size: number): number {
		if (!this.#takes(LENGTH)) return this.#position;
		const length = this.#readLength();
		if (length % size !== 0) throw malformedProtobuf("a packed list is cut short");
		return this.#advance(length);
	}

	#readTag(): void {
		this.#readVarint();
		this.field = this.#low >>> 3;
		this.#wireType = this.#low & 7;
		if (this.field === 0 || this.#high !== 0) throw malformedProtobuf("a field number is out of range");
	}

	#readLength(): number {
		this.#readVarint();
		if (this.#high !== 0 || this.#low > this.#end - this.#position) throw malformedProtobuf("a field is longer than its message");
		return this.#low;
	}

	/** Move past `count` bytes; answers where they begin. */
	#advance(count: number): number {
		const start = this.#position;
		if (count > this.#end - start) throw malformedProtobuf("a message is cut short");
		this.#position = start + count;
		return start;
	}

	/** Read up to ten bytes of seven bits, lowest first, into #low and #high. */
	#readVarint(): void {
		let low = 0;
		let high = 0;
		for (let shift = 0; shift < 70; shift += 7) {
			const byte = this.#bytes[this.#advance(1)] as number;
			const bits = byte & 0x7f;
			if (shift <= 28) low |= bits << shift;
			if (shift === 28) high = bits >>> 4;
			if (shift > 28) high |= bits << (shift - 32);
			if (byte >= 0x80) continue;
			this.#low = low >>> 0;
			this.#high = high >>> 0;
			return;
		}
		throw malformedProtobuf("a number is longer than ten bytes");
	}

	#skipValue(): void {
		this.#unread = false;
		switch (this.#wireType) {
			case VARINT:
				this.#readVarint();
				break;
			case FIXED64:
				this.#advance(8);
				break;
			case LENGTH:
				this.#advance(this.#readLength());
				break;
			case GROUP:
				this.#skipGroup();
				break;
			case FIXED32:
				this.#advance(4);
				break;
			default:
				throw malformedProtobuf(`wire type ${this.#wireType} does not exist`);
		}
	}

	#skipGroup(): void {
		const open = [this.field];
		while (open.length > 0) {
			this.#readTag();
			if (this.#wireType === GROUP) open.push(this.field);
			else if (this.#wireType !== END_GROUP) this.#skipValue();
			else if (open.pop() !== this.field) throw malformedProtobuf("groups overlap");
			if (open.length > GROUP_DEPTH_MAX) throw malformedProtobuf("groups are nested too deeply");
		}
	}
}
