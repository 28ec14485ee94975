import { rangeFromParams } from "@spanglass/shared/api/codec";
import type { MetricChartJson } from "@spanglass/shared/api/schemas";
import { inEnvironment } from "@spanglass/shared/query/environment-filter";
import { parseItemFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import type { ChartedMetric, Control, QueryServices } from "../../query/query-services.ts";
import type { Answer } from "../answer.ts";
import { jsonAnswer, type RouteRequest, tookMs } from "./json-answer.ts";

export async function chartMetric(request: RouteRequest<"metricChart">, services: QueryServices, control: Control): Promise<Answer> {
	const { q, from, to, env, by } = request.query;
	const filter = inEnvironment(parseItemFilterOrThrow(q, "metric series"), env);
	const range = rangeFromParams({ from, to }, services.now());
	const charted = await services.metrics.chart({ name: request.path.name, range, filter, by }, control);
	const answer: MetricChartJson = { ...chartToJson(charted), tookMs: tookMs(request.startedMs) };
	return jsonAnswer(answer);
}

function chartToJson({ metric, chart, buckets, range, scannedRows, warnings }: ChartedMetric): Omit<MetricChartJson, "tookMs"> {
	return {
		metric: { ...metric, services: [...metric.services], lastTime: metric.lastTime.toString() },
		shape: chart.shape,
		unit: chart.unit,
		start: buckets.start.toString(),
		stepNanos: buckets.stepNanos,
		bucketCount: buckets.count,
		lines: chart.lines.map(({ name, label, values }) => ({
			name,
			...(label === undefined ? {} : { label }),
			values: values.map(drawable),
		})),
		otherLabels: chart.otherLabels,
		keys: [...chart.keys],
		exemplars: chart.exemplars.map((exemplar) => ({ ...exemplar, time: exemplar.time.toString() })),
		seriesCount: chart.seriesCount,
		pointCount: chart.pointCount,
		resetCount: chart.resetCount,
		relativeError: chart.relativeError ?? null,
		complete: true,
		scanned: { from: range.start.toString(), to: range.end.toString(), blocks: 0, rows: scannedRows },
		warnings: [...warnings],
	};
}

/** JSON has no Infinity. */
function drawable(value: number | null): number | null {
	return value !== null && Number.isFinite(value) ? value : null;
}
