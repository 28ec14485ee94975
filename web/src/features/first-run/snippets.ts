/** What to copy for each way of instrumenting a service. Only standard names and values of OpenTelemetry. */
import type { Endpoints } from "../../api/endpoints.ts";

export const LANGUAGES = ["env", "go", "java", "python", "node", "dotnet", "collector", "curl"] as const;
export type SnippetLanguage = (typeof LANGUAGES)[number];

/** Names of their own stay untranslated; `env` is named by the page. */
export const LANGUAGE_NAMES: Readonly<Record<Exclude<SnippetLanguage, "env">, string>> = {
	go: "Go",
	java: "Java",
	python: "Python",
	node: "Node",
	dotnet: ".NET",
	collector: "Collector",
	curl: "curl",
};

function environment({ grpc }: Endpoints): string {
	return `export OTEL_SERVICE_NAME=my-service
export OTEL_RESOURCE_ATTRIBUTES=deployment.environment.name=dev,service.version=1.0.0
export OTEL_EXPORTER_OTLP_ENDPOINT=http://${grpc}
export OTEL_EXPORTER_OTLP_PROTOCOL=grpc`;
}

function httpEnvironment({ http }: Endpoints): string {
	return `export OTEL_SERVICE_NAME=my-service
export OTEL_EXPORTER_OTLP_ENDPOINT=${http}
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf`;
}

const GO = `// go get go.opentelemetry.io/otel/sdk go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc
exporter, err := otlptracegrpc.New(ctx)
if err != nil {
	log.Fatal(err)
}
provider := trace.NewTracerProvider(trace.WithBatcher(exporter))
defer provider.Shutdown(ctx)
otel.SetTracerProvider(provider)
otel.SetTextMapPropagator(propagation.TraceContext{})

// servers: otelhttp.NewHandler(mux, "server") · grpc.StatsHandler(otelgrpc.NewServerHandler())
// clients: otelhttp.NewTransport(http.DefaultTransport) · grpc.WithStatsHandler(otelgrpc.NewClientHandler())`;

function collectorYaml({ grpc }: Endpoints): string {
	return `exporters:
  otlp/spanglass:
    endpoint: ${grpc}
    tls:
      insecure: true

service:
  pipelines:
    traces:
      receivers: [otlp]
      exporters: [otlp/spanglass]
    metrics:
      receivers: [otlp]
      exporters: [otlp/spanglass]
    logs:
      receivers: [otlp]
      exporters: [otlp/spanglass]`;
}

function curl({ http }: Endpoints): string {
	return `NOW=$(date +%s)
curl ${http}/v1/traces -H 'Content-Type: application/json' -d '{
  "resourceSpans": [{
    "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "curl"}}]},
    "scopeSpans": [{"spans": [{
      "traceId": "'$(openssl rand -hex 16)'", "spanId": "'$(openssl rand -hex 8)'",
      "name": "GET /hello", "kind": 2,
      "startTimeUnixNano": "'$NOW'000000000", "endTimeUnixNano": "'$NOW'042000000"
    }]}]
  }]
}'`;
}

/** The block to copy for one language. */
export function snippetFor(language: SnippetLanguage, endpoints: Endpoints): string {
	switch (language) {
		case "env":
			return environment(endpoints);
		case "go":
			return `${environment(endpoints)}\n\n${GO}`;
		case "java":
			return `curl -LO https://github.com/open-telemetry/opentelemetry-java-instrumentation/releases/latest/download/opentelemetry-javaagent.jar
${environment(endpoints)}
java -javaagent:opentelemetry-javaagent.jar -jar app.jar`;
		case "python":
			return `pip install opentelemetry-distro opentelemetry-exporter-otlp
opentelemetry-bootstrap -a install
${environment(endpoints)}
opentelemetry-instrument python app.py`;
		case "node":
			return `npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node
${environment(endpoints)}
export NODE_OPTIONS="--require @opentelemetry/auto-instrumentations-node/register"
node app.js`;
		case "dotnet":
			return `curl -LO https://github.com/open-telemetry/opentelemetry-dotnet-instrumentation/releases/latest/download/otel-dotnet-auto-install.sh
export OTEL_DOTNET_AUTO_HOME=$HOME/.otel-dotnet-auto
sh otel-dotnet-auto-install.sh
. $OTEL_DOTNET_AUTO_HOME/instrument.sh
${httpEnvironment(endpoints)}
dotnet run`;
		case "collector":
			return collectorYaml(endpoints);
		case "curl":
			return curl(endpoints);
	}
}
