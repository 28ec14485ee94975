/** What is done to a request before it joins a group: decode JSON, validate, compress, hash. Pure but for its cost. */
import { createHash } from "node:crypto";
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { Signal } from "@spanglass/shared/model/signal";
import { type DemoShare, demoShare } from "../../../wire/otlp/demo-resources.ts";
import { transcodeJson } from "../../../wire/otlp/json.ts";
import { WireError } from "../../../wire/otlp/protobuf.ts";
import { validateRequest } from "../../../wire/otlp/validate.ts";
import type { Validation } from "../../../wire/sink.ts";
import type { IngestRequest } from "../../api/ingest-request.ts";
import { compressBody } from "../journal-row.ts";

/** Grows when the rules of validation change; stored with each journal row. */
export const VALIDATOR_VERSION = 1;

export interface ValidatedRequest {
	readonly request: IngestRequest;
	readonly validation: Validation;
	readonly accepted: number;
	readonly demo: DemoShare;
}

export interface PreparedRequest extends ValidatedRequest {
	/** zstd-1 of the body as received. */
	readonly compressed: Uint8Array;
	/** SHA-256 over signal, encoding and compressed body; undefined for a request that is never recognised as a resend. */
	readonly hash: Uint8Array | undefined;
}

/** A broken wire format is the sender's fault; anything else thrown is a bug and stays what it is. */
function asInvalidInput(signal: Signal, error: unknown): unknown {
	if (!(error instanceof WireError)) return error;
	return new SpanglassError("invalid_input", `the body is not an OTLP ${signal} request: ${error.message}`, {
		advice: "Send an unmodified export request of an OpenTelemetry SDK or Collector.",
		cause: error,
	});
}

/** Throws invalid_input when the body cannot be decoded. */
export function validate(request: IngestRequest): ValidatedRequest {
	try {
		const { body, warnings } =
			request.encoding === "json" ? transcodeJson(request.signal, request.body) : { body: request.body, warnings: [] };
		const validation = validateRequest(request.signal, body, { warnings });
		return { request, validation, accepted: validation.items - validation.rejected.length, demo: demoShare(validation.body) };
	} catch (error) {
		throw asInvalidInput(request.signal, error);
	}
}

export function prepare(validated: ValidatedRequest): PreparedRequest {
	const { request, validation } = validated;
	const compressed = compressBody(request.body);
	if (validation.timeless) return { ...validated, compressed, hash: undefined };
	const hash = createHash("sha256").update(`${request.signal} ${request.encoding} `).update(compressed).digest();
	return { ...validated, compressed, hash };
}
