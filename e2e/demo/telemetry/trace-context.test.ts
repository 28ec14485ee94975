import { defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { describe, expect, it } from "vitest";
import { TraceContextPropagator } from "./trace-context.ts";

const HEADER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const propagator = new TraceContextPropagator();
const extract = (traceparent: string) => propagator.extract(ROOT_CONTEXT, { traceparent }, defaultTextMapGetter);

describe("W3C trace context", () => {
	it("goes into a carrier as it came out of another", () => {
		const carrier: Record<string, string> = {};
		propagator.inject(extract(HEADER), carrier, defaultTextMapSetter);
		expect(carrier).toEqual({ traceparent: HEADER });
		expect(trace.getSpanContext(extract(HEADER))).toMatchObject({ isRemote: true, traceFlags: 1 });
	});

	it.each(["", "00-abc-def-01", HEADER.toUpperCase()])("leaves the context alone for %j", (header) => {
		expect(extract(header)).toBe(ROOT_CONTEXT);
	});

	it("writes nothing without a span", () => {
		const carrier: Record<string, string> = {};
		propagator.inject(ROOT_CONTEXT, carrier, defaultTextMapSetter);
		expect(carrier).toEqual({});
	});
});
