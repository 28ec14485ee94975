/** What to do in each language, step by step, and what shows that a step worked. Only standard names and values of OpenTelemetry. */
import { DEMO_ATTRIBUTE } from "@spanglass/shared/model/demo";
import type { Endpoints } from "../../api/endpoints.ts";
import type { ConnectLanguage } from "../../state/url/connect.ts";

/** Names of their own: not translated. */
export const LANGUAGE_NAMES: Readonly<Record<ConnectLanguage, string>> = {
	go: "Go",
	java: "Java",
	python: "Python",
	node: "Node",
	dotnet: ".NET",
	rust: "Rust",
	collector: "Collector",
	curl: "curl",
};

/** Names of the exporters, as `senderName` gives them. */
export const EXPORTER_NAMES: Readonly<Record<ConnectLanguage, readonly string[]>> = {
	go: ["OpenTelemetry Go"],
	java: ["OpenTelemetry Java"],
	python: ["OpenTelemetry Python"],
	node: ["OpenTelemetry JavaScript"],
	dotnet: ["OpenTelemetry .NET"],
	rust: ["OpenTelemetry Rust", "gRPC for Rust"],
	collector: ["OpenTelemetry Collector", "Collector Contrib", "Grafana Alloy"],
	curl: ["curl"],
};

/** What turns a step green: a request of this language's exporter, a span, a log record, a metric of such a service. */
export type Proof = "contact" | "trace" | "log" | "metric";

export interface ConnectStep {
	readonly proof: Proof;
	/** Key of the sentence above the block. */
	readonly text:
		| "stepPoint"
		| "stepInstall"
		| "stepLogs"
		| "stepMetrics"
		| "stepCollector"
		| "stepRelay"
		| "stepCurlSpan"
		| "stepCurlLog"
		| "stepCurlMetric";
	/** To copy; undefined where nothing is to be done. */
	readonly block: string | undefined;
}

/** Ids and times of the blocks for curl; new ones with every visit, so that a second try is a second trace. */
export interface CurlSample {
	readonly traceId: string;
	readonly spanId: string;
}

/** The service that the blocks for curl speak of. */
const CURL_SERVICE = "hello-curl";

/** The steps of one language, in order. */
export function stepsFor(language: ConnectLanguage, endpoints: Endpoints, sample: CurlSample): readonly ConnectStep[] {
	if (language === "collector") return collectorSteps(endpoints);
	if (language === "curl") return curlSteps(endpoints, sample);
	const { point, install, logs } = BLOCKS[language];
	return [
		{ proof: "contact", text: "stepPoint", block: point(endpoints) },
		{ proof: "trace", text: "stepInstall", block: install },
		{ proof: "log", text: "stepLogs", block: logs },
		{ proof: "metric", text: "stepMetrics", block: undefined },
	];
}

function grpcEnvironment({ grpc }: Endpoints): string {
	return `export OTEL_SERVICE_NAME=my-service
export OTEL_RESOURCE_ATTRIBUTES=deployment.environment.name=dev,service.version=1.2.3
export OTEL_EXPORTER_OTLP_ENDPOINT=http://${grpc}
export OTEL_EXPORTER_OTLP_PROTOCOL=grpc`;
}

function httpEnvironment({ http }: Endpoints): string {
	return `export OTEL_SERVICE_NAME=my-service
export OTEL_RESOURCE_ATTRIBUTES=deployment.environment.name=dev,service.version=1.2.3
export OTEL_EXPORTER_OTLP_ENDPOINT=${http}
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf`;
}

interface LanguageBlocks {
	readonly point: (endpoints: Endpoints) => string;
	readonly install: string;
	readonly logs: string | undefined;
}

