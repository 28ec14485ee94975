/** Statements on service, setting and document. */
export const SERVICE_SQL = {
	list: "SELECT name, color, first_seen, last_seen, signals FROM service ORDER BY name",
	put: `INSERT INTO service (name, color, first_seen, last_seen, signals) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET last_seen = excluded.last_seen, signals = excluded.signals`,
	setSignals: "UPDATE service SET signals = ? WHERE name = ?",
	delete: "DELETE FROM service WHERE name = ?",
} as const;

export const SETTING_SQL = {
	get: "SELECT json, version, checksum FROM setting WHERE key = ?",
	put: `INSERT INTO setting (key, json, version, updated_at, checksum) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (key) DO UPDATE SET json = excluded.json, version = excluded.version, updated_at = excluded.updated_at,
		checksum = excluded.checksum`,
} as const;

export const DOCUMENT_SQL = {
	get: "SELECT kind, id, json, version, updated_at, checksum FROM document WHERE kind = ? AND id = ?",
	list: "SELECT kind, id, json, version, updated_at, checksum FROM document WHERE kind = ? ORDER BY id",
	put: `INSERT INTO document (kind, id, json, version, updated_at, checksum) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (kind, id) DO UPDATE SET json = excluded.json, version = excluded.version, updated_at = excluded.updated_at,
		checksum = excluded.checksum`,
	delete: "DELETE FROM document WHERE kind = ? AND id = ?",
} as const;
