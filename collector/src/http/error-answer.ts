import { HTTP_STATUS, type SpanglassError } from "@spanglass/shared/model/errors";
import type { Answer } from "./answer.ts";

/** The error as the product's API answers it; `status` where HTTP has a finer word than the kind. */
export function errorAnswer(error: SpanglassError, requestId: string, status: number = HTTP_STATUS[error.kind]): Answer {
	const { kind, message, field, advice, retryAfterMs, fault } = error;
	const body = { error: { kind, message, field, advice, retryAfterMs, fault, requestId } };
	const retry = retryAfterMs === undefined ? {} : { "Retry-After": String(Math.max(1, Math.ceil(retryAfterMs / 1000))) };
	return {
		status,
		headers: { "Content-Type": "application/json; charset=utf-8", ...retry },
		body: new TextEncoder().encode(JSON.stringify(body)),
	};
}
