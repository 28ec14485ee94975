/** Finding the trace that a piece of text speaks of: an id in any of its spellings, a `traceparent`, a whole log line. */
import { parseSpanId, parseTraceId, type SpanId, type TraceId } from "@spanglass/shared/model/ids";

export interface TraceReference {
	readonly traceId: TraceId;
	readonly spanId: SpanId | undefined;
}

const TRACEPARENT = /(?<![0-9a-f])[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?![0-9a-f-])/i;
const B3 = /(?<![0-9a-f])([0-9a-f]{32}|[0-9a-f]{16})-([0-9a-f]{16})(?:-[01d])?(?:-[0-9a-f]{16})?(?![0-9a-f-])/i;
const NAMED = /\b(?:dd\.)?trace[._-]?id\b["'\\]*\s*[=:]\s*["'\\]*([0-9a-f][0-9a-f-]{13,38})/gi;
const NAMED_SPAN = /\bspan[._-]?id\b["'\\]*\s*[=:]\s*["'\\]*([0-9a-f]{16})(?![0-9a-f])/i;
const LONG_HEX = /(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])/gi;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MAX_TEXT = 20_000;
const LIMIT = 1n << 128n;

/**
 * Read one trace id: 32 or 16 hex digits in any case (16 are the lower half), a UUID with dashes, or 17 to 39 decimal digits.
 * Result: the canonical lower-case form; undefined for anything else and for zero.
 */
export function traceIdFromText(input: string): TraceId | undefined {
	const text = input.trim();
	if (UUID.test(text)) return parseTraceId(text.replaceAll("-", ""));
	if (/^[0-9a-f]{16}$/i.test(text)) return parseTraceId(text.padStart(32, "0"));
	if (/^\d{17,39}$/.test(text) && text.length !== 32) {
		const value = BigInt(text);
		return value < LIMIT ? parseTraceId(value.toString(16).padStart(32, "0")) : undefined;
	}
	return parseTraceId(text);
}

/**
 * Find the trace that a text speaks of, best evidence first: the text is an id; it holds a traceparent or a b3 header; it names a
 * trace id (`trace_id=…`, `"traceId": "…"`); it holds 32 hex digits. Result: undefined when there is none. Cost O(length).
 */
export function findTraceReference(input: string): TraceReference | undefined {
	const text = input.trim().slice(0, MAX_TEXT);
	const whole = traceIdFromText(text);
	if (whole !== undefined) return { traceId: whole, spanId: undefined };
	for (const pattern of [TRACEPARENT, B3]) {
		const match = pattern.exec(text);
		const traceId = traceIdFromText(match?.[1] ?? "");
		if (traceId !== undefined) return { traceId, spanId: parseSpanId(match?.[2] ?? "") };
	}
	const candidates = [
		...Array.from(text.matchAll(NAMED), (match) => match[1] ?? ""),
		...Array.from(text.matchAll(LONG_HEX), (match) => match[0]),
	];
	for (const candidate of candidates) {
		const traceId = traceIdFromText(candidate);
		if (traceId !== undefined) return { traceId, spanId: parseSpanId(NAMED_SPAN.exec(text)?.[1] ?? "") };
	}
	return undefined;
}
