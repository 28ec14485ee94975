/** Statements on rollup, waiting_link, rollup_state and instance, the writer's side. */
const PLACE = "kind, partition, step, merged, first_minute, last_minute";
/** The index's columns: all that is asked before bytes are read. */
const INDEXED = ["kind", "merged", "step", "last_minute", "first_minute", "partition", "first_service", "last_service"] as const;

export const ROLLUP_SQL = {
	insert: `INSERT INTO rollup (${PLACE}, first_service, last_service, last_arrival, bytes, checksum)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
	/** Without the bytes. */
	list: `SELECT id, ${PLACE}, first_service, last_service, last_arrival, length(bytes) AS size, checksum FROM rollup ORDER BY id`,
	/** Rows that the index does not have as the table has them. */
	misplaced: `SELECT count(*) AS rows FROM rollup r NOT INDEXED WHERE NOT EXISTS (SELECT 1 FROM rollup i INDEXED BY rollup_time
		WHERE (${INDEXED.map((name) => `i.${name}`)}) = (${INDEXED.map((name) => `r.${name}`)}) AND i.id = r.id)`,
	indexAgain: "REINDEX rollup_time",
	bytes: "SELECT bytes FROM rollup WHERE id = ?",
	delete: "DELETE FROM rollup WHERE id = ?",
	deletePartition: "DELETE FROM rollup WHERE partition = ?",
	lastId: "SELECT last_insert_rowid() AS id",
	change: "UPDATE rollup_state SET changes = changes + 1, partner_late = partner_late + ?, dropped_early = dropped_early + ?",
	state: "SELECT changes, partner_late, dropped_early FROM rollup_state",
	links: "SELECT links FROM waiting_link WHERE partition = ?",
	putLinks: "INSERT INTO waiting_link (partition, links) VALUES (?, ?) ON CONFLICT DO UPDATE SET links = excluded.links",
	deleteLinks: "DELETE FROM waiting_link WHERE partition = ?",
} as const;

const INSTANCE_KEY = "partition = ? AND environment = ? AND namespace = ? AND service = ? AND version = ? AND instance = ?";

export const INSTANCE_SQL = {
	get: `SELECT first_seen, last_seen, gaps FROM instance WHERE ${INSTANCE_KEY}`,
	put: `INSERT INTO instance (partition, environment, namespace, service, version, instance, first_seen, last_seen, gaps, checksum)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET first_seen = excluded.first_seen, last_seen = excluded.last_seen,
		gaps = excluded.gaps, checksum = excluded.checksum`,
	deletePartition: "DELETE FROM instance WHERE partition = ?",
	deleteOld: "DELETE FROM instance WHERE last_seen < ?",
} as const;
