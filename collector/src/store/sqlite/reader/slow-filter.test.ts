import { EMPTY_LOG_RECORD, type LogRecord } from "@spanglass/shared/model/log-record";
import { AggregationTemporality, type MetricPoint } from "@spanglass/shared/model/metric";
import { NO_RESOURCE, NO_SCOPE } from "@spanglass/shared/model/resource";
import { encodeLogsRequest, encodeMetricsRequest, encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import type { ItemFilter, KeyTerm } from "@spanglass/shared/query/filter";
import { ALL_TIME } from "@spanglass/shared/query/time-range";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import { timeBuckets } from "@spanglass/shared/units/time-buckets";
import { afterAll, expect, it, vi } from "vitest";
import { requestOf } from "../../conformance/ingest-helpers.ts";
import { traceOf } from "../writer/writer-harness.testdata.ts";
import { openStore, temporaryFolders } from "./reader-harness.testdata.ts";

const folders = temporaryFolders();
afterAll(folders.removeAll);

const ITEMS = 400;
const SLOW: KeyTerm = {
	type: "compare",
	field: { scope: "any", key: "k" },
	op: "regex",
	value: { text: "(x|a){200}$", number: undefined, quoted: false },
};
const FILTER: ItemFilter = SLOW;
const attributesOf = (index: number) => [{ key: "k", value: { type: "string", value: `a${index}` } }] as const;
const time = unixNanosFromMillis(Date.now() - 1000);
const METRIC = {
	name: "m",
	description: "",
	unit: "",
	type: "gauge",
	temporality: AggregationTemporality.unspecified,
	monotonic: false,
} as const;

const logs = Array.from(
	{ length: ITEMS },
	(_, index): LogRecord => ({
		...EMPTY_LOG_RECORD,
		time,
		observedTime: time,
		severityNumber: 9,
		attributes: attributesOf(index),
	}),
);
const points = Array.from(
	{ length: ITEMS },
	(_, index): MetricPoint => ({
		series: { metric: { ...METRIC, metadata: [] }, attributes: attributesOf(index), resource: NO_RESOURCE, scope: NO_SCOPE },
		time,
		startTime: time,
		flags: 0,
		value: { type: "int", value: 1n },
		exemplars: [],
		marks: 0,
	}),
);
const spans = Array.from({ length: ITEMS / 2 }, (_, index) => traceOf(index + 1))
	.flat()
	.map((span, index) => ({ ...span, attributes: attributesOf(index) }));

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
	for await (const _ of stream);
}

it("a query with a filter offers its turn every few items, so that a slow one can be cancelled", async () => {
	const { writer, reader, close } = openStore(folders.create());
	await writer.ingest(requestOf("logs", encodeLogsRequest(logs)));
	await writer.ingest(requestOf("metrics", encodeMetricsRequest(points)));
	await writer.ingest(requestOf("traces", encodeTraceRequest(spans)));
	const all = { range: ALL_TIME, filter: FILTER, limit: 10, cursor: undefined } as const;
	const metric = { name: "m", type: "gauge", unit: "", temporality: 0, monotonic: false } as const;
	const buckets = timeBuckets(time - 1n, time + 1n, { most: 120 });
	const queries: Readonly<Record<string, (control: { checkpoint(): Promise<void> }) => Promise<unknown>>> = {
		findLogs: (control) => reader.findLogs({ ...all, traceId: undefined, order: "newest" }, control),
		countLogs: (control) => reader.countLogs({ range: ALL_TIME, filter: FILTER, buckets }, control),
		findLogArrivals: (control) => reader.findLogArrivals({ range: ALL_TIME, filter: FILTER, since: 0, until: 9, limit: 10 }, control),
		findTraces: (control) => reader.findTraces({ ...all, sort: "newest" }, control),
		"findTraces of several spans": (control) =>
			reader.findTraces({ ...all, filter: { type: "other", span: "any", term: SLOW }, sort: "newest" }, control),
		listMetrics: (control) => reader.listMetrics({ range: ALL_TIME, filter: FILTER }, control),
		findMetricPoints: (control) => reader.findMetricPoints({ name: "m", range: ALL_TIME, filter: FILTER, limit: 10 }, control),
		streamMetricPoints: (control) => drain(reader.streamMetricPoints({ metric, range: ALL_TIME, filter: FILTER }, control)),
	};
	let clock = 0;
	vi.spyOn(performance, "now").mockImplementation(() => (clock += 10));
	const checks: Record<string, number> = {};
	for (const [name, run] of Object.entries(queries)) {
		let count = 0;
		await run({ checkpoint: async () => void count++ });
		checks[name] = count;
	}
	expect(Object.entries(checks).filter(([, count]) => count < ITEMS / 100)).toEqual([]);
	await close();
});
