/** Statements on journal, resend and signal_state. */
import { JOURNAL_COLUMNS } from "../journal-row.ts";

export const JOURNAL_SQL = {
	insert: `INSERT INTO journal (sequence, arrived_at, signal, encoding, compression, transport, peer, user_agent, validator_version,
		accepted, rejected, raw_bytes, body, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
	/**
	 * The first row after a sequence that is not sealed; rows are taken one at a time because a body may have 64 MiB. One of a signal that is
	 * none is damaged, which must not go unnoticed.
	 */
	next: `SELECT ${JOURNAL_COLUMNS} FROM journal LEFT JOIN signal_state USING (signal) LEFT JOIN duplicate_span d USING (sequence)
		WHERE sequence > ? AND sequence > coalesce(watermark, 0) ORDER BY sequence LIMIT 1`,
	putDuplicates: "INSERT OR REPLACE INTO duplicate_span (sequence, places, checksum) VALUES (?, ?, ?)",
	setState: "UPDATE journal SET state = ? WHERE sequence = ?",
	/** Quarantined rows that a seal has left behind. */
	leftBehind: `SELECT j.sequence FROM journal j JOIN signal_state s ON s.signal = j.signal
		WHERE j.state = 1 AND j.sequence <= s.watermark ORDER BY j.sequence`,
	quarantined: "SELECT sequence, signal, encoding, accepted, body FROM journal WHERE state = 1 AND sequence > ? ORDER BY sequence LIMIT 1",
	one: `SELECT ${JOURNAL_COLUMNS} FROM journal LEFT JOIN duplicate_span d USING (sequence) WHERE sequence = ?`,
	move: "UPDATE journal SET sequence = ?, state = 0, checksum = ? WHERE sequence = ?",
	moveResend: "UPDATE resend SET sequence = ? WHERE sequence = ?",
	lastSequence: "SELECT last FROM journal_sequence",
	setLastSequence: "UPDATE journal_sequence SET last = ?",
	signalStates: "SELECT signal, watermark, stored FROM signal_state",
	/** The checksum is the sum of both numbers: the last parameter but one is the first again. */
	addStored: "UPDATE signal_state SET stored = stored + ?, checksum = checksum + ? WHERE signal = ?",
	setWatermark: "UPDATE signal_state SET watermark = ?, checksum = checksum - watermark + ? WHERE signal = ?",
} as const;

export const RESEND_SQL = {
	insert: "INSERT INTO resend (sequence, arrived_at, hash, accepted, rejected, message) VALUES (?, ?, ?, ?, ?, ?)",
	get: "SELECT hash, accepted, rejected, message FROM resend WHERE sequence = ?",
	deleteWhole: "DELETE FROM resend WHERE sequence = ? AND accepted = ?",
	since: "SELECT sequence, arrived_at, hash FROM resend WHERE arrived_at > ? ORDER BY sequence",
	oldest: "SELECT min(sequence) AS sequence, arrived_at FROM resend",
	/** At most 1,000 rows from the oldest on. */
	deleteOldest: `DELETE FROM resend WHERE sequence IN (SELECT sequence FROM resend ORDER BY sequence LIMIT 1000) AND arrived_at <= ?`,
} as const;

/** Dead rows: those of requests that are sealed. A quarantined request has no row in a block and stays. */
export const SWEEP_SQL = {
	dead: `SELECT j.sequence FROM journal j JOIN signal_state s ON s.signal = j.signal
		WHERE j.signal = ? AND j.sequence > ? AND j.sequence <= s.watermark AND j.state = 0 ORDER BY j.sequence LIMIT ?`,
	deleteRequest: "DELETE FROM journal WHERE sequence = ?",
	deleteDuplicates: "DELETE FROM duplicate_span WHERE sequence = ?",
} as const;
