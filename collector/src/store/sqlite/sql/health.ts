/** Statements on what is quarantined, on whether anything can be written, and on the last backup. */
export const HEALTH_SQL = {
	count: `SELECT (SELECT count(*) FROM journal WHERE state = 1) AS requests, (SELECT count(*) FROM block WHERE state = 1) AS blocks`,
	/** Changes nothing, but is written and synced. */
	tryWrite: "UPDATE journal_sequence SET last = last",
} as const;

/** A setting like any other, so that it is in the database and in its backups. */
export const BACKUP_SQL = {
	get: "SELECT json FROM setting WHERE key = 'last-backup'",
	put: `INSERT INTO setting (key, json, version, updated_at) VALUES ('last-backup', ?, 1, ?)
		ON CONFLICT (key) DO UPDATE SET json = excluded.json, version = version + 1, updated_at = excluded.updated_at`,
} as const;
