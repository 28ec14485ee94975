/** The seven kinds of error that cross a room's border; anything else thrown is a bug and becomes `internal`. */
export type ErrorKind = "invalid_input" | "not_found" | "conflict" | "unsupported" | "overloaded" | "unavailable" | "internal";

export interface ErrorDetails {
	/** The parameter or field that is wrong. */
	readonly field?: string;
	/** What the caller can do about it. */
	readonly advice?: string;
	/** For `overloaded` and `unavailable`: when to come back. */
	readonly retryAfterMs?: number;
	readonly cause?: unknown;
}

/** An error with a kind, a sentence that states the fact, and what to do. */
export class SpanglassError extends Error {
	readonly kind: ErrorKind;
	readonly field: string | undefined;
	readonly advice: string | undefined;
	readonly retryAfterMs: number | undefined;

	constructor(kind: ErrorKind, message: string, details: ErrorDetails = {}) {
		super(message, details.cause === undefined ? undefined : { cause: details.cause });
		this.name = "SpanglassError";
		this.kind = kind;
		this.field = details.field;
		this.advice = details.advice;
		this.retryAfterMs = details.retryAfterMs;
	}
}

/** HTTP status of a kind; `overloaded` is 503 (429 is kept for quotas). */
export const HTTP_STATUS: Readonly<Record<ErrorKind, number>> = {
	invalid_input: 400,
	not_found: 404,
	conflict: 409,
	unsupported: 422,
	overloaded: 503,
	unavailable: 503,
	internal: 500,
};

/** The error as one of the seven kinds: itself, or `internal` around whatever was thrown. */
export function toSpanglassError(error: unknown): SpanglassError {
	if (error instanceof SpanglassError) return error;
	return new SpanglassError("internal", "something went wrong inside the collector", { cause: error });
}

/** A place that cannot be reached; the compiler proves it. */
export function assertNever(value: never): never {
	throw new SpanglassError("internal", `unexpected value ${String(value)}`);
}
