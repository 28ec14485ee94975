import type { SpanJson } from "@spanglass/shared/api/schemas";

/** One span as an OTLP JSON export request: what `POST /v1/traces` takes. Empty values are left out, as in protobuf's own JSON form. */
export function otlpJsonOf(span: SpanJson): string {
	const { resource, scope } = span;
	const request = {
		resourceSpans: [
			withoutEmpty({
				resource: withoutEmpty({
					attributes: resource.attributes,
					droppedAttributesCount: resource.droppedAttributesCount,
					entityRefs: resource.entityRefs,
				}),
				scopeSpans: [withoutEmpty({ scope: scopeOf(scope), spans: [spanOf(span)], schemaUrl: scope.schemaUrl })],
				schemaUrl: resource.schemaUrl,
			}),
		],
	};
	return JSON.stringify(request, null, 2);
}

function scopeOf({ name, version, attributes, droppedAttributesCount }: SpanJson["scope"]): object {
	return withoutEmpty({ name, version, attributes, droppedAttributesCount });
}

function spanOf(span: SpanJson): object {
	return withoutEmpty({
		traceId: span.traceId,
		spanId: span.spanId,
		parentSpanId: span.parentSpanId ?? "",
		traceState: span.traceState,
		flags: span.flags,
		name: span.name,
		kind: span.kind,
		startTimeUnixNano: span.startTime,
		endTimeUnixNano: span.endTime,
		attributes: span.attributes,
		droppedAttributesCount: span.droppedAttributesCount,
		events: span.events.map(({ time, ...event }) => withoutEmpty({ timeUnixNano: time, ...event })),
		droppedEventsCount: span.droppedEventsCount,
		links: span.links.map((link) => withoutEmpty({ ...link })),
		droppedLinksCount: span.droppedLinksCount,
		status: withoutEmpty({ ...span.status }),
	});
}

function withoutEmpty(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(fields).filter(([, value]) => value !== "" && value !== 0 && !(Array.isArray(value) && value.length === 0)),
	);
}
