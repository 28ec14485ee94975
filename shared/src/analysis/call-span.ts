import type { Span } from "../model/span.ts";
import { canonicalOfSpan } from "../semconv/canonical-of-span.ts";
import { environment, serviceName, serviceNamespace } from "../semconv/identity.ts";
import { durationBetween } from "../units/time.ts";
import type { MinuteTime } from "./call-edges.ts";
import type { CallSpan } from "./call-edges-of.ts";

const NANOS_PER_MINUTE = 60_000_000_000n;

/** A decoded span as the rules of calls look at it. */
export function callSpanOf(span: Span): CallSpan {
	const { attributes } = span.resource;
	return {
		environment: environment(attributes) ?? "",
		namespace: serviceNamespace(attributes),
		service: serviceName(attributes),
		canonical: canonicalOfSpan(span),
		hasParent: span.parentSpanId !== undefined,
		start: minuteTimeOf(span.startTime),
		durationNanos: Number(durationBetween(span.startTime, span.endTime)),
		traceId: span.traceId,
		spanId: span.spanId,
		parentSpanId: span.parentSpanId ?? "",
		links: span.links,
	};
}

export function minuteTimeOf(nanos: bigint): MinuteTime {
	return { minute: Number(nanos / NANOS_PER_MINUTE), nanos: Number(nanos % NANOS_PER_MINUTE) };
}
