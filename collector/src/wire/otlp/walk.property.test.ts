import { logRecordsToOtlpJson, pointsToOtlpJson, spansToOtlpJson } from "@spanglass/shared/otlp/json";
import {
	decodeLogsRequest,
	decodeMetricsRequest,
	decodeTraceRequest,
	encodeLogsRequest,
	encodeMetricsRequest,
	encodeTraceRequest,
} from "@spanglass/shared/otlp/protobuf";
import { canonicalJson, oracleDecode, oracleEncode } from "@spanglass/shared/otlp/protobuf-oracle.testdata";
import { arbitraryLogRecords, arbitrarySpans } from "@spanglass/shared/testing/arbitrary";
import { arbitraryMetricPoints } from "@spanglass/shared/testing/arbitrary-metric";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { receive, withoutMarks } from "./walks.testdata.ts";

const RUNS = { seed: 20260102, numRuns: 150 };

describe("a walk reports what protobufjs and the reference decoder read", () => {
	it("of spans", () => {
		const property = fc.property(arbitrarySpans, (spans) => {
			const body = encodeTraceRequest(spans);
			const { validation, sink } = receive("traces", body);
			expect(validation).toMatchObject({ items: spans.length, rejected: new Uint32Array(0), message: "" });
			expect(withoutMarks(sink.spans)).toStrictEqual(decodeTraceRequest(body));
			expect(canonicalJson(spansToOtlpJson(sink.spans))).toEqual(oracleDecode("ExportTraceServiceRequest", body));
			const written = receive("traces", oracleEncode("ExportTraceServiceRequest", spansToOtlpJson(spans)));
			expect(withoutMarks(written.sink.spans)).toStrictEqual(spans);
		});
		fc.assert(property, RUNS);
	});

	it("of log records", () => {
		const property = fc.property(arbitraryLogRecords, (records) => {
			const body = encodeLogsRequest(records);
			const { validation, sink } = receive("logs", body);
			expect(validation).toMatchObject({ items: records.length, rejected: new Uint32Array(0), message: "" });
			expect(validation.timeless).toBe(records.some(({ time, observedTime }) => time === 0n && observedTime === 0n));
			expect(withoutMarks(sink.logs)).toStrictEqual(decodeLogsRequest(body));
			expect(canonicalJson(logRecordsToOtlpJson(sink.logs))).toEqual(oracleDecode("ExportLogsServiceRequest", body));
			const written = receive("logs", oracleEncode("ExportLogsServiceRequest", logRecordsToOtlpJson(records)));
			expect(withoutMarks(written.sink.logs)).toStrictEqual(records);
		});
		fc.assert(property, RUNS);
	});

	it("of data points", () => {
		const property = fc.property(arbitraryMetricPoints, (points) => {
			const body = encodeMetricsRequest(points);
			const { validation, sink } = receive("metrics", body);
			expect(validation).toMatchObject({ items: points.length, rejected: new Uint32Array(0), message: "" });
			expect(validation.timeless).toBe(points.some(({ time }) => time === 0n));
			expect(withoutMarks(sink.points)).toStrictEqual(decodeMetricsRequest(body));
			expect(canonicalJson(pointsToOtlpJson(sink.points))).toEqual(oracleDecode("ExportMetricsServiceRequest", body));
			const written = receive("metrics", oracleEncode("ExportMetricsServiceRequest", pointsToOtlpJson(points)));
			expect(withoutMarks(written.sink.points)).toStrictEqual(points);
		});
		fc.assert(property, RUNS);
	});
});
