/** The exporters of one process, all three signals over one protocol. */
import { OTLPLogExporter as GrpcLogs } from "@opentelemetry/exporter-logs-otlp-grpc";
import { OTLPLogExporter as JsonLogs } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtoLogs } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPMetricExporter as GrpcMetrics } from "@opentelemetry/exporter-metrics-otlp-grpc";
import { OTLPMetricExporter as JsonMetrics } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtoMetrics } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as GrpcTraces } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter as JsonTraces } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtoTraces } from "@opentelemetry/exporter-trace-otlp-proto";
import type { LogRecordExporter } from "@opentelemetry/sdk-logs";
import type { PushMetricExporter } from "@opentelemetry/sdk-metrics";
import type { SpanExporter } from "@opentelemetry/sdk-trace";
import type { Instance } from "../instance.ts";
import { createExemplarExporter } from "./exemplar-exporter.ts";
import type { ExemplarReservoir } from "./exemplar-reservoir.ts";

export interface Exporters {
	readonly spans: SpanExporter;
	readonly logs: LogRecordExporter;
	readonly metrics: PushMetricExporter;
}

/** Services whose durations people look at send exemplars; the others use the SDK's metric exporter as it is. */
const WITH_EXEMPLARS = ["gateway", "checkout", "payment"];

export function createExporters({ service, protocol, endpoints }: Instance, reservoir: ExemplarReservoir): Exporters {
	const at = (signal: string) => ({ url: `${endpoints.http}/v1/${signal}` });
	if (protocol === "http/json") {
		return { spans: new JsonTraces(at("traces")), logs: new JsonLogs(at("logs")), metrics: new JsonMetrics(at("metrics")) };
	}
	if (protocol === "http/protobuf") {
		return { spans: new ProtoTraces(at("traces")), logs: new ProtoLogs(at("logs")), metrics: new ProtoMetrics(at("metrics")) };
	}
	const url = { url: endpoints.grpc };
	const metrics = WITH_EXEMPLARS.includes(service) ? createExemplarExporter(endpoints.grpc, reservoir) : new GrpcMetrics(url);
	return { spans: new GrpcTraces(url), logs: new GrpcLogs(url), metrics };
}
