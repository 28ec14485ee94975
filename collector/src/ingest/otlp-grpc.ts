/**
 * OTLP/gRPC: the three Export services over @grpc/grpc-js with raw bytes on both sides; nothing is decoded here.
 *
 * Connections are accepted by our own listener and injected into grpc-js, so that they can be counted, capped, and told when a client came
 * to the wrong port.
 */
import { createServer, type Socket } from "node:net";
import * as grpc from "@grpc/grpc-js";
import { LIMITS } from "@spanglass/shared/model/limits";
import type { Signal } from "@spanglass/shared/model/signal";
import { bindServer, type Listener } from "../self/bind.ts";
import { encodeExportResponse } from "../wire/otlp/response.ts";
import { inflate } from "./body.ts";
import { createConnectionCaps, peerOf, protocolOf } from "./connections.ts";
import { tooLarge } from "./failure.ts";
import { COMPRESSION_KEY, createCallGuard } from "./grpc-call-guard.ts";
import { asBuffer, peerOfCall, serviceStatus } from "./grpc-status.ts";
import { type ReceiverContext, refuse } from "./receiver.ts";

const SERVICES: Readonly<Record<Signal, string>> = {
	traces: "opentelemetry.proto.collector.trace.v1.TraceService",
	metrics: "opentelemetry.proto.collector.metrics.v1.MetricsService",
	logs: "opentelemetry.proto.collector.logs.v1.LogsService",
};
const PROFILES_SERVICE = "opentelemetry.proto.collector.profiles.v1development.ProfilesService";
/** Bodies a little over the limit still reach our handler, whose refusal carries details; beyond it grpc-js cuts the message short. */
const RECEIVE_SLACK = 1024 * 1024;

/** Listen for OTLP/gRPC. Throws the listener's error (EADDRINUSE …). */
export async function listenGrpc(context: ReceiverContext, host: string, port: number): Promise<Listener> {
	const server = createGrpcServer(context);
	const injector = server.createConnectionInjector(grpc.ServerCredentials.createInsecure());
	const caps = createConnectionCaps();
	const listener = createServer((socket) => {
		if (caps.admit(socket)) return greet(socket, context, () => injector.injectConnection(socket));
		const peer = peerOf(socket.remoteAddress);
		context.refusals.record({ transport: "grpc", peer, reason: "connection_limit", message: "too many connections" });
		socket.destroy();
	});
	return {
		port: await bindServer(listener, host, port),
		close: async (graceMs) => {
			listener.close();
			injector.drain(graceMs);
			const until = Date.now() + graceMs;
			while (caps.count() > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
			server.forceShutdown();
		},
	};
}

function createGrpcServer(context: ReceiverContext): grpc.Server {
	const server = new grpc.Server({
		"grpc.max_receive_message_length": LIMITS.requestBytes + RECEIVE_SLACK,
		"grpc.max_send_message_length": LIMITS.responseBytes,
		"grpc.max_concurrent_streams": LIMITS.streamsPerConnection,
		"grpc.max_connection_idle_ms": LIMITS.idleTimeoutMs,
		"grpc.keepalive_time_ms": LIMITS.idleTimeoutMs,
		"grpc.keepalive_timeout_ms": 20_000,
		"grpc.enable_channelz": 0,
		interceptors: [createCallGuard(context)],
	});
	for (const [signal, service] of Object.entries(SERVICES)) {
		server.addService(exportDefinition(service), { Export: exportHandler(context, signal as Signal) });
	}
	server.addService(exportDefinition(PROFILES_SERVICE), { Export: refuseProfiles });
	return server;
}

function exportDefinition(service: string): grpc.ServiceDefinition {
	const identity = (bytes: Buffer): Buffer => bytes;
	return {
		Export: {
			path: `/${service}/Export`,
			requestStream: false,
			responseStream: false,
			requestSerialize: identity,
			requestDeserialize: identity,
			responseSerialize: identity,
			responseDeserialize: identity,
		},
	};
}

function exportHandler(context: ReceiverContext, signal: Signal): grpc.handleUnaryCall<Buffer, Buffer> {
	return (call, callback) => {
		exportMessage(context, signal, call).then(
			(response) => callback(null, response),
			(error: unknown) => callback(serviceStatus(refuse(context, "grpc", peerOfCall(call), error))),
		);
	};
}

async function exportMessage(context: ReceiverContext, signal: Signal, call: grpc.ServerUnaryCall<Buffer, Buffer>): Promise<Buffer> {
	const compression = call.metadata.get(COMPRESSION_KEY)[0] === "gzip" ? "gzip" : "identity";
	const lease = context.admission.begin();
	try {
		lease.grow(call.request.byteLength);
		const body = compression === "gzip" && isGzip(call.request) ? await inflate(call.request, lease) : call.request;
		if (body.byteLength > LIMITS.requestBytes) throw tooLarge(LIMITS.requestBytes);
		const userAgent = String(call.metadata.get("user-agent")[0] ?? "");
		const sender = { transport: "grpc", peer: peerOfCall(call), userAgent } as const;
		const stored = context.writer.ingest({ signal, encoding: "protobuf", compression, body, sender });
		lease.release();
		const result = await stored;
		return asBuffer(encodeExportResponse(signal, result.rejected, result.message, "protobuf"));
	} finally {
		lease.release();
	}
}

/** A message of a gzip call may still be sent plain. No OTLP message begins with these bytes: they would be a field of unknown wire type. */
function isGzip(message: Uint8Array): boolean {
	return message[0] === 0x1f && message[1] === 0x8b;
}

function refuseProfiles(_call: grpc.ServerUnaryCall<Buffer, Buffer>, callback: grpc.sendUnaryData<Buffer>): void {
	callback({ code: grpc.status.UNIMPLEMENTED, details: "profiles are not supported; send traces, metrics or logs" });
}

/** Look at the first bytes before grpc-js does; they are put back. */
function greet(socket: Socket, context: ReceiverContext, accept: () => void): void {
	socket.setNoDelay(true);
	socket.on("error", () => socket.destroy());
	socket.setTimeout(LIMITS.headersTimeoutMs, () => socket.destroy());
	socket.once("data", (first) => {
		socket.pause();
		socket.setTimeout(0);
		const protocol = protocolOf(first);
		if (protocol === "http1" || protocol === "tls") return turnAway(socket, context, protocol);
		socket.removeAllListeners("timeout");
		socket.unshift(first);
		accept();
	});
}

function turnAway(socket: Socket, context: ReceiverContext, protocol: "http1" | "tls"): void {
	const { grpc: grpcPort, http: httpPort } = context.ports();
	const peer = peerOf(socket.remoteAddress);
	const message =
		protocol === "tls"
			? `a TLS connection came to port ${grpcPort}, which takes OTLP/gRPC without TLS; set the exporter to insecure`
			: `an HTTP/1 request came to port ${grpcPort}, which takes OTLP/gRPC; send OTLP/HTTP to port ${httpPort}`;
	context.refusals.record({ transport: "grpc", peer, reason: "wrong_protocol", message });
	context.warn(`wrong-port-grpc-${peer}`, message);
	if (protocol === "tls") return void socket.destroy();
	const head = `HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n`;
	socket.end(`${head}Content-Length: ${message.length + 1}\r\n\r\n${message}\n`, () => socket.destroySoon());
}
