/**
 * OTLP/gRPC metrics with exemplars. The SDK's own exporter writes none in this version, so this one converts the same collected points, adds
 * what the reservoir kept, and sends the request on a plain gRPC channel.
 */
import grpc from "@grpc/grpc-js";
import type { PushMetricExporter } from "@opentelemetry/sdk-metrics";
import { encodeMetricsRequest } from "@spanglass/shared/otlp/protobuf";
import type { ExemplarReservoir } from "./exemplar-reservoir.ts";
import { pointsFromSdk } from "./metric-points.ts";

const METHOD = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
const TIMEOUT_MS = 10_000;

export function createExemplarExporter(endpoint: string, reservoir: ExemplarReservoir): PushMetricExporter {
	const client = new grpc.Client(new URL(endpoint).host, grpc.credentials.createInsecure());
	const bytes = (body: Buffer): Buffer => body;
	const send = (body: Buffer): Promise<Buffer | undefined> =>
		new Promise((resolve, reject) => {
			const options = { deadline: Date.now() + TIMEOUT_MS };
			client.makeUnaryRequest(METHOD, bytes, bytes, body, new grpc.Metadata(), options, (error, answer) => {
				if (error === null) resolve(answer);
				else reject(error);
			});
		});
	return {
		export: (metrics, report) => {
			send(Buffer.from(encodeMetricsRequest(pointsFromSdk(metrics, reservoir)))).then(
				() => report({ code: 0 }),
				(error: Error) => report({ code: 1, error }),
			);
		},
		forceFlush: async () => undefined,
		shutdown: async () => client.close(),
	};
}
