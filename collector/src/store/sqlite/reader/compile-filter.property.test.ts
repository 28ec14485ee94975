import { encodeLogsRequest, encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { evaluateLogRecord, evaluateSpan } from "@spanglass/shared/query/filter-eval";
import { parseItemFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import { describe, expect, it } from "vitest";
import { createGeneration } from "../../../columns/create-generation.ts";
import { openGeneration } from "../../../columns/generation-view.ts";
import { logRecordAt, spanAt } from "../../../columns/item-decoder.ts";
import { walkLogs } from "../../../wire/otlp/walk-logs.ts";
import { walkTraces } from "../../../wire/otlp/walk-traces.ts";
import { sampleFilters, sampleLogRecords, sampleSpans } from "../../conformance/requests.ts";
import { compileLogFilter, compileSpanFilter } from "./compile-filter.ts";

const NONE = new Uint32Array(0);
/** Terms that random filters reach seldom. */
const SPOKEN = [
	"duration>1s",
	"duration!=0",
	"duration:/5$/",
	"-duration<1m",
	"status:error OR status:ok",
	"statusMessage:*",
	"traceState:*",
	"eventName:exception",
	"event.user.id:42",
	"link.retry:true",
	"parent:*",
	"-parent:*",
	"span:/^d/",
	"trace:/1$/",
	"span.http.method:GET",
	"http.request.method!=GET",
	'user.id:"42"',
	"user.id:42",
	"peer.port>=4.5",
	"retry:true",
	"empty:*",
	"level>=error",
	"body:*",
	"GET",
].map((text) => parseItemFilterOrThrow(text, "log record"));

describe("a compiled filter equals the reference on every row", () => {
	it("of spans", () => {
		const generation = createGeneration("traces", { generationId: 1, firstSequence: 1 });
		const body = encodeTraceRequest(sampleSpans(400, 61));
		generation.beginRequest(1, body);
		walkTraces(body, generation, NONE);
		generation.publish();
		const view = openGeneration(generation.handle);
		const spans = Array.from({ length: view.counts.rows }, (_, row) => spanAt(view, row));
		for (const filter of [...SPOKEN, ...sampleFilters(300, 62)]) {
			const test = compileSpanFilter(filter, view);
			const seen = spans.map((_, row) => test(row));
			expect(seen, JSON.stringify(filter)).toEqual(spans.map((span) => evaluateSpan(filter, span)));
		}
	});

	it("of log records", () => {
		const generation = createGeneration("logs", { generationId: 1, firstSequence: 1 });
		const body = encodeLogsRequest(sampleLogRecords(400, 63));
		generation.beginRequest(1, body);
		walkLogs(body, generation, NONE);
		generation.publish();
		const view = openGeneration(generation.handle);
		const records = Array.from({ length: view.counts.rows }, (_, row) => logRecordAt(view, row));
		for (const filter of [...SPOKEN, ...sampleFilters(300, 64)]) {
			const test = compileLogFilter(filter, view);
			const seen = records.map((_, row) => test(row));
			expect(seen, JSON.stringify(filter)).toEqual(records.map((record) => evaluateLogRecord(filter, record)));
		}
	});
});
