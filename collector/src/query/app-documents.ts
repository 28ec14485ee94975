/** Writes of settings and documents; they run where the app store's writer is. */
import { randomUUID } from "node:crypto";
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { AppReader, AppWriter, StoredDocument, VersionedJson } from "../store/api/app-store.ts";

export interface AppDocuments {
	/** Throws not_found. */
	getSetting(key: string): VersionedJson;
	/** Throws not_found. */
	getDocument(kind: string, id: string): StoredDocument;
	listDocuments(kind: string): readonly StoredDocument[];
}

export interface AppEditor {
	/** Throws conflict when `version` is not the stored one. Result: as stored. */
	putSetting(key: string, value: VersionedJson): Promise<VersionedJson>;
	/** Under a fresh id. */
	addDocument(kind: string, json: unknown): Promise<StoredDocument>;
	putDocument(kind: string, id: string, value: VersionedJson): Promise<StoredDocument>;
	/** Throws not_found, conflict. */
	deleteDocument(kind: string, id: string, version: number): Promise<void>;
}

export function createAppDocuments(app: AppReader): AppDocuments {
	return {
		getSetting: (key) => app.getSetting(key) ?? missing(`no setting ${key}`),
		getDocument: (kind, id) => app.getDocument(kind, id) ?? missing(`no document ${id} of kind ${kind}`),
		listDocuments: (kind) => app.listDocuments(kind),
	};
}

export function createAppEditor(writer: AppWriter, clock: { now(): number }): AppEditor {
	const put = async (kind: string, id: string, { json, version }: VersionedJson): Promise<StoredDocument> => {
		const stored = await writer.putDocument(kind, id, json, version);
		return { kind, id, json, version: stored, updatedAt: clock.now() };
	};
	return {
		putSetting: async (key, { json, version }) => ({ json, version: await writer.putSetting(key, json, version) }),
		addDocument: (kind, json) => put(kind, randomUUID(), { json, version: 0 }),
		putDocument: put,
		deleteDocument: (kind, id, version) => writer.deleteDocument(kind, id, version),
	};
}

function missing(message: string): never {
	throw new SpanglassError("not_found", message);
}
