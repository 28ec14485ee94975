/** The document with the places of the map's nodes: read and written as it is, a stale write is told from a failed one. */
import { ApiError, getJson, sendJson } from "./client.ts";

const KIND = "map";

export interface StoredJson {
	readonly json: unknown;
	/** 0: there is none yet. */
	readonly version: number;
}

/** A document by id. All of the kind are asked for, because one that is not there yet would be a failed request. Throws ApiError. */
export async function readMapDocument(id: string): Promise<StoredJson> {
	const { data } = await getJson("documents", { path: { kind: KIND } });
	return data.find((document) => document.id === id) ?? { json: undefined, version: 0 };
}

/** Write over the version that was read. Result: the new version, or that somebody else wrote meanwhile. Throws ApiError. */
export async function writeMapDocument(id: string, { json, version }: StoredJson): Promise<number | "stale"> {
	try {
		const { data } = await sendJson("PUT document", { json, version }, { path: { kind: KIND, id } });
		return data.version;
	} catch (error) {
		if (error instanceof ApiError && error.kind === "conflict") return "stale";
		throw error;
	}
}
