import { expect, test } from "vitest";
import { senderName } from "./sender-name.ts";

test.each([
	["OTel-OTLP-Exporter-Python/1.38.0", "OpenTelemetry Python", "1.38.0"],
	["OTel-OTLP-Exporter-JavaScript/0.208.0", "OpenTelemetry JavaScript", "0.208.0"],
	["OTel-OTLP-Exporter-Java/1.56.0", "OpenTelemetry Java", "1.56.0"],
	["OTel OTLP Exporter Go/1.38.0 grpc-go/1.75.0", "OpenTelemetry Go", "1.38.0"],
	["OTel Go OTLP over gRPC metrics exporter/1.38.0 grpc-go/1.75.0", "OpenTelemetry Go", "1.38.0"],
	["OTel Go OTLP over HTTP/protobuf logs exporter/0.14.0", "OpenTelemetry Go", "0.14.0"],
	["OTel-OTLP-Exporter-Dotnet/1.13.1", "OpenTelemetry .NET", "1.13.1"],
	["OpenTelemetry Collector Contrib/0.138.0 (linux/amd64)", "Collector Contrib", "0.138.0"],
	["grpc-node-js/1.14.7", "gRPC for Node.js", "1.14.7"],
	["grpc-python/1.76.0 grpc-c/51.0.0 (linux; chttp2)", "gRPC for Python", "1.76.0"],
	["curl/8.14.1", "curl", "8.14.1"],
	["acme-agent/v3 (x; y)", "acme-agent", "v3"],
	["node", "node", ""],
	["", "", ""],
])("%s", (userAgent, name, version) => {
	expect(senderName(userAgent)).toEqual({ name, version });
});
