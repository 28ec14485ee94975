/** Counts what the collector acknowledged, by wrapping exporters: the sender's side of "exported equals stored". */
import type { LogRecordExporter, ReadableLogRecord } from "@opentelemetry/sdk-logs";
import type { PushMetricExporter, ResourceMetrics } from "@opentelemetry/sdk-metrics";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace";
import type { ExportCounts } from "../instance.ts";

type Report = Parameters<SpanExporter["export"]>[1];
type Signal = "spans" | "logRecords" | "metricPoints";

export interface Counter {
	counts(): ExportCounts;
	/** A report that counts `items` of a signal as exported or failed, then passes on. */
	counting(signal: Signal, items: number, report: Report): Report;
}

export function createCounter(onCounts: (counts: ExportCounts) => void): Counter {
	const counts = { spans: 0, logRecords: 0, metricPoints: 0, failed: 0 };
	return {
		counts: () => ({ ...counts }),
		counting: (signal, items, report) => (result) => {
			counts[result.code === 0 ? signal : "failed"] += items;
			onCounts({ ...counts });
			report(result);
		},
	};
}

export function countSpans(exporter: SpanExporter, counter: Counter): SpanExporter {
	return {
		export: (spans: ReadableSpan[], report) => exporter.export(spans, counter.counting("spans", spans.length, report)),
		shutdown: () => exporter.shutdown(),
		forceFlush: async () => exporter.forceFlush?.(),
	};
}

export function countLogs(exporter: LogRecordExporter, counter: Counter): LogRecordExporter {
	return {
		export: (records: ReadableLogRecord[], report) => exporter.export(records, counter.counting("logRecords", records.length, report)),
		shutdown: () => exporter.shutdown(),
		forceFlush: () => exporter.forceFlush(),
	};
}

export function countMetrics(exporter: PushMetricExporter, counter: Counter): PushMetricExporter {
	return {
		export: (metrics, report) => exporter.export(metrics, counter.counting("metricPoints", countPoints(metrics), report)),
		shutdown: () => exporter.shutdown(),
		forceFlush: () => exporter.forceFlush(),
	};
}

function countPoints(resource: ResourceMetrics): number {
	return resource.scopeMetrics.flatMap(({ metrics }) => metrics).reduce((sum, { dataPoints }) => sum + dataPoints.length, 0);
}
