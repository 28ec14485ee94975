import { LIMITS } from "@spanglass/shared/model/limits";
import type { Signal } from "@spanglass/shared/model/signal";

/** How a request was encoded; its answer mirrors it (`otlp.md` §1.6). */
export type ResponseEncoding = "protobuf" | "json";

/** google.rpc.Status with the two details that OTLP uses. `code` is a gRPC status code. */
export interface ResponseStatus {
	readonly code: number;
	readonly message: string;
	/** The field that a BadRequest detail blames, e.g. `body`; its description is the message. */
	readonly badRequestField?: string | undefined;
	/** Whole seconds of a RetryInfo detail. */
	readonly retryDelaySeconds?: number | undefined;
}

const BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest";
const RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";
const REJECTED_NAME: Readonly<Record<Signal, string>> = {
	traces: "rejectedSpans",
	metrics: "rejectedDataPoints",
	logs: "rejectedLogRecords",
};
/** So many UTF-16 units stay under the limit in either encoding: at most 6 bytes each in JSON, twice in a Status. */
const MESSAGE_UNITS = LIMITS.responseBytes / 16;
const UTF8 = new TextEncoder();
const NOTHING = new Uint8Array(0);

/**
 * Encode Export<Signal>ServiceResponse.
 *
 * Result  no bytes (protobuf) or `{}` (JSON) on full success: nothing rejected and no message; at most `LIMITS.responseBytes`,
 *         for which a longer message is cut.
 */
export function encodeExportResponse(signal: Signal, rejected: number, message: string, encoding: ResponseEncoding): Uint8Array {
	const errorMessage = shortened(message);
	const isSuccess = rejected === 0 && errorMessage === "";
	if (encoding === "json") {
		const partialSuccess = {
			...(rejected > 0 && { [REJECTED_NAME[signal]]: String(rejected) }),
			...(errorMessage !== "" && { errorMessage }),
		};
		return jsonBytes(isSuccess ? {} : { partialSuccess });
	}
	if (isSuccess) return NOTHING;
	return lengthField(1, joined(varintField(1, rejected), textField(2, errorMessage)));
}

/** Encode google.rpc.Status: the body of every refusal on HTTP and of `grpc-status-details-bin`. */
export function encodeStatus(status: ResponseStatus, encoding: ResponseEncoding): Uint8Array {
	const message = shortened(status.message);
	return encoding === "json" ? jsonStatus(status, message) : protobufStatus(status, message);
}

function jsonStatus({ code, badRequestField, retryDelaySeconds }: ResponseStatus, message: string): Uint8Array {
	const details: object[] = [];
	if (badRequestField !== undefined) {
		details.push({ "@type": BAD_REQUEST, fieldViolations: [{ field: badRequestField, description: message }] });
	}
	if (retryDelaySeconds !== undefined) details.push({ "@type": RETRY_INFO, retryDelay: `${retryDelaySeconds}s` });
	return jsonBytes({ code, message, ...(details.length > 0 && { details }) });
}

function protobufStatus({ code, badRequestField, retryDelaySeconds }: ResponseStatus, message: string): Uint8Array {
	const parts = [varintField(1, code), textField(2, message)];
	if (badRequestField !== undefined) {
		const violation = lengthField(1, joined(textField(1, badRequestField), textField(2, message)));
		parts.push(detail(BAD_REQUEST, violation));
	}
	if (retryDelaySeconds !== undefined) parts.push(detail(RETRY_INFO, lengthField(1, varintField(1, retryDelaySeconds))));
	return joined(...parts);
}

/** Status.details: a google.protobuf.Any. */
function detail(typeUrl: string, value: Uint8Array): Uint8Array {
	return lengthField(3, joined(textField(1, typeUrl), lengthField(2, value)));
}

function shortened(message: string): string {
	return message.length <= MESSAGE_UNITS ? message : `${message.slice(0, MESSAGE_UNITS - 1)}…`;
}

function jsonBytes(value: unknown): Uint8Array {
	return UTF8.encode(JSON.stringify(value));
}

/** A field left out when it is zero, as proto3 does. */
function varintField(field: number, value: number): Uint8Array {
	return value === 0 ? NOTHING : Uint8Array.of(field << 3, ...varint(value));
}

function textField(field: number, text: string): Uint8Array {
	return text === "" ? NOTHING : lengthField(field, UTF8.encode(text));
}

function lengthField(field: number, content: Uint8Array): Uint8Array {
	return joined(Uint8Array.of((field << 3) | 2, ...varint(content.length)), content);
}

function varint(value: number): number[] {
	const bytes: number[] = [];
	let rest = value;
	for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
	bytes.push(rest);
	return bytes;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
	const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		bytes.set(part, at);
		at += part.length;
	}
	return bytes;
}
