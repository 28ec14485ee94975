/** Templates of a service's log messages, as they are stored. */
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { LogTemplatesState } from "@spanglass/shared/analysis/log-template";
import { type LogService, templateOwner } from "../../rollup/log-miners.ts";
import type { Partition } from "./block-row.ts";

/** Whose templates they are: the key of the row. */
export interface TemplatePlace extends LogService {
	readonly partition: Partition;
}

/** `owner` repeats the row's key, which nothing else protects. */
interface StoredState extends LogTemplatesState {
	readonly owner: string;
}

const ZSTD_OPTIONS = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };

/** Cost: about 1 ms for 500 templates. */
export function blobFromTemplates(state: LogTemplatesState, place: TemplatePlace): Uint8Array {
	const stored: StoredState = { owner: templateOwner(place.partition, place), ...state };
	return zstdCompressSync(JSON.stringify(stored), ZSTD_OPTIONS);
}

/** Throws when the bytes are not what was written at this place. */
export function templatesFromBlob(blob: Uint8Array, place: TemplatePlace): LogTemplatesState {
	const { owner, templates }: StoredState = JSON.parse(zstdDecompressSync(blob).toString("utf8"));
	if (owner !== templateOwner(place.partition, place)) throw new RangeError("stored templates are of another service");
	return { templates };
}
