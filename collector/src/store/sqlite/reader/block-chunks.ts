import { SpanglassError } from "@spanglass/shared/model/errors";
import { type BlockChunks, DamagedBlockError } from "../../../columns/block/contract.ts";
import { chunkKey } from "../block-row.ts";
import { isDamage } from "../driver.ts";
import type { ChunkCache, Sized } from "./chunk-cache.ts";
import type { ReadAccess } from "./read-access.ts";
import { READER_SQL } from "./sql.ts";

const PARTS_PER_CHUNK = 256;

/** The stored bytes of this block are broken. */
export class BlockDamage extends DamagedBlockError {
	readonly blockId: number;

	constructor(blockId: number, cause: unknown) {
		super(`block ${blockId} is damaged: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
		this.blockId = blockId;
	}
}

export interface ChunkAccess {
	readonly access: ReadAccess;
	readonly cache: ChunkCache;
	/** The query's number, unique in this thread. */
	readonly query: number;
}

/**
 * Chunks of one block for one query: from the cache, else from the query's own snapshot. What is cached does not depend on the query.
 *
 * Throws  BlockDamage · SpanglassError unavailable: the disk cannot be read now.
 */
export function chunksOf(blockId: number, { access, cache, query }: ChunkAccess): BlockChunks {
	return {
		decoded: <T extends Sized>(chunk: number, part: number, decode: (stored: Uint8Array) => T): T => {
			const key = chunk * PARTS_PER_CHUNK + part;
			const known = cache.get(blockId, key, query);
			if (known !== undefined) return known as T;
			try {
				const value = decode(storedChunk(blockId, chunk, access));
				cache.put(blockId, key, { value, query });
				return value;
			} catch (error) {
				if (error instanceof BlockDamage) throw error;
				if (error instanceof DamagedBlockError || isDamage(error)) throw new BlockDamage(blockId, error);
				throw error;
			}
		},
	};
}

function storedChunk(blockId: number, chunk: number, access: ReadAccess): Uint8Array {
	const row = access.read((connection) => connection.get<{ readonly bytes: Uint8Array }>(READER_SQL.chunk, chunkKey(blockId, chunk)));
	if (row !== undefined) return row.bytes;
	if (access.isSnapshot) throw new DamagedBlockError(`chunk ${chunk} is missing`);
	throw new SpanglassError("unavailable", "the data was moved while it was read", { advice: "Try again.", retryAfterMs: 0 });
}
