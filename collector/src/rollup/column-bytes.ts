/** What packs and exemplars have in common as bytes: a format, columns of varints, keys of texts; compressed together. */
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { DamagedPackError, VarintReader, VarintWriter } from "./varints.ts";

/** A frame with a checksum: numbers that a changed byte makes look like any others. */
const ZSTD_OPTIONS = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
/** Nothing that is written comes near it. */
const BYTES_MAX = 256 * 1024 * 1024;

export function joinColumns(format: number, columns: readonly VarintWriter[]): Uint8Array {
	const whole = new VarintWriter();
	whole.number(format);
	for (const column of columns) whole.bytes(column.written());
	return zstdCompressSync(whole.written(), ZSTD_OPTIONS);
}

/** A reader of the columns, each by `bytes`. Throws DamagedPackError. */
export function openColumns(bytes: Uint8Array, format: number): VarintReader {
	const whole = new VarintReader(decompress(bytes));
	if (whole.number() !== format) throw new DamagedPackError("a pack is of another format");
	return whole;
}

export function refuseRest(columns: readonly VarintReader[]): void {
	for (const { left } of columns) if (left > 0) throw new DamagedPackError("a pack has something behind an end");
}

/** So many numbers, when that many bytes can hold them: checked before room is made for them. */
export function allowed(numbers: number, bytes: number): number {
	if (numbers > bytes) throw new DamagedPackError("a pack says that it holds more than it can");
	return numbers;
}

export function writeKeys(keys: readonly (readonly string[])[], head: VarintWriter): void {
	const { texts, numbers } = numberTexts(keys);
	head.number(texts.length);
	for (const text of texts) head.text(text);
	head.number(keys.length);
	for (const number of numbers) head.number(number);
}

/** Keys of so many texts each. */
export function readKeys(head: VarintReader, width: number): readonly (readonly string[])[] {
	const texts = Array.from({ length: head.count(head.left) }, () => head.text());
	const keys: (readonly string[])[] = [];
	for (let count = head.count(head.left); count > 0; count--) keys.push(readKey(head, texts, width));
	return keys;
}

function readKey(head: VarintReader, texts: readonly string[], length: number): readonly string[] {
	const key: string[] = [];
	for (let place = 0; place < length; place++) {
		const text = texts[head.number()];
		if (text === undefined) throw new DamagedPackError("a key of a pack has no such text");
		key.push(text);
	}
	return key;
}

/** Distinct texts of keys, and for each key those of its texts. Neighbours have most in common. */
function numberTexts(keys: readonly (readonly string[])[]): { readonly texts: readonly string[]; readonly numbers: readonly number[] } {
	const known = new Map<string, number>();
	const numbers: number[] = [];
	let before: readonly string[] = [];
	for (const key of keys) {
		const last = numbers.length - key.length;
		for (let at = 0; at < key.length; at++) {
			const text = key[at] as string;
			const number = text === before[at] ? (numbers[last + at] as number) : (known.get(text) ?? known.size);
			if (number === known.size) known.set(text, number);
			numbers.push(number);
		}
		before = key;
	}
	return { texts: [...known.keys()], numbers };
}

/** What comes out is pieced together of chunks: most packs fit in one of this size. */
function chunkSizeOf({ length }: Uint8Array): number {
	return Math.min(Math.max(length * 4, 16 * 1024), 4 * 1024 * 1024);
}

function decompress(bytes: Uint8Array): Uint8Array {
	try {
		return zstdDecompressSync(bytes, { maxOutputLength: BYTES_MAX, chunkSize: chunkSizeOf(bytes) });
	} catch (cause) {
		throw new DamagedPackError("a pack does not decompress", { cause });
	}
}
