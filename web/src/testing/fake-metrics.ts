/** Metrics and charts for a fake API. */
import type { MetricChartJson, MetricJson } from "@spanglass/shared/api/schemas";

const LAST = "1763579644218000000";

export function metricOf(name: string, more: Partial<MetricJson> = {}): MetricJson {
	return {
		name,
		type: "sum",
		unit: "1",
		description: "",
		temporality: 2,
		monotonic: true,
		seriesCount: 3,
		pointCount: 270,
		services: ["checkout"],
		lastTime: LAST,
		...more,
	};
}

/** Four minutes of a histogram with one trace behind it. */
export function chartOf(metric: MetricJson, more: Partial<MetricChartJson> = {}): MetricChartJson {
	return {
		metric,
		shape: "quantiles",
		unit: metric.unit,
		start: "1763579400000000000",
		stepNanos: 60_000_000_000,
		bucketCount: 4,
		lines: [
			{ name: "p50", values: [0.1, 0.11, null, 0.12] },
			{ name: "p95", values: [0.4, 0.41, null, 0.42] },
			{ name: "p99", values: [0.9, 1.31, null, 1.1] },
		],
		otherLabels: 0,
		keys: [
			{ key: "http.route", valueCount: 14 },
			{ key: "service.name", valueCount: 2 },
		],
		exemplars: [{ time: "1763579470500000000", value: 1.2, traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" }],
		seriesCount: 84,
		pointCount: 5_040,
		resetCount: 0,
		relativeError: null,
		complete: true,
		scanned: { from: "0", to: "0", blocks: 1, rows: 5_040 },
		warnings: [],
		tookMs: 38,
		...more,
	};
}
