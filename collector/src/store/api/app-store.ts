/**
 * What the installation keeps beside telemetry: settings, service colours, documents (saved views, boards, rules).
 * JSON values with a version; a write names the version that it read, and a stale one throws `conflict`.
 */
export interface VersionedJson {
	readonly json: unknown;
	readonly version: number;
}

export interface StoredDocument extends VersionedJson {
	readonly kind: string;
	readonly id: string;
	/** Unix milliseconds. */
	readonly updatedAt: number;
}

export interface ServiceEntry {
	readonly name: string;
	/** 1 .. 24, see `shared/model/service-color.ts`; kept for ever once given. */
	readonly color: number;
	/** Unix milliseconds. */
	readonly firstSeen: number;
	readonly lastSeen: number;
}

export interface AppReader {
	getSetting(key: string): VersionedJson | undefined;
	listServiceEntries(): readonly ServiceEntry[];
	getDocument(kind: string, id: string): StoredDocument | undefined;
	/** By id. */
	listDocuments(kind: string): readonly StoredDocument[];
}

export interface AppWriter {
	/** `version` is the one that was read, 0 for a new one. Result: the new version. Throws conflict. */
	putSetting(key: string, json: unknown, version: number): Promise<number>;
	putDocument(kind: string, id: string, json: unknown, version: number): Promise<number>;
	/** Throws not_found, conflict. */
	deleteDocument(kind: string, id: string, version: number): Promise<void>;
}
