/** Statements on demo_request and demo_scan, and those that take the demo's requests out of the other tables. */
export const DEMO_SQL = {
	insert: "INSERT OR REPLACE INTO demo_request (sequence, share) VALUES (?, ?)",
	exists: "SELECT EXISTS (SELECT 1 FROM demo_request) AS found",
	move: "UPDATE demo_request SET sequence = ? WHERE sequence = ?",
	list: `SELECT sequence, share, signal, accepted FROM demo_request JOIN journal USING (sequence) ORDER BY sequence`,
	clear: "DELETE FROM demo_request",
	deleteRequest: "DELETE FROM journal WHERE sequence = ?",
	deleteResend: "DELETE FROM resend WHERE sequence = ?",
	deleteDuplicates: "DELETE FROM duplicate_span WHERE sequence = ?",
	request: `SELECT sequence, arrived_at, signal, encoding, state, accepted, rejected, body, places AS duplicates
		FROM journal LEFT JOIN duplicate_span USING (sequence) WHERE sequence = ?`,
	/** What is left of a request is protobuf, whatever it was sent as. */
	rewrite: "UPDATE journal SET encoding = 0, accepted = ?, rejected = ?, raw_bytes = ?, body = ? WHERE sequence = ?",
	scan: "SELECT next, last FROM demo_scan",
	/** Bodies one at a time. */
	nextUnscanned: "SELECT sequence, signal, encoding, body FROM journal WHERE sequence > ? AND sequence <= ? ORDER BY sequence LIMIT 1",
	setScanned: "UPDATE demo_scan SET next = ?",
	generations: "SELECT signal, id, first_sequence, last_sequence, services FROM generation ORDER BY id",
	deleteGeneration: "DELETE FROM generation WHERE signal = ? AND id = ?",
	/** Readable requests of one signal, one at a time. */
	nextOfSignal: `SELECT sequence, arrived_at, signal, encoding, state, accepted, rejected, body, places AS duplicates
		FROM journal LEFT JOIN duplicate_span USING (sequence)
		WHERE sequence > ? AND sequence <= ? AND signal = ? AND state = 0 ORDER BY sequence LIMIT 1`,
	deleteService: "DELETE FROM service WHERE name = ?",
	setServiceSignals: "UPDATE service SET signals = ? WHERE name = ?",
} as const;
