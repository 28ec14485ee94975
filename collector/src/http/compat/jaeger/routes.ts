/** Jaeger's legacy query API for reading, as root paths: they are mounted there and under `/jaeger`. */
import type { HttpRoute } from "../../answer.ts";

const PATHS = {
	"jaeger.services": "/api/services",
	"jaeger.serviceOperations": "/api/services/{service}/operations",
	"jaeger.operations": "/api/operations",
	"jaeger.traces": "/api/traces",
	"jaeger.trace": "/api/traces/{traceId}",
	"jaeger.dependencies": "/api/dependencies",
} as const;

export type JaegerRouteId = keyof typeof PATHS;

export const JAEGER_ROUTES: readonly HttpRoute[] = Object.entries(PATHS).map(([id, path]) => ({
	id,
	method: "GET",
	path,
	runsOn: "query",
}));

export function isJaegerRoute(id: string): id is JaegerRouteId {
	return Object.hasOwn(PATHS, id);
}
