import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Signal } from "@spanglass/shared/model/signal";
import { recordedFolders, recordingsFolder } from "@spanglass/shared/otlp/corpus.testdata";
import { decodeLogsRequest, decodeMetricsRequest, decodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { describe, expect, it } from "vitest";
import { transcodeJson } from "./json.ts";
import { receive, withoutMarks } from "./walks.testdata.ts";

const folder = recordingsFolder();
const EXAMPLES: Readonly<Record<string, Signal>> = {
	"example-trace.json": "traces",
	"example-metrics.json": "metrics",
	"example-logs.json": "logs",
	"example-events.json": "logs",
};

/** A recorded request as protobuf, received by both walks, which must refuse nothing and agree with the reference decoder. */
function receiveWhole(signal: Signal, sent: Uint8Array, isJson: boolean) {
	const body = isJson ? transcodeJson(signal, sent).body : sent;
	const { validation, sink } = receive(signal, body);
	expect(validation).toMatchObject({ rejected: new Uint32Array(0), message: "", timeless: false });
	if (signal === "traces") expect(withoutMarks(sink.spans)).toStrictEqual(decodeTraceRequest(body));
	else if (signal === "logs") expect(withoutMarks(sink.logs)).toStrictEqual(decodeLogsRequest(body));
	else expect(withoutMarks(sink.points)).toStrictEqual(decodeMetricsRequest(body));
	expect(validation.items).toBe(sink.spans.length + sink.logs.length + sink.points.length);
	return sink;
}

describe.skipIf(folder === undefined)("recorded requests (skipped without ../shared/corpus)", () => {
	it.each(recordedFolders())("of $name are received whole", ({ requests, totals }) => {
		const counts = { spans: 0, log_records: 0, metric_points: 0 };
		const traces = new Set<string>();
		for (const { signal, bytes, encoding } of requests) {
			const sink = receiveWhole(signal, bytes, encoding === "json");
			counts.spans += sink.spans.length;
			counts.log_records += sink.logs.length;
			counts.metric_points += sink.points.length;
			for (const span of sink.spans) traces.add(span.traceId);
		}
		expect({ log_records: 0, metric_points: 0, ...totals }).toMatchObject({ ...counts, traces: traces.size });
	});

	it.each(Object.entries(EXAMPLES))("%s of opentelemetry-proto is received whole", (file, signal) => {
		const sink = receiveWhole(signal, readFileSync(join(folder ?? "", "suites/otlp-examples", file)), true);
		expect(sink.spans.length + sink.logs.length + sink.points.length).toBeGreaterThan(0);
	});
});
