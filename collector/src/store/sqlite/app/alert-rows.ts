/** Rows of the tables of alerts and what they stand for, both ways. */
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Alert, AlertTransition } from "@spanglass/shared/model/alert";
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { Evidence, Incident, IncidentEvent } from "@spanglass/shared/model/incident";
import { DELIVERY_STATES, type DeliveryResult } from "@spanglass/shared/model/receiver";
import type { NewIncidentEvent, NewOutboxEntry, OutboxEntry } from "../../api/alert-store.ts";
import type { SqlValue } from "../driver.ts";
import { isAsWritten, rowChecksum } from "../row-checksum.ts";

export interface AlertRow {
	readonly rule: string;
	readonly key: string;
	readonly json: string;
	readonly checksum: number;
}

export interface TransitionRow extends AlertRow {
	readonly id: number;
	readonly at: number;
	readonly incident: number | null;
}

export interface IncidentRow {
	readonly id: number;
	readonly json: string;
	readonly checksum: number;
}

export interface IncidentEventRow extends IncidentRow {
	readonly incident: number;
	readonly at: number;
}

export interface OutboxRow {
	readonly id: number;
	readonly receiver: string;
	readonly created_at: number;
	readonly due_at: number;
	readonly state: number;
	readonly attempts: number;
	readonly updated_at: number | null;
	readonly json: string;
	readonly result: string | null;
	readonly checksum: number;
}

/** Throws unavailable when it is not what was written. */
function checkedJson(what: string, json: string, checksum: number, key: readonly SqlValue[]): unknown {
	if (isAsWritten(checksum, [...key, json])) return JSON.parse(json) as unknown;
	throw new SpanglassError("unavailable", `${what} is damaged in the database`, { advice: "Restore a backup." });
}

export function rowFromAlert({ rule, key, labels, record }: Alert): AlertRow {
	const json = JSON.stringify({ labels, record });
	return { rule, key, json, checksum: rowChecksum([rule, key, json]) };
}

export function alertFromRow({ rule, key, json, checksum }: AlertRow): Alert {
	return { rule, key, ...(checkedJson(`alert ${rule} ${key}`, json, checksum, [rule, key]) as Pick<Alert, "labels" | "record">) };
}

export function rowFromTransition({ id, rule, key, at, incident, ...rest }: AlertTransition): TransitionRow {
	const json = JSON.stringify(rest);
	return { id, rule, key, at, incident: incident ?? null, json, checksum: rowChecksum([id, rule, key, at, json]) };
}

export function transitionFromRow({ id, rule, key, at, incident, json, checksum }: TransitionRow): AlertTransition {
	const rest = checkedJson(`transition ${id}`, json, checksum, [id, rule, key, at]) as Omit<AlertTransition, "id" | "rule" | "key" | "at">;
	return { id, rule, key, at, ...rest, ...(incident === null ? {} : { incident }) };
}

/** In the order of the table's columns. */
export function valuesOfIncident(incident: Incident): readonly SqlValue[] {
	const { id, state, openedAt, resolvedAt, environment, service } = incident;
	const json = JSON.stringify(incident);
	return [id, state === "firing" ? 0 : 1, openedAt, resolvedAt ?? null, environment, service, json, rowChecksum([id, json])];
}

export function incidentFromRow({ id, json, checksum }: IncidentRow): Incident {
	return checkedJson(`incident ${id}`, json, checksum, [id]) as Incident;
}

export function valuesOfEvent({ incident, at, ...rest }: NewIncidentEvent): readonly SqlValue[] {
	const json = JSON.stringify(rest);
	return [incident, at, json, rowChecksum([incident, at, json])];
}

export function eventFromRow({ id, incident, at, json, checksum }: IncidentEventRow): IncidentEvent {
	const rest = checkedJson(`event ${id}`, json, checksum, [incident, at]);
	return { id, incident, at, ...(rest as object) } as IncidentEvent;
}

/** Receiver, incident, created_at, due_at, json, checksum. */
export function valuesOfOutbox({ receiver, groupKey, notification, dueAt }: NewOutboxEntry, at: number): readonly SqlValue[] {
	const json = JSON.stringify({ groupKey, notification });
	return [receiver, notification.incident ?? null, at, dueAt, json, rowChecksum([receiver, at, json])];
}

export function entryFromRow(row: OutboxRow): OutboxEntry {
	const { id, receiver, created_at, due_at, attempts, updated_at, json, checksum } = row;
	const told = checkedJson(`outbox ${id}`, json, checksum, [receiver, created_at]) as Pick<NewOutboxEntry, "groupKey" | "notification">;
	const result = row.result === null ? undefined : (JSON.parse(row.result) as DeliveryResult);
	return {
		id,
		receiver,
		...told,
		createdAt: created_at,
		dueAt: due_at,
		state: OUTBOX_STATES[row.state] ?? "failed",
		attempts,
		updatedAt: updated_at ?? undefined,
		result,
	};
}

/** By their number in the table. */
export const OUTBOX_STATES = DELIVERY_STATES;

const ZSTD_OPTIONS = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };

export function blobFromEvidence(evidence: Evidence): Uint8Array {
	return zstdCompressSync(JSON.stringify(evidence), ZSTD_OPTIONS);
}

/** Throws unavailable when the bytes are not what was written. */
export function evidenceFromBlob(blob: Uint8Array): Evidence {
	try {
		return JSON.parse(zstdDecompressSync(blob).toString("utf8")) as Evidence;
	} catch (cause) {
		throw new SpanglassError("unavailable", "the incident's evidence is damaged in the database", { cause });
	}
}
