import { BlockMemory } from "../../../columns/block/block-memory.ts";
import { type BlockView, openBlock } from "../../../columns/block/block-view.ts";
import { DamagedBlockError } from "../../../columns/block/contract.ts";
import { BlockDamage, type ChunkAccess, chunksOf } from "./block-chunks.ts";
import type { KnownBlock } from "./block-directory.ts";
import { StoredTraceSums } from "./stored-traces.ts";

const MEMORY_BYTES = 16 * 1024 * 1024;
const MEMORIES = 1024;
/** What memories hold is added up once in so many openings. */
const OPENINGS_PER_COUNT = 64;

/** What this thread keeps of blocks from query to query beside their chunks: texts and entities. Bounded. */
export class BlockMemories {
	/** Least recently opened first. */
	readonly #memories = new Map<number, BlockMemory>();
	#openings = 0;
	/** Of all blocks of spans together. */
	readonly traceSums = new StoredTraceSums();

	of(blockId: number): BlockMemory {
		const memory = this.#memories.get(blockId) ?? new BlockMemory();
		this.#memories.delete(blockId);
		this.#memories.set(blockId, memory);
		if (++this.#openings % OPENINGS_PER_COUNT === 0) this.#makeRoom();
		return memory;
	}

	forget(blockId: number): void {
		this.#memories.delete(blockId);
	}

	#makeRoom(): void {
		let bytes = 0;
		for (const memory of this.#memories.values()) bytes += memory.byteLength;
		for (const [id, memory] of this.#memories) {
			if (bytes <= MEMORY_BYTES && this.#memories.size <= MEMORIES) return;
			bytes -= memory.byteLength;
			this.#memories.delete(id);
		}
	}
}

/** Throws BlockDamage. Cost: one small chunk. */
export function openStoredBlock({ id, directory }: KnownBlock, access: ChunkAccess & { readonly memories: BlockMemories }): BlockView {
	try {
		return openBlock(directory, chunksOf(id, access), access.memories.of(id));
	} catch (error) {
		if (error instanceof DamagedBlockError && !(error instanceof BlockDamage)) throw new BlockDamage(id, error);
		throw error;
	}
}
