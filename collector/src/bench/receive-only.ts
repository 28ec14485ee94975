/**
 * The receive-only twin: grpc-js with a raw handler that answers at once and keeps nothing. What it costs is the least that any receiver on
 * grpc-js can cost on this machine; the figures of E1 to E4 are also printed as multiples of it.
 */
import { createServer } from "node:net";
import * as grpc from "@grpc/grpc-js";

const METHODS = [
	"opentelemetry.proto.collector.trace.v1.TraceService",
	"opentelemetry.proto.collector.logs.v1.LogsService",
	"opentelemetry.proto.collector.metrics.v1.MetricsService",
];
const identity = (bytes: Buffer): Buffer => bytes;
const EMPTY = Buffer.alloc(0);

const server = new grpc.Server({ "grpc.max_receive_message_length": 64 * 1024 * 1024, "grpc.enable_channelz": 0 });
for (const service of METHODS) {
	const definition = {
		Export: {
			path: `/${service}/Export`,
			requestStream: false as const,
			responseStream: false as const,
			requestSerialize: identity,
			requestDeserialize: identity,
			responseSerialize: identity,
			responseDeserialize: identity,
		},
	};
	server.addService(definition, { Export: (_call: unknown, callback: grpc.sendUnaryData<Buffer>) => callback(null, EMPTY) });
}
const injector = server.createConnectionInjector(grpc.ServerCredentials.createInsecure());
const listener = createServer((socket) => {
	socket.setNoDelay(true);
	injector.injectConnection(socket);
});
listener.listen(0, "127.0.0.1", () => {
	const address = listener.address();
	if (typeof address === "object" && address !== null) process.send?.(address.port);
});
process.on("disconnect", () => process.exit(0));
