/** Reads blocks on the writer's own connection, for compaction, for removing the demo and for finding repeated spans. */
import { openBlock } from "../../../columns/block/block-view.ts";
import { type BlockChunks, DamagedBlockError } from "../../../columns/block/contract.ts";
import type { RowView } from "../../../columns/row-view.ts";
import { decodeArrivals, type RequestArrival } from "../block-arrivals.ts";
import { chunkKey, type DirectoryRow, directoryFromRow } from "../block-row.ts";
import type { Connection } from "../driver.ts";
import { BLOCK_SQL } from "../sql/blocks.ts";

/** Decoded chunks of one block, least recently used first, at most `limitBytes`. */
class StoredChunks implements BlockChunks {
	readonly #connection: Connection;
	readonly #id: number;
	readonly #limitBytes: number;
	readonly #decoded = new Map<number, { readonly byteLength: number }>();
	#bytes = 0;

	constructor(connection: Connection, id: number, limitBytes: number) {
		this.#connection = connection;
		this.#id = id;
		this.#limitBytes = limitBytes;
	}

	decoded<T extends { readonly byteLength: number }>(chunk: number, part: number, decode: (stored: Uint8Array) => T): T {
		const key = chunk * 256 + part;
		const known = this.#decoded.get(key);
		const value = known === undefined ? this.#decode(chunk, decode) : (known as T);
		this.#decoded.delete(key);
		this.#decoded.set(key, value);
		if (known === undefined) this.#bytes += value.byteLength;
		this.#makeRoom();
		return value;
	}

	#decode<T>(chunk: number, decode: (stored: Uint8Array) => T): T {
		const row = this.#connection.get<{ readonly bytes: Uint8Array }>(BLOCK_SQL.chunk, chunkKey(this.#id, chunk));
		if (row === undefined) throw new DamagedBlockError(`block ${this.#id} has no chunk ${chunk}`);
		try {
			return decode(row.bytes);
		} catch (cause) {
			throw cause instanceof DamagedBlockError ? cause : new DamagedBlockError(`chunk ${chunk} of block ${this.#id} is damaged`, { cause });
		}
	}

	#makeRoom(): void {
		for (const [key, { byteLength }] of this.#decoded) {
			if (this.#bytes <= this.#limitBytes || this.#decoded.size === 1) return;
			this.#decoded.delete(key);
			this.#bytes -= byteLength;
		}
	}
}

/** When the requests of a block arrived; none when it has left the directory. Throws DamagedBlockError. */
export function storedArrivals(connection: Connection, id: number): readonly RequestArrival[] {
	const row = connection.get<{ readonly arrivals: Uint8Array }>(BLOCK_SQL.arrivals, id);
	if (row === undefined) return [];
	try {
		return decodeArrivals(row.arrivals);
	} catch (cause) {
		throw new DamagedBlockError(`arrivals of block ${id} are damaged`, { cause });
	}
}

/**
 * The rows of a block; undefined when it has left the directory.
 *
 * Throws  DamagedBlockError, here or from the view: what is stored cannot be what was written.
 */
export function openStoredBlock(connection: Connection, id: number, limitBytes: number): RowView | undefined {
	const row = connection.get<DirectoryRow>(BLOCK_SQL.directory, id);
	if (row === undefined) return undefined;
	try {
		return openBlock(directoryFromRow(row), new StoredChunks(connection, id, limitBytes));
	} catch (cause) {
		throw cause instanceof DamagedBlockError ? cause : new DamagedBlockError(`block ${id} is damaged`, { cause });
	}
}
