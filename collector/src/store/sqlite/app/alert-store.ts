/** Alerts, incidents, evidence and the outbox in SQLite. */

import type { AlertTransition } from "@spanglass/shared/model/alert";
import { RULE_DOCUMENTS } from "@spanglass/shared/model/alert-rule";
import { RECEIVER_DOCUMENTS, RECEIVER_SECRET_DOCUMENTS } from "@spanglass/shared/model/receiver";
import { SILENCE_DOCUMENTS } from "@spanglass/shared/model/silence";
import type {
	AlertChange,
	AlertChanged,
	AlertClock,
	AlertMemory,
	AlertReader,
	AlertWriter,
	DocumentChange,
	IncidentQuery,
	TransitionQuery,
} from "../../api/alert-store.ts";
import type { StoredDocument } from "../../api/app-store.ts";
import type { Connection, SqlValue } from "../driver.ts";
import {
	ALERT_CLOCK_SQL,
	ALERT_SQL,
	type Condition,
	EVIDENCE_SQL,
	INCIDENT_EVENT_SQL,
	INCIDENT_SQL,
	OUTBOX_SQL,
	TRANSITION_SQL,
	whereOf,
} from "../sql/alerts.ts";
import {
	type AlertRow,
	alertFromRow,
	blobFromEvidence,
	entryFromRow,
	eventFromRow,
	evidenceFromBlob,
	type IncidentEventRow,
	type IncidentRow,
	incidentFromRow,
	OUTBOX_STATES,
	type OutboxRow,
	rowFromAlert,
	rowFromTransition,
	type TransitionRow,
	transitionFromRow,
	valuesOfEvent,
	valuesOfIncident,
	valuesOfOutbox,
} from "./alert-rows.ts";

interface PinnedRow {
	readonly incident: number;
	readonly span_count: number;
	readonly spans: Uint8Array;
	readonly logs: Uint8Array;
}

export function createAlertReader(connection: Connection): AlertReader {
	return {
		listTransitions: (query) => listTransitions(connection, query),
		getIncident: (id) => {
			const row = connection.get<IncidentRow>(INCIDENT_SQL.get, id);
			return row && incidentFromRow(row);
		},
		findIncidents: (query) => findIncidents(connection, query),
		listIncidentEvents: (incident) => connection.all<IncidentEventRow>(INCIDENT_EVENT_SQL.list, incident).map(eventFromRow),
		getEvidence: (incident) => {
			const row = connection.get<{ readonly json: Uint8Array }>(EVIDENCE_SQL.get, incident);
			return row && evidenceFromBlob(row.json);
		},
		getPinnedTrace: (traceId) => {
			const row = connection.get<PinnedRow>(EVIDENCE_SQL.getTrace, Buffer.from(traceId, "hex"));
			return row && { traceId, incident: row.incident, spanCount: row.span_count, spans: row.spans, logs: row.logs };
		},
		listOutbox: ({ from, to, incident, receiver, state, limit }) => {
			const { where, values } = whereOf([
				["created_at >= ?", from],
				["created_at < ?", to],
				["incident = ?", incident],
				["receiver = ?", receiver],
				["state = ?", state && OUTBOX_STATES.indexOf(state)],
			]);
			return connection.all<OutboxRow>(`${OUTBOX_SQL.select}${where} ORDER BY id DESC LIMIT ?`, ...values, limit).map(entryFromRow);
		},
	};
}

function listTransitions(connection: Connection, { from, to, rule, incident, limit }: TransitionQuery): readonly AlertTransition[] {
	const list = (conditions: readonly Condition[]): readonly AlertTransition[] => {
		const { where, values } = whereOf([...conditions, ["rule = ?", rule], ["incident = ?", incident]]);
		const sql = `${TRANSITION_SQL.select}${where} ${TRANSITION_SQL.newestFirst}`;
		return connection
			.all<TransitionRow>(sql, ...values, limit)
			.map(transitionFromRow)
			.reverse();
	};
	const within = list([
		["at >= ?", from],
		["at < ?", to],
	]);
	if (incident !== undefined) return within;
	const before = list([
		["at < ?", from],
		[TRANSITION_SQL.isLastBefore, from],
	]);
	return [...before, ...within];
}

