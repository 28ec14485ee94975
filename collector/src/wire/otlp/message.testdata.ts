/** Protobuf written field by field, so that tests can say what no encoder would write. */

const UTF8 = new TextEncoder();

export type Part = Uint8Array;

export function joined(...parts: readonly Part[]): Uint8Array {
	return new Uint8Array(Buffer.concat(parts));
}

export function rawVarint(value: bigint | number): Uint8Array {
	const bytes: number[] = [];
	let rest = BigInt.asUintN(64, BigInt(value));
	for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
	bytes.push(Number(rest));
	return Uint8Array.from(bytes);
}

export const varint = (field: number, value: bigint | number): Part => joined(rawVarint(field << 3), rawVarint(value));

export function fixed64(field: number, value: bigint | number): Part {
	const bytes = Buffer.alloc(8);
	bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
	return joined(rawVarint((field << 3) | 1), bytes);
}

export function double(field: number, value: number): Part {
	const bytes = Buffer.alloc(8);
	bytes.writeDoubleLE(value);
	return joined(rawVarint((field << 3) | 1), bytes);
}

export function fixed32(field: number, value: number): Part {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return joined(rawVarint((field << 3) | 5), bytes);
}

/** A length-delimited field of text, bytes or the parts of a message. */
export function field(number: number, ...content: readonly (Part | string)[]): Part {
	const bytes = joined(...content.map((part) => (typeof part === "string" ? UTF8.encode(part) : part)));
	return joined(rawVarint((number << 3) | 2), rawVarint(bytes.length), bytes);
}

/** A KeyValue under `number`; `value` is the content of its AnyValue. */
export const pair = (number: number, key: string, value: Part): Part => field(number, field(1, key), field(2, value));
export const text = (value: string): Part => field(1, value);

/** A request with one resource and one scope, without either's message. */
export const request = (...items: readonly Part[]): Uint8Array => field(1, field(2, ...items.map((item) => field(2, item))));

export const TRACE_ID = Uint8Array.from({ length: 16 }, (_, index) => index + 1);
export const SPAN_ID = Uint8Array.from({ length: 8 }, (_, index) => index + 17);
/** A span's required fields and two times. */
export const spanHead = joined(field(1, TRACE_ID), field(2, SPAN_ID), fixed64(7, 1000), fixed64(8, 2000));
export const span = (...parts: readonly Part[]): Part => joined(spanHead, ...parts);

/** The content of an AnyValue that is nested `depth` levels deep: arrays, or lists of one pair, around a string. */
export function nested(depth: number, kind: "array" | "kvlist"): Part {
	let value = text("core");
	for (let level = 1; level < depth; level++) value = kind === "array" ? field(5, field(1, value)) : field(6, pair(1, "k", value));
	return value;
}
