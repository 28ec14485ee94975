/** W3C Trace Context, version 00: `traceparent` and `tracestate` out of and into a carrier. */
import {
	type Context,
	isSpanContextValid,
	type TextMapGetter,
	type TextMapPropagator,
	type TextMapSetter,
	TraceFlags,
	trace,
} from "@opentelemetry/api";

const TRACE_PARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})/;

export class TraceContextPropagator implements TextMapPropagator {
	inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
		const span = trace.getSpanContext(context);
		if (span === undefined || !isSpanContextValid(span)) return;
		setter.set(carrier, "traceparent", `00-${span.traceId}-${span.spanId}-0${span.traceFlags & TraceFlags.SAMPLED}`);
	}

	extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
		const header = getter.get(carrier, "traceparent");
		const [, traceId, spanId, flags] = TRACE_PARENT.exec(String(Array.isArray(header) ? header[0] : header)) ?? [];
		if (traceId === undefined || spanId === undefined || flags === undefined) return context;
		return trace.setSpanContext(context, { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true });
	}

	fields(): string[] {
		return ["traceparent"];
	}
}
