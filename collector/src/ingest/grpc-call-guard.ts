/** What is checked on each gRPC call before and while its message arrives: compression, room, time. */
import { constants, type ServerHttp2Stream } from "node:http2";
import * as grpc from "@grpc/grpc-js";
import { LIMITS } from "@spanglass/shared/model/limits";
import type { Admission, Lease } from "./admission.ts";
import { OtlpFailure, RpcCode } from "./failure.ts";
import { peerOfCall, serviceStatus } from "./grpc-status.ts";
import { type ReceiverContext, refuse } from "./receiver.ts";

/** Metadata key under which the handler finds the call's compression; a client's own value is overwritten. */
export const COMPRESSION_KEY = "spanglass-compression";

/** Compressed flag and length. */
const MESSAGE_HEAD_BYTES = 5;

/**
 * grpc-js inflates a message by itself, each up to the receive limit and all at once: a hundred small bombs would take gigabytes. Telling
 * it that the call is not compressed hands the bytes on as they came, and `inflate` takes its memory from admission. If a later version
 * has no such field, grpc-js inflates as before and the handler finds plain bytes.
 */
interface EncodedCall {
	incomingEncoding?: string;
	/** Under it the call's HTTP/2 stream; its bytes are counted as they arrive. */
	readonly stream?: ServerHttp2Stream;
}

export function createCallGuard(context: ReceiverContext): grpc.ServerInterceptor {
	return (_method, call) => {
		const encoding = takeEncoding(call as unknown as EncodedCall);
		const deny = (error: unknown): void => call.sendStatus(serviceStatus(refuse(context, "grpc", peerOfCall(call), error)));
		const lease = countBytes((call as unknown as EncodedCall).stream, context.admission, deny);
		let timer: NodeJS.Timeout | undefined;
		const listener = new grpc.ServerListenerBuilder()
			.withOnReceiveMetadata((metadata, next) => {
				try {
					if (encoding !== "identity" && encoding !== "gzip") throw unknownEncoding();
					context.admission.checkRoom();
				} catch (error) {
					return deny(error);
				}
				timer = setTimeout(() => deny(tooSlow()), LIMITS.bodyTimeoutMs);
				metadata.set(COMPRESSION_KEY, encoding);
				next(metadata);
			})
			.withOnReceiveMessage((message, next) => {
				clearTimeout(timer);
				next(message);
			})
			.withOnReceiveHalfClose((next) => {
				lease.release();
				next();
			})
			.withOnCancel(() => clearTimeout(timer))
			.build();
		return new grpc.ServerInterceptingCall(call, { start: (next) => next(listener) });
	};
}

/**
 * grpc-js keeps what has arrived of a message until it is whole. The lease holds these bytes until the handler, which begins at the end of
 * the request, takes them over; over the bound the call is refused and its stream let go.
 */
function countBytes(stream: ServerHttp2Stream | undefined, admission: Admission, deny: (error: unknown) => void): Lease {
	const lease = admission.begin();
	let isFirst = true;
	const count = (chunk: Uint8Array): void => {
		try {
			if (isFirst) lease.check(announcedBytes(chunk));
			isFirst = false;
			lease.grow(chunk.byteLength);
		} catch (error) {
			stream?.off("data", count);
			lease.release();
			deny(error);
			stream?.close(constants.NGHTTP2_NO_ERROR);
		}
	};
	stream?.on("data", count).once("close", lease.release);
	return lease;
}

/** What the head of a message says of its length: better refused at once than when most of it has come. A length over the limit is not ours to refuse. */
function announcedBytes(first: Uint8Array): number {
	if (first.byteLength < MESSAGE_HEAD_BYTES) return first.byteLength;
	return Math.min(new DataView(first.buffer, first.byteOffset).getUint32(1), LIMITS.requestBytes);
}

function takeEncoding(call: EncodedCall): string {
	const encoding = call.incomingEncoding ?? "identity";
	if (encoding === "gzip") call.incomingEncoding = "identity";
	return encoding;
}

function unknownEncoding(): OtlpFailure {
	const message = "unsupported grpc-encoding, use gzip or identity";
	return new OtlpFailure({ httpStatus: 415, code: RpcCode.unimplemented, reason: "wrong_encoding", message });
}

function tooSlow(): OtlpFailure {
	const message = `the request's message did not arrive within ${LIMITS.bodyTimeoutMs / 1000} s`;
	return new OtlpFailure({ httpStatus: 408, code: RpcCode.deadlineExceeded, reason: "timeout", message });
}
