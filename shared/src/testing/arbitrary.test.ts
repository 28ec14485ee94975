import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Attributes } from "../model/attributes.ts";
import { parseSpanId, parseTraceId } from "../model/ids.ts";
import type { PointValue } from "../model/metric.ts";
import { arbitraryLogRecord, arbitrarySpan } from "./arbitrary.ts";
import { arbitraryMetricPoint } from "./arbitrary-metric.ts";

const SAMPLE = { seed: 3, numRuns: 300 };

function hasUniqueKeys(attributes: Attributes): boolean {
	return new Set(attributes.map((attribute) => attribute.key)).size === attributes.length;
}

function fits({ type }: PointValue, metricType: string, flags: number): boolean {
	if (type === "none") return flags === 1;
	return type === metricType || ((type === "int" || type === "double") && (metricType === "gauge" || metricType === "sum"));
}

describe("generated items are what a receiver accepts", () => {
	it("spans have valid ids and unique keys", () => {
		for (const span of fc.sample(arbitrarySpan, SAMPLE)) {
			expect([parseTraceId(span.traceId), parseSpanId(span.spanId)]).toEqual([span.traceId, span.spanId]);
			expect([span.attributes, span.resource.attributes, span.scope.attributes].every(hasUniqueKeys)).toBe(true);
		}
	});

	it("log records have valid ids or none, with and without a body", () => {
		const records = fc.sample(arbitraryLogRecord, SAMPLE);
		expect(records.every(({ traceId }) => traceId === "" || parseTraceId(traceId) === traceId)).toBe(true);
		expect(new Set(records.map((record) => record.body === undefined)).size).toBe(2);
	});

	it("points fit their metric, and histograms their bounds", () => {
		for (const { value, flags, series } of fc.sample(arbitraryMetricPoint, SAMPLE)) {
			expect(fits(value, series.metric.type, flags)).toBe(true);
			if (value.type !== "histogram" || value.bucketCounts.length === 0) continue;
			expect(value.bucketCounts).toHaveLength(value.explicitBounds.length + 1);
		}
	});
});
