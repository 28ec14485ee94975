/** A raw OTLP client: sends request bodies as they are over gRPC or HTTP and answers what came back. */
import { gzipSync } from "node:zlib";
import { Client, type ClientOptions, credentials, type ServiceError } from "@grpc/grpc-js";
import type { Signal } from "@spanglass/shared/model/signal";

const METHODS: Readonly<Record<Signal, string>> = {
	traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
	metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
	logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
};

export interface GrpcAnswer {
	/** gRPC status code, 0 = OK. */
	readonly code: number;
	readonly message: string;
	readonly body: Uint8Array;
	/** `grpc-status-details-bin`, undefined when there is none. */
	readonly details: Uint8Array | undefined;
}

export interface GrpcClient {
	send(signal: Signal, body: Uint8Array): Promise<GrpcAnswer>;
	/** Any method path, for what must be refused. */
	call(path: string, body: Uint8Array): Promise<GrpcAnswer>;
	close(): void;
}

/** Connect lazily to `host:port`. gzip compresses every message; without a deadline a call waits as long as it takes. */
export function createGrpcClient(address: string, options: { readonly gzip?: boolean; readonly deadlineMs?: number } = {}): GrpcClient {
	const settings: ClientOptions = {
		"grpc.max_send_message_length": -1,
		"grpc.max_receive_message_length": -1,
		"grpc.use_local_subchannel_pool": 1,
	};
	if (options.gzip) settings["grpc.default_compression_algorithm"] = 2;
	const client = new Client(address, credentials.createInsecure(), settings);
	const identity = (value: Buffer) => value;
	const call = (path: string, body: Uint8Array) =>
		new Promise<GrpcAnswer>((resolve) => {
			const call = options.deadlineMs === undefined ? {} : { deadline: Date.now() + options.deadlineMs };
			client.makeUnaryRequest(path, identity, identity, Buffer.from(body), call, (error: ServiceError | null, answer?: Buffer) => {
				const details = error?.metadata?.get("grpc-status-details-bin")[0];
				resolve({
					code: error?.code ?? 0,
					message: error?.details ?? "",
					body: answer ?? new Uint8Array(),
					details: details instanceof Buffer ? details : undefined,
				});
			});
		});
	return { send: (signal, body) => call(METHODS[signal], body), call, close: () => client.close() };
}

/** POST a body to `/v1/{signal}`. */
export function sendHttp(
	base: string,
	signal: Signal,
	body: Uint8Array,
	options: { readonly type: string; readonly gzip?: boolean },
): Promise<Response> {
	const headers: Record<string, string> = { "content-type": options.type };
	if (options.gzip) headers["content-encoding"] = "gzip";
	return fetch(`${base}/v1/${signal}`, { method: "POST", headers, body: Buffer.from(options.gzip ? gzipSync(body) : body) });
}