const BLOCKS: Readonly<Record<Exclude<ConnectLanguage, "collector" | "curl">, LanguageBlocks>> = {
	go: {
		point: grpcEnvironment,
		install: `// go get go.opentelemetry.io/otel go.opentelemetry.io/otel/sdk go.opentelemetry.io/otel/sdk/metric
// go get go.opentelemetry.io/contrib/exporters/autoexport
// go get go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp
// go get go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc
// import trace  "go.opentelemetry.io/otel/sdk/trace"
//        metric "go.opentelemetry.io/otel/sdk/metric"
//        "go.opentelemetry.io/otel/propagation"
spans, err1 := autoexport.NewSpanExporter(ctx) // all of them read OTEL_*
points, err2 := autoexport.NewMetricReader(ctx)
if err := errors.Join(err1, err2); err != nil {
	log.Fatal(err)
}
traces := trace.NewTracerProvider(trace.WithBatcher(spans))
metrics := metric.NewMeterProvider(metric.WithReader(points))
defer func() { _ = errors.Join(traces.Shutdown(ctx), metrics.Shutdown(ctx)) }()
otel.SetTracerProvider(traces)
otel.SetMeterProvider(metrics)
otel.SetTextMapPropagator(propagation.TraceContext{})

// servers: otelhttp.NewHandler(mux, "server")  ·  grpc.StatsHandler(otelgrpc.NewServerHandler())
// clients: otelhttp.NewTransport(http.DefaultTransport)  ·  grpc.WithStatsHandler(otelgrpc.NewClientHandler())`,
		logs: `// go get go.opentelemetry.io/contrib/bridges/otelslog go.opentelemetry.io/otel/log go.opentelemetry.io/otel/sdk/log
// import sdklog "go.opentelemetry.io/otel/sdk/log"
//        "go.opentelemetry.io/otel/log/global"
records, err := autoexport.NewLogExporter(ctx)
if err != nil {
	log.Fatal(err)
}
logs := sdklog.NewLoggerProvider(sdklog.WithProcessor(sdklog.NewBatchProcessor(records)))
defer func() { _ = logs.Shutdown(ctx) }()
global.SetLoggerProvider(logs)
slog.SetDefault(otelslog.NewLogger("my-service"))

slog.InfoContext(ctx, "paid") // with the request's ctx the line finds its trace`,
	},
	java: {
		point: grpcEnvironment,
		install: `curl -LO https://github.com/open-telemetry/opentelemetry-java-instrumentation/releases/latest/download/opentelemetry-javaagent.jar
java -javaagent:opentelemetry-javaagent.jar -jar app.jar`,
		logs: undefined,
	},
	python: {
		point: grpcEnvironment,
		install: `pip install opentelemetry-distro opentelemetry-exporter-otlp
opentelemetry-bootstrap -a install
opentelemetry-instrument python app.py`,
		logs: undefined,
	},
	node: {
		point: grpcEnvironment,
		install: `npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node
export NODE_OPTIONS="--require @opentelemetry/auto-instrumentations-node/register"
node app.js`,
		logs: undefined,
	},
	dotnet: {
		point: httpEnvironment,
		install: `curl -LO https://github.com/open-telemetry/opentelemetry-dotnet-instrumentation/releases/latest/download/otel-dotnet-auto-install.sh
export OTEL_DOTNET_AUTO_HOME=$HOME/.otel-dotnet-auto
sh otel-dotnet-auto-install.sh
. $OTEL_DOTNET_AUTO_HOME/instrument.sh
dotnet run`,
		logs: undefined,
	},
	rust: {
		point: grpcEnvironment,
		install: `// cargo add opentelemetry@0.31
// cargo add opentelemetry_sdk@0.31 --features rt-tokio
// cargo add opentelemetry-otlp@0.31 --features grpc-tonic,trace,metrics,logs
use opentelemetry::{global, trace::Tracer};
use opentelemetry_otlp::{MetricExporter, SpanExporter};
use opentelemetry_sdk::{metrics::SdkMeterProvider, trace::SdkTracerProvider};

// inside of a tokio runtime; the exporters read OTEL_*
let spans = SpanExporter::builder().with_tonic().build()?;
let points = MetricExporter::builder().with_tonic().build()?;
let traces = SdkTracerProvider::builder().with_batch_exporter(spans).build();
let metrics = SdkMeterProvider::builder().with_periodic_exporter(points).build();
global::set_tracer_provider(traces.clone());
global::set_meter_provider(metrics.clone());

global::tracer("my-service").in_span("first span", |_| { /* your work */ });
// before the end: traces.shutdown()?; metrics.shutdown()?;`,
		logs: `// cargo add opentelemetry-appender-tracing@0.31 tracing
// cargo add tracing-subscriber --features registry
use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use opentelemetry_otlp::LogExporter;
use opentelemetry_sdk::logs::SdkLoggerProvider;
use tracing_subscriber::{filter::LevelFilter, prelude::*};

let records = LogExporter::builder().with_tonic().build()?;
let logs = SdkLoggerProvider::builder().with_batch_exporter(records).build();
let bridge = OpenTelemetryTracingBridge::new(&logs).with_filter(LevelFilter::INFO);
tracing_subscriber::registry().with(bridge).init();

tracing::info!("paid"); // inside of a span the line finds its trace
// before the end: logs.shutdown()?;`,
	},
};