function findIncidents(connection: Connection, query: IncidentQuery): ReturnType<AlertReader["findIncidents"]> {
	const { from, to, state, service, environment, before, limit } = query;
	const asked: readonly Condition[] = [
		["opened_at >= ?", from],
		["opened_at < ?", to],
		["state = ?", state && (state === "firing" ? 0 : 1)],
		["service = ?", service],
		["environment = ?", environment],
	];
	const all = whereOf(asked);
	const page = whereOf([...asked, ["id < ?", before]]);
	return {
		incidents: connection
			.all<IncidentRow>(`${INCIDENT_SQL.select}${page.where} ORDER BY id DESC LIMIT ?`, ...page.values, limit)
			.map(incidentFromRow),
		total: connection.get<{ readonly count: number }>(INCIDENT_SQL.count + all.where, ...all.values)?.count ?? 0,
	};
}

/** Documents without those that are damaged. */
export interface SoundDocuments {
	listSound(kind: string): readonly StoredDocument[];
}

/** What writes documents inside the transaction that is open. */
export interface DocumentRows {
	/** Result: the new version. Throws conflict. */
	put(kind: string, id: string, json: unknown, version: number): number;
	/** Throws not_found, conflict. */
	delete(kind: string, id: string, version: number): void;
}

export function createAlertWriter(connection: Connection, app: SoundDocuments, documents: DocumentRows): AlertWriter {
	return {
		loadAlerts: async (resolvedAfter) => connection.transaction(() => loadMemory(connection, app, resolvedAfter)),
		commitAlerts: async (change) => connection.transaction(() => writeChange(connection, documents, change)),
		pinEvidence: async ({ incident, evidence, traces, event }) =>
			connection.transaction(() => {
				connection.run(INCIDENT_SQL.put, ...valuesOfIncident(incident));
				if (evidence !== undefined) connection.run(EVIDENCE_SQL.put, incident.id, blobFromEvidence(evidence));
				connection.run(EVIDENCE_SQL.deleteTraces, incident.id);
				for (const { traceId, spanCount, spans, logs } of traces)
					connection.run(EVIDENCE_SQL.putTrace, incident.id, Buffer.from(traceId, "hex"), spanCount, spans, logs);
				if (event !== undefined) connection.run(INCIDENT_EVENT_SQL.put, ...valuesOfEvent(event));
			}),
		readIncident: async (id) => {
			const row = connection.get<IncidentRow>(INCIDENT_SQL.get, id);
			return row && incidentFromRow(row);
		},
		listDue: async (now, limit) => {
			const due = connection.all<OutboxRow>(OUTBOX_SQL.listDue, now, limit).map(entryFromRow);
			return { due, nextAt: connection.get<{ readonly at: number | null }>(OUTBOX_SQL.nextDue, now)?.at ?? undefined };
		},
		settleOutbox: async (settlements) =>
			connection.transaction(() => {
				for (const { id, state, attempts, dueAt, updatedAt, result } of settlements) {
					const text = result === undefined ? null : JSON.stringify(result);
					connection.run(OUTBOX_SQL.settle, OUTBOX_STATES.indexOf(state), attempts, dueAt, updatedAt, text, id);
				}
			}),
		pruneAlerts: async (before, pinnedBytes) =>
			connection.transaction(() => {
				connection.run(TRANSITION_SQL.deleteBefore, before, PRUNED_ROWS);
				connection.run(OUTBOX_SQL.deleteBefore, before, PRUNED_ROWS);
				for (const { id } of connection.all<{ readonly id: number }>(INCIDENT_SQL.listBefore, before, PRUNED_INCIDENTS))
					for (const sql of [INCIDENT_EVENT_SQL.delete, EVIDENCE_SQL.delete, EVIDENCE_SQL.deleteTraces, INCIDENT_SQL.delete])
						connection.run(sql, id);
				dropPinned(connection, pinnedBytes);
			}),
	};
}

/** In one transaction. */
const PRUNED_ROWS = 1000;
const PRUNED_INCIDENTS = 20;

