/** Statements on block, block_chunk, dead_block, block_sequence, deletion and retention, the writer's side. */
import { DIRECTORY_COLUMNS } from "../block-row.ts";

export const BLOCK_SQL = {
	sequence: "SELECT last FROM block_sequence",
	setSequence: "UPDATE block_sequence SET last = ?, changes = changes + 1",
	insert: `INSERT INTO block (id, signal, partition, first_sequence, last_sequence, row_count, error_count, min_time, max_time, max_end,
		max_duration, first_arrival, last_arrival, stored_bytes, trace_filter, services, names, keys, arrivals, rolled_up, checksum)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
	insertChunk: "INSERT INTO block_chunk (key, bytes) VALUES (?, ?)",
	list: `SELECT ${DIRECTORY_COLUMNS} FROM block ORDER BY id`,
	directory: `SELECT ${DIRECTORY_COLUMNS} FROM block WHERE id = ?`,
	chunk: "SELECT bytes FROM block_chunk WHERE key = ?",
	arrivals: "SELECT arrivals FROM block WHERE id = ?",
	services: "SELECT id, signal, services FROM block",
	setChecksum: "UPDATE block SET checksum = ? WHERE id = ?",
	/** The checksum says what the state is, see `directoryChecksum`; one that differs already stays wrong. */
	quarantine: "UPDATE block SET checksum = checksum + (1 - state) * 4294967296, state = 1 WHERE id = ?",
	setRolledUp: "UPDATE block SET checksum = checksum + (1 - rolled_up) * 8589934592, rolled_up = 1 WHERE id = ?",
	delete: "DELETE FROM block WHERE id = ?",
	bury: "INSERT INTO dead_block (id) VALUES (?)",
	nextDead: "SELECT id FROM dead_block ORDER BY id LIMIT 1",
	deleteChunks: "DELETE FROM block_chunk WHERE key IN (SELECT key FROM block_chunk WHERE key >= ? AND key < ? ORDER BY key LIMIT ?)",
	unbury: "DELETE FROM dead_block WHERE id = ?",
} as const;

export const RETENTION_SQL = {
	addDeleted: `INSERT INTO deletion (signal, reason, items) VALUES (?, ?, ?)
		ON CONFLICT (signal, reason) DO UPDATE SET items = items + excluded.items`,
	deleted: "SELECT signal, reason, items FROM deletion",
	setDeletedUntil: "UPDATE signal_state SET deleted_until = max(coalesce(deleted_until, x''), ?) WHERE signal = ?",
	defaultBytes: "SELECT default_bytes FROM retention",
	setDefaultBytes: "INSERT INTO retention (only, default_bytes) VALUES (1, ?)",
	pages: "SELECT page_count, freelist_count, page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
} as const;
