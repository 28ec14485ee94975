/** What a search finds, as a whole: charts, facets, groups, structure, differences. */
import { DURATION_ERROR, durationQuantile } from "@spanglass/shared/analysis/duration-counts";
import { rangeFromParams, timeParam, traceIdParam } from "@spanglass/shared/api/codec";
import type {
	ExplainJson,
	SpanGroupsJson,
	TraceChartJson,
	TraceFacetsJson,
	TraceStructureJson,
	TraceTypicalJson,
} from "@spanglass/shared/api/search-schemas";
import { inEnvironment } from "@spanglass/shared/query/environment-filter";
import { facetKeyFromText } from "@spanglass/shared/query/facet-key";
import { MATCH_ALL } from "@spanglass/shared/query/filter";
import { parseFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import { fieldFromText } from "@spanglass/shared/query/listed-values";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import type { Control, QueryServices } from "../../query/query-services.ts";
import type { Answer } from "../answer.ts";
import { jsonAnswer, type RouteRequest, scannedOf, tookMs } from "./json-answer.ts";

const NANOS_PER_SECOND = 1e9;

interface SearchParams {
	readonly q: string;
	readonly from: string;
	readonly to: string;
	readonly env?: string | undefined;
}

function matchQuery({ q, from, to, env }: SearchParams, services: QueryServices) {
	return { filter: inEnvironment(parseFilterOrThrow(q), env), range: rangeFromParams({ from, to }, services.now()) };
}

type Facts = Parameters<typeof scannedOf>[0] & { readonly range: TimeRange };

function factsOf(facts: Facts, startedMs: number) {
	const { complete, warnings } = facts;
	return { complete, scanned: scannedOf(facts), warnings: [...warnings], tookMs: tookMs(startedMs) };
}

export async function chartTraces(request: RouteRequest<"traceChart">, services: QueryServices, control: Control): Promise<Answer> {
	const chart = await services.matches.chart(matchQuery(request.query, services), control);
	const answer: TraceChartJson = {
		...factsOf(chart, request.startedMs),
		start: chart.buckets.start.toString(),
		stepNanos: chart.buckets.stepNanos,
		counts: [...chart.counts],
		errorCounts: [...chart.errorCounts],
		durations: [...chart.durations],
		total: chart.total,
		errorTotal: chart.errorTotal,
		points: chart.points.map(({ start, ...point }) => ({ ...point, startTime: start.toString() })),
	};
	return jsonAnswer(answer);
}

export async function countTraceFacets(request: RouteRequest<"traceFacets">, services: QueryServices, control: Control): Promise<Answer> {
	const { keys, limit } = request.query;
	const query = matchQuery(request.query, services);
	const found = await services.matches.facets({ ...query, keys: keys.map(facetKeyFromText), limit }, control);
	const answer: TraceFacetsJson = {
		...factsOf({ ...found, range: query.range }, request.startedMs),
		data: keys.map((key, at) => ({
			key,
			values: (found.facets[at]?.values ?? []).map(({ text, count }) => ({ value: text, count })),
			total: found.facets[at]?.total ?? 0,
		})),
	};
	return jsonAnswer(answer);
}

export async function groupSpans(request: RouteRequest<"spanGroups">, services: QueryServices, control: Control): Promise<Answer> {
	const { by, limit } = request.query;
	const found = await services.matches.groups({ ...matchQuery(request.query, services), by: by.map(fieldFromText), limit }, control);
	const { start, end } = found.range;
	const seconds = Math.max(1, Number(end - start) / NANOS_PER_SECOND);
	const answer: SpanGroupsJson = {
		...factsOf(found, request.startedMs),
		start: found.buckets.start.toString(),
		stepNanos: found.buckets.stepNanos,
		data: found.groups.map(({ texts, count, errorCount, durations, counts }) => ({
			...{ values: texts.map((text) => text ?? null), count, errorCount, ratePerSecond: count / seconds, counts: [...counts] },
			p50: durationQuantile(durations, 0.5) ?? 0,
			p95: durationQuantile(durations, 0.95) ?? 0,
			p99: durationQuantile(durations, 0.99) ?? 0,
		})),
		total: found.total,
		spans: found.spans,
		errorBound: DURATION_ERROR,
	};
	return jsonAnswer(answer);
}

export async function getTraceStructure(
	request: RouteRequest<"traceStructure">,
	services: QueryServices,
	control: Control,
): Promise<Answer> {
	const query = matchQuery(request.query, services);
	const found = await services.matches.structure(query, control);
	const colorOf = services.colors.lookup();
	const answer: TraceStructureJson = {
		...factsOf({ ...found, range: query.range }, request.startedMs),
		traces: found.traces,
		of: found.of ?? null,
		nodes: found.nodes.map(({ sumNanos, sumSelfNanos, ...node }) => ({
			...node,
			color: colorOf(node.service),
			averageNanos: sumNanos / node.spans,
			averageSelfNanos: sumSelfNanos / node.spans,
		})),
	};
	return jsonAnswer(answer);
}

export async function getTypicalTrace(request: RouteRequest<"traceTypical">, services: QueryServices, control: Control): Promise<Answer> {
	const { except, ...search } = request.query;
	const query = matchQuery(search, services);
	const traceId = except === undefined || except === "" ? undefined : traceIdParam(except);
	const found = await services.matches.typical({ ...query, except: traceId }, control);
	const colorOf = services.colors.lookup();
	const answer: TraceTypicalJson = {
		...factsOf({ ...found, range: query.range }, request.startedMs),
		...{ traces: found.traces, looked: found.looked, of: found.of ?? null, medianNanos: found.medianNanos },
		nodes: found.nodes.map((node) => ({ ...node, color: colorOf(node.service) })),
	};
	return jsonAnswer(answer);
}

export async function explainSelection(request: RouteRequest<"explain">, services: QueryServices, control: Control): Promise<Answer> {
	const { start, end, min, max, sel } = request.query;
	const query = matchQuery(request.query, services);
	const selection = {
		start: start === undefined ? undefined : timeParam("start", start, services.now()),
		end: end === undefined ? undefined : timeParam("end", end, services.now()),
		...{ shortest: min, longest: max, filter: sel === "" ? MATCH_ALL : parseFilterOrThrow(sel, "sel") },
	};
	const found = await services.matches.explain({ ...query, selection }, control);
	const colorOf = services.colors.lookup();
	const answer: ExplainJson = {
		...factsOf({ ...found, range: query.range }, request.startedMs),
		selection: found.selection,
		rest: found.rest,
		verdict: found.verdict,
		differences: found.differences.map(({ scope, key, value, op, service, selection: share, rest, count, filter }) => ({
			...{ key: scope === "resource" || scope === "event" ? `${scope}.${key}` : key, value: op === "=" ? value : `≥ ${value}` },
			...{ service, color: colorOf(service), selection: share, rest, count, filter },
		})),
		constants: [...found.constants],
		unique: [...found.unique],
	};
	return jsonAnswer(answer);
}
