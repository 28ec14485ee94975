/** Model objects as the API's JSON: attributes in OTLP's JSON form, times as decimal text. */
import type {
	KeyValueJson,
	LogRecordJson,
	ResourceJson,
	ScopeJson,
	ServiceJson,
	SpanJson,
	SpanSummaryJson,
	TraceSummaryJson,
} from "@spanglass/shared/api/schemas";
import type { Attributes } from "@spanglass/shared/model/attributes";
import type { LogRecord } from "@spanglass/shared/model/log-record";
import type { Resource, Scope } from "@spanglass/shared/model/resource";
import { ItemMark, type Span } from "@spanglass/shared/model/span";
import type { TraceSummary } from "@spanglass/shared/model/trace-summary";
import { attributesToJson, valueToJson } from "@spanglass/shared/otlp/json-values";
import { spanDisplayName } from "@spanglass/shared/semconv/display-name";
import { serviceName } from "@spanglass/shared/semconv/identity";
import { durationBetween } from "@spanglass/shared/units/time";
import type { SpanSummary } from "../../query/query-services.ts";
import type { ServiceRow } from "../../query/service-list.ts";

/** Looks up a service's colour. */
export type ColorOf = (service: string) => number;

export function traceSummaryToJson(trace: TraceSummary, colorOf: ColorOf): TraceSummaryJson {
	return {
		traceId: trace.traceId,
		startTime: trace.startTime.toString(),
		durationNanos: Number(trace.duration),
		spanCount: trace.spanCount,
		errorCount: trace.errorCount,
		orphanCount: trace.orphanCount,
		service: trace.service,
		name: trace.name,
		operation: trace.operation,
		rootSpanId: trace.rootSpanId ?? null,
		rootStatus: trace.rootStatus,
		services: trace.services.map((service) => ({ ...service, color: colorOf(service.name) })),
		firstError: trace.firstError ?? null,
	};
}

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

export function spanToApiJson(span: Span): SpanJson {
	return {
		traceId: span.traceId,
		spanId: span.spanId,
		parentSpanId: span.parentSpanId ?? null,
		traceState: span.traceState,
		flags: span.flags,
		name: span.name,
		operation: spanDisplayName(span),
		service: serviceName(span.resource.attributes),
		kind: span.kind,
		startTime: span.startTime.toString(),
		endTime: span.endTime.toString(),
		durationNanos: Number(durationBetween(span.startTime, span.endTime)),
		attributes: keyValues(span.attributes),
		droppedAttributesCount: span.droppedAttributesCount,
		events: span.events.map((event) => ({ ...event, time: event.time.toString(), attributes: keyValues(event.attributes) })),
		droppedEventsCount: span.droppedEventsCount,
		links: span.links.map((link) => ({ ...link, attributes: keyValues(link.attributes) })),
		droppedLinksCount: span.droppedLinksCount,
		status: span.status,
		resource: resourceToApiJson(span.resource),
		scope: scopeToApiJson(span.scope),
		marks: markWords(span.marks),
	};
}

/** `id` is the record's place in the installation. */
export function logRecordToApiJson(id: string, record: LogRecord, colorOf: ColorOf): LogRecordJson {
	const service = serviceName(record.resource.attributes);
	return {
		id,
		time: record.time.toString(),
		observedTime: record.observedTime.toString(),
		severityNumber: record.severityNumber,
		severityText: record.severityText,
		body: record.body === undefined ? null : valueToJson(record.body),
		attributes: keyValues(record.attributes),
		droppedAttributesCount: record.droppedAttributesCount,
		flags: record.flags,
		traceId: record.traceId,
		spanId: record.spanId,
		eventName: record.eventName,
		service,
		serviceColor: colorOf(service),
		resource: resourceToApiJson(record.resource),
		scope: scopeToApiJson(record.scope),
		marks: markWords(record.marks),
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

export function keyValues(attributes: Attributes): KeyValueJson[] {
	return attributesToJson(attributes).map(({ key, value }) => ({ key, value }));
}

export function resourceToApiJson(resource: Resource): ResourceJson {
	return {
		attributes: keyValues(resource.attributes),
		droppedAttributesCount: resource.droppedAttributesCount,
		entityRefs: resource.entityRefs.map((entity) => ({
			...entity,
			idKeys: [...entity.idKeys],
			descriptionKeys: [...entity.descriptionKeys],
		})),
		schemaUrl: resource.schemaUrl,
	};
}

export function scopeToApiJson(scope: Scope): ScopeJson {
	return { ...scope, attributes: keyValues(scope.attributes) };
}

/** Words of the ItemMark bits that are set. */
function markWords(marks: number): string[] {
	return Object.entries(ItemMark).flatMap(([word, bit]) => ((marks & bit) === 0 ? [] : [word]));
}
