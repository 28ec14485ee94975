/** What the query services answer with as the API's JSON: times as decimal text. Whole items are written by `shared/api/model-json`. */
import { type ColorOf, markWords } from "@spanglass/shared/api/model-json";
import type { ServiceJson, SpanSummaryJson } from "@spanglass/shared/api/schemas";
import type { SpanSummary } from "../../query/query-services.ts";
import type { ServiceRow } from "../../query/service-list.ts";

export function spanSummaryToJson(span: SpanSummary, colorOf: ColorOf): SpanSummaryJson {
	const { traceId, spanId, service, name, operation, kind } = span;
	return {
		...{ traceId, spanId, parentSpanId: span.parentSpanId ?? null },
		...{ service, serviceColor: colorOf(service), name, operation, kind },
		status: { code: span.status, message: span.statusMessage },
		startTime: span.startTime.toString(),
		durationNanos: Number(span.duration),
		marks: markWords(span.marks),
	};
}

export function serviceToJson(service: ServiceRow): ServiceJson {
	return {
		name: service.name,
		namespace: service.namespace,
		color: service.color,
		spanCount: service.spanCount,
		requestCount: service.requestCount,
		errorCount: service.errorCount,
		ratePerSecond: service.ratePerSecond,
		errorRatio: service.errorRatio ?? null,
		p50Nanos: service.p50 ?? null,
		p95Nanos: service.p95 ?? null,
		p99Nanos: service.p99 ?? null,
		versions: [...service.versions],
		instances: [...service.instances],
		environments: [...service.environments],
		requestCounts: [...service.requestCounts],
		silent: service.silent,
		firstSeen: service.firstSeen.toString(),
		lastSeen: service.lastSeen.toString(),
	};
}
