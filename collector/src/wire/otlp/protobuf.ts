import { WireType } from "./fields.ts";

/** The bytes are not protobuf: a length over its message, a broken varint, an unknown wire type. Nothing else is thrown by this room's readers. */
export class WireError extends Error {
	constructor(message: string) {
		super(message);
		this.name = "WireError";
	}
}

const MAX_GROUPS = 64;
const EMPTY = new Uint8Array(0);
const EMPTY_VIEW = new DataView(EMPTY.buffer);

function fail(message: string): never {
	throw new WireError(message);
}

/**
 * A position in one protobuf body. Every read is bounded by `end`, the end of the message that is being read, and moves `position`.
 *
 * Callers read a tag only while `position < end`. 64-bit numbers are left in `high` and `low` as uint32 halves.
 */
export class WireReader {
	bytes: Uint8Array = EMPTY;
	position = 0;
	high = 0;
	low = 0;
	/** The range that `text` read last. */
	textStart = 0;
	textEnd = 0;
	view: DataView = EMPTY_VIEW;
	/** Made for the first group. */
	#groups: Uint32Array | undefined;

	open(bytes: Uint8Array): void {
		this.bytes = bytes;
		this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		this.position = 0;
	}

	/** Field number << 3 | wire type. */
	tag(end: number): number {
		const first = this.bytes[this.position] as number;
		if (first < 0x80 && first > 7) {
			this.position++;
			return first;
		}
		const start = this.position;
		this.#longVarint(end);
		if (this.high !== 0 || this.position - start > 5 || this.low >>> 3 === 0) fail("invalid field number");
		return this.low;
	}

	/** Read a length; answers the end of what it measures, which starts at the new `position`. */
	length(end: number): number {
		if (this.position >= end) fail("message ends inside a field");
		let size = this.bytes[this.position] as number;
		if (size < 0x80) {
			this.position++;
		} else {
			size = this.#longVarint(end);
			if (this.high !== 0) fail("length beyond its message");
		}
		const stop = this.position + size;
		if (stop > end) fail("length beyond its message");
		return stop;
	}

	/** The low 32 bits of a varint, unsigned. */
	varint(end: number): number {
		if (this.position >= end) fail("message ends inside a field");
		const first = this.bytes[this.position] as number;
		if (first < 0x80) {
			this.position++;
			return first;
		}
		return this.#longVarint(end);
	}

	/** A varint as `high` and `low`. */
	varint64(end: number): void {
		if (this.position >= end) fail("message ends inside a field");
		const first = this.bytes[this.position] as number;
		if (first < 0x80) {
			this.position++;
			this.high = 0;
			this.low = first;
		} else {
			this.#longVarint(end);
		}
	}

	/** A zigzag-coded sint32. */
	sint32(end: number): number {
		const raw = this.varint(end);
		return (raw >>> 1) ^ -(raw & 1);
	}

	/** A boolean: any bit of the varint. */
	bool(end: number): boolean {
		this.varint64(end);
		return (this.high | this.low) !== 0;
	}

	fixed64(end: number): void {
		const at = this.position;
		if (at + 8 > end) fail("message ends inside a field");
		this.low = this.view.getUint32(at, true);
		this.high = this.view.getUint32(at + 4, true);
		this.position = at + 8;
	}

	fixed32(end: number): number {
		const at = this.position;
		if (at + 4 > end) fail("message ends inside a field");
		this.position = at + 4;
		return this.view.getUint32(at, true);
	}

	/** Read a string or bytes field into `textStart` and `textEnd`, cut to `maxBytes`; answers true when it was cut. */
	text(end: number, maxBytes: number): boolean {
		const stop = this.length(end);
		this.textStart = this.position;
		this.textEnd = stop - this.position <= maxBytes ? stop : cutText(this.bytes, this.position, stop, maxBytes);
		this.position = stop;
		return this.textEnd !== stop;
	}

	/** Step over the value of a field whose tag was read. */
	skip(tag: number, end: number): void {
		switch (tag & 7) {
			case WireType.length:
				this.position = this.length(end);
				return;
			case WireType.varint:
				this.varint(end);
				return;
			case WireType.startGroup:
				this.#skipGroup(tag, end);
				return;
			case WireType.fixed64:
				this.position += 8;
				break;
			case WireType.fixed32:
				this.position += 4;
				break;
			default:
				fail("unknown wire type");
		}
		if (this.position > end) fail("message ends inside a field");
	}

	#skipGroup(tag: number, end: number): void {
		this.#groups ??= new Uint32Array(MAX_GROUPS);
		const groups = this.#groups;
		groups[0] = tag >>> 3;
		let depth = 1;
		while (depth > 0) {
			if (this.position >= end) fail("group without an end");
			const inner = this.tag(end);
			const type = inner & 7;
			if (type === WireType.startGroup) {
				if (depth === MAX_GROUPS) fail("groups nested too deeply");
				groups[depth++] = inner >>> 3;
			} else if (type === WireType.endGroup) {
				if (groups[--depth] !== inner >>> 3) fail("group ends with another field number");
			} else {
				this.skip(inner, end);
			}
		}
	}

	/** Varints of up to ten bytes into `high` and `low`; answers `low`. Bits beyond 64 are dropped, as all decoders do. */
	#longVarint(end: number): number {
		const bytes = this.bytes;
		const limit = Math.min(end, this.position + 10);
		let at = this.position;
		let low = 0;
		let high = 0;
		let shift = 0;
		for (;;) {
			if (at >= limit) fail(at === end ? "message ends inside a field" : "number longer than ten bytes");
			const byte = bytes[at++] as number;
			const bits = byte & 0x7f;
			if (shift < 28) low |= bits << shift;
			else if (shift === 28) {
				low |= bits << 28;
				high = bits >>> 4;
			} else high |= bits << (shift - 32);
			if (byte < 0x80) break;
			shift += 7;
		}
		this.position = at;
		this.high = high >>> 0;
		this.low = low >>> 0;
		return this.low;
	}
}

/** True when all bytes of [start, end) are zero. */
export function isZeroRange(bytes: Uint8Array, start: number, end: number): boolean {
	for (let at = start; at < end; at++) {
		if (bytes[at] !== 0) return false;
	}
	return true;
}

/**
 * The end of the text [start, end) cut to at most `maxBytes`, at a UTF-8 boundary.
 * Bytes that are not UTF-8 are cut at exactly `maxBytes`.
 */
export function cutText(bytes: Uint8Array, start: number, end: number, maxBytes: number): number {
	if (end - start <= maxBytes) return end;
	const limit = start + maxBytes;
	for (let at = limit; at > start && at > limit - 4; at--) {
		if (((bytes[at] as number) & 0xc0) !== 0x80) return at;
	}
	return limit;
}

/** Read an id of `size` bytes; answers its start, -1 when it is absent, all zero or of another length. */
export function idStart(reader: WireReader, end: number, size: number): number {
	const stop = reader.length(end);
	const start = reader.position;
	reader.position = stop;
	return stop - start === size && !isZeroRange(reader.bytes, start, stop) ? start : -1;
}

/** A copy of twice the length, or of `least`. */
export function grown(array: Uint32Array, least = 16): Uint32Array {
	const larger = new Uint32Array(Math.max(least, array.length * 2));
	larger.set(array);
	return larger;
}