function collectorSteps({ grpc }: Endpoints): readonly ConnectStep[] {
	const config = `receivers:
  otlp:
    protocols:
      grpc:
      http:
exporters:
  otlp/spanglass:
    endpoint: ${grpc}
    tls:
      insecure: true
service:
  pipelines:
    traces: { receivers: [otlp], exporters: [otlp/spanglass] }
    metrics: { receivers: [otlp], exporters: [otlp/spanglass] }
    logs: { receivers: [otlp], exporters: [otlp/spanglass] }`;
	return [
		{ proof: "contact", text: "stepCollector", block: config },
		{ proof: "trace", text: "stepRelay", block: undefined },
		{ proof: "log", text: "stepLogs", block: undefined },
		{ proof: "metric", text: "stepMetrics", block: undefined },
	];
}

const RESOURCE = `"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "${CURL_SERVICE}"}}]}`;

function curlSteps({ http }: Endpoints, { traceId, spanId }: CurlSample): readonly ConnectStep[] {
	const post = (path: string, json: string): string => `now=$(date +%s)
curl -sS ${http}/v1/${path} -H 'Content-Type: application/json' -d '${json}'`;
	const span = `{"resourceSpans": [{
  ${RESOURCE},
  "scopeSpans": [{"spans": [{
    "traceId": "${traceId}", "spanId": "${spanId}", "name": "GET /hello", "kind": 2,
    "startTimeUnixNano": "'$now'000000000", "endTimeUnixNano": "'$now'042000000"}]}]}]}`;
	const record = `{"resourceLogs": [{
  ${RESOURCE},
  "scopeLogs": [{"logRecords": [{
    "traceId": "${traceId}", "spanId": "${spanId}", "severityNumber": 9, "severityText": "INFO",
    "timeUnixNano": "'$now'021000000", "body": {"stringValue": "hello from curl"}}]}]}]}`;
	const sum = `{"resourceMetrics": [{
  ${RESOURCE},
  "scopeMetrics": [{"metrics": [{"name": "hello.requests", "unit": "{request}", "sum": {
    "aggregationTemporality": 2, "isMonotonic": true,
    "dataPoints": [{"startTimeUnixNano": "'$((now - 60))'000000000", "timeUnixNano": "'$now'000000000", "asInt": "1"}]}}]}]}]}`;
	return [
		{ proof: "trace", text: "stepCurlSpan", block: post("traces", span) },
		{ proof: "log", text: "stepCurlLog", block: post("logs", record) },
		{ proof: "metric", text: "stepCurlMetric", block: post("metrics", sum) },
	];
}

const NOT_DEMO = `-resource."${DEMO_ATTRIBUTE}":true`;

/** The query that finds what a language's services sent, of every service behind a Collector; never what the demo sent. */
export function proofQuery(language: ConnectLanguage): string {
	if (language === "collector") return NOT_DEMO;
	if (language === "curl") return `service:"${CURL_SERVICE}" ${NOT_DEMO}`;
	return `resource.telemetry.sdk.language:"${language === "node" ? "nodejs" : language}" ${NOT_DEMO}`;
}
