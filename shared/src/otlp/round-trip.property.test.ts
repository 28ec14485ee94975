import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AttributeValue } from "../model/attributes.ts";
import { arbitraryAttributes, arbitraryLogRecords, arbitrarySpans, arbitraryValue } from "../testing/arbitrary.ts";
import { arbitraryMetricPoints } from "../testing/arbitrary-metric.ts";
import {
	logRecordsToOtlpJson,
	parseLogsRequestJson,
	parseMetricsRequestJson,
	parseTraceRequestJson,
	pointsToOtlpJson,
	spansToOtlpJson,
} from "./json.ts";
import {
	decodeArrayValue,
	decodeKeyValueList,
	decodeLogsRequest,
	decodeMetricsRequest,
	decodeTraceRequest,
	encodeArrayValue,
	encodeKeyValueList,
	encodeLogsRequest,
	encodeMetricsRequest,
	encodeTraceRequest,
} from "./protobuf.ts";
import { canonicalJson, oracleDecode, oracleEncode } from "./protobuf-oracle.testdata.ts";

const RUNS = { seed: 20260101, numRuns: 150 };

describe("spans", () => {
	it("survive protobuf, and protobufjs reads and writes the same", () => {
		const property = fc.property(arbitrarySpans, (spans) => {
			const bytes = encodeTraceRequest(spans);
			const json = spansToOtlpJson(spans);
			expect(decodeTraceRequest(bytes)).toStrictEqual(spans);
			expect(oracleDecode("ExportTraceServiceRequest", bytes)).toEqual(canonicalJson(json));
			expect(decodeTraceRequest(oracleEncode("ExportTraceServiceRequest", json))).toStrictEqual(spans);
		});
		fc.assert(property, RUNS);
	});

	it("survive JSON", () => {
		const property = fc.property(arbitrarySpans, (spans) => {
			const parsed = parseTraceRequestJson(JSON.stringify(spansToOtlpJson(spans)));
			expect(parsed).toStrictEqual({ spans, warnings: [], rejected: 0, enumNames: 0 });
		});
		fc.assert(property, RUNS);
	});
});

describe("log records", () => {
	it("survive protobuf, and protobufjs reads and writes the same", () => {
		const property = fc.property(arbitraryLogRecords, (records) => {
			const bytes = encodeLogsRequest(records);
			const json = logRecordsToOtlpJson(records);
			expect(decodeLogsRequest(bytes)).toStrictEqual(records);
			expect(oracleDecode("ExportLogsServiceRequest", bytes)).toEqual(canonicalJson(json));
			expect(decodeLogsRequest(oracleEncode("ExportLogsServiceRequest", json))).toStrictEqual(records);
		});
		fc.assert(property, RUNS);
	});

	it("survive JSON", () => {
		const property = fc.property(arbitraryLogRecords, (records) => {
			const parsed = parseLogsRequestJson(JSON.stringify(logRecordsToOtlpJson(records)));
			expect(parsed).toStrictEqual({ records, warnings: [], rejected: 0, enumNames: 0 });
		});
		fc.assert(property, RUNS);
	});
});

describe("metric points", () => {
	it("survive protobuf, and protobufjs reads and writes the same", () => {
		const property = fc.property(arbitraryMetricPoints, (points) => {
			const bytes = encodeMetricsRequest(points);
			const json = pointsToOtlpJson(points);
			expect(decodeMetricsRequest(bytes)).toStrictEqual(points);
			expect(oracleDecode("ExportMetricsServiceRequest", bytes)).toEqual(canonicalJson(json));
			expect(decodeMetricsRequest(oracleEncode("ExportMetricsServiceRequest", json))).toStrictEqual(points);
		});
		fc.assert(property, RUNS);
	});

	it("survive JSON", () => {
		const property = fc.property(arbitraryMetricPoints, (points) => {
			const parsed = parseMetricsRequestJson(JSON.stringify(pointsToOtlpJson(points)));
			expect(parsed).toStrictEqual({ points, warnings: [], rejected: 0, enumNames: 0 });
		});
		fc.assert(property, RUNS);
	});
});

describe("stored values", () => {
	it("survive as ArrayValue and KeyValueList messages", () => {
		const property = fc.property(fc.array(arbitraryValue, { maxLength: 3 }), arbitraryAttributes, (values, attributes) => {
			expect(decodeArrayValue(encodeArrayValue(values))).toStrictEqual(values);
			expect(decodeKeyValueList(encodeKeyValueList(attributes))).toStrictEqual(attributes);
		});
		fc.assert(property, RUNS);
	});

	it("are read 64 levels deep and refused beyond", () => {
		const nested = (levels: number): readonly AttributeValue[] =>
			levels === 1 ? [] : [{ type: "array", value: nested(levels - 1) } satisfies AttributeValue];
		expect(decodeArrayValue(encodeArrayValue(nested(64)))).toStrictEqual(nested(64));
		expect(() => decodeArrayValue(encodeArrayValue(nested(65)))).toThrow("a value is nested deeper than 64 levels");
	});
});

describe("generated items", () => {
	it("reach every type of value and every kind of point", () => {
		const types = new Set(fc.sample(arbitraryValue, { seed: 1, numRuns: 500 }).map((value) => value.type));
		expect([...types].sort()).toEqual(["array", "bool", "bytes", "double", "empty", "int", "kvlist", "string"]);
		const points = fc.sample(arbitraryMetricPoints, { seed: 1, numRuns: 100 }).flat();
		expect(new Set(points.map((point) => point.value.type)).size).toBe(6);
		expect(new Set(points.map((point) => point.series.metric.type)).size).toBe(5);
	});
});
