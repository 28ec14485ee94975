/** Links that wait, as they are stored: with what their holders say, because numbers of subjects are a thread's own. */
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { CanonicalSpan } from "@spanglass/shared/semconv/canonical-span";
import type { Emitter } from "../../columns/entity-memory.ts";
import type { Subjects } from "../../rollup/subjects.ts";
import { WaitingLinks } from "../../rollup/waiting-links.ts";

interface StoredLink {
	readonly traceId: string;
	readonly spanId: string;
	readonly arrivedAt: number;
	readonly emitter: Emitter;
	readonly canonical: CanonicalSpan;
	readonly start: readonly [minute: number, nanos: number];
	readonly durationNanos: number;
}

export function blobFromLinks(links: WaitingLinks, subjects: Subjects): Uint8Array {
	const stored = Array.from(links.all(), ({ traceId, spanId, arrivedAt, holder }): StoredLink => {
		const { emitter, canonical } = subjects.at(holder.subject);
		const start = [holder.minute, holder.nanos] as const;
		return {
			traceId,
			spanId,
			arrivedAt,
			emitter,
			canonical: subjects.canonicals.at(canonical),
			start,
			durationNanos: holder.durationNanos,
		};
	});
	return zstdCompressSync(JSON.stringify(stored));
}

/** Throws when the bytes are not what was written. */
export function linksFromBlob(blob: Uint8Array, subjects: Subjects): WaitingLinks {
	const links = new WaitingLinks();
	const stored: readonly StoredLink[] = JSON.parse(zstdDecompressSync(blob).toString("utf8"));
	for (const { traceId, spanId, arrivedAt, emitter, canonical, start, durationNanos } of stored) {
		const subject = subjects.numberOf(subjects.emitterNumber(emitter), emitter, subjects.canonicals.numberOf(canonical));
		links.add({ traceId, spanId, arrivedAt, holder: { subject, minute: start[0], nanos: start[1], durationNanos } });
	}
	return links;
}
