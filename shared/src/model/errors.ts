/** The seven kinds of error that cross a room's border; anything else thrown is a bug and becomes `internal`. */
export type ErrorKind = "invalid_input" | "not_found" | "conflict" | "unsupported" | "overloaded" | "unavailable" | "internal";

/** What is wrong with a text, as UTF-16 offset and length in it, and how it would be right. */
export interface TextFault {
	readonly position: number;
	readonly length: number;
	/** What should have been there: `a number such as 500`. */
	readonly expected: string;
	/** The whole text without this and any further fault. */
	readonly repaired: string;
}

export interface ErrorDetails {
	/** The parameter or field that is wrong. */
	readonly field?: string | undefined;
	/** What the caller can do about it. */
	readonly advice?: string | undefined;
	/** For `overloaded` and `unavailable`: when to come back. */
	readonly retryAfterMs?: number | undefined;
	/** Of a query that cannot be read. */
	readonly fault?: TextFault | undefined;
	readonly cause?: unknown;
}

/** An error with a kind, a sentence that states the fact, and what to do. */
export class SpanglassError extends Error {
	readonly kind: ErrorKind;
	readonly field: string | undefined;
	readonly advice: string | undefined;
	readonly retryAfterMs: number | undefined;
	readonly fault: TextFault | undefined;

	constructor(kind: ErrorKind, message: string, details: ErrorDetails = {}) {
		super(message, details.cause === undefined ? undefined : { cause: details.cause });
		this.name = "SpanglassError";
		this.kind = kind;
		this.field = details.field;
		this.advice = details.advice;
		this.retryAfterMs = details.retryAfterMs;
		this.fault = details.fault;
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

/** What an error says, whatever was thrown. */
export function messageOf(thrown: unknown): string {
	return thrown instanceof Error ? thrown.message : String(thrown);
}

/** An error as plain data, to cross from one thread to another. */
export interface ErrorFields {
	readonly kind: ErrorKind;
	readonly message: string;
	readonly field: string | undefined;
	readonly advice: string | undefined;
	readonly retryAfterMs: number | undefined;
	readonly fault: TextFault | undefined;
	/** Of the cause, for the log; only a bug brings one. */
	readonly stack: string | undefined;
}

/** Whatever was thrown as plain data; `errorFromFields` is the way back. */
export function fieldsFromError(thrown: unknown): ErrorFields {
	const { kind, message, field, advice, retryAfterMs, fault, cause } = toSpanglassError(thrown);
	const stack = kind === "internal" && cause instanceof Error ? cause.stack : undefined;
	return { kind, message, field, advice, retryAfterMs, fault, stack };
}

/** Result: an equal error. The cause of a bug has the stack of the thread where it happened. */
export function errorFromFields({ kind, message, stack, ...details }: ErrorFields): SpanglassError {
	return new SpanglassError(kind, message, stack === undefined ? details : { ...details, cause: errorWithStack(stack) });
}

function errorWithStack(stack: string): Error {
	const error = new Error(stack.split("\n", 1)[0]);
	error.stack = stack;
	return error;
}

/** A place that cannot be reached; the compiler proves it. */
export function assertNever(value: never): never {
	throw new SpanglassError("internal", `unexpected value ${String(value)}`);
}
