/** OTLP/HTTP: POST /v1/{traces,metrics,logs} in protobuf or JSON on plain node:http; the body goes to the store as it came. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { LIMITS } from "@spanglass/shared/model/limits";
import type { Signal } from "@spanglass/shared/model/signal";
import { type Listener, listenHttpServer } from "../self/bind.ts";
import { healthBody } from "../self/health.ts";
import { authorityOfOrigin, isAllowedAuthority, refusedHostMessage } from "../self/host-names.ts";
import { encodeExportResponse } from "../wire/otlp/response.ts";
import { readBody } from "./body.ts";
import { createConnectionCaps, peerOf, protocolOf } from "./connections.ts";
import { OtlpFailure, RpcCode } from "./failure.ts";
import { type Encoding, send, sendFailure, sendRawFailure } from "./http-answer.ts";
import { type ReceiverContext, refuse } from "./receiver.ts";

const SIGNAL_PATHS: ReadonlyMap<string, Signal> = new Map([
	["/v1/traces", "traces"],
	["/v1/metrics", "metrics"],
	["/v1/logs", "logs"],
]);
const PROFILES_PATH = "/v1development/profiles";

/** Listen for OTLP/HTTP. Throws the listener's error (EADDRINUSE …). */
export function listenHttp(context: ReceiverContext, host: string, port: number): Promise<Listener> {
	return listenHttpServer(createHttpServer(context), host, port);
}

function createHttpServer(context: ReceiverContext): Server {
	const server = createServer({
		maxHeaderSize: LIMITS.headerBytes,
		headersTimeout: LIMITS.headersTimeoutMs,
		requestTimeout: LIMITS.bodyTimeoutMs,
		keepAliveTimeout: LIMITS.idleTimeoutMs,
		connectionsCheckingInterval: 1000,
		noDelay: true,
	});
	const caps = createConnectionCaps();
	server.on("connection", (socket) => {
		if (caps.admit(socket)) return;
		const peer = peerOf(socket.remoteAddress);
		context.refusals.record({ transport: "http", peer, reason: "connection_limit", message: "too many connections" });
		socket.destroy();
	});
	const handle = (request: IncomingMessage, response: ServerResponse): void => void answer(context, request, response);
	server.on("request", handle);
	server.on("checkContinue", handle);
	server.on("checkExpectation", handle);
	server.on("clientError", (error: NodeJS.ErrnoException, socket) => answerBroken(context, error, socket));
	return server;
}

async function answer(context: ReceiverContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
	const path = (request.url ?? "").split("?", 1)[0] ?? "";
	if (path === "/healthz" && (request.method === "GET" || request.method === "HEAD")) {
		return send(response, 200, "json", healthBody(context.health()));
	}
	const encoding = encodingOf(request);
	try {
		checkHost(request, context.allowedHosts);
		const signal = signalOf(path);
		checkHead(request, encoding);
		const body = await exportRequest(context, request, { response, signal, encoding: encoding ?? "json" });
		send(response, 200, encoding ?? "json", body);
	} catch (error) {
		if (response.destroyed || response.headersSent) return;
		sendFailure(request, response, refuse(context, "http", peerOf(request.socket.remoteAddress), error), encoding ?? "json");
	}
}

interface ExportTarget {
	readonly response: ServerResponse;
	readonly signal: Signal;
	readonly encoding: Encoding;
}

async function exportRequest(context: ReceiverContext, request: IncomingMessage, target: ExportTarget): Promise<Uint8Array> {
	const { signal, encoding } = target;
	const compression = compressionOf(request);
	const declared = request.headers["content-length"];
	const lease = context.admission.begin();
	try {
		context.admission.checkRoom();
		const body = await readBody(request, {
			declaredBytes: declared === undefined ? undefined : Number(declared),
			gzip: compression === "gzip",
			lease,
			begin: () => {
				if (request.headers.expect !== undefined) target.response.writeContinue();
			},
		});
		const peer = peerOf(request.socket.remoteAddress);
		const sender = { transport: "http", peer, userAgent: request.headers["user-agent"] ?? "" } as const;
		const stored = context.writer.ingest({ signal, encoding, compression, body, sender });
		lease.release();
		const result = await stored;
		return encodeExportResponse(signal, result.rejected, result.message, encoding);
	} finally {
		lease.release();
	}
}

