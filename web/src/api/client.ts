/** The collector's API: addresses from PATHS, answers typed by the shared schemas (types only, so no schema code is in the page). */

import type {
	AlertsJson,
	BacktestJson,
	RuleDetailJson,
	RulesJson,
	TemplateJson,
	TransitionJson,
} from "@spanglass/shared/api/alert-schemas";
import type { ErrorJson, ListJson } from "@spanglass/shared/api/answer-schemas";
import type { DocumentJson } from "@spanglass/shared/api/document-schemas";
import type { ErrorGroupsJson } from "@spanglass/shared/api/error-schemas";
import type { EvidenceJson, IncidentDetailJson, IncidentJson } from "@spanglass/shared/api/incident-schemas";
import type { LogTemplatesJson } from "@spanglass/shared/api/log-schemas";
import type { OverviewJson } from "@spanglass/shared/api/overview-schemas";
import { API_BASE, PATHS, SKELETON_TYPE } from "@spanglass/shared/api/paths";
import type { ReceiverJson, ReceiverTestJson, SilenceJson, SilencePreviewJson } from "@spanglass/shared/api/receiver-schemas";
import type {
	GraphJson,
	HeatJson,
	InstancesJson,
	OperationsJson,
	RedJson,
	ServiceDetailJson,
	VersionComparisonJson,
	VersionsJson,
} from "@spanglass/shared/api/rollup-schemas";
import type {
	KeyCountJson,
	LogRecordJson,
	LogVolumeJson,
	MetricChartJson,
	MetricJson,
	ServiceDurationsJson,
	ServiceJson,
	SpanAnswerJson,
	SpanSummaryJson,
	TraceSummaryJson,
	ValueCountJson,
} from "@spanglass/shared/api/schemas";
import type {
	ExplainJson,
	SpanGroupsJson,
	TraceChartJson,
	TraceFacetsJson,
	TraceStructureJson,
	TraceTypicalJson,
} from "@spanglass/shared/api/search-schemas";
import type { DemoJson, DemoRemovedJson, StatusJson } from "@spanglass/shared/api/status-schemas";

/** Route -> its JSON answer. */
export interface Answers {
	readonly traces: ListJson<TraceSummaryJson>;
	readonly traceChart: TraceChartJson;
	readonly traceFacets: TraceFacetsJson;
	readonly traceStructure: TraceStructureJson;
	readonly traceTypical: TraceTypicalJson;
	readonly explain: ExplainJson;
	readonly spans: ListJson<SpanSummaryJson>;
	readonly spanGroups: SpanGroupsJson;
	readonly keys: ListJson<KeyCountJson>;
	readonly keyValues: ListJson<ValueCountJson>;
	readonly traceSpan: SpanAnswerJson;
	readonly traceOtlp: { readonly resourceSpans: readonly unknown[] };
	readonly traceLogs: ListJson<LogRecordJson>;
	readonly services: ListJson<ServiceJson>;
	readonly overview: OverviewJson;
	readonly errors: ErrorGroupsJson;
	readonly service: ServiceDetailJson;
	readonly serviceRed: RedJson;
	readonly serviceOperations: OperationsJson;
	readonly serviceInstances: InstancesJson;
	readonly serviceVersions: VersionsJson;
	readonly serviceVersionComparison: VersionComparisonJson;
	readonly serviceHeat: HeatJson;
	readonly serviceExemplars: ListJson<SpanSummaryJson>;
	readonly graph: GraphJson;
	readonly serviceDurations: ServiceDurationsJson;
	readonly logs: ListJson<LogRecordJson>;
	readonly logVolume: LogVolumeJson;
	readonly logTemplates: LogTemplatesJson;
	readonly metrics: ListJson<MetricJson>;
	readonly metricChart: MetricChartJson;
	readonly status: StatusJson;
	readonly documents: ListJson<DocumentJson>;
	readonly alerts: AlertsJson;
	readonly alertRules: RulesJson;
	readonly alertRule: { readonly data: RuleDetailJson };
	readonly alertTemplates: { readonly data: readonly TemplateJson[]; readonly from: string; readonly to: string };
	readonly alertHistory: ListJson<TransitionJson>;
	readonly incidents: ListJson<IncidentJson>;
	readonly incident: { readonly data: IncidentDetailJson };
	readonly incidentEvidence: { readonly data: EvidenceJson };
	readonly silences: ListJson<SilenceJson>;
	readonly receivers: ListJson<ReceiverJson>;
}

