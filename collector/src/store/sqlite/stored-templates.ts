/** Templates of a service's log messages, as they are stored. */
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { LogTemplatesState } from "@spanglass/shared/analysis/log-template";

/** Cost: about 1 ms for 500 templates. */
export function blobFromTemplates(state: LogTemplatesState): Uint8Array {
	return zstdCompressSync(JSON.stringify(state));
}

/** Throws when the bytes are not what was written. */
export function templatesFromBlob(blob: Uint8Array): LogTemplatesState {
	const state: LogTemplatesState = JSON.parse(zstdDecompressSync(blob).toString("utf8"));
	const isSound = ({ id, parts, first, into }: LogTemplatesState["templates"][number]) =>
		typeof id === "string" && Number.isInteger(first) && parts.every((part) => typeof part === "string") && (into ?? 0) >= 0;
	if (!state.templates.every(isSound)) throw new RangeError("stored templates are not what was written");
	return state;
}
