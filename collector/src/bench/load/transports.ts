/**
 * The two transports of the load: OTLP/gRPC over bare HTTP/2 and OTLP/HTTP. Bodies are framed and compressed beforehand, which grpc-js'
 * client cannot take: with it the client's gzip would compete with the server for the two cores.
 */
import { Agent, request } from "node:http";
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from "node:http2";

export interface Answer {
	readonly outcome: "acked" | "refused" | "failed";
	/** The refusal says when to come back. */
	readonly hint: boolean;
	readonly message: string;
}

export interface Transport {
	send(frame: Buffer): Promise<Answer>;
	close(): void;
}

interface Target {
	readonly address: string;
	readonly signal: "traces" | "logs" | "metrics";
	readonly gzip: boolean;
	readonly connections: number;
}

const METHODS = {
	traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
	logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
	metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
} as const;
const GRPC_OK = "0";
/** RESOURCE_EXHAUSTED and UNAVAILABLE: the two that a sender may answer by waiting. */
const GRPC_REFUSALS = ["8", "14"];
const HTTP_REFUSALS = [429, 503];
const RESET_MS = 500;
/** Above its limit of 10 node:http2 refuses answers ("enhance your calm"), as if the server had. */
const SESSION_MEGABYTES = 1000;
const WINDOW_BYTES = 4 * 1024 * 1024;

/** A body as one message of gRPC: compressed flag, length, bytes. */
export function grpcFrame(body: Buffer, compressed: boolean): Buffer {
	const head = Buffer.alloc(5);
	head.writeUInt8(compressed ? 1 : 0, 0);
	head.writeUInt32BE(body.length, 1);
	return Buffer.concat([head, body]);
}

export function createGrpcTransport({ address, signal, gzip, connections }: Target): Transport {
	const sessions = Array.from({ length: connections }, () => {
		const settings = { initialWindowSize: WINDOW_BYTES };
		const session = connect(`http://${address}`, { settings, maxSessionMemory: SESSION_MEGABYTES });
		session.on("error", () => undefined);
		return session;
	});
	let next = 0;
	const headers = {
		":method": "POST",
		":path": METHODS[signal],
		"content-type": "application/grpc",
		te: "trailers",
		"user-agent": "spanglass-bench",
		...(gzip ? { "grpc-encoding": "gzip" } : {}),
	};
	return {
		send: (frame) => {
			const session = sessions[next++ % sessions.length];
			if (session === undefined || session.destroyed) return Promise.resolve(failed("the connection is gone"));
			return exportOver(session, headers, frame);
		},
		close: () => {
			for (const session of sessions) session.close();
		},
	};
}

function exportOver(session: ClientHttp2Session, headers: Readonly<Record<string, string>>, frame: Buffer): Promise<Answer> {
	return new Promise((resolve) => {
		const stream = session.request(headers, { endStream: false });
		let status = "";
		let message = "";
		let hint = false;
		const read = (fields: Readonly<Record<string, unknown>>): void => {
			if (fields["grpc-status"] === undefined) return;
			status = String(fields["grpc-status"]);
			message = decodeURIComponent(String(fields["grpc-message"] ?? ""));
			hint = fields["grpc-status-details-bin"] !== undefined || fields["grpc-retry-pushback-ms"] !== undefined;
		};
		stream.on("response", read);
		stream.on("trailers", read);
		stream.on("error", (error) => resolve(failed(error.message)));
		const answered = (): void => {
			if (status === GRPC_OK) resolve(ACKED);
			else if (GRPC_REFUSALS.includes(status)) resolve({ outcome: "refused", hint, message });
			else resolve(failed(status === "" ? "closed without a status" : `gRPC status ${status}: ${message}`));
		};
		stream.on("end", () => {
			answered();
			leaveUnsent(stream);
		});
		stream.on("close", answered);
		stream.resume();
		stream.end(frame);
	});
}

/**
 * A server that refuses need not take the body, and resets the stream after its answer; node:http2 would keep such a stream for ever, since
 * it still has bytes to write. A reset of our own would count as an attack when many are refused ("rapid reset"), so the server has a while
 * for its own.
 */
function leaveUnsent(stream: ClientHttp2Stream): void {
	if (!stream.writableFinished) setTimeout(() => stream.destroy(), RESET_MS);
}

export function createHttpTransport({ address, signal, gzip, connections }: Target): Transport {
	const agent = new Agent({ keepAlive: true, maxSockets: connections });
	const [host, port] = address.split(":");
	const headers = { "content-type": "application/x-protobuf", ...(gzip ? { "content-encoding": "gzip" } : {}) };
	return {
		send: (body) =>
			new Promise((resolve) => {
				const call = request({
					host,
					port,
					agent,
					method: "POST",
					path: `/v1/${signal}`,
					headers: { ...headers, "content-length": body.length },
				});
				call.on("error", (error) => resolve(failed(error.message)));
				call.on("response", (response) => {
					const { statusCode = 0 } = response;
					response.resume();
					response.on("end", () => {
						if (statusCode === 200) resolve(ACKED);
						else if (!HTTP_REFUSALS.includes(statusCode)) resolve(failed(`HTTP ${statusCode}`));
						else resolve({ outcome: "refused", hint: response.headers["retry-after"] !== undefined, message: `HTTP ${statusCode}` });
					});
				});
				call.end(body);
			}),
		close: () => agent.destroy(),
	};
}

const ACKED: Answer = { outcome: "acked", hint: false, message: "" };
const failed = (message: string): Answer => ({ outcome: "failed", hint: false, message });
