import { describe, expect, it } from "vitest";
import { EMPTY_LOG_RECORD } from "../model/log-record.ts";
import { type Span, SpanKind } from "../model/span.ts";
import { traceFromText } from "../testing/trace-from-text.ts";
import { jaegerTraceText } from "./jaeger-trace.ts";
import { logRecordsToOtlpJson, spansToOtlpJson } from "./json.ts";
import { readTraceFile, TraceFileError, type TraceFileFault } from "./trace-file.ts";

const SPANS = traceFromText(`
	gateway: POST /pay {kind=server http.request.method=POST}  [==============]
	  gateway: charge {kind=client}                             [=====!]
	    bank: debit {kind=server}                                 [==]
	  ? mailer: send {kind=producer}                                      [==]
`);
const RECORD = {
	...EMPTY_LOG_RECORD,
	time: SPANS[0]?.startTime ?? EMPTY_LOG_RECORD.time,
	traceId: SPANS[0]?.traceId ?? "",
	severityNumber: 17,
};
const otlp = (spans: readonly Span[]) => JSON.stringify(spansToOtlpJson(spans));
const TRACE_ID = SPANS[0]?.traceId ?? "";

function faultOf(text: string): TraceFileFault {
	try {
		readTraceFile(text);
	} catch (error) {
		if (error instanceof TraceFileError) return error.fault;
		throw error;
	}
	throw new Error("the file was read");
}

describe("OTLP files", () => {
	it("give back what was exported", () => {
		expect(readTraceFile(otlp(SPANS))).toEqual({ formats: ["otlp"], spans: SPANS, records: [], warnings: [] });
		expect(readTraceFile(`\ufeff${JSON.stringify(spansToOtlpJson(SPANS), null, 2)}\n`).spans).toEqual(SPANS);
	});

	it("may have a request on each line, spans and log records mixed", () => {
		const text = `${SPANS.map((span) => otlp([span])).join("\r\n")}\n\n${JSON.stringify(logRecordsToOtlpJson([RECORD]))}\n`;
		expect(readTraceFile(text)).toEqual({ formats: ["otlp"], spans: SPANS, records: [RECORD], warnings: [] });
	});

	it("are read from Jaeger's v3 answers and Grafana's batches", () => {
		const { resourceSpans } = spansToOtlpJson(SPANS);
		expect(readTraceFile(JSON.stringify({ result: { resourceSpans } })).spans).toEqual(SPANS);
		expect(readTraceFile(JSON.stringify({ batches: resourceSpans })).spans).toEqual(SPANS);
	});

	it("may have ids in base64, as protobuf's own JSON writes them", () => {
		const text = JSON.stringify({
			resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: "Cvdlkg5DQ92ESOskHIAxnA==", spanId: "t61rcWkgMzE=", parentSpanId: "" }] }] }],
		});
		expect(readTraceFile(text).spans).toMatchObject([
			{ traceId: "0af765920e4343dd8448eb241c80319c", spanId: "b7ad6b7169203331", parentSpanId: undefined },
		]);
	});

	it("keep what can be read when a line cannot", () => {
		const cut = otlp(SPANS).slice(0, -20);
		const { spans, warnings } = readTraceFile(`${otlp(SPANS)}\n${cut}`);
		expect(spans).toEqual(SPANS);
		expect(warnings).toEqual(["1 line was left out, first line 2: it is cut off"]);
	});
});

describe("Jaeger files", () => {
	const jaeger = jaegerTraceText(TRACE_ID, SPANS);

	it("are read as the API answers, bare, and as a list", () => {
		for (const text of [`{"data":[${jaeger}],"total":0}`, jaeger, `[${jaeger}]`]) {
			const { formats, spans } = readTraceFile(text);
			expect(formats).toEqual(["jaeger"]);
			expect(spans).toEqual(SPANS);
		}
	});

	it("name the process that is not there, by its place", () => {
		const wrong = jaeger.replace('"processID":"p2"', '"processID":"p9"');
		expect(faultOf(`{"data":[${wrong}]}`)).toEqual({
			kind: "field",
			path: "data[0].spans[2]",
			reason: 'processID must name one of the trace\'s processes, got "p9"',
			line: undefined,
		});
	});
});

describe("Zipkin files", () => {
	const span = { traceId: "0af7651916cd43dd", id: "1", name: "get /", timestamp: 1_700_000_000_000_000, duration: 1500, kind: "SERVER" };

	it("are read flat and in lists of traces", () => {
		for (const text of [JSON.stringify([span]), JSON.stringify([[span], []])]) {
			const { formats, spans } = readTraceFile(text);
			expect(formats).toEqual(["zipkin"]);
			expect(spans).toMatchObject([
				{ traceId: "00000000000000000af7651916cd43dd", spanId: "0000000000000001", kind: SpanKind.server, parentSpanId: undefined },
			]);
			expect(Number((spans[0]?.endTime ?? 0n) - (spans[0]?.startTime ?? 0n))).toBe(1_500_000);
		}
	});

	it("say which span has an id that is none", () => {
		expect(faultOf(JSON.stringify([span, { ...span, id: "xyz" }]))).toMatchObject({ kind: "field", path: "[1]" });
		expect(faultOf(JSON.stringify([{ ...span, timestamp: "soon" }]))).toMatchObject({
			reason: expect.stringMatching(/^timestamp must be/),
		});
	});
});

describe("files that are no traces", () => {
	it.each<[string, TraceFileFault]>([
		["  \n", { kind: "empty" }],
		['{"a":1,"b":[]}', { kind: "format", found: "{a, b}", line: undefined }],
		["[]", { kind: "format", found: "[]", line: undefined }],
		["7", { kind: "format", found: "number", line: undefined }],
		['{"resource_spans":[]}', { kind: "format", found: "{resource_spans}", line: undefined }],
		['{"resourceSpans":[]}', { kind: "nothing" }],
		['{"resourceMetrics":[{}]}', { kind: "nothing" }],
		['{"data":[]}', { kind: "nothing" }],
		['{\n "resourceSpans": [}', { kind: "json", line: 2, column: 20, isCut: false, near: "}" }],
		['{"resourceSpans":[{"res', { kind: "json", line: 1, column: 24, isCut: true, near: "" }],
		["hello", { kind: "json", line: 1, column: 1, isCut: false, near: "hello" }],
	])("%j", (text, fault) => {
		expect(faultOf(text)).toEqual(fault);
	});

	it("lead to the field", () => {
		const text = otlp(SPANS).replace('"name":"debit"', '"name":5');
		expect(faultOf(text)).toEqual({
			kind: "field",
			path: "resourceSpans[1].scopeSpans[0].spans[0]",
			reason: "name must be a string, got 5",
			line: undefined,
		});
		expect(faultOf(otlp(SPANS).replaceAll(TRACE_ID, "abc"))).toMatchObject({ reason: "traceId must be 32 hex digits and not zero" });
	});
});
