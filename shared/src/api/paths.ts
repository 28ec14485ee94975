/** Paths of the product's own API, without schemas, so that the page can import them without zod. `{x}` is one percent-encoded segment. */
export const API_BASE = "/api/spanglass/v1";

export const PATHS = {
	traces: "/traces",
	trace: "/traces/{traceId}",
	traceSpan: "/traces/{traceId}/spans/{spanId}",
	traceLogs: "/traces/{traceId}/logs",
	spans: "/spans",
	traceOtlp: "/traces/{traceId}/otlp",
	services: "/services",
	service: "/services/{name}",
	serviceRed: "/services/{name}/red",
	serviceOperations: "/services/{name}/operations",
	serviceInstances: "/services/{name}/instances",
	serviceVersions: "/services/{name}/versions",
	serviceExemplars: "/services/{name}/exemplars",
	graph: "/graph",
	serviceDurations: "/services/{name}/durations",
	logs: "/logs",
	logVolume: "/logs/volume",
	keys: "/keys",
	keyValues: "/keys/{key}/values",
	metrics: "/metrics",
	metricPoints: "/metrics/{name}/points",
	metricChart: "/metrics/{name}/chart",
	status: "/status",
	live: "/live",
	setting: "/settings/{key}",
	documents: "/documents/{kind}",
	document: "/documents/{kind}/{id}",
	demo: "/admin/demo",
	backup: "/admin/backup",
	openapi: "/openapi.json",
} as const;

export const SKELETON_TYPE = "application/vnd.spanglass.skeleton";
