import fc from "fast-check";
import { expect, it } from "vitest";
import type { Span } from "../model/span.ts";
import { arbitrarySpans } from "../testing/arbitrary.ts";
import { spansFromJaeger } from "./jaeger-read.ts";
import { jaegerTraceText } from "./jaeger-trace.ts";
import { JsonNotes } from "./json-fields.ts";
import { isJsonObject, parseJson } from "./json-text.ts";

const MICRO = 1000n;

/** What Jaeger's JSON can hold of a span; attributes lose types and order, so only their number is compared. */
function held({ traceId, spanId, parentSpanId, name, startTime, endTime, traceState, flags, events }: Span) {
	const micros = { start: startTime / MICRO, length: endTime < startTime ? 0n : (endTime - startTime) / MICRO };
	return { traceId, spanId, parentSpanId, name, ...micros, traceState, flags, events: events.length };
}

/** Jaeger's numbers are doubles. */
function isExact({ startTime, endTime }: Span): boolean {
	return [startTime, endTime].every((time) => Number.isSafeInteger(Number(time / MICRO)));
}

it("spans survive Jaeger's JSON as far as it holds them", () => {
	const property = fc.property(arbitrarySpans, (spans) => {
		for (const [traceId, trace] of Map.groupBy(spans, (span) => span.traceId)) {
			const rooted = trace.filter(isExact).map((span) => ({ ...span, links: [] }));
			const json = parseJson(jaegerTraceText(traceId, rooted, true));
			if (!isJsonObject(json)) throw new Error("no object");
			expect(spansFromJaeger(json, new JsonNotes()).map(held)).toEqual(rooted.map(held));
		}
	});
	fc.assert(property, { seed: 20260101, numRuns: 150 });
});
