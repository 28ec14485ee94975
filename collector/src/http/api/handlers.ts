/** Which function answers which row of the table of routes; a row without one does not compile. */
import { createOpenApi } from "@spanglass/shared/api/openapi";
import type { RouteId, RouteIdOn } from "@spanglass/shared/api/routes";
import type { AppEditor } from "../../query/app-documents.ts";
import type { Control, QueryServices } from "../../query/query-services.ts";
import type { Answer } from "../answer.ts";
import {
	type AlertDesk,
	deleteRule,
	getRule,
	listAlerts,
	listRules,
	postIncidentNote,
	postRule,
	putIncidentAck,
	putRule,
} from "./alerts.ts";
import { type BackupPort, createBackup } from "./backup.ts";
import { type DemoPort, deleteDemo, startDemo } from "./demo.ts";
import { deleteDocument, getDocument, getSetting, listDocuments, postDocument, putDocument, putSetting } from "./documents.ts";
import { listErrors } from "./errors.ts";
import { backtestRule, getEvidence, getIncident, listDeliveries, listHistory, listIncidents, listTemplates } from "./incidents.ts";
import { jsonAnswer, type RouteRequest } from "./json-answer.ts";
import { listKeys, listKeyValues } from "./keys.ts";
import { countLogs, findLogs, findTraceLogs, listLogTemplates } from "./logs.ts";
import { chartTraces, countTraceFacets, explainSelection, getTraceStructure, getTypicalTrace, groupSpans } from "./matches.ts";
import { chartMetric } from "./metric-chart.ts";
import { findMetricPoints, listMetrics } from "./metrics.ts";
import { getOverview } from "./overview.ts";
import { deleteReceiver, listReceivers, postReceiver, putReceiver, testReceiver } from "./receivers.ts";
import {
	compareServiceVersions,
	getGraph,
	getService,
	listServiceHeat,
	listServiceInstances,
	listServiceOperations,
	listServiceRed,
	listServiceVersions,
} from "./rollups.ts";
import { listServiceDurations, listServices } from "./services.ts";
import { expireSilence, listSilences, postSilence, previewSilence, putSilence } from "./silences.ts";
import { findSpans, listServiceExemplars } from "./spans.ts";
import { getStatus, type StatusSource } from "./status.ts";
import { findTraces, getTrace, getTraceOtlp, getTraceSpan } from "./traces.ts";

export type QueryHandler<R extends RouteId> = (request: RouteRequest<R>, services: QueryServices, control: Control) => Promise<Answer>;
export type QueryHandlers = { readonly [R in RouteIdOn<"query">]: QueryHandler<R> };

export const QUERY_HANDLERS: QueryHandlers = {
	traces: findTraces,
	traceChart: chartTraces,
	traceFacets: countTraceFacets,
	traceStructure: getTraceStructure,
	traceTypical: getTypicalTrace,
	explain: explainSelection,
	trace: getTrace,
	traceSpan: getTraceSpan,
	traceLogs: findTraceLogs,
	traceOtlp: getTraceOtlp,
	spans: findSpans,
	spanGroups: groupSpans,
	errors: listErrors,
	keys: listKeys,
	keyValues: listKeyValues,
	overview: getOverview,
	services: listServices,
	service: getService,
	serviceRed: listServiceRed,
	serviceOperations: listServiceOperations,
	serviceInstances: listServiceInstances,
	serviceVersions: listServiceVersions,
	serviceVersionComparison: compareServiceVersions,
	serviceHeat: listServiceHeat,
	serviceExemplars: listServiceExemplars,
	graph: getGraph,
	serviceDurations: listServiceDurations,
	logs: findLogs,
	logVolume: countLogs,
	logTemplates: listLogTemplates,
	metrics: listMetrics,
	metricPoints: findMetricPoints,
	metricChart: chartMetric,
	alertBacktest: backtestRule,
	alertTemplates: listTemplates,
	alertHistory: listHistory,
	incidents: listIncidents,
	incident: getIncident,
	incidentEvidence: getEvidence,
	deliveries: listDeliveries,
	receivers: listReceivers,
	setting: getSetting,
	documents: listDocuments,
	document: getDocument,
	openapi: getOpenApi,
};

/** What only main has. */
export interface MainPorts {
	readonly status: StatusSource;
	readonly editor: AppEditor;
	readonly demo: DemoPort;
	readonly backup: BackupPort;
	readonly alerts: AlertDesk;
}

export type MainHandler<R extends RouteId> = (request: RouteRequest<R>, ports: MainPorts) => Promise<Answer>;
export type MainHandlers = { readonly [R in RouteIdOn<"main">]: MainHandler<R> };

export const MAIN_HANDLERS: MainHandlers = {
	status: (_request, { status, demo }) => getStatus(status, demo),
	startDemo,
	deleteDemo: (_request, ports) => deleteDemo(ports),
	createBackup,
	alerts: (request, { alerts }) => listAlerts(request, alerts),
	alertRules: (request, { alerts }) => listRules(request, alerts),
	alertRule: (request, { alerts }) => getRule(request, alerts),
	postAlertRule: (request, { alerts }) => postRule(request, alerts),
	putAlertRule: (request, { alerts }) => putRule(request, alerts),
	deleteAlertRule: (request, { alerts }) => deleteRule(request, alerts),
	putIncidentAck: (request, { alerts }) => putIncidentAck(request, alerts),
	postIncidentNote: (request, { alerts }) => postIncidentNote(request, alerts),
	silences: (request, { alerts }) => listSilences(request, alerts),
	postSilence: (request, { alerts }) => postSilence(request, alerts),
	putSilence: (request, { alerts }) => putSilence(request, alerts),
	deleteSilence: (request, { alerts }) => expireSilence(request, alerts),
	previewSilence: (request, { alerts }) => previewSilence(request, alerts),
	postReceiver: (request, { alerts }) => postReceiver(request, alerts),
	putReceiver: (request, { alerts }) => putReceiver(request, alerts),
	deleteReceiver: (request, { alerts }) => deleteReceiver(request, alerts),
	testReceiver: (request, { alerts }) => testReceiver(request, alerts),
	putSetting: (request, { editor }) => putSetting(request, editor),
	postDocument: (request, { editor }) => postDocument(request, editor),
	putDocument: (request, { editor }) => putDocument(request, editor),
	deleteDocument: (request, { editor }) => deleteDocument(request, editor),
};

let openApi: object | undefined;

async function getOpenApi(): Promise<Answer> {
	openApi ??= createOpenApi();
	return jsonAnswer(openApi);
}
