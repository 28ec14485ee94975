/** Answers of the OTLP/HTTP port: the header lines that each one carries, on a response object and on a bare socket. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { encodeStatus } from "../wire/otlp/response.ts";
import type { OtlpFailure } from "./failure.ts";

export type Encoding = "protobuf" | "json";

const MEDIA_TYPES: Readonly<Record<Encoding, string>> = { protobuf: "application/x-protobuf", json: "application/json" };
/** How long a refused sender may go on sending before the connection is cut; it needs the time to read the answer. */
const LINGER_MS = 1000;
/** Up to this declared size the rest of a refused body is read and thrown away, and the connection lives on. */
const DISCARD_BYTES = 1024 * 1024;

const REASON_PHRASES: Readonly<Record<number, string>> = {
	400: "Bad Request",
	408: "Request Timeout",
	431: "Request Header Fields Too Large",
};

function mediaTypeOf(encoding: Encoding): string {
	return MEDIA_TYPES[encoding];
}

/** Send a complete answer. */
export function send(response: ServerResponse, status: number, encoding: Encoding, body: Uint8Array): void {
	response.writeHead(status, {
		"Content-Type": mediaTypeOf(encoding),
		"Content-Length": body.byteLength,
		"X-Content-Type-Options": "nosniff",
	});
	response.end(body);
}

/**
 * Send a refusal in the request's own encoding. When the body is still on its way the answer goes out at once, and what follows is thrown
 * away: a socket closed over unread bytes would be reset, and the sender would never see why.
 */
export function sendFailure(request: IncomingMessage, response: ServerResponse, failure: OtlpFailure, encoding: Encoding): void {
	const { httpStatus, headers, retrySeconds, closes } = failure.fields;
	const body = statusBytes(failure, encoding);
	const declared = Number(request.headers["content-length"] ?? Number.NaN);
	const discards = request.complete || declared <= DISCARD_BYTES;
	const cuts = closes === true || !discards || request.headers.expect !== undefined;
	response.writeHead(httpStatus, {
		"Content-Type": mediaTypeOf(encoding),
		"Content-Length": body.byteLength,
		"X-Content-Type-Options": "nosniff",
		...headers,
		...(retrySeconds !== undefined && { "Retry-After": String(retrySeconds) }),
		...(cuts && { Connection: "close" }),
	});
	request.resume();
	if (!cuts || request.complete) return void response.end(body);
	response.write(body);
	const end = (): void => {
		clearTimeout(timer);
		response.end();
	};
	const timer = setTimeout(end, LINGER_MS);
	request.once("end", end).once("close", end);
}

/** The same for requests that never became one: a damaged head, a timeout. Always JSON, always the last of the connection. */
export function sendRawFailure(socket: Duplex, failure: OtlpFailure): void {
	const { httpStatus } = failure.fields;
	const body = Buffer.from(statusBytes(failure, "json"));
	const head = [
		`HTTP/1.1 ${httpStatus} ${REASON_PHRASES[httpStatus] ?? "Error"}`,
		"Content-Type: application/json",
		`Content-Length: ${body.byteLength}`,
		"X-Content-Type-Options: nosniff",
		"Connection: close",
	].join("\r\n");
	socket.end(Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]), () => socket.destroy());
}

function statusBytes(failure: OtlpFailure, encoding: Encoding): Uint8Array {
	const { code, message, field, retrySeconds } = failure.fields;
	return encodeStatus({ code, message, badRequestField: field, retryDelaySeconds: retrySeconds }, encoding);
}
