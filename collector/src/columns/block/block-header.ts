/** Chunk `header` of a block: JSON that tells where everything stands. */
import type { Signal } from "@spanglass/shared/model/signal";
import { SEGMENT_ROWS } from "../layout.ts";
import { blobFromBytes, bytesFromBlob } from "./byte-parts.ts";
import { DamagedBlockError } from "./contract.ts";

export const BLOCK_FORMAT = 1;

export interface BlockHeader {
	readonly format: typeof BLOCK_FORMAT;
	readonly signal: Signal;
	readonly rows: number;
	/** Dictionary entries. */
	readonly entries: number;
	readonly entities: number;
	readonly traces: number;
	/** Attribute heads with a dense column, in order. */
	readonly heads: readonly number[];
	/** First entry of each chunk of the dictionary. */
	readonly dictionary: readonly number[];
	/** First segment of each chunk of a column; a column that is not named has one chunk. */
	readonly starts: Readonly<Record<string, readonly number[]>>;
	/** Columns that have no chunk at all. */
	readonly absent: readonly number[];
	/** Tokens of the keys with a value filter of their own: filter chunk i + 1. */
	readonly filteredKeys: readonly number[];
}

export function encodeHeader(header: BlockHeader): readonly Uint8Array[] {
	return [blobFromBytes(new TextEncoder().encode(JSON.stringify(header)))];
}

/** Throws DamagedBlockError. */
export function decodeHeader(parts: readonly Uint8Array[]): BlockHeader {
	const [blob] = parts;
	if (blob === undefined) throw new DamagedBlockError("a block has no header");
	const header: unknown = parsed(new TextDecoder().decode(bytesFromBlob(blob)));
	if (!isHeader(header)) throw new DamagedBlockError("the header of a block is of an unknown format");
	return header;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (cause) {
		throw new DamagedBlockError("the header of a block is no JSON", { cause });
	}
}

function isHeader(header: unknown): header is BlockHeader {
	return typeof header === "object" && header !== null && "format" in header && header.format === BLOCK_FORMAT;
}

/** Rows of a segment. */
export function rowsOfSegment(rows: number, segment: number): number {
	return Math.min(SEGMENT_ROWS, rows - segment * SEGMENT_ROWS);
}
