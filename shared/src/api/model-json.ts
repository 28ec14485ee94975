/** Model objects as the API's JSON: attributes in OTLP's JSON form, times as decimal text. */
import type { Attributes } from "../model/attributes.ts";
import type { LogRecord } from "../model/log-record.ts";
import type { Resource, Scope } from "../model/resource.ts";
import { ItemMark, type Span } from "../model/span.ts";
import type { TraceSummary } from "../model/trace-summary.ts";
import { attributesToJson, valueToJson } from "../otlp/json-values.ts";
import { spanDisplayName } from "../semconv/display-name.ts";
import { serviceName } from "../semconv/identity.ts";
import { durationBetween } from "../units/time.ts";
import type { KeyValueJson, LogRecordJson, ResourceJson, ScopeJson, SpanJson, TraceSummaryJson } from "./schemas.ts";

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
export function markWords(marks: number): string[] {
	return Object.entries(ItemMark).flatMap(([word, bit]) => ((marks & bit) === 0 ? [] : [word]));
}
