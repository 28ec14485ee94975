/**
 * What the answers of the API are made from: execution over the readers of the stores. Plain results in, plain results out; texts, JSON
 * and status codes belong to `http`.
 */
import type { ErrorDecision } from "@spanglass/shared/model/error-group-state";
import type { UnixNanos } from "@spanglass/shared/units/time";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import type { AlertReader } from "../store/api/alert-store.ts";
import type { AppReader } from "../store/api/app-store.ts";
import type { MatchQuery } from "../store/api/match-queries.ts";
import type { SpanSummary } from "../store/api/span-queries.ts";
import type { LogQuery, QueryControl, TelemetryReader } from "../store/api/telemetry-store.ts";
import type { WriterStatus } from "../store/api/writer-status.ts";
import { type AppDocuments, createAppDocuments } from "./app-documents.ts";
import { type ErrorsQuestion, listErrors, type ToldErrors } from "./errors.ts";
import { type ExemplarQuestion, type ExemplifiedOperation, findExemplars, findOperationExemplars } from "./exemplars.ts";
import { type ExplainedSelection, explainSelection, type Selection } from "./explain.ts";
import { createLogQueries, type LogQueries, type NewsQuery } from "./logs.ts";
import { type ChartedMetric, chartMetric, type MetricChartQuery } from "./metric-chart.ts";
import { withPinnedTraces } from "./pinned-traces.ts";
import { createRollupQueries, type RollupQueries } from "./rollups.ts";
import { createServiceColors, type ServiceColors } from "./service-colors.ts";
import { createServiceQueries, type ServiceQueries } from "./services.ts";
import { groupSpans, type SpanGroups, type SpanGroupsQuery } from "./span-groups.ts";
import { createSuggestions, type Suggestions } from "./suggestions.ts";
import { chartTraces, type TraceChart } from "./trace-chart.ts";
import { countTraceFacets, type TraceFacets, type TraceFacetsQuery } from "./trace-facets.ts";
import { mergeTraces, type TraceStructure } from "./trace-structure.ts";
import { createTraceQueries, type TraceQueries } from "./traces.ts";
import { type TypicalTrace, typicalTrace } from "./typical-trace.ts";

export interface QueryPorts {
	readonly reader: TelemetryReader;
	readonly app: AppReader;
	readonly alerts: AlertReader;
	/** Unix milliseconds. */
	readonly clock: { now(): number };
}

/** How a query shares its thread and is cancelled; handlers pass it on. */
export type Control = QueryControl;
export type { ChartedMetric, LogQuery, NewsQuery, SpanSummary, WriterStatus };

interface MetricQueries extends Pick<TelemetryReader, "listMetrics" | "findMetricPoints"> {
	/** See `chartMetric`. */
	chart(query: MetricChartQuery, control: QueryControl): Promise<ChartedMetric>;
}

interface SpanQueries extends Pick<TelemetryReader, "findSpans"> {
	/** See `findExemplars`. */
	findExemplars(question: ExemplarQuestion, control: QueryControl): Promise<readonly SpanSummary[]>;
	/** See `findOperationExemplars`. */
	findOperationExemplars(
		question: Pick<ExemplarQuestion, "service" | "environment" | "range">,
		operations: readonly ExemplifiedOperation[],
		control: QueryControl,
	): Promise<readonly (SpanSummary | undefined)[]>;
}

/** What a search finds, as a whole. */
interface MatchQueries {
	/** See `chartTraces`. */
	chart(query: MatchQuery, control: QueryControl): Promise<TraceChart>;
	/** See `countTraceFacets`. */
	facets(query: TraceFacetsQuery, control: QueryControl): Promise<TraceFacets>;
	/** See `groupSpans`. */
	groups(query: SpanGroupsQuery, control: QueryControl): Promise<SpanGroups>;
	/** See `mergeTraces`. */
	structure(query: MatchQuery, control: QueryControl): Promise<TraceStructure>;
	/** See `typicalTrace`. */
	typical(query: MatchQuery & { readonly except: string | undefined }, control: QueryControl): Promise<TypicalTrace>;
	/** See `listErrors`. `decisions` by fingerprint. */
	errors(question: ErrorsQuestion, decisions: ReadonlyMap<string, ErrorDecision>, control: QueryControl): Promise<ToldErrors>;
	/** See `explainSelection`. */
	explain(query: MatchQuery & { readonly selection: Selection }, control: QueryControl): Promise<ExplainedSelection>;
}

export interface QueryServices {
	readonly traces: TraceQueries;
	readonly spans: SpanQueries;
	readonly matches: MatchQueries;
	readonly suggestions: Suggestions;
	readonly services: ServiceQueries;
	readonly rollups: RollupQueries;
	readonly logs: LogQueries;
	readonly metrics: MetricQueries;
	readonly documents: AppDocuments;
	readonly colors: ServiceColors;
	/** History of alerts, incidents, evidence. */
	readonly alerts: AlertReader;
	/** What rules measure. */
	readonly telemetry: TelemetryReader;
	now(): UnixNanos;
}

export function createQueryServices({ reader: stored, app, alerts, clock }: QueryPorts): QueryServices {
	const reader = withPinnedTraces(stored, alerts);
	const colors = createServiceColors(app);
	const now = () => unixNanosFromMillis(clock.now());
	return {
		traces: createTraceQueries(reader, colors, now),
		spans: {
			findSpans: (query, control) => reader.findSpans(query, control),
			findExemplars: (question, control) => findExemplars(reader, question, control),
			findOperationExemplars: (question, operations, control) => findOperationExemplars(reader, question, operations, control),
		},
		matches: {
			chart: (query, control) => chartTraces(reader, query, control),
			facets: (query, control) => countTraceFacets(reader, query, control),
			groups: (query, control) => groupSpans(reader, query, control),
			structure: (query, control) => mergeTraces(reader, query, control),
			typical: (query, control) => typicalTrace(reader, query, control),
			errors: (question, decisions, control) => listErrors(reader, question, { decisions, control }),
			explain: (query, control) => explainSelection(reader, query, { control, now: () => clock.now() }),
		},
		suggestions: createSuggestions(reader),
		services: createServiceQueries(reader, app, colors),
		rollups: createRollupQueries(reader),
		logs: createLogQueries(reader, now),
		metrics: {
			listMetrics: (query, control) => reader.listMetrics(query, control),
			findMetricPoints: (query, control) => reader.findMetricPoints(query, control),
			chart: (query, control) => chartMetric(reader, query, control),
		},
		documents: createAppDocuments(app),
		colors,
		alerts,
		telemetry: stored,
		now,
	};
}
