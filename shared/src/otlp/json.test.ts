import { describe, expect, it } from "vitest";
import type { AttributeValue } from "../model/attributes.ts";
import { SpanglassError } from "../model/errors.ts";
import { parseLogsRequestJson, parseMetricsRequestJson, parseTraceRequestJson } from "./json.ts";
import { parseRequestText } from "./json-text.ts";
import { decodeTraceRequest, encodeTraceRequest } from "./protobuf.ts";

const TRACE_ID = "5b8efff798038103d269b633813fc60c";
const SPAN_ID = "eee19b7ec3c1b174";

function traceText(span: string): string {
	return `{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":[${span}]}]}]}`;
}

function spanOf(fields: string) {
	const result = parseTraceRequestJson(traceText(`{"traceId":"${TRACE_ID}","spanId":"${SPAN_ID}",${fields}}`));
	return { ...result, span: result.spans[0]! };
}

function anyValueOf(json: string): AttributeValue | undefined {
	return spanOf(`"attributes":[{"key":"k","value":${json}}]`).span.attributes[0]?.value;
}

function pointOf(data: string) {
	const text = `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m",${data}}]}]}]}`;
	return parseMetricsRequestJson(text).points[0];
}

function recordsOf(record: string) {
	return parseLogsRequestJson(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[${record}]}]}]}`);
}

describe("ids (J01, J02)", () => {
	it("are hex of either case, kept lower case", () => {
		const { span } = spanOf('"parentSpanId":"EEE19B7EC3C1B173","links":[{"traceId":"5B8EFFF798038103D269B633813FC60C"}]');
		expect([span.parentSpanId, span.links[0]?.traceId]).toEqual(["eee19b7ec3c1b173", TRACE_ID]);
	});

	it.each(["zz00", "abc", "", "5b8e", "zzzzzzzzzzzzzzzz", "W47/95gDgQPSabYzgT/GDA=="])(
		"trace id %j reaches the validator with a wrong length",
		(id) => {
			const { spans } = parseTraceRequestJson(traceText(`{"traceId":"${id}","spanId":"${SPAN_ID}"}`));
			const [decoded] = decodeTraceRequest(encodeTraceRequest(spans));
			expect(decoded?.traceId).not.toHaveLength(32);
			expect(decoded?.spanId).toBe(SPAN_ID);
		},
	);

	it("that look base64 are named", () => {
		const { warnings } = parseTraceRequestJson(traceText('{"traceId":"W47/95gDgQPSabYzgT/GDA==","spanId":"7uGbfsPBsXQ="}'));
		expect(warnings).toEqual(["traceId looks base64; OTLP/JSON uses hex", "spanId looks base64; OTLP/JSON uses hex"]);
	});

	it("of log records: base64 rejects the record, zero or short is absent", () => {
		const result = recordsOf(`{"traceId":"W47/95gDgQPSabYzgT/GDA=="},{"traceId":"${"0".repeat(32)}","spanId":"ab"}`);
		expect(result.rejected).toBe(1);
		expect(result.warnings).toEqual(["traceId looks base64; OTLP/JSON uses hex"]);
		expect(result.records.map(({ traceId, spanId }) => [traceId, spanId])).toEqual([["", ""]]);
	});
});

describe("enums (J03)", () => {
	it("are read as numbers, also unknown ones", () => {
		expect(spanOf('"kind":3,"status":{"code":77}').span).toMatchObject({ kind: 3, status: { code: 77 } });
	});

	it("are read by name and counted", () => {
		const { span, enumNames, warnings } = spanOf('"kind":"SPAN_KIND_CONSUMER","status":{"code":"STATUS_CODE_ERROR"}');
		expect([span.kind, span.status.code, enumNames, warnings]).toEqual([5, 2, 2, []]);
		expect(recordsOf('{"severityNumber":"SEVERITY_NUMBER_WARN2"}').records[0]?.severityNumber).toBe(14);
		const sum = pointOf('"sum":{"aggregationTemporality":"AGGREGATION_TEMPORALITY_CUMULATIVE","dataPoints":[{}]}');
		expect(sum?.series.metric.temporality).toBe(2);
	});

	it("with an unknown name are 0, with a warning", () => {
		const { span, warnings } = spanOf('"kind":"SPAN_KIND_ODD"');
		expect([span.kind, warnings]).toEqual([0, ["kind has a name that OTLP does not know; it was read as 0"]]);
	});
});

describe("unknown keys (J04, J05)", () => {
	it("are ignored at every level", () => {
		const { span, warnings } = spanOf('"future":{"a":[1]},"name":"n","status":{"x":1}');
		expect([span.name, warnings]).toEqual(["n", []]);
	});

	it("in snake_case are warned of", () => {
		expect(parseTraceRequestJson('{"resource_spans":[]}').warnings).toEqual([
			'unknown key "resource_spans" was ignored: OTLP/JSON uses lowerCamelCase',
		]);
		expect(spanOf('"start_time_unix_nano":"1"').warnings).toEqual([
			'unknown key "start_time_unix_nano" was ignored: OTLP/JSON uses lowerCamelCase',
		]);
	});

	it("that only look like snake_case keys inside a string are not", () => {
		const { span, warnings } = spanOf(String.raw`"name":"{\"trace_id\": 1}"`);
		expect([span.name, warnings]).toEqual(['{"trace_id": 1}', []]);
	});

	it("that go on for megabytes inside a value cost neither stack nor the request", () => {
		expect(spanOf(`"name":"${"a_".repeat(4_000_000)}"`).warnings).toEqual([]);
	});

	it("at the top are named, not all of them", () => {
		const { warnings } = parseTraceRequestJson('{"resourceLogs":[],"a":1,"b":2,"c":3,"d":4}');
		expect(warnings).toEqual(['unknown top-level keys were ignored: "resourceLogs", "a", "b" and 2 more; expected "resourceSpans"']);
	});
});

describe("integers (J06)", () => {
	it.each([
		['"1544712660300000001"', 1544712660300000001n],
		["1544712660300000001", 1544712660300000001n],
		['"-9223372036854775808"', -(2n ** 63n)],
		["-9223372036854775808", -(2n ** 63n)],
		["9007199254740993", 9007199254740993n],
		["-7", -7n],
		["1e3", 1000n],
	])("intValue %s is exact", (json, value) => {
		expect(anyValueOf(`{"intValue":${json}}`)).toEqual({ type: "int", value });
	});

	it("times reach 2^64 - 1, as text and as number", () => {
		const { span } = spanOf('"startTimeUnixNano":18446744073709551615,"endTimeUnixNano":"18446744073709551615"');
		expect([span.startTime, span.endTime]).toEqual([2n ** 64n - 1n, 2n ** 64n - 1n]);
	});

	it.each(['"1e3"', '""', '"0x10"', '" 1"', "1.5", "1e300", "true", "{}", '"9223372036854775808"', "9223372036854775808"])(
		"intValue %s is refused",
		(json) => {
			expect(() => anyValueOf(`{"intValue":${json}}`)).toThrow(
				/^invalid OTLP\/JSON: intValue (must be a whole number|is out of range), got/,
			);
		},
	);

	it("of more digits than 64 bits have stay numbers: the conversion of a million digits takes seconds", () => {
		const numbers = parseRequestText(`{"long":${"1".repeat(32)},"endless":${"1".repeat(100)}}`);
		expect(numbers).toEqual({ long: BigInt("1".repeat(32)), endless: Number("1".repeat(100)) });
	});

	it("of 32 bits and without sign are refused out of range", () => {
		expect(() => spanOf('"flags":4294967296')).toThrow("flags is out of range, got 4294967296");
		expect(() => spanOf('"startTimeUnixNano":"-1"')).toThrow('startTimeUnixNano is out of range, got "-1"');
		expect(spanOf('"flags":"4294967295"').span.flags).toBe(0xffff_ffff);
	});
});

describe("doubles (J07)", () => {
	it.each([
		["1.5", 1.5],
		['"1.5e3"', 1500],
		['"NaN"', Number.NaN],
		['"Infinity"', Number.POSITIVE_INFINITY],
		['"-Infinity"', Number.NEGATIVE_INFINITY],
		['"-0"', -0],
		["12345678901234567890", 12345678901234567000],
	])("%s", (json, value) => {
		expect(anyValueOf(`{"doubleValue":${json}}`)).toStrictEqual({ type: "double", value });
	});

	it.each(['"inf"', '""', '"0x1"', '"1,5"', "true", "[]"])("%s is refused", (json) => {
		expect(() => anyValueOf(`{"doubleValue":${json}}`)).toThrow("doubleValue must be a number");
	});
});

describe("bytes and absence (J08)", () => {
	it.each(["+/8=", "+/8", "-_8=", "-_8"])("bytesValue %j is base64 of either alphabet, padded or not", (text) => {
		expect(anyValueOf(`{"bytesValue":"${text}"}`)).toEqual({ type: "bytes", value: Uint8Array.of(0xfb, 0xff) });
	});

	it("that is not base64 is refused", () => {
		expect(() => anyValueOf('{"bytesValue":"a*b="}')).toThrow("bytesValue must be base64");
		expect(() => anyValueOf('{"bytesValue":"a"}')).toThrow("bytesValue must be base64");
	});

	it("null is absent, and zero, false and empty are not", () => {
		expect(anyValueOf('{"doubleValue":null}')).toEqual({ type: "empty" });
		expect(anyValueOf("null")).toEqual({ type: "empty" });
		expect(anyValueOf('{"intValue":0}')).toEqual({ type: "int", value: 0n });
		expect(anyValueOf('{"boolValue":false}')).toEqual({ type: "bool", value: false });
		expect(anyValueOf('{"stringValue":""}')).toEqual({ type: "string", value: "" });
		expect(anyValueOf('{"arrayValue":{}}')).toEqual({ type: "array", value: [] });
		expect(recordsOf('{"body":null},{"body":{}}').records.map((record) => record.body)).toEqual([undefined, { type: "empty" }]);
		expect(spanOf('"name":null,"events":null,"status":null,"startTimeUnixNano":null').span).toMatchObject({
			name: "",
			events: [],
			startTime: 0n,
		});
	});

	it("null entries of lists are passed over, and are empty values in an array", () => {
		expect(parseTraceRequestJson('{"resourceSpans":[null,{"scopeSpans":[null,{"spans":[null]}]}]}').spans).toEqual([]);
		expect(anyValueOf('{"arrayValue":{"values":[null,{"intValue":1}]}}')).toEqual({
			type: "array",
			value: [{ type: "empty" }, { type: "int", value: 1n }],
		});
	});

	it("a number point with null has no value; null bounds no longer fit their buckets", () => {
		expect(pointOf('"gauge":{"dataPoints":[{"asDouble":null}]}')?.value).toEqual({ type: "none" });
		const histogram = pointOf('"histogram":{"dataPoints":[{"bucketCounts":["1","2"],"explicitBounds":[null]}]}');
		expect(histogram?.value).toMatchObject({ bucketCounts: [1n, 2n], explicitBounds: [] });
	});
});

describe("keys (J09)", () => {
	it("that stand twice: the last wins, in objects and in attributes", () => {
		expect(spanOf('"name":"a","name":"b"').span.name).toBe("b");
		const twice =
			'"attributes":[{"key":"k","value":{"intValue":1}},{"key":"l","value":{}},{"key":"k","value":{"intValue":9007199254740993}}]';
		expect(spanOf(twice).span.attributes).toEqual([
			{ key: "l", value: { type: "empty" } },
			{ key: "k", value: { type: "int", value: 9007199254740993n } },
		]);
	});

	it.each(["__proto__", "constructor", "prototype"])("%s is data at every level", (key) => {
		const evil = `"${key}":{"x":1,"name":"evil","spans":[1]}`;
		const text = `{${evil},"resourceSpans":[{${evil},"scopeSpans":[{${evil},"spans":[{${evil},"traceId":"${TRACE_ID}","big":9007199254740993,
			"attributes":[{"key":"${key}","value":{"kvlistValue":{"values":[{"key":"${key}","value":{"stringValue":"v"}}]}}}]}]}]}]}`;
		const [span] = parseTraceRequestJson(text).spans;
		expect(span?.name).toBe("");
		expect(span?.attributes).toEqual([{ key, value: { type: "kvlist", value: [{ key, value: { type: "string", value: "v" } }] } }]);
		expect(({} as Record<string, unknown>).x).toBeUndefined();
	});
});

describe("text (J10)", () => {
	it("may begin with a byte order mark and end with a newline", () => {
		expect(parseTraceRequestJson("\ufeff{}\r\n").spans).toEqual([]);
	});

	it.each(["", "{} x", "{}{}", '{"a":NaN}', "/* c */{}", "{", "[]", "null", '"a"', "1"])("%j is refused", (text) => {
		expect(() => parseTraceRequestJson(text)).toThrow(SpanglassError);
		expect(() => parseTraceRequestJson(text)).toThrow(/^invalid JSON: /);
	});

	it("in UTF-16 is refused with a hint", () => {
		const bytes = Uint8Array.from([...'{"resourceSpans":[]}'].flatMap((letter) => [letter.charCodeAt(0), 0]));
		expect(() => parseTraceRequestJson(new TextDecoder().decode(bytes))).toThrow("looks like UTF-16; OTLP/JSON is UTF-8");
		const marked = new TextDecoder().decode(Uint8Array.of(0xff, 0xfe, ...bytes));
		expect(() => parseTraceRequestJson(marked)).toThrow("looks like UTF-16; OTLP/JSON is UTF-8");
	});

	it.each([
		['{"resourceSpans":{}}', "resourceSpans must be a list, got an object"],
		['{"resourceSpans":[1]}', "resourceSpans must hold objects, got 1"],
		['{"resourceSpans":[{"resource":[]}]}', "resource must be an object, got a list"],
		['{"resourceSpans":[{"schemaUrl":5}]}', "schemaUrl must be a string, got 5"],
	])("%s is refused with the field", (text, message) => {
		expect(() => parseTraceRequestJson(text)).toThrow(`invalid OTLP/JSON: ${message}`);
	});
});

describe("depth", () => {
	const nested = (levels: number) => '{"arrayValue":{"values":['.repeat(levels) + "]}}".repeat(levels);

	it("of 64 is kept", () => {
		const { spans, warnings } = spanOf(`"attributes":[{"key":"k","value":${nested(64)}}]`);
		expect(warnings).toEqual([]);
		expect(decodeTraceRequest(encodeTraceRequest(spans))).toEqual(spans);
	});

	it.each([65, 70, 72, 73, 100, 3000])("of %i reaches the validator as too deep", (levels) => {
		const { spans } = spanOf(`"attributes":[{"key":"k","value":${nested(levels)}}]`);
		expect(() => decodeTraceRequest(encodeTraceRequest(spans))).toThrow("a value is nested deeper than 64 levels");
	});

	it("without end is refused or ignored, never a stack overflow", () => {
		const deep = "[".repeat(200_000) + "]".repeat(200_000);
		expect(spanOf(`"unknown":${deep}`).spans).toHaveLength(1);
		expect(() => spanOf(`"unknown":${deep},"intValue":9007199254740993`)).toThrow("invalid JSON: the body is nested too deeply");
	});
});

it("string indexes of profiles are empty, with a warning (V06)", () => {
	const { span, warnings } = spanOf('"attributes":[{"keyStrindex":1,"value":{"stringValueStrindex":2}}]');
	expect(span.attributes).toEqual([{ key: "", value: { type: "empty" } }]);
	expect(warnings).toHaveLength(1);
});
