import type { AttributeValue } from "@spanglass/shared/model/attributes";
import { DEMO_ATTRIBUTE } from "@spanglass/shared/model/demo";
import type { SpanId, TraceId } from "@spanglass/shared/model/ids";
import type { LogRecord } from "@spanglass/shared/model/log-record";
import type { MetricPoint } from "@spanglass/shared/model/metric";
import type { Resource } from "@spanglass/shared/model/resource";
import type { Signal } from "@spanglass/shared/model/signal";
import type { Span } from "@spanglass/shared/model/span";
import { encodeLogsRequest, encodeMetricsRequest, encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { MATCH_ALL } from "@spanglass/shared/query/filter";
import { timeBuckets } from "@spanglass/shared/units/time-buckets";
import { describe, expect, it } from "vitest";
import type { TelemetryReader } from "../../api/telemetry-store.ts";
import { createMemoryStore } from "../../memory/memory-store.ts";
import { FREE_CONTROL, partsOf, requestOf, sendSpans, WHOLE_HOUR } from "../ingest-helpers.ts";
import { sampleLogRecords, samplePoints, sampleSpans } from "../requests.ts";
import type { OpenedStore, OpenStore } from "../suite.ts";
import { compareDurations, compareOperations } from "./service-checks.ts";

/** Items with the attribute, and what a resource must be to count as the demo's. */
const DEMO_VALUES: readonly AttributeValue[] = [
	{ type: "bool", value: true },
	{ type: "string", value: "true" },
];
const OTHER_VALUES: readonly AttributeValue[] = [
	{ type: "bool", value: false },
	{ type: "string", value: "yes" },
];

interface Item<T> {
	readonly item: T;
	readonly isDemo: boolean;
}

/** Of each request some items, all or none become the demo's. */
function marked<T>(items: readonly T[], mark: (item: T, value: AttributeValue, isDemo: boolean) => T): readonly Item<T>[] {
	return items.map((item, at) => {
		const isDemo = [at % 3 === 1, true, false, at % 2 === 0][Math.floor(at / 10) % 4] ?? false;
		const values = isDemo ? DEMO_VALUES : OTHER_VALUES;
		return { item: mark(item, values[at % 2] as AttributeValue, isDemo), isDemo };
	});
}

/** The demo has a service and an environment of its own beside those of the others. */
function markResource(resource: Resource, value: AttributeValue, isDemo: boolean): Resource {
	const service = { key: "service.name", value: { type: "string" as const, value: "demo-shop" } };
	const attributes = resource.attributes.map((attribute, at) =>
		isDemo && at === 0 && resource.droppedAttributesCount === 0 ? service : attribute,
	);
	return { ...resource, attributes: [...attributes, { key: DEMO_ATTRIBUTE, value }] };
}

interface Part {
	readonly signal: Signal;
	/** Undefined when nothing of it is to be sent. */
	readonly all: Uint8Array;
	readonly others: Uint8Array | undefined;
}

function partsOfSignal<T>(signal: Signal, items: readonly Item<T>[], encode: (items: readonly T[]) => Uint8Array): readonly Part[] {
	return partsOf(items, 10).map((part) => {
		const others = part.filter(({ isDemo }) => !isDemo).map(({ item }) => item);
		return { signal, all: encode(part.map(({ item }) => item)), others: others.length === 0 ? undefined : encode(others) };
	});
}

/** Spans with ids of their own: whether a repeat is recognised is another case. Every ninth has none and is rejected. */
function demoParts(): readonly Part[] {
	const spans = sampleSpans(160, 61).map((span, at): Span => {
		const spanId = (at % 9 === 4 ? "0".repeat(16) : (at + 1).toString(16).padStart(16, "a")) as SpanId;
		return { ...span, spanId };
	});
	const ofSpan = marked(spans, (span, ...mark) => ({ ...span, resource: markResource(span.resource, ...mark) }));
	const ofRecord = marked(sampleLogRecords(120, 62), (record: LogRecord, ...mark) => ({
		...record,
		resource: markResource(record.resource, ...mark),
	}));
	const ofPoint = marked(samplePoints(80, 63), (point: MetricPoint, ...mark) => ({
		...point,
		series: { ...point.series, resource: markResource(point.series.resource, ...mark) },
	}));
	const traces = partsOfSignal("traces", ofSpan, encodeTraceRequest);
	const logs = partsOfSignal("logs", ofRecord, encodeLogsRequest);
	const metrics = partsOfSignal("metrics", ofPoint, encodeMetricsRequest);
	return traces.flatMap((part, at) => [part, logs[at], metrics[at]].filter((each) => each !== undefined));
}

async function expectEqualAnswers(reader: TelemetryReader, reference: TelemetryReader): Promise<void> {
	const traces = { range: WHOLE_HOUR, filter: MATCH_ALL, sort: "newest", limit: 1000, cursor: undefined } as const;
	const expected = await reference.findTraces(traces, FREE_CONTROL);
	expect((await reader.findTraces(traces, FREE_CONTROL)).traces).toEqual(expected.traces);
	for (const { traceId } of expected.traces) {
		const spans = (of: TelemetryReader) => spansOf(of, traceId);
		expect(await spans(reader)).toEqual(await spans(reference));
		const skeleton = await reader.getTraceSkeleton(traceId, FREE_CONTROL);
		expect(skeleton?.spanLogCount).toEqual((await reference.getTraceSkeleton(traceId, FREE_CONTROL))?.spanLogCount);
	}
	const logs = { range: WHOLE_HOUR, filter: MATCH_ALL, traceId: undefined, order: "oldest", limit: 1000, cursor: undefined } as const;
	const records = async (of: TelemetryReader) => (await of.findLogs(logs, FREE_CONTROL)).records.map(({ record }) => record);
	expect(await records(reader)).toEqual(await records(reference));
	const volume = { range: WHOLE_HOUR, filter: MATCH_ALL, buckets: timeBuckets(WHOLE_HOUR.start, WHOLE_HOUR.end, { most: 20 }) };
	const { counts, total } = await reference.countLogs(volume, FREE_CONTROL);
	expect(await reader.countLogs(volume, FREE_CONTROL)).toMatchObject({ counts, total });
	const instances = { range: WHOLE_HOUR, by: ["service", "instance"], where: {} } as const;
	const [counted, recounted] = [await reader.sumInstances(instances, FREE_CONTROL), await reference.sumInstances(instances, FREE_CONTROL)];
	const byInstance = (groups: typeof counted) => groups.toSorted((a, b) => (JSON.stringify(a.key) < JSON.stringify(b.key) ? -1 : 1));
	expect(byInstance(counted)).toEqual(byInstance(recounted));
	expect(await reader.listServiceEdges(WHOLE_HOUR, FREE_CONTROL)).toEqual(await reference.listServiceEdges(WHOLE_HOUR, FREE_CONTROL));
	await compareOperations(reader, reference);
	const metrics = await reference.listMetrics({ range: WHOLE_HOUR, filter: MATCH_ALL }, FREE_CONTROL);
	expect(await reader.listMetrics({ range: WHOLE_HOUR, filter: MATCH_ALL }, FREE_CONTROL)).toEqual(metrics);
	for (const { name } of metrics) {
		const query = { name, range: WHOLE_HOUR, filter: MATCH_ALL, limit: 1000 };
		const { points, total } = await reference.findMetricPoints(query, FREE_CONTROL);
		expect(await reader.findMetricPoints(query, FREE_CONTROL)).toMatchObject({ points, total });
	}
}

async function spansOf(reader: TelemetryReader, traceId: TraceId): Promise<readonly Span[]> {
	const spans: Span[] = [];
	for await (const batch of reader.streamTrace(traceId, FREE_CONTROL)) spans.push(...batch);
	return spans;
}

async function sendAll({ writer }: Pick<OpenedStore, "writer">, parts: readonly Part[], only?: "others"): Promise<void> {
	for (const { signal, all, others } of parts) {
		const body = only === "others" ? others : all;
		if (body !== undefined) await writer.ingest(requestOf(signal, body));
	}
}

/** `removeDemo`: afterwards a store answers as one that never received the demo. */
export function demoCases(open: OpenStore): void {
	describe("the demo", () => {
		it("is removed, also out of requests that hold more; everything else stays", async () => {
			const parts = demoParts();
			const store = await open();
			const reference = createMemoryStore();
			expect((await store.writer.status()).demoStored).toBe(false);
			await sendAll(store, parts);
			await sendAll(reference, parts, "others");
			const before = (await store.writer.status()).stored;
			expect((await store.writer.status()).demoStored).toBe(true);
			const removed = await store.writer.removeDemo();
			const after = await store.writer.status();
			const { stored } = await reference.writer.status();
			expect(after).toMatchObject({ demoStored: false, stored, removed });
			for (const signal of ["traces", "logs", "metrics"] as const) {
				expect(removed[signal]).toBe(before[signal] - stored[signal]);
				expect(removed[signal]).toBeGreaterThan(20);
				expect(stored[signal]).toBeGreaterThan(20);
			}
			await expectEqualAnswers(store.reader, reference.reader);
			await sendSpans(store.writer, sampleSpans(40, 64));
			await sendSpans(reference.writer, sampleSpans(40, 64));
			await expectEqualAnswers(store.reader, reference.reader);
			await compareDurations(store.reader, reference.reader);
			await store.close();
			if (store.reopen === undefined) return;
			const again = await store.reopen();
			expect(await again.writer.status()).toMatchObject({ demoStored: false, removed: { traces: 0, metrics: 0, logs: 0 } });
			await expectEqualAnswers(again.reader, reference.reader);
			await again.close();
		});

		it("leaves a store without any as it is", async () => {
			const store = await open();
			await sendSpans(store.writer, sampleSpans(30, 65));
			expect(await store.writer.removeDemo()).toEqual({ traces: 0, metrics: 0, logs: 0 });
			expect((await store.writer.status()).stored.traces).toBe(30);
			await store.close();
		});

		it("forgets requests that were the demo's alone, and knows copies of the others", async () => {
			const store = await open();
			const [mixed, alone] = demoParts().filter(({ signal }) => signal === "traces");
			if (mixed?.others === undefined || alone === undefined) throw new Error("one mixed request, one of the demo's alone");
			await sendAll(store, [mixed, alone]);
			await store.writer.removeDemo();
			const kept = (await store.writer.status()).stored.traces;
			expect((await store.writer.ingest(requestOf("traces", mixed.all))).resent).toBe(true);
			expect(await store.writer.status()).toMatchObject({ stored: { traces: kept }, demoStored: false });
			expect((await store.writer.ingest(requestOf("traces", alone.all))).resent).toBe(false);
			expect((await store.writer.status()).demoStored).toBe(true);
			await store.close();
		});
	});
}
