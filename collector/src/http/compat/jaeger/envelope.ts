/** Jaeger's legacy envelope: `{data, total, limit, offset, errors}`. */
import type { Answer } from "../../answer.ts";

export interface JaegerError {
	readonly code: number;
	readonly msg: string;
	readonly traceID?: string;
}

const HEADERS = { "Content-Type": "application/json" };

export function envelopeAnswer(data: unknown, total: number): Answer {
	return body(200, { data, total, limit: 0, offset: 0, errors: null });
}

export function envelopeError(status: number, msg: string): Answer {
	return body(status, { data: null, total: 0, limit: 0, offset: 0, errors: [{ code: status, msg }] });
}

/** What stands around the streamed elements of `data`. */
export const ENVELOPE_START = '{"data":[';
export function envelopeEnd(total: number, errors: readonly JaegerError[]): string {
	return `],"total":${total},"limit":0,"offset":0,"errors":${errors.length === 0 ? "null" : JSON.stringify(errors)}}`;
}

export function streamedAnswer(chunks: AsyncIterable<Uint8Array>): Answer {
	return { status: 200, headers: HEADERS, body: chunks };
}

function body(status: number, value: unknown): Answer {
	return { status, headers: HEADERS, body: Buffer.from(JSON.stringify(value)) };
}
