import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type RecordedRequest, recordedFolders, recordingsFolder } from "./corpus.testdata.ts";
import {
	logRecordsToOtlpJson,
	parseLogsRequestJson,
	parseMetricsRequestJson,
	parseTraceRequestJson,
	pointsToOtlpJson,
	spansToOtlpJson,
} from "./json.ts";
import {
	decodeLogsRequest,
	decodeMetricsRequest,
	decodeTraceRequest,
	encodeLogsRequest,
	encodeMetricsRequest,
	encodeTraceRequest,
} from "./protobuf.ts";
import { canonicalJson, oracleDecode, oracleEncode, type RequestName } from "./protobuf-oracle.testdata.ts";

/** One signal's five conversions on its list of items, so that the tests are written once. */
interface Codec {
	readonly request: RequestName;
	readonly decode: (bytes: Uint8Array) => readonly unknown[];
	readonly encode: (items: never) => Uint8Array;
	readonly parse: (text: string) => readonly unknown[];
	readonly toJson: (items: never) => Readonly<Record<string, unknown>>;
}

const CODECS: Readonly<Record<RecordedRequest["signal"], Codec>> = {
	traces: {
		request: "ExportTraceServiceRequest",
		decode: decodeTraceRequest,
		encode: encodeTraceRequest,
		parse: (text) => parseTraceRequestJson(text).spans,
		toJson: spansToOtlpJson,
	},
	logs: {
		request: "ExportLogsServiceRequest",
		decode: decodeLogsRequest,
		encode: encodeLogsRequest,
		parse: (text) => parseLogsRequestJson(text).records,
		toJson: logRecordsToOtlpJson,
	},
	metrics: {
		request: "ExportMetricsServiceRequest",
		decode: decodeMetricsRequest,
		encode: encodeMetricsRequest,
		parse: (text) => parseMetricsRequestJson(text).points,
		toJson: pointsToOtlpJson,
	},
};

function itemsOf(request: RecordedRequest): never {
	const codec = CODECS[request.signal];
	return (request.encoding === "pb" ? codec.decode(request.bytes) : codec.parse(new TextDecoder().decode(request.bytes))) as never;
}

const folders = recordedFolders();
if (folders.length === 0) {
	it.skip("recorded requests are not beside the repository (set SPANGLASS_SHARED)", () => undefined);
}

describe.each(folders)("recorded requests of $name", ({ requests, totals }) => {
	it("hold the expected number of items", () => {
		const count = { traces: 0, logs: 0, metrics: 0 };
		for (const request of requests) count[request.signal] += (itemsOf(request) as readonly unknown[]).length;
		expect(count).toEqual({ traces: totals.spans, logs: totals.log_records ?? 0, metrics: totals.metric_points ?? 0 });
	});

	it.each(requests.filter((request) => request.encoding === "pb"))("$name is read as protobufjs reads it", (request) => {
		const codec = CODECS[request.signal];
		expect(canonicalJson(codec.toJson(itemsOf(request)))).toEqual(oracleDecode(codec.request, request.bytes));
	});

	it.each(requests)("$name survives protobuf and JSON, and protobufjs reads what is written", (request) => {
		const codec = CODECS[request.signal];
		const items = itemsOf(request);
		const json = codec.toJson(items);
		expect(codec.decode(codec.encode(items))).toEqual(items);
		expect(codec.parse(JSON.stringify(json))).toEqual(items);
		expect(oracleDecode(codec.request, codec.encode(items))).toEqual(canonicalJson(json));
		expect(codec.decode(oracleEncode(codec.request, json))).toEqual(items);
	});

	it.each(requests.filter((request) => request.encoding === "json"))("$name is written as it was sent", (request) => {
		const sent = JSON.parse(new TextDecoder().decode(request.bytes));
		expect(canonicalJson(CODECS[request.signal].toJson(itemsOf(request)))).toEqual(canonicalJson(asWritten(sent)));
	});
});

/** What OTLP/JSON leaves free, as this product writes it: integers as text, null as absent. */
function asWritten(value: unknown, key = ""): unknown {
	if (Array.isArray(value)) return value.map((entry) => asWritten(entry, key));
	if (typeof value === "number" && /^(?:intValue|asInt|count|bucketCounts|zeroCount)$|UnixNano$/.test(key)) return String(value);
	if (typeof value !== "object" || value === null) return value;
	const entries = Object.entries(value).filter(([, entry]) => entry !== null);
	return Object.fromEntries(entries.map(([name, entry]) => [name, asWritten(entry, name)]));
}

const EXAMPLES = [
	["example-trace.json", CODECS.traces],
	["example-logs.json", CODECS.logs],
	["example-events.json", CODECS.logs],
	["example-metrics.json", CODECS.metrics],
] as const;

describe.skipIf(recordingsFolder() === undefined)("OTLP's own examples", () => {
	it.each(EXAMPLES)("%s is written as it was read, but for the case of ids", (file, codec) => {
		const text = readFileSync(join(recordingsFolder() ?? "", "suites/otlp-examples", file), "utf8");
		const written = JSON.parse(JSON.stringify(codec.toJson(codec.parse(text) as never)));
		const lowerIds = text.replaceAll(/"(?:traceId|spanId|parentSpanId)": "[^"]*"/g, (pair) =>
			pair.replace(/: .*/, (id) => id.toLowerCase()),
		);
		expect(written).toEqual(JSON.parse(lowerIds));
	});
});
