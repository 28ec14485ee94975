import * as grpc from "@grpc/grpc-js";
import { encodeStatus } from "../wire/otlp/response.ts";
import { peerOf } from "./connections.ts";
import type { OtlpFailure } from "./failure.ts";

const DETAILS_KEY = "grpc-status-details-bin";

export interface ServiceStatus {
	readonly code: number;
	readonly details: string;
	readonly metadata: grpc.Metadata;
}

/** The refusal as gRPC sends it: code, message and the same google.rpc.Status bytes in the trailers. */
export function serviceStatus(failure: OtlpFailure): ServiceStatus {
	const { code, message, field, retrySeconds } = failure.fields;
	const metadata = new grpc.Metadata();
	const status = { code, message, badRequestField: field, retryDelaySeconds: retrySeconds };
	metadata.set(DETAILS_KEY, asBuffer(encodeStatus(status, "protobuf")));
	return { code, details: message, metadata };
}

/** The caller's address without its port. */
export function peerOfCall(call: { getPeer(): string }): string {
	return peerOf(call.getPeer().replace(/:\d+$/, ""));
}

/** The same bytes as the class that grpc-js wants. */
export function asBuffer(bytes: Uint8Array): Buffer {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
