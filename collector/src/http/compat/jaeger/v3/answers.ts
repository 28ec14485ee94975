/** Answers of `api_v3`: those of a gateway in front of gRPC. */
import type { Answer } from "../../../answer.ts";

const HEADERS = { "Content-Type": "application/json" };

export function v3Answer(value: unknown): Answer {
	return { status: 200, headers: HEADERS, body: Buffer.from(JSON.stringify(value)) };
}

export function v3Error(httpCode: number, message: string): Answer {
	return { status: httpCode, headers: HEADERS, body: Buffer.from(JSON.stringify({ error: { httpCode, message } })) };
}

export function v3Stream(chunks: AsyncIterable<Uint8Array>): Answer {
	return { status: 200, headers: HEADERS, body: chunks };
}
