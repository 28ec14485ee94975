import { SEGMENT_ROWS } from "../layout.ts";
import { chunkFromParts } from "./byte-parts.ts";
import { chunkNumber } from "./chunk-numbers.ts";
import type { StoredChunk } from "./contract.ts";

/** Segments of a column share a chunk until it has this many bytes: small chunks waste pages. */
const CHUNK_BYTES = 16_384;

/** The chunks of a block as they come. */
export class ChunkWriter {
	readonly chunks: StoredChunk[] = [];
	/** Column -> the first segment of each of its chunks; columns with one chunk are left out. */
	readonly starts = new Map<number, readonly number[]>();

	/** A chunk of the whole block. */
	add(chunk: number, parts: readonly Uint8Array[]): void {
		this.chunks.push({ chunk, bytes: chunkFromParts(parts) });
	}

	/** A column: `encode` is asked for each segment in turn. Yields after each. */
	*column(column: number, rows: number, encode: (segment: number) => Uint8Array): Generator<undefined, void, undefined> {
		const segments = Math.ceil(rows / SEGMENT_ROWS);
		const starts: number[] = [];
		let parts: Uint8Array[] = [];
		let bytes = 0;
		for (let segment = 0; segment < segments; segment++) {
			if (parts.length === 0) starts.push(segment);
			const part = encode(segment);
			parts.push(part);
			bytes += part.length;
			if (bytes >= CHUNK_BYTES || segment === segments - 1) {
				this.add(chunkNumber(column, starts.at(-1) as number), parts);
				parts = [];
				bytes = 0;
			}
			yield;
		}
		if (starts.length > 1) this.starts.set(column, starts);
	}
}