/** Method and route -> the answer to a write. */
export interface WriteAnswers {
	readonly "POST demo": { readonly data: DemoJson };
	readonly "DELETE demo": DemoRemovedJson;
	readonly "POST documents": { readonly data: DocumentJson };
	readonly "PUT document": { readonly data: DocumentJson };
	readonly "DELETE document": { readonly data: null };
	readonly "POST alertRules": { readonly data: RuleDetailJson };
	readonly "PUT alertRule": { readonly data: RuleDetailJson };
	readonly "DELETE alertRule": { readonly data: null };
	readonly "POST alertBacktest": BacktestJson;
	readonly "PUT incidentAck": { readonly data: IncidentDetailJson };
	readonly "POST incidentNotes": { readonly data: IncidentDetailJson };
	readonly "POST silences": { readonly data: SilenceJson };
	readonly "DELETE silence": { readonly data: SilenceJson };
	readonly "POST silencePreview": SilencePreviewJson;
	readonly "POST receivers": { readonly data: ReceiverJson };
	readonly "PUT receiver": { readonly data: ReceiverJson };
	readonly "DELETE receiver": { readonly data: null };
	readonly "POST receiverTest": ReceiverTestJson;
}

export interface CallOptions {
	/** Values for the `{names}` of the path. */
	readonly path?: Readonly<Record<string, string>>;
	/** Undefined values are left out. */
	readonly query?: Readonly<Record<string, string | number | undefined>>;
	readonly signal?: AbortSignal;
}

type ErrorBody = ErrorJson["error"];

/** An answer that is not the one asked for. `offline`: nobody answered; all other kinds are the collector's own. */
export class ApiError extends Error {
	readonly kind: ErrorBody["kind"] | "offline";
	readonly status: number;
	readonly field: string | undefined;
	readonly advice: string | undefined;
	readonly retryAfterMs: number | undefined;
	readonly fault: ErrorBody["fault"];
	readonly requestId: string | undefined;

	constructor(kind: ErrorBody["kind"] | "offline", status: number, body: Partial<ErrorBody> & { readonly message: string }) {
		super(body.message);
		this.name = "ApiError";
		this.kind = kind;
		this.status = status;
		this.field = body.field;
		this.advice = body.advice;
		this.retryAfterMs = body.retryAfterMs;
		this.fault = body.fault;
		this.requestId = body.requestId;
	}
}

/** The address of a route. Throws when a name of the path has no value, which is a bug of the caller. */
export function apiUrl(route: keyof typeof PATHS, { path = {}, query = {} }: CallOptions = {}): string {
	const filled = PATHS[route].replace(/\{(\w+)\}/g, (_all, name: string) => {
		const value = path[name];
		if (value === undefined) throw new TypeError(`route ${route} needs ${name}`);
		return encodeURIComponent(value);
	});
	const pairs = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
	const search = new URLSearchParams(pairs).toString();
	return API_BASE + filled + (search === "" ? "" : `?${search}`);
}

/** Ask a route for its JSON. Throws ApiError; an aborted call throws the signal's reason. */
export async function getJson<R extends keyof Answers>(route: R, options: CallOptions = {}): Promise<Answers[R]> {
	const response = await call(apiUrl(route, options), "application/json", options.signal);
	return (await response.json()) as Answers[R];
}

/** Write to a route; `body` is sent as JSON when there is one, `path` has the values of the path's names. Throws ApiError. */
export async function sendJson<W extends keyof WriteAnswers>(
	write: W,
	body?: unknown,
	options: Omit<CallOptions, "signal"> = {},
): Promise<WriteAnswers[W]> {
	const [method, route] = write.split(" ") as ["POST" | "PUT" | "DELETE", keyof typeof PATHS];
	const content = body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
	const response = await call(apiUrl(route, options), "application/json", undefined, { method, ...content });
	return (await response.json()) as WriteAnswers[W];
}

/** Ask for the skeleton of one trace, as the bytes that `decodeSkeleton` reads. Throws ApiError. */
export async function getSkeletonBytes(traceId: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
	const response = await call(apiUrl("trace", { path: { traceId } }), SKELETON_TYPE, signal);
	return new Uint8Array(await response.arrayBuffer());
}

async function call(url: string, accept: string, signal: AbortSignal | undefined, write: RequestInit = {}): Promise<Response> {
	let response: Response;
	try {
		response = await fetch(url, { ...write, headers: { accept, ...write.headers }, ...(signal === undefined ? {} : { signal }) });
	} catch (cause) {
		if (signal?.aborted) throw cause;
		throw new ApiError("offline", 0, { message: "the collector does not answer" });
	}
	if (!response.ok) throw await errorOf(response);
	return response;
}

async function errorOf(response: Response): Promise<ApiError> {
	const requestId = response.headers.get("x-request-id") ?? undefined;
	try {
		const { error } = (await response.json()) as ErrorJson;
		return new ApiError(error.kind, response.status, error);
	} catch {
		const kind = response.status >= 500 ? "unavailable" : "internal";
		return new ApiError(kind, response.status, { message: `HTTP ${response.status}`, ...(requestId === undefined ? {} : { requestId }) });
	}
}
