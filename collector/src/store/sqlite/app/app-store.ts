/** Settings, documents and the service register in SQLite. */
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { Clock } from "../../../self/clock.ts";
import type { AppReader, AppWriter, StoredDocument } from "../../api/app-store.ts";
import type { Connection } from "../driver.ts";
import { isAsWritten, rowChecksum } from "../row-checksum.ts";
import { DOCUMENT_SQL, SERVICE_SQL, SETTING_SQL } from "../sql/app.ts";
import type { DocumentRows, SoundDocuments } from "./alert-store.ts";

interface SettingRow {
	readonly json: string;
	readonly version: number;
	/** Null in rows that an earlier version wrote, and of what the store itself keeps here. */
	readonly checksum: number | null;
}

interface DocumentRow extends SettingRow {
	readonly kind: string;
	readonly id: string;
	readonly updated_at: number;
}

export interface ServiceRow {
	readonly name: string;
	readonly color: number;
	readonly first_seen: number;
	readonly last_seen: number;
	readonly signals: number;
}

function documentFromRow(row: DocumentRow): StoredDocument {
	const { kind, id, version, updated_at } = row;
	return { kind, id, json: jsonOf([kind, id], row), version, updatedAt: updated_at };
}

/** Throws unavailable when it is not what was written: a rule or a chart that says something else is worse than none. */
function jsonOf(key: readonly string[], { json, version, checksum }: SettingRow): unknown {
	if (isAsWritten(checksum, [...key, json, version])) return JSON.parse(json) as unknown;
	throw new SpanglassError("unavailable", `${key.join(" ")} is damaged in the database`, {
		advice: "Save it again, delete it, or restore a backup.",
	});
}

/** Each call reads what is committed at that moment, or in the connection's open transaction. */
export function createAppReader(connection: Connection): AppReader {
	return {
		getSetting: (key) => {
			const row = connection.get<SettingRow>(SETTING_SQL.get, key);
			return row && { json: jsonOf([key], row), version: row.version };
		},
		listServiceEntries: () =>
			connection.all<ServiceRow>(SERVICE_SQL.list).map(({ name, color, first_seen, last_seen }) => ({
				name,
				color,
				firstSeen: first_seen,
				lastSeen: last_seen,
			})),
		getDocument: (kind, id) => {
			const row = connection.get<DocumentRow>(DOCUMENT_SQL.get, kind, id);
			return row && documentFromRow(row);
		},
		listDocuments: (kind) => connection.all<DocumentRow>(DOCUMENT_SQL.list, kind).map(documentFromRow),
	};
}

function checkVersion(what: string, stored: number, given: number): void {
	if (stored === given) return;
	throw new SpanglassError("conflict", `${what} has version ${stored}, not ${given}`, {
		field: "version",
		advice: "Read it again and repeat the change.",
	});
}

/** Documents for who has to start also when one of them is damaged. */
export function createSoundDocuments(connection: Connection): SoundDocuments {
	return {
		listSound: (kind) =>
			connection
				.all<DocumentRow>(DOCUMENT_SQL.list, kind)
				.filter(({ id, json, version, checksum }) => isAsWritten(checksum, [kind, id, json, version]))
				.map(documentFromRow),
	};
}

/** Writes inside the transaction that is open. */
export function createDocumentRows(connection: Connection, clock: Clock): DocumentRows {
	return {
		put: (kind, id, json, version) => {
			checkVersion(`${kind} ${id}`, storedVersion(connection, DOCUMENT_SQL.get, kind, id), version);
			const text = JSON.stringify(json);
			connection.run(DOCUMENT_SQL.put, kind, id, text, version + 1, clock.now(), rowChecksum([kind, id, text, version + 1]));
			return version + 1;
		},
		delete: (kind, id, version) => {
			const stored = storedVersion(connection, DOCUMENT_SQL.get, kind, id);
			if (stored === 0) throw new SpanglassError("not_found", `there is no ${kind} ${id}`);
			checkVersion(`${kind} ${id}`, stored, version);
			connection.run(DOCUMENT_SQL.delete, kind, id);
		},
	};
}

function storedVersion(connection: Connection, sql: string, ...key: readonly string[]): number {
	return connection.get<SettingRow>(sql, ...key)?.version ?? 0;
}

/** Each call is one transaction; its promise resolves after the commit is synced. */
export function createAppWriter(connection: Connection, clock: Clock): AppWriter {
	const documents = createDocumentRows(connection, clock);
	return {
		putSetting: async (key, json, version) =>
			connection.transaction(() => {
				checkVersion(`setting ${key}`, storedVersion(connection, SETTING_SQL.get, key), version);
				const text = JSON.stringify(json);
				connection.run(SETTING_SQL.put, key, text, version + 1, clock.now(), rowChecksum([key, text, version + 1]));
				return version + 1;
			}),
		putDocument: async (...given) => connection.transaction(() => documents.put(...given)),
		deleteDocument: async (...given) => connection.transaction(() => documents.delete(...given)),
	};
}
