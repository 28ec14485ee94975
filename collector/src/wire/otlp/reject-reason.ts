import { LIMITS } from "@spanglass/shared/model/limits";
import type { Signal } from "@spanglass/shared/model/signal";

/** Why an item is refused: closed words, and for the sender what is wrong and what to do. The place in this list is the number used in walks. */
export const REJECT_REASONS = [
	{ word: "none", advice: "" },
	{ word: "invalid_trace_id", advice: "the trace id must be 16 bytes and not all zero; send ids made by an OpenTelemetry SDK" },
	{ word: "invalid_span_id", advice: "the span id must be 8 bytes and not all zero; send ids made by an OpenTelemetry SDK" },
	{ word: "base64_id", advice: "traceId or spanId looks base64; OTLP/JSON uses hex, OTLP/protobuf raw bytes" },
	{ word: "value_too_deep", advice: `an attribute or body is nested deeper than ${LIMITS.valueDepthParsed} levels; flatten it` },
	{ word: "too_many_items", advice: `one request may hold ${LIMITS.itemsPerRequest} items; send smaller batches` },
	{ word: "temporality_unspecified", advice: "the aggregation temporality is not set; send delta or cumulative" },
	{ word: "missing_value", advice: "the data point has no value; set as_int, as_double or the flag no_recorded_value" },
	{ word: "bucket_mismatch", advice: "a histogram needs one bucket count more than explicit bounds, or none of either" },
] as const;

export type RejectWord = (typeof REJECT_REASONS)[number]["word"];

/** Numbers of the reasons; 0 accepts. */
export const Reject = {
	none: 0,
	invalidTraceId: 1,
	invalidSpanId: 2,
	base64Id: 3,
	valueTooDeep: 4,
	tooManyItems: 5,
	temporalityUnspecified: 6,
	missingValue: 7,
	bucketMismatch: 8,
} as const;

const ITEM: Readonly<Record<Signal, string>> = { traces: "span", metrics: "data point", logs: "log record" };

/** Counts by reason number as a map by word, without zeros. */
export function reasonsByWord(counts: Uint32Array): ReadonlyMap<RejectWord, number> {
	const reasons = new Map<RejectWord, number>();
	for (const [index, { word }] of REJECT_REASONS.entries()) {
		const count = counts[index] ?? 0;
		if (index !== Reject.none && count > 0) reasons.set(word, count);
	}
	return reasons;
}

/** The sentence of a partial success: how many, why, what to do; then the warnings. "" when there is nothing to say. */
export function validationMessage(signal: Signal, counts: Uint32Array, warnings: readonly string[]): string {
	const parts: string[] = [];
	for (const [index, { advice }] of REJECT_REASONS.entries()) {
		const count = counts[index] ?? 0;
		if (index !== Reject.none && count > 0) parts.push(`${count} ${ITEM[signal]}${count === 1 ? "" : "s"} rejected: ${advice}`);
	}
	return [...parts, ...warnings].join(". ");
}