function dropPinned(connection: Connection, limitBytes: number): void {
	let bytes = connection.get<{ readonly bytes: number }>(EVIDENCE_SQL.pinnedBytes)?.bytes ?? 0;
	if (bytes <= limitBytes) return;
	for (const pinned of connection.all<{ readonly id: number; readonly bytes: number }>(INCIDENT_SQL.listPinned)) {
		if (bytes <= limitBytes) return;
		bytes -= pinned.bytes;
		connection.run(EVIDENCE_SQL.deleteTraces, pinned.id);
		const row = connection.get<IncidentRow>(INCIDENT_SQL.get, pinned.id);
		if (row !== undefined) connection.run(INCIDENT_SQL.put, ...valuesOfIncident({ ...incidentFromRow(row), evidence: "dropped" }));
	}
}

function loadMemory(connection: Connection, app: SoundDocuments, resolvedAfter: number): AlertMemory {
	const list = (kind: string): readonly StoredDocument[] => app.listSound(kind);
	return {
		rules: list(RULE_DOCUMENTS),
		silences: list(SILENCE_DOCUMENTS),
		receivers: list(RECEIVER_DOCUMENTS),
		receiverSecrets: list(RECEIVER_SECRET_DOCUMENTS),
		alerts: sound(connection.all<AlertRow>(ALERT_SQL.list), alertFromRow),
		incidents: sound(connection.all<IncidentRow>(INCIDENT_SQL.listRecent, resolvedAfter), incidentFromRow),
		clock: readClock(connection),
	};
}

/** Without the rows that are damaged: those were reported at the start, and the others are to go on. */
function sound<Row, T>(rows: readonly Row[], read: (row: Row) => T): readonly T[] {
	return rows.flatMap((row) => {
		try {
			return [read(row)];
		} catch {
			return [];
		}
	});
}

interface ClockRow {
	readonly evaluated_at: number;
	readonly missed: number;
	readonly last_incident: number;
	readonly last_transition: number;
}

function readClock(connection: Connection): AlertClock {
	const row = connection.get<ClockRow>(ALERT_CLOCK_SQL.get);
	return {
		evaluatedAt: row?.evaluated_at ?? 0,
		missed: row?.missed ?? 0,
		lastIncident: row?.last_incident ?? 0,
		lastTransition: row?.last_transition ?? 0,
	};
}

function writeChange(connection: Connection, documents: DocumentRows, change: AlertChange): AlertChanged {
	const { at, alerts = [], forgotten = [], transitions = [], incidents = [], events = [], outbox = [], clock } = change;
	const versions = (change.documents ?? []).map((document) => writeDocument(documents, document));
	for (const alert of alerts) {
		const { rule, key, json, checksum } = rowFromAlert(alert);
		connection.run(ALERT_SQL.put, rule, key, json, at, checksum);
	}
	for (const { rule, key } of forgotten) connection.run(ALERT_SQL.delete, rule, key);
	for (const transition of transitions) connection.run(TRANSITION_SQL.put, ...valuesOfTransition(rowFromTransition(transition)));
	for (const incident of incidents) connection.run(INCIDENT_SQL.put, ...valuesOfIncident(incident));
	for (const event of events) connection.run(INCIDENT_EVENT_SQL.put, ...valuesOfEvent(event));
	const ids = outbox.map((entry) => {
		connection.run(OUTBOX_SQL.put, ...valuesOfOutbox(entry, at));
		return connection.get<{ readonly id: number }>(OUTBOX_SQL.lastId)?.id ?? 0;
	});
	if (clock !== undefined) connection.run(ALERT_CLOCK_SQL.put, clock.evaluatedAt, clock.missed, clock.lastIncident, clock.lastTransition);
	return { versions, outbox: ids };
}

function valuesOfTransition({ id, rule, key, at, incident, json, checksum }: TransitionRow): readonly SqlValue[] {
	return [id, rule, key, at, incident, json, checksum];
}

function writeDocument(documents: DocumentRows, change: DocumentChange): number {
	if (!("deleted" in change)) return documents.put(change.kind, change.id, change.json, change.version);
	documents.delete(change.kind, change.id, change.version);
	return 0;
}
