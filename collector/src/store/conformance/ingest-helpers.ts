/** Small verbs that the cases share. */
import type { LogRecord } from "@spanglass/shared/model/log-record";
import type { MetricPoint } from "@spanglass/shared/model/metric";
import type { Signal } from "@spanglass/shared/model/signal";
import type { Span } from "@spanglass/shared/model/span";
import { encodeLogsRequest, encodeMetricsRequest, encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { unixNanos } from "@spanglass/shared/units/time";
import type { IngestRequest } from "../api/ingest-request.ts";
import type { QueryControl, TelemetryWriter } from "../api/telemetry-store.ts";
import { BASE_TIME } from "./requests.ts";

/** Never cancelled, never yields. */
export const FREE_CONTROL: QueryControl = { checkpoint: async () => undefined };
/** The generated hour. */
export const WHOLE_HOUR = { start: BASE_TIME, end: unixNanos(BASE_TIME + 3_600_000_000_000n) };

export function requestOf(signal: Signal, body: Uint8Array, encoding: IngestRequest["encoding"] = "protobuf"): IngestRequest {
	return {
		signal,
		encoding,
		compression: "identity",
		body: body.slice(),
		sender: { transport: "http", peer: "127.0.0.1", userAgent: "conformance" },
	};
}

export const sendSpans = (writer: TelemetryWriter, spans: readonly Span[]) => writer.ingest(requestOf("traces", encodeTraceRequest(spans)));
export const sendLogs = (writer: TelemetryWriter, records: readonly LogRecord[]) =>
	writer.ingest(requestOf("logs", encodeLogsRequest(records)));
export const sendPoints = (writer: TelemetryWriter, points: readonly MetricPoint[]) =>
	writer.ingest(requestOf("metrics", encodeMetricsRequest(points)));

/** Consecutive parts of at most `size`. */
export function partsOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
	const parts: (readonly T[])[] = [];
	for (let at = 0; at < items.length; at += size) parts.push(items.slice(at, at + size));
	return parts;
}
