/** Reads of the product's own API and of its Jaeger API, as a script would make them. */

import type { ListJson } from "@spanglass/shared/api/answer-schemas";
import { API_BASE } from "@spanglass/shared/api/paths";
import type { LogRecordJson, MetricJson, MetricPointsJson, ServiceJson, TraceSummaryJson } from "@spanglass/shared/api/schemas";
import type { StatusJson } from "@spanglass/shared/api/status-schemas";
import { LIMITS } from "@spanglass/shared/model/limits";
import type { Stack } from "./stack.ts";

/** GET a JSON answer; throws with the body when it is not 200. */
export async function getJson<T>(url: string, headers: Record<string, string> = {}): Promise<T> {
	const answer = await fetch(url, { headers: { accept: "application/json", ...headers } });
	const text = await answer.text();
	if (answer.status !== 200) throw new Error(`${answer.status} from ${url}: ${text.slice(0, 500)}`);
	return JSON.parse(text) as T;
}

/** A window of 29 days that ends tomorrow, wide enough for what a test sends. */
export function wideRange(now = Date.now()): string {
	const day = 24 * 3_600_000;
	return `from=${now - 28 * day}&to=${now + day}`;
}

/** Whatever is stored, also what is older than any policy. */
export function everything(): string {
	return `from=0&to=${Date.now() + 24 * 3_600_000}`;
}

/** Every page of a list. */
async function getAll<T>(stack: Stack, path: string, query: string): Promise<readonly T[]> {
	const rows: T[] = [];
	let cursor = "";
	do {
		const page = await getJson<ListJson<T>>(`${stack.ui}${API_BASE}${path}?${query}&limit=1000${cursor}`);
		rows.push(...page.data);
		cursor = page.cursor === null ? "" : `&cursor=${encodeURIComponent(page.cursor)}`;
	} while (cursor !== "");
	return rows;
}

export const getTraces = (stack: Stack, range: string) => getAll<TraceSummaryJson>(stack, "/traces", range);
export const getLogs = (stack: Stack, range: string) => getAll<LogRecordJson>(stack, "/logs", range);
export const getServices = async (stack: Stack, range: string) =>
	(await getJson<ListJson<ServiceJson>>(`${stack.ui}${API_BASE}/services?${range}`)).data;
export const getMetrics = async (stack: Stack, range: string) =>
	(await getJson<ListJson<MetricJson>>(`${stack.ui}${API_BASE}/metrics?${range}`)).data;
export const getMetricPoints = async (stack: Stack, metric: string, range: string) =>
	(await getJson<MetricPointsJson>(`${stack.ui}${API_BASE}/metrics/${metric}/points?${range}&limit=${LIMITS.metricPointsMax}`)).data;
export const getStatus = (stack: Stack) => getJson<StatusJson>(`${stack.ui}${API_BASE}/status`);

export interface OtlpSpan {
	readonly traceId: string;
	readonly spanId: string;
	readonly parentSpanId?: string;
	readonly name: string;
	readonly kind?: number;
	readonly startTimeUnixNano: string;
	readonly endTimeUnixNano: string;
	readonly status?: { readonly code?: number };
	readonly attributes?: readonly { readonly key: string; readonly value: unknown }[];
	readonly events?: readonly { readonly name: string }[];
	readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
}

interface Sender {
	readonly service: string;
	/** service.version; empty when it is not told. */
	readonly version: string;
}

/** One trace's spans with their services' names and versions, from the OTLP answer. */
export async function getOtlpSpans(stack: Stack, traceId: string): Promise<readonly (OtlpSpan & Sender)[]> {
	interface Otlp {
		readonly resourceSpans: readonly {
			readonly resource: { readonly attributes?: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[] };
			readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
		}[];
	}
	const otlp = await getJson<Otlp>(`${stack.ui}${API_BASE}/traces/${traceId}/otlp`);
	return otlp.resourceSpans.flatMap((group) => {
		const textOf = (key: string): string | undefined =>
			group.resource.attributes?.find((attribute) => attribute.key === key)?.value.stringValue;
		const sender: Sender = { service: textOf("service.name") ?? "(no service.name)", version: textOf("service.version") ?? "" };
		return group.scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, ...sender })));
	});
}
