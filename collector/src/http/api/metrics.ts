import { rangeFromParams } from "@spanglass/shared/api/codec";
import { keyValues, resourceToApiJson, scopeToApiJson } from "@spanglass/shared/api/model-json";
import type { MetricSeriesJson } from "@spanglass/shared/api/schemas";
import type { MetricPoint, Series } from "@spanglass/shared/model/metric";
import { pointToJson } from "@spanglass/shared/otlp/json-points";
import { inEnvironment } from "@spanglass/shared/query/environment-filter";
import { parseItemFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import { serviceName } from "@spanglass/shared/semconv/identity";
import type { Control, QueryServices } from "../../query/query-services.ts";
import type { Answer } from "../answer.ts";
import { listAnswer, type RouteRequest, wholeList } from "./json-answer.ts";

export async function listMetrics(request: RouteRequest<"metrics">, services: QueryServices, control: Control): Promise<Answer> {
	const range = rangeFromParams(request.query, services.now());
	const filter = inEnvironment(parseItemFilterOrThrow(request.query.q, "metric series"), request.query.env);
	const rows = await services.metrics.listMetrics({ range, filter }, control);
	const toJson = (row: (typeof rows)[number]) => ({ ...row, lastTime: row.lastTime.toString() });
	return listAnswer({ rows, toJson }, wholeList(rows.length, range), { control, startedMs: request.startedMs });
}

export async function findMetricPoints(request: RouteRequest<"metricPoints">, services: QueryServices, control: Control): Promise<Answer> {
	const { q, from, to, limit } = request.query;
	const filter = parseItemFilterOrThrow(q, "metric series");
	const range = rangeFromParams({ from, to }, services.now());
	const page = await services.metrics.findMetricPoints({ name: request.path.name, range, filter, limit }, control);
	const table = new SeriesTable();
	const rows = page.points.map((point) => ({ series: table.indexOf(point.series), point }));
	const facts = { ...page, range, cursor: undefined };
	return listAnswer({ rows, toJson: pointRow, extra: { series: table.series } }, facts, { control, startedMs: request.startedMs });
}

/** The point without its attributes, which are its series'. */
function pointRow({ series, point }: { readonly series: number; readonly point: MetricPoint }) {
	return { series, point: { ...pointToJson(point), attributes: undefined } };
}

/** Gives each different series a number; stores may or may not share the objects of equal series. */
class SeriesTable {
	readonly series: MetricSeriesJson[] = [];
	readonly #byObject = new Map<Series, number>();
	readonly #byText = new Map<string, number>();

	indexOf(series: Series): number {
		const known = this.#byObject.get(series);
		if (known !== undefined) return known;
		const json = seriesToJson(series);
		const text = JSON.stringify(json);
		const index = this.#byText.get(text) ?? this.series.push(json) - 1;
		this.#byObject.set(series, index);
		this.#byText.set(text, index);
		return index;
	}
}

function seriesToJson({ metric, attributes, resource, scope }: Series): MetricSeriesJson {
	const { name, type, unit, description, temporality, monotonic } = metric;
	return {
		metric: { name, type, unit, description, temporality, monotonic },
		attributes: keyValues(attributes),
		service: serviceName(resource.attributes),
		resource: resourceToApiJson(resource),
		scope: scopeToApiJson(scope),
	};
}
