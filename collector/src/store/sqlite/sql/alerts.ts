/** Statements on alerts, incidents, evidence and the outbox. */
import type { SqlValue } from "../driver.ts";

export const ALERT_SQL = {
	list: "SELECT rule, key, json, checksum FROM alert ORDER BY rule, key",
	put: `INSERT INTO alert (rule, key, json, updated_at, checksum) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (rule, key) DO UPDATE SET json = excluded.json, updated_at = excluded.updated_at, checksum = excluded.checksum`,
	delete: "DELETE FROM alert WHERE rule = ? AND key = ?",
} as const;

const TRANSITION = "id, rule, key, at, incident, json, checksum";
export const TRANSITION_SQL = {
	put: `INSERT INTO alert_transition (${TRANSITION}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
	select: `SELECT ${TRANSITION} FROM alert_transition`,
	newestFirst: "ORDER BY at DESC, id DESC LIMIT ?",
	/** Of each alert no later one before the moment. */
	isLastBefore: `NOT EXISTS (SELECT 1 FROM alert_transition l WHERE l.rule = alert_transition.rule AND l.key = alert_transition.key AND l.at < ?
		AND (l.at > alert_transition.at OR (l.at = alert_transition.at AND l.id > alert_transition.id)))`,
	deleteBefore: "DELETE FROM alert_transition WHERE id IN (SELECT id FROM alert_transition WHERE at < ? ORDER BY at LIMIT ?)",
} as const;

const INCIDENT = "id, state, opened_at, resolved_at, environment, service, json, checksum";
export const INCIDENT_SQL = {
	put: `INSERT INTO incident (${INCIDENT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, opened_at = excluded.opened_at, resolved_at = excluded.resolved_at,
		environment = excluded.environment, service = excluded.service, json = excluded.json, checksum = excluded.checksum`,
	get: `SELECT ${INCIDENT} FROM incident WHERE id = ?`,
	listRecent: `SELECT ${INCIDENT} FROM incident WHERE state = 0 OR resolved_at >= ? ORDER BY id`,
	select: `SELECT ${INCIDENT} FROM incident`,
	count: "SELECT count(*) AS count FROM incident",
	listBefore: "SELECT id FROM incident WHERE state = 1 AND resolved_at < ? ORDER BY id LIMIT ?",
	/** Resolved ones with traces, oldest first, with the bytes of these. */
	listPinned: `SELECT i.id, sum(length(p.spans) + length(p.logs)) AS bytes FROM incident i JOIN pinned_trace p ON p.incident = i.id
		WHERE i.state = 1 GROUP BY i.id ORDER BY i.id`,
	delete: "DELETE FROM incident WHERE id = ?",
} as const;

export const INCIDENT_EVENT_SQL = {
	put: "INSERT INTO incident_event (incident, at, json, checksum) VALUES (?, ?, ?, ?)",
	list: "SELECT id, incident, at, json, checksum FROM incident_event WHERE incident = ? ORDER BY id",
	delete: "DELETE FROM incident_event WHERE incident = ?",
} as const;

export const EVIDENCE_SQL = {
	put: "INSERT INTO evidence (incident, json) VALUES (?, ?) ON CONFLICT (incident) DO UPDATE SET json = excluded.json",
	get: "SELECT json FROM evidence WHERE incident = ?",
	delete: "DELETE FROM evidence WHERE incident = ?",
	putTrace: "INSERT INTO pinned_trace (incident, trace_id, span_count, spans, logs) VALUES (?, ?, ?, ?, ?)",
	getTrace: "SELECT incident, span_count, spans, logs FROM pinned_trace WHERE trace_id = ? ORDER BY id DESC LIMIT 1",
	deleteTraces: "DELETE FROM pinned_trace WHERE incident = ?",
	pinnedBytes: "SELECT coalesce(sum(length(spans) + length(logs)), 0) AS bytes FROM pinned_trace",
} as const;

const OUTBOX = "id, receiver, incident, created_at, due_at, state, attempts, updated_at, json, result, checksum";
export const OUTBOX_SQL = {
	put: `INSERT INTO outbox (receiver, incident, created_at, due_at, state, attempts, updated_at, json, result, checksum)
		VALUES (?, ?, ?, ?, 0, 0, NULL, ?, NULL, ?)`,
	lastId: "SELECT seq AS id FROM sqlite_sequence WHERE name = 'outbox'",
	listDue: `SELECT ${OUTBOX} FROM outbox WHERE state = 0 AND due_at <= ? ORDER BY id LIMIT ?`,
	nextDue: "SELECT min(due_at) AS at FROM outbox WHERE state = 0 AND due_at > ?",
	settle: "UPDATE outbox SET state = ?, attempts = ?, due_at = ?, updated_at = ?, result = ? WHERE id = ?",
	select: `SELECT ${OUTBOX} FROM outbox`,
	deleteBefore: "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE state <> 0 AND created_at < ? ORDER BY id LIMIT ?)",
} as const;

export const ALERT_CLOCK_SQL = {
	get: "SELECT evaluated_at, missed, last_incident, last_transition FROM alert_clock",
	put: "UPDATE alert_clock SET evaluated_at = ?, missed = ?, last_incident = ?, last_transition = ?",
} as const;

/** A condition with its value; undefined: it was not asked for. */
export type Condition = readonly [sql: string, value: SqlValue | undefined];

/** Result: ` WHERE …` of the conditions that were asked for, and their values in order. The texts are ours, values are bound. */
export function whereOf(conditions: readonly Condition[]): { readonly where: string; readonly values: readonly SqlValue[] } {
	const asked = conditions.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
	const where = asked.length === 0 ? "" : ` WHERE ${asked.map(({ sql }) => sql).join(" AND ")}`;
	return { where, values: asked.map(({ value }) => value) };
}
