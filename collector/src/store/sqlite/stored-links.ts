/** Links that wait, as they are stored: with what their holders say, because numbers of subjects are a thread's own. */
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { CanonicalSpan } from "@spanglass/shared/semconv/canonical-span";
import type { Emitter } from "../../columns/entity-memory.ts";
import type { Subjects } from "../../rollup/subjects.ts";
import { WaitingLinks } from "../../rollup/waiting-links.ts";

/** Links, and what their holders say, each once. */
interface StoredLinks {
	readonly said: readonly (readonly [Emitter, CanonicalSpan])[];
	readonly links: readonly StoredLink[];
}

/** `said`: index of what the holder says. Times are the holder's start. */
type StoredLink = readonly [
	traceId: string,
	spanId: string,
	arrivedAt: number,
	said: number,
	minute: number,
	nanos: number,
	durationNanos: number,
];

const ZSTD_OPTIONS = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };

/** Cost: about 1 µs a link. */
export function blobFromLinks(links: WaitingLinks, subjects: Subjects): Uint8Array {
	const numbers = new Map<number, number>();
	const stored = Array.from(links.all(), ({ traceId, spanId, arrivedAt, holder }): StoredLink => {
		const number = numbers.get(holder.subject) ?? numbers.size;
		numbers.set(holder.subject, number);
		return [traceId, spanId, arrivedAt, number, holder.minute, holder.nanos, holder.durationNanos];
	});
	const said = Array.from(numbers.keys(), (subject) => {
		const { emitter, canonical } = subjects.at(subject);
		return [emitter, subjects.canonicals.at(canonical)] as const;
	});
	return zstdCompressSync(JSON.stringify({ said, links: stored } satisfies StoredLinks), ZSTD_OPTIONS);
}

/** Throws when the bytes are not what was written. */
export function linksFromBlob(blob: Uint8Array, subjects: Subjects): WaitingLinks {
	const links = new WaitingLinks();
	const stored: StoredLinks = JSON.parse(zstdDecompressSync(blob).toString("utf8"));
	const numbers = stored.said.map(([emitter, canonical]) =>
		subjects.numberOf(subjects.emitterNumber(emitter), emitter, subjects.canonicals.numberOf(canonical)),
	);
	for (const [traceId, spanId, arrivedAt, said, minute, nanos, durationNanos] of stored.links) {
		const subject = numbers[said];
		if (subject === undefined) throw new RangeError(`a waiting link names holder ${said} of ${numbers.length}`);
		links.add({ traceId, spanId, arrivedAt, holder: { subject, minute, nanos, durationNanos } });
	}
	return links;
}
