/** Answers about many traces at once, for tests of the page around the list. */
import type {
	ExplainJson,
	SpanGroupsJson,
	TraceChartJson,
	TraceFacetsJson,
	TraceStructureJson,
} from "@spanglass/shared/api/search-schemas";
import type { FakeRoutes } from "./fake-api.ts";

const FACTS = { complete: true, scanned: { from: "0", to: "0", blocks: 1, rows: 1 }, warnings: [], tookMs: 5 };
/** 2026-11-20, as traceSummary says it. */
const START_MS = 1_763_579_400_000;

/** Five minutes in buckets of ten seconds; two traces, one of them slow and with errors. */
export function traceChartOf(more: Partial<TraceChartJson> = {}): TraceChartJson {
	const counts = Array.from({ length: 30 }, (_, bucket) => (bucket === 3 || bucket === 20 ? 1 : 0));
	return {
		...FACTS,
		start: `${START_MS}000000`,
		stepNanos: 10e9,
		counts,
		errorCounts: counts.map((count, bucket) => (bucket === 20 ? count : 0)),
		durations: [
			{ from: 1e7, to: 3e7, count: 1 },
			{ from: 3e7, to: 1e8, count: 0 },
			{ from: 1e8, to: 3e8, count: 0 },
			{ from: 3e8, to: 1e9, count: 1 },
		],
		total: 2,
		errorTotal: 1,
		points: [
			{ traceId: "a".repeat(32), startTime: `${START_MS + 35_000}000000`, durationNanos: 2e7, spanCount: 12, errorCount: 0 },
			{ traceId: "b".repeat(32), startTime: `${START_MS + 205_000}000000`, durationNanos: 9e8, spanCount: 214, errorCount: 3 },
		],
		...more,
	};
}

/** Each asked key has the given values; a key without any has none. */
export function traceFacetsOf(
	query: URLSearchParams,
	values: Readonly<Record<string, Readonly<Record<string, number>>>> = {},
): TraceFacetsJson {
	const keys = (query.get("keys") ?? "").split(",");
	return {
		...FACTS,
		data: keys.map((key) => {
			const counted = Object.entries(values[key] ?? {}).map(([value, count]) => ({ value, count }));
			return { key, values: counted, total: counted.length };
		}),
	};
}

/** One difference that explains everything, and one that says less. */
export function explainOf(more: Partial<ExplainJson> = {}): ExplainJson {
	const version = {
		key: "resource.service.version",
		value: "v42",
		service: "payment",
		color: 16,
		filter: "any.resource.service.version:v42",
	};
	return {
		...FACTS,
		selection: { count: 267, read: 267 },
		rest: { count: 937, read: 400 },
		verdict: "differs",
		differences: [
			{ ...version, selection: 0.94, rest: 0.02, count: 251 },
			{
				key: "span.user.tier",
				value: "business",
				service: "gateway",
				color: 8,
				filter: "any.span.user.tier:business",
				selection: 0.24,
				rest: 0.18,
				count: 64,
			},
		],
		constants: ["resource.telemetry.sdk.name"],
		unique: ["span.http.request.id", "span.order.id"],
		...more,
	};
}

/** Two operations of one service. */
export function spanGroupsOf(more: Partial<SpanGroupsJson> = {}): SpanGroupsJson {
	const group = { errorCount: 0, ratePerSecond: 1, p50: 1e7, p95: 5e7, p99: 9e7, counts: [1, 2, 3] };
	return {
		...FACTS,
		start: `${START_MS}000000`,
		stepNanos: 10e9,
		data: [
			{ ...group, values: ["checkout", "POST /pay"], count: 900, errorCount: 30, p99: 1.2e9 },
			{ ...group, values: ["checkout", null], count: 400, p99: 2.4e9 },
		],
		total: 2,
		spans: 1_300,
		errorBound: 0.01,
		...more,
	};
}

/** A root, its two callees, and a call below the first of them. */
function traceStructureOf(): TraceStructureJson {
	const node = { color: 8, kind: 2, errorCount: 0, averageSelfNanos: 1e7 };
	return {
		...FACTS,
		traces: 200,
		of: 1_204,
		nodes: [
			{ ...node, parent: -1, service: "gateway", operation: "POST /pay", traces: 200, spans: 200, averageNanos: 9e8 },
			{ ...node, parent: 0, service: "inventory", operation: "reserve", traces: 120, spans: 120, averageNanos: 3e7 },
			{ ...node, parent: 0, service: "checkout", operation: "pay", traces: 200, spans: 640, averageNanos: 7e8, errorCount: 64 },
			{ ...node, parent: 2, service: "payment", operation: "charge", traces: 190, spans: 600, averageNanos: 2e8 },
		],
	};
}

/** All of them, for pages whose test asks for none of them. */
export const SEARCH_ROUTES: FakeRoutes = {
	"/traces/chart": () => traceChartOf(),
	"/traces/facets": (query) => traceFacetsOf(query),
	"/services": () => ({ ...FACTS, data: [], cursor: null, total: 0 }),
	"/explain": () => explainOf(),
	"/spans/groups": () => spanGroupsOf(),
	"/traces/structure": () => traceStructureOf(),
};
