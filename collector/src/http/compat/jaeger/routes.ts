/** Jaeger's query API of both generations, as root paths: they are mounted there and under `/jaeger`. */
import { LIMITS } from "@spanglass/shared/model/limits";
import type { HttpRoute } from "../../answer.ts";

const LEGACY = {
	"jaeger.services": "GET /api/services",
	"jaeger.serviceOperations": "GET /api/services/{service}/operations",
	"jaeger.operations": "GET /api/operations",
	"jaeger.traces": "GET /api/traces",
	"jaeger.trace": "GET /api/traces/{traceId}",
	"jaeger.archive": "POST /api/archive/{traceId}",
	"jaeger.transform": "POST /api/transform",
	"jaeger.dependencies": "GET /api/dependencies",
	"jaeger.latencies": "GET /api/metrics/latencies",
	"jaeger.calls": "GET /api/metrics/calls",
	"jaeger.errors": "GET /api/metrics/errors",
	"jaeger.minStep": "GET /api/metrics/minstep",
} as const;

const V3 = {
	"jaeger.v3.services": "GET /api/v3/services",
	"jaeger.v3.operations": "GET /api/v3/operations",
	"jaeger.v3.traces": "GET /api/v3/traces",
	"jaeger.v3.trace": "GET /api/v3/traces/{traceId}",
	"jaeger.v3.summaries": "GET /api/v3/trace-summaries",
	"jaeger.v3.dependencies": "GET /api/v3/dependencies",
} as const;

const LINES = { ...LEGACY, ...V3 };

export type LegacyRouteId = keyof typeof LEGACY;
export type V3RouteId = keyof typeof V3;
export type JaegerRouteId = LegacyRouteId | V3RouteId;

/** Jaeger's page sends its files as text. */
const ANY_BODY: Readonly<Record<string, number>> = { "jaeger.transform": LIMITS.transformBodyBytes };

export const JAEGER_ROUTES: readonly HttpRoute[] = Object.entries(LINES).map(([id, line]) => ({
	id,
	method: line.startsWith("POST ") ? "POST" : "GET",
	path: line.slice(line.indexOf(" ") + 1),
	runsOn: "query",
	anyBodyBytes: ANY_BODY[id],
}));

export function isJaegerRoute(id: string): id is JaegerRouteId {
	return Object.hasOwn(LINES, id);
}

export function isV3Route(id: JaegerRouteId): id is V3RouteId {
	return Object.hasOwn(V3, id);
}
