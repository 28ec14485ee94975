/**
 * Why a request was refused, in the words of both transports. One value becomes an HTTP answer, a gRPC status, a counter and a line of the
 * status page.
 */
import { toSpanglassError } from "@spanglass/shared/model/errors";
import type { RefusalReason } from "../self/refusals.ts";

/** google.rpc.Code */
export const RpcCode = {
	invalidArgument: 3,
	deadlineExceeded: 4,
	permissionDenied: 7,
	resourceExhausted: 8,
	unimplemented: 12,
	internal: 13,
	unavailable: 14,
} as const;

export interface FailureFields {
	readonly httpStatus: number;
	readonly code: number;
	readonly reason: RefusalReason;
	readonly message: string;
	/** The part of the request that is wrong: becomes a BadRequest detail. */
	readonly field?: string;
	/** Whole seconds; becomes Retry-After and RetryInfo. */
	readonly retrySeconds?: number;
	readonly headers?: Readonly<Record<string, string>>;
	/** The connection cannot be used again. */
	readonly closes?: boolean;
}

/** A refusal on its way out. */
export class OtlpFailure extends Error {
	readonly fields: FailureFields;

	constructor(fields: FailureFields) {
		super(fields.message);
		this.name = "OtlpFailure";
		this.fields = fields;
	}
}

const JITTER_SECONDS = 5;

/**
 * Whole seconds to wait, at least 1, rounded up. Short hints are spread over 1–5 s so that refused clients do not come back together; a
 * longer one (a full disk) is kept.
 */
export function retrySecondsFrom(retryAfterMs: number | undefined, random: () => number = Math.random): number {
	const least = Math.max(1, Math.ceil((retryAfterMs ?? 0) / 1000));
	if (least >= JITTER_SECONDS) return least;
	return least + Math.floor(random() * (JITTER_SECONDS - least + 1));
}

export function tooLarge(limitBytes: number): OtlpFailure {
	const message = `request body exceeds ${limitBytes} bytes after decompression`;
	return new OtlpFailure({ httpStatus: 413, code: RpcCode.resourceExhausted, reason: "too_large", message, closes: true });
}

export function undecodable(message: string): OtlpFailure {
	return new OtlpFailure({ httpStatus: 400, code: RpcCode.invalidArgument, reason: "undecodable", message, field: "body" });
}

/** Whatever was thrown while a request was received or stored, as a refusal. A bug tells nothing of its inside. */
export function failureFrom(thrown: unknown): OtlpFailure {
	if (thrown instanceof OtlpFailure) return thrown;
	const error = toSpanglassError(thrown);
	switch (error.kind) {
		case "invalid_input":
			return undecodable(error.message);
		case "overloaded":
		case "unavailable": {
			const retrySeconds = retrySecondsFrom(error.retryAfterMs);
			return new OtlpFailure({ httpStatus: 503, code: RpcCode.unavailable, reason: error.kind, message: error.message, retrySeconds });
		}
		default:
			return new OtlpFailure({ httpStatus: 500, code: RpcCode.internal, reason: "internal", message: "internal error" });
	}
}
