/**
 * The SDK of one process: three providers, exporters that are counted, and instrumentation of http, express, gRPC, pino and the runtime.
 *
 * Instrumentation patches CommonJS modules when they are *required*. The modules are therefore required once here, right after the hooks are
 * set; they are patched in place, so that services import them as usual. Only pino answers with a new function and is handed on as `logger`.
 */
import { createRequire } from "node:module";
import { context, logs, metrics, propagation, type Tracer, trace } from "@opentelemetry/api";
import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { AmqplibInstrumentation } from "@opentelemetry/instrumentation-amqplib";
import { ExpressInstrumentation, ExpressLayerType } from "@opentelemetry/instrumentation-express";
import { GrpcInstrumentation } from "@opentelemetry/instrumentation-grpc";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { PinoInstrumentation } from "@opentelemetry/instrumentation-pino";
import { RuntimeNodeInstrumentation } from "@opentelemetry/instrumentation-runtime-node";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { DEMO_ATTRIBUTE } from "@spanglass/shared/model/demo";
import type { Logger } from "pino";
import type { ExportCounts, Instance } from "../instance.ts";
import { AsyncContextManager } from "./async-context.ts";
import { countLogs, countMetrics, countSpans, createCounter } from "./counting.ts";
import { createExemplarReservoir } from "./exemplar-reservoir.ts";
import { createExporters } from "./exporters.ts";
import { createMeasures, type Measures } from "./measures.ts";
import { TraceContextPropagator } from "./trace-context.ts";

export interface Telemetry {
	readonly logger: Logger;
	readonly tracer: Tracer;
	readonly measures: Measures;
	counts(): ExportCounts;
	/** Send what is left. Resolves also when nobody listens any more. */
	stop(): Promise<void>;
}

/** Request metadata by which a gRPC client says how many attempts came before. */
export const PREVIOUS_ATTEMPTS = "grpc-previous-rpc-attempts";
const FLUSH_MS = 1000;
const QUEUE = 16_384;

/** `onCounts` is told after each export. */
export function startTelemetry(instance: Instance, onCounts: (counts: ExportCounts) => void): Telemetry {
	const resource = resourceFromAttributes(resourceAttributes(instance));
	const reservoir = createExemplarReservoir();
	const counter = createCounter(onCounts);
	const exporters = createExporters(instance, reservoir);
	const batch = { scheduledDelayMillis: FLUSH_MS, maxQueueSize: QUEUE };
	const spanProcessors = [new BatchSpanProcessor({ exporter: countSpans(exporters.spans, counter), ...batch })];
	const tracers = new TracerProvider({ resource, spanProcessors });
	const processors = [new BatchLogRecordProcessor({ exporter: countLogs(exporters.logs, counter), ...batch })];
	const loggers = new LoggerProvider({ resource, processors });
	const exporter = countMetrics(exporters.metrics, counter);
	const exportIntervalMillis = instance.metricIntervalMs;
	const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis, exportTimeoutMillis: exportIntervalMillis });
	const meters = new MeterProvider({ resource, readers: [reader] });
	context.setGlobalContextManager(new AsyncContextManager());
	propagation.setGlobalPropagator(new TraceContextPropagator());
	trace.setGlobalTracerProvider(tracers);
	logs.setGlobalLoggerProvider(loggers);
	metrics.setGlobalMeterProvider(meters);
	return {
		logger: instrument(instance),
		tracer: trace.getTracer("shop"),
		measures: createMeasures(reservoir),
		counts: counter.counts,
		stop: async () => {
			await Promise.allSettled([tracers.shutdown(), loggers.shutdown(), meters.shutdown()]);
		},
	};
}

function resourceAttributes({ service, version, id, host }: Instance) {
	return {
		"service.name": service,
		"service.namespace": "shop",
		"service.version": version,
		"service.instance.id": id,
		"deployment.environment.name": "demo",
		"host.name": host,
		"process.pid": process.pid,
		"process.runtime.name": "nodejs",
		"process.runtime.version": process.versions.node,
		"telemetry.sdk.language": "nodejs",
		"telemetry.sdk.name": "opentelemetry",
		[DEMO_ATTRIBUTE]: true,
	};
}

/** Sets the hooks, requires what they patch, and answers the patched logger; its lines go to telemetry only. */
function instrument({ service }: Instance): Logger {
	const ignoreLayersType = [ExpressLayerType.MIDDLEWARE, ExpressLayerType.ROUTER];
	const requestMetadata = [PREVIOUS_ATTEMPTS];
	registerInstrumentations({
		instrumentations: [
			new HttpInstrumentation(),
			new ExpressInstrumentation({ ignoreLayersType }),
			new GrpcInstrumentation({ metadataToSpanAttributes: { client: { requestMetadata }, server: { requestMetadata } } }),
			new PinoInstrumentation(),
			new AmqplibInstrumentation({ useLinksForConsume: service === "notify" }),
			new RuntimeNodeInstrumentation({ monitoringPrecision: 500 }),
		],
	});
	const require = createRequire(import.meta.url);
	for (const name of ["node:http", "@grpc/grpc-js", "express"]) require(name);
	const { pino }: typeof import("pino") = require("pino");
	return pino({ base: null }, { write: () => undefined });
}
