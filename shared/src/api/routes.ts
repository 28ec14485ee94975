/**
 * The table of the API's routes: paths, parameters, bodies, answers. Validation, the page's client and `openapi.json` come from it; the
 * collector's handlers are keyed by it, so a row without a handler does not compile.
 */
import { z } from "zod";
import { LIMITS } from "../model/limits.ts";
import { KEY_SCOPES } from "../query/listed-values.ts";
import { COUNTED_LEVELS } from "../query/log-level.ts";
import { ALERT_ROUTES } from "./alert-routes.ts";
import { listOf } from "./answer-schemas.ts";
import { documentAnswerSchema, documentsSchema, settingAnswerSchema, writeSchema } from "./document-schemas.ts";
import { errorGroupsSchema } from "./error-schemas.ts";
import { logTemplatesSchema } from "./log-schemas.ts";
import { overviewSchema } from "./overview-schemas.ts";
import {
	compare,
	env,
	FROM,
	found,
	id,
	keyList,
	kind,
	limit,
	momentParam,
	name,
	nanosParam,
	ofService,
	page,
	part,
	q,
	signal,
	steps,
	TO,
	traceId,
	traceQuery,
	version,
} from "./params.ts";
import { PATHS, SKELETON_TYPE } from "./paths.ts";
import {
	graphSchema,
	heatSchema,
	instancesSchema,
	operationsSchema,
	RED_GROUPS,
	redSchema,
	serviceDetailSchema,
	versionComparisonSchema,
	versionsSchema,
} from "./rollup-schemas.ts";
import { get, JSON_TYPE, NO_BODY, NO_PARAMS, type RouteSpec, type RouteThread } from "./route-spec.ts";
import {
	keyCountSchema,
	logRecordSchema,
	logVolumeSchema,
	metricChartSchema,
	metricPointsSchema,
	metricSchema,
	serviceDurationsSchema,
	serviceSchema,
	skeletonJsonSchema,
	spanAnswerSchema,
	spanSummarySchema,
	traceSummarySchema,
	valueCountSchema,
} from "./schemas.ts";
import {
	explainSchema,
	spanGroupsSchema,
	traceChartSchema,
	traceFacetsSchema,
	traceStructureSchema,
	traceTypicalSchema,
} from "./search-schemas.ts";
import {
	backupAnswerSchema,
	createBackupSchema,
	demoAnswerSchema,
	demoRemovedSchema,
	startDemoSchema,
	statusSchema,
} from "./status-schemas.ts";

