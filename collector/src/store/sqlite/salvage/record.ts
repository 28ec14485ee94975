/** SQLite's record format: a header of serial types, then the values. Source: "Record Format" of SQLite's file format. */
import type { SqlValue } from "../driver.ts";

/** Result: value and the offset behind it; undefined when it runs over the end. */
export function readVarint(bytes: Buffer, offset: number): readonly [number, number] | undefined {
	let value = 0n;
	for (let at = 0; at < 9; at++) {
		const byte = bytes[offset + at];
		if (byte === undefined) return undefined;
		if (at === 8) return [Number(BigInt.asIntN(64, (value << 8n) | BigInt(byte))), offset + 9];
		value = (value << 7n) | BigInt(byte & 0x7f);
		if (byte < 0x80) return [Number(value), offset + at + 1];
	}
	return undefined;
}

/** Result: undefined when the bytes are no record that fills them exactly. */
export function readRecord(bytes: Buffer): readonly SqlValue[] | undefined {
	const head = readVarint(bytes, 0);
	if (head === undefined || head[0] > bytes.length || head[0] < 1) return undefined;
	const values: SqlValue[] = [];
	let at = head[1];
	let body = head[0];
	while (at < head[0]) {
		const type = readVarint(bytes, at);
		if (type === undefined) return undefined;
		const size = sizeOf(type[0]);
		if (size === undefined || body + size > bytes.length) return undefined;
		values.push(valueOfType(type[0], bytes.subarray(body, body + size)));
		at = type[1];
		body += size;
	}
	return body === bytes.length && at === head[0] ? values : undefined;
}

const INTEGER_SIZES: readonly number[] = [0, 1, 2, 3, 4, 6, 8];

function sizeOf(type: number): number | undefined {
	if (type >= 12) return (type - 12) >> 1;
	if (type === 7) return 8;
	if (type === 8 || type === 9) return 0;
	return INTEGER_SIZES[type];
}

function valueOfType(type: number, bytes: Buffer): SqlValue {
	if (type === 0) return null;
	if (type === 8 || type === 9) return type - 8;
	if (type === 7) return bytes.readDoubleBE(0);
	if (type === 6) return Number(bytes.readBigInt64BE(0));
	if (type < 6) return bytes.readIntBE(0, bytes.length);
	return type % 2 === 0 ? Buffer.from(bytes) : bytes.toString("utf8");
}
