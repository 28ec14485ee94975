/**
 * Evidence on its way from a query worker through main to the writer: main reads the head and hands the rest on as it is.
 *
 *   4 bytes  length of the head, little endian
 *   head     JSON: incident, evidence, of each trace its id, spans and the lengths of its two parts
 *   parts    spans and logs of each trace, one after the other
 */
import type { Evidence, Incident } from "@spanglass/shared/model/incident";
import type { PinnedTrace } from "../../store/api/alert-store.ts";
import type { CollectedEvidence } from "./collect.ts";

interface Head {
	readonly incident: Incident;
	readonly evidence: Evidence;
	readonly traces: readonly (Pick<PinnedTrace, "traceId" | "incident" | "spanCount"> & {
		readonly spanBytes: number;
		readonly logBytes: number;
	})[];
}

const LENGTH_BYTES = 4;

export function bytesFromEvidence({ incident, evidence, traces }: CollectedEvidence): Uint8Array {
	const told = traces.map(({ spans, logs, ...trace }) => ({ ...trace, spanBytes: spans.length, logBytes: logs.length }));
	const head = Buffer.from(JSON.stringify({ incident, evidence, traces: told } satisfies Head));
	const length = Buffer.alloc(LENGTH_BYTES);
	length.writeUInt32LE(head.length);
	return Buffer.concat([length, head, ...traces.flatMap(({ spans, logs }) => [spans, logs])]);
}

/** Parts are views of `bytes`. */
export function evidenceFromBytes(bytes: Uint8Array): CollectedEvidence {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	const headEnd = LENGTH_BYTES + buffer.readUInt32LE(0);
	const { incident, evidence, traces } = JSON.parse(buffer.toString("utf8", LENGTH_BYTES, headEnd)) as Head;
	let at = headEnd;
	const take = (length: number): Uint8Array => {
		at += length;
		return bytes.slice(at - length, at);
	};
	return {
		incident,
		evidence,
		traces: traces.map(({ spanBytes, logBytes, ...trace }) => ({ ...trace, spans: take(spanBytes), logs: take(logBytes) })),
	};
}