/** Undefined: neither of the two media types of OTLP. Parameters, letter case and spaces do not matter. */
function encodingOf(request: IncomingMessage): Encoding | undefined {
	const mediaType = (request.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase();
	if (mediaType === "application/x-protobuf") return "protobuf";
	return mediaType === "application/json" ? "json" : undefined;
}

function compressionOf(request: IncomingMessage): "identity" | "gzip" {
	const encoding = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
	if (encoding === "gzip") return "gzip";
	if (encoding === "identity" || encoding === "") return "identity";
	const message = "unsupported Content-Encoding, use gzip or identity";
	const headers = { "Accept-Encoding": "gzip, identity" };
	throw new OtlpFailure({ httpStatus: 415, code: RpcCode.invalidArgument, reason: "wrong_encoding", message, headers });
}

function signalOf(path: string): Signal {
	const signal = SIGNAL_PATHS.get(path);
	if (signal !== undefined) return signal;
	const message =
		path === PROFILES_PATH
			? "profiles are not supported; send traces, metrics or logs"
			: "unknown path, use /v1/traces, /v1/metrics or /v1/logs";
	throw new OtlpFailure({ httpStatus: 404, code: RpcCode.unimplemented, reason: "unknown_path", message });
}

function checkHead(request: IncomingMessage, encoding: Encoding | undefined): void {
	if (request.method !== "POST") {
		const message = "method not allowed, use POST";
		const headers = { Allow: "POST" };
		throw new OtlpFailure({ httpStatus: 405, code: RpcCode.unimplemented, reason: "wrong_method", message, headers });
	}
	if (encoding === undefined) {
		const message = "unsupported Content-Type, use application/x-protobuf or application/json";
		const headers = { Accept: "application/x-protobuf, application/json" };
		throw new OtlpFailure({ httpStatus: 415, code: RpcCode.invalidArgument, reason: "wrong_type", message, headers });
	}
	if (request.headers.expect !== undefined && request.headers.expect.toLowerCase() !== "100-continue") {
		const message = "unsupported Expect, use 100-continue or none";
		throw new OtlpFailure({ httpStatus: 417, code: RpcCode.invalidArgument, reason: "wrong_type", message });
	}
}

/** A browser sends `Origin`; then both names must be ones that a foreign page cannot have re-pointed. Exporters send none and pass. */
function checkHost(request: IncomingMessage, allowedHosts: readonly string[]): void {
	const { origin, host } = request.headers;
	if (origin === undefined) return;
	const wrong = [host, authorityOfOrigin(origin) ?? origin].find((seen) => !isAllowedAuthority(seen, allowedHosts));
	if (wrong === undefined && host !== undefined) return;
	const message = refusedHostMessage(wrong);
	throw new OtlpFailure({ httpStatus: 421, code: RpcCode.permissionDenied, reason: "wrong_host", message });
}

/** Bytes that node:http could not read as a request. */
function answerBroken(context: ReceiverContext, error: NodeJS.ErrnoException & { rawPacket?: Buffer }, socket: Duplex): void {
	if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
	const peer = peerOf((socket as { remoteAddress?: string }).remoteAddress);
	const protocol = protocolOf(error.rawPacket ?? Buffer.alloc(0));
	const failure = protocol === "http2" || protocol === "tls" ? wrongProtocol(context, protocol) : brokenRequest(error.code);
	context.refusals.record({ transport: "http", peer, reason: failure.fields.reason, message: failure.message });
	if (failure.fields.reason === "wrong_protocol") {
		context.warn(`wrong-port-http-${peer}`, failure.message);
		socket.destroy();
	} else sendRawFailure(socket, failure);
}

function wrongProtocol(context: ReceiverContext, protocol: "http2" | "tls"): OtlpFailure {
	const { grpc, http } = context.ports();
	const message =
		protocol === "http2"
			? `a gRPC connection came to port ${http}, which takes OTLP/HTTP; send OTLP/gRPC to port ${grpc}`
			: `a TLS connection came to port ${http}, which takes OTLP/HTTP without TLS; use http:// in the endpoint`;
	return new OtlpFailure({ httpStatus: 400, code: RpcCode.invalidArgument, reason: "wrong_protocol", message });
}

function brokenRequest(code: string | undefined): OtlpFailure {
	if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
		const message = `the request did not arrive within ${LIMITS.bodyTimeoutMs / 1000} s (its head within ${LIMITS.headersTimeoutMs / 1000} s)`;
		return new OtlpFailure({ httpStatus: 408, code: RpcCode.deadlineExceeded, reason: "timeout", message });
	}
	if (code === "HPE_HEADER_OVERFLOW") {
		const message = `the request's head is larger than ${LIMITS.headerBytes} bytes`;
		return new OtlpFailure({ httpStatus: 431, code: RpcCode.resourceExhausted, reason: "too_large", message });
	}
	return new OtlpFailure({ httpStatus: 400, code: RpcCode.invalidArgument, reason: "undecodable", message: "this is not an HTTP request" });
}
