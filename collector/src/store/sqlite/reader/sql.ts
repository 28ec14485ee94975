/** Statements of the reader; all run inside the snapshot of one query. */
import { DIRECTORY_COLUMNS } from "../block-row.ts";
import { JOURNAL_COLUMNS, type JournalRow } from "../journal-row.ts";

export const READER_SQL = {
	begin: "BEGIN",
	commit: "COMMIT",
	lastSequence: "SELECT last FROM journal_sequence",
	signalStates: "SELECT signal, watermark, deleted_until FROM signal_state",
	blockChanges: "SELECT changes FROM block_sequence",
	blocks: "SELECT id, state FROM block",
	block: `SELECT ${DIRECTORY_COLUMNS} FROM block WHERE id = ?`,
	chunk: "SELECT bytes FROM block_chunk WHERE key = ?",
	/** The next readable request of a signal; one at a time, because a body may have 64 MiB. */
	nextRequest: `SELECT ${JOURNAL_COLUMNS} FROM journal LEFT JOIN duplicate_span d USING (sequence)
		WHERE sequence > ? AND sequence <= ? AND signal = ? AND state = 0 ORDER BY sequence LIMIT 1`,
} as const;

export interface SignalStateRow {
	readonly signal: number;
	readonly watermark: number;
	readonly deleted_until: Uint8Array | null;
}

export type RequestRow = JournalRow;
