/** Identifiers of OTLP as lower-case hexadecimal text. */

/** 32 lower-case hex digits, not all zero. */
export type TraceId = string & { readonly id: "trace" };
/** 16 lower-case hex digits, not all zero. */
export type SpanId = string & { readonly id: "span" };

const TRACE_ID = /^[0-9a-f]{32}$/;
const SPAN_ID = /^[0-9a-f]{16}$/;
const ZERO_TRACE_ID = "0".repeat(32);
const ZERO_SPAN_ID = "0".repeat(16);

/** Read a canonical trace id; undefined when the text is not 32 hex digits or is all zero. Case does not matter. */
export function parseTraceId(text: string): TraceId | undefined {
	const lower = text.toLowerCase();
	return TRACE_ID.test(lower) && lower !== ZERO_TRACE_ID ? (lower as TraceId) : undefined;
}

/** Read a canonical span id; undefined when the text is not 16 hex digits or is all zero. Case does not matter. */
export function parseSpanId(text: string): SpanId | undefined {
	const lower = text.toLowerCase();
	return SPAN_ID.test(lower) && lower !== ZERO_SPAN_ID ? (lower as SpanId) : undefined;
}