export const ROUTES = {
	...ALERT_ROUTES,
	traces: get(PATHS.traces, {
		summary: "Traces with a span in the range that satisfies the query",
		pathParams: NO_PARAMS,
		query: z.object({
			q: traceQuery,
			from: FROM,
			to: TO,
			env,
			sort: z.enum(["newest", "longest", "spans", "errors"]).default("newest"),
			...page,
		}),
		answers: { [JSON_TYPE]: listOf(traceSummarySchema) },
	}),
	traceChart: get(PATHS.traceChart, {
		summary: "The traces that a search finds, by time and duration",
		pathParams: NO_PARAMS,
		query: z.object(found),
		answers: { [JSON_TYPE]: traceChartSchema },
	}),
	traceFacets: get(PATHS.traceFacets, {
		summary: "Values of keys in what a search finds, with the traces that each would leave",
		pathParams: NO_PARAMS,
		query: z.object({
			...found,
			keys: keyList(
				LIMITS.facetKeys,
				"keys as a query writes them, with commas between; root. and any. ask about other spans",
				"service,root.name",
			),
			limit: limit(8, LIMITS.suggestedValues),
		}),
		answers: { [JSON_TYPE]: traceFacetsSchema },
	}),
	traceStructure: get(PATHS.traceStructure, {
		summary: "The newest traces that a search finds laid over each other as one tree of calls",
		pathParams: NO_PARAMS,
		query: z.object(found),
		answers: { [JSON_TYPE]: traceStructureSchema },
	}),
	traceTypical: get(PATHS.traceTypical, {
		summary: "What the traces of a search around its median duration are made of: one tree of calls to compare a trace with",
		pathParams: NO_PARAMS,
		query: z.object({ ...found, except: traceId.optional().meta({ description: "a trace that is left out", example: "" }) }),
		answers: { [JSON_TYPE]: traceTypicalSchema },
	}),
	explain: get(PATHS.explain, {
		summary: "In what the traces of a selection differ from the rest of what a search finds",
		pathParams: NO_PARAMS,
		query: z.object({
			...found,
			start: momentParam("selected are traces that start at or after this; as from"),
			end: momentParam("selected are traces that start before this"),
			min: nanosParam("nanoseconds that a selected trace lasts at least"),
			max: nanosParam("nanoseconds that a selected trace lasts at most"),
			sel: traceQuery.meta({ description: "query that selected traces satisfy as well", example: "status:error" }),
		}),
		answers: { [JSON_TYPE]: explainSchema },
	}),
	trace: get(PATHS.trace, {
		summary: "The skeleton of one trace: typed arrays, or JSON when asked for",
		pathParams: z.object({ traceId }),
		query: NO_PARAMS,
		answers: { [SKELETON_TYPE]: null, [JSON_TYPE]: skeletonJsonSchema },
	}),
	traceSpan: get(PATHS.traceSpan, {
		summary: "Every stored span with this id in this trace",
		pathParams: z.object({ traceId, spanId: z.string().meta({ description: "16 hexadecimal digits", example: "b7ad6b7169203331" }) }),
		query: NO_PARAMS,
		answers: { [JSON_TYPE]: spanAnswerSchema },
	}),
	traceLogs: get(PATHS.traceLogs, {
		summary: "The log records that carry the trace's id, oldest first",
		pathParams: z.object({ traceId }),
		query: z.object({ q, ...page }),
		answers: { [JSON_TYPE]: listOf(logRecordSchema) },
	}),
	traceOtlp: get(PATHS.traceOtlp, {
		summary: "The whole trace as OTLP JSON, streamed",
		pathParams: z.object({ traceId }),
		query: NO_PARAMS,
		answers: { [JSON_TYPE]: z.object({ resourceSpans: z.array(z.record(z.string(), z.unknown())) }) },
	}),
	spans: get(PATHS.spans, {
		summary: "Spans that start in the range and satisfy the query",
		pathParams: NO_PARAMS,
		query: z.object({ q: traceQuery, from: FROM, to: TO, env, sort: z.enum(["newest", "longest"]).default("newest"), ...page }),
		answers: { [JSON_TYPE]: listOf(spanSummarySchema) },
	}),
	spanGroups: get(PATHS.spanGroups, {
		summary: "Spans that a search finds, grouped by the values of keys",
		pathParams: NO_PARAMS,
		query: z.object({
			...found,
			by: keyList(LIMITS.groupKeys, "keys as a query writes them, with commas between", "service,http.route"),
			limit: limit(LIMITS.pageRows, LIMITS.pageRowsMax),
		}),
		answers: { [JSON_TYPE]: spanGroupsSchema },
	}),
	errors: get(PATHS.errors, {
		summary: "Failed spans in groups: type, message, place in the code; new and regressed ones first",
		pathParams: NO_PARAMS,
		query: z.object({ ...found, limit: limit(200, LIMITS.pageRowsMax) }),
		answers: { [JSON_TYPE]: errorGroupsSchema },
	}),
	keys: get(PATHS.keys, {
		summary: "Keys of attributes, the most frequent first: what a query may ask for",
		pathParams: NO_PARAMS,
		query: z.object({
			signal,
			scope: z
				.enum(KEY_SCOPES)
				.optional()
				.meta({ description: "where the key stands; left out: everywhere; span is the item's own attributes", example: "resource" }),
			q: part("text in the key's name, in any case of its letters", "http"),
			from: FROM,
			to: TO,
			limit: limit(LIMITS.pageRows, LIMITS.suggestedKeys),
		}),
		answers: { [JSON_TYPE]: listOf(keyCountSchema) },
	}),
	keyValues: get(PATHS.keyValues, {
		summary: "Values of a key or field, the most frequent first",
		pathParams: z.object({
			key: z.string().min(1).max(LIMITS.keyBytes).meta({ description: "as a query writes it", example: "resource.k8s.pod.name" }),
		}),
		query: z.object({
			signal,
			prefix: part("what the value begins with, in any case of its letters", "pay"),
			from: FROM,
			to: TO,
			limit: limit(LIMITS.pageRows, LIMITS.suggestedValues),
		}),
		answers: { [JSON_TYPE]: listOf(valueCountSchema) },
	}),
	overview: get(PATHS.overview, {
		summary: "How services do, what needs attention, what changed, what comes in: of the range against the one before",
		pathParams: NO_PARAMS,
		query: z.object({ from: FROM, to: TO, env }),
		answers: { [JSON_TYPE]: overviewSchema },
	}),
	services: get(PATHS.services, {
		summary: "Services of the range with rate, errors and quantiles",
		pathParams: NO_PARAMS,
		query: z.object({ from: FROM, to: TO, env }),
		answers: { [JSON_TYPE]: listOf(serviceSchema) },
	}),
	service: get(PATHS.service, {
		summary: "One service: its requests, errors, callers, callees and deploys, in whole minutes",
		pathParams: z.object({ name }),
		query: z.object({ ...ofService, compare }),
		answers: { [JSON_TYPE]: serviceDetailSchema },
	}),
	serviceRed: get(PATHS.serviceRed, {
		summary: "Requests, errors and durations of a service over time",
		pathParams: z.object({ name }),
		query: z.object({
			...ofService,
			...steps,
			by: z.enum(RED_GROUPS).optional().meta({ description: "a line for each value", example: "version" }),
		}),
		answers: { [JSON_TYPE]: redSchema },
	}),
	serviceHeat: get(PATHS.serviceHeat, {
		summary: "How long requests of a service took over time: exact counts by step and by range of durations",
		pathParams: z.object({ name }),
		query: z.object({ ...ofService, ...steps }),
		answers: { [JSON_TYPE]: heatSchema },
	}),
	serviceOperations: get(PATHS.serviceOperations, {
		summary: "Operations of a service by the time that they take",
		pathParams: z.object({ name }),
		query: z.object({ ...ofService, compare }),
		answers: { [JSON_TYPE]: operationsSchema },
	}),
	serviceInstances: get(PATHS.serviceInstances, {
		summary: "Every instance that was seen of a service, live or lost",
		pathParams: z.object({ name }),
		query: z.object({ ...ofService, compare }),
		answers: { [JSON_TYPE]: instancesSchema },
	}),
	serviceVersions: get(PATHS.serviceVersions, {
		summary: "Versions of a service with requests in the range",
		pathParams: z.object({ name }),
		query: z.object({ ...ofService, compare }),
		answers: { [JSON_TYPE]: versionsSchema },
	}),
	serviceVersionComparison: get(PATHS.serviceVersionComparison, {
		summary: "Two versions of a service by operation, and which errors and calls only the second one brought",
		pathParams: z.object({ name }),
		query: z.object({
			...ofService,
			a: name.meta({ description: "the version that the other one is judged against", example: "v41" }),
			b: name.meta({ description: "the version that is judged", example: "v42" }),
		}),
		answers: { [JSON_TYPE]: versionComparisonSchema },
	}),
	serviceExemplars: get(PATHS.serviceExemplars, {
		summary: "Spans of a service that stand for a number: near a duration, or failed",
		pathParams: z.object({ name }),
		query: z.object({
			from: FROM,
			to: TO,
			env,
			op: name.optional().meta({ description: "only this operation" }),
			near: z.coerce.number().min(0).optional().meta({ description: "nanoseconds: the nearest first; left out: the newest first" }),
			failed: z.enum(["true", "false"]).default("false").meta({ description: "only spans with status Error" }),
			limit: limit(5, 50),
		}),
		answers: { [JSON_TYPE]: listOf(spanSummarySchema) },
	}),
	graph: get(PATHS.graph, {
		summary: "Who calls whom: services, databases, topics, externals and users, with numbers and evidence",
		pathParams: NO_PARAMS,
		query: z.object({
			from: FROM,
			to: TO,
			env,
			focus: name.optional().meta({ description: "name of a node: only what is near it", example: "checkout" }),
			hops: z.coerce.number().int().min(1).max(5).default(1).meta({ description: "steps from the focus, both ways" }),
			topics: z.enum(["show", "fold"]).default("show").meta({ description: "fold joins producers and consumers" }),
			evidence: z.enum(["all", "paired"]).default("all").meta({ description: "paired: only edges of which both sides were measured" }),
			compare,
		}),
		answers: { [JSON_TYPE]: graphSchema },
	}),
	serviceDurations: get(PATHS.serviceDurations, {
		summary: "Durations of one operation of a service: where a span stands among its kind",
		pathParams: z.object({ name }),
		query: z.object({
			from: FROM,
			to: TO,
			env,
			op: name.meta({ description: "the span's name" }),
			kind: z.coerce.number().int().min(0).max(5).meta({ description: "SpanKind" }),
			at: z.coerce.number().min(0).optional().meta({ description: "nanoseconds; the answer counts the spans that took less" }),
		}),
		answers: { [JSON_TYPE]: serviceDurationsSchema },
	}),
	logs: get(PATHS.logs, {
		summary: "Log records of the range that satisfy the query",
		pathParams: NO_PARAMS,
		query: z.object({ q, from: FROM, to: TO, env, order: z.enum(["newest", "oldest"]).default("newest"), ...page }),
		answers: { [JSON_TYPE]: listOf(logRecordSchema) },
	}),
	logVolume: get(PATHS.logVolume, {
		summary: "Log records that satisfy the query, counted by time and level",
		pathParams: NO_PARAMS,
		query: z.object({ q, from: FROM, to: TO, env }),
		answers: { [JSON_TYPE]: logVolumeSchema },
	}),
	logTemplates: get(PATHS.logTemplates, {
		summary: "What programs log: records by template and severity over time, in whole minutes",
		pathParams: NO_PARAMS,
		query: z.object({
			...ofService,
			service: name.optional().meta({ description: "only of this service", example: "checkout" }),
			level: z.enum(COUNTED_LEVELS).optional().meta({ description: "only of this severity", example: "error" }),
			limit: limit(LIMITS.pageRows, LIMITS.pageRowsMax),
		}),
		answers: { [JSON_TYPE]: logTemplatesSchema },
	}),
	metrics: get(PATHS.metrics, {
		summary: "The catalog of metrics with points in the range",
		pathParams: NO_PARAMS,
		query: z.object({ q, from: FROM, to: TO, env }),
		answers: { [JSON_TYPE]: listOf(metricSchema) },
	}),
	metricPoints: get(PATHS.metricPoints, {
		summary: "Data points of one metric by series, then time",
		pathParams: z.object({ name }),
		query: z.object({ q, from: FROM, to: TO, limit: limit(LIMITS.pageRowsMax, LIMITS.metricPointsMax) }),
		answers: { [JSON_TYPE]: metricPointsSchema },
	}),
	metricChart: get(PATHS.metricChart, {
		summary: "One metric as lines over time with exemplars",
		pathParams: z.object({ name }),
		query: z.object({
			q,
			from: FROM,
			to: TO,
			env,
			by: z.string().min(1).max(LIMITS.keyBytes).optional().meta({ description: "attribute key: a line for each of its values" }),
		}),
		answers: { [JSON_TYPE]: metricChartSchema },
	}),
	status: {
		...get(PATHS.status, {
			summary: "What was received, rejected and stored, and by whom it was sent",
			pathParams: NO_PARAMS,
			query: NO_PARAMS,
			answers: { [JSON_TYPE]: statusSchema },
		}),
		runsOn: "main",
	},
	startDemo: {
		method: "POST",
		path: PATHS.demo,
		runsOn: "main",
		summary: "Start the demo fleet against this collector; 409 while it runs, 422 where it is not installed",
		pathParams: NO_PARAMS,
		query: NO_PARAMS,
		body: startDemoSchema,
		answers: { [JSON_TYPE]: demoAnswerSchema },
		successStatus: 202,
	},
	deleteDemo: {
		method: "DELETE",
		path: PATHS.demo,
		runsOn: "main",
		summary: "Stop the demo fleet and remove everything that carries spanglass.demo=true",
		pathParams: NO_PARAMS,
		query: NO_PARAMS,
		body: NO_BODY,
		answers: { [JSON_TYPE]: demoRemovedSchema },
	},
	createBackup: {
		method: "POST",
		path: PATHS.backup,
		runsOn: "main",
		summary: "Copy the database, while it is written to, into the file that a ticket in the data folder names; for the command `backup`",
		pathParams: NO_PARAMS,
		query: NO_PARAMS,
		body: createBackupSchema,
		answers: { [JSON_TYPE]: backupAnswerSchema },
		successStatus: 201,
	},
	setting: get(PATHS.setting, {
		summary: "One setting of the installation",
		pathParams: z.object({ key: id }),
		query: NO_PARAMS,
		answers: { [JSON_TYPE]: settingAnswerSchema },
	}),
	putSetting: {
		method: "PUT",
		path: PATHS.setting,
		runsOn: "main",
		summary: "Write a setting; version is the one that was read, 0 for a new one; a stale one answers 409",
		pathParams: z.object({ key: id }),
		query: NO_PARAMS,
		body: writeSchema,
		answers: { [JSON_TYPE]: settingAnswerSchema },
	},
	documents: get(PATHS.documents, {
		summary: "Documents of one kind (saved views, boards, rules) by id",
		pathParams: z.object({ kind }),
		query: NO_PARAMS,
		answers: { [JSON_TYPE]: documentsSchema },
	}),
	postDocument: {
		method: "POST",
		path: PATHS.documents,
		runsOn: "main",
		summary: "Keep a new document under a new id",
		pathParams: z.object({ kind }),
		query: NO_PARAMS,
		body: writeSchema.omit({ version: true }),
		answers: { [JSON_TYPE]: documentAnswerSchema },
		successStatus: 201,
	},
	document: get(PATHS.document, {
		summary: "One document",
		pathParams: z.object({ kind, id }),
		query: NO_PARAMS,
		answers: { [JSON_TYPE]: documentAnswerSchema },
	}),
	putDocument: {
		method: "PUT",
		path: PATHS.document,
		runsOn: "main",
		summary: "Write a document; version is the one that was read, 0 for a new one; a stale one answers 409",
		pathParams: z.object({ kind, id }),
		query: NO_PARAMS,
		body: writeSchema,
		answers: { [JSON_TYPE]: documentAnswerSchema },
	},
	deleteDocument: {
		method: "DELETE",
		path: PATHS.document,
		runsOn: "main",
		summary: "Remove a document; version is the one that was read",
		pathParams: z.object({ kind, id }),
		query: z.object({ version }),
		body: NO_BODY,
		answers: { [JSON_TYPE]: z.object({ data: z.null() }) },
	},
	openapi: get(PATHS.openapi, {
		summary: "This description",
		pathParams: NO_PARAMS,
		query: NO_PARAMS,
		answers: { [JSON_TYPE]: z.record(z.string(), z.unknown()) },
	}),
} as const satisfies Readonly<Record<string, RouteSpec>>;

export type RouteId = keyof typeof ROUTES;
/** The rows that run on one thread. */
export type RouteIdOn<W extends RouteThread> = { [R in RouteId]: (typeof ROUTES)[R]["runsOn"] extends W ? R : never }[RouteId];
export type PathOf<R extends RouteId> = z.output<(typeof ROUTES)[R]["pathParams"]>;
export type QueryOf<R extends RouteId> = z.output<(typeof ROUTES)[R]["query"]>;
export type BodyOf<R extends RouteId> = z.output<(typeof ROUTES)[R]["body"]>;
