import type { MetricChartJson, MetricJson } from "@spanglass/shared/api/schemas";
import { expect, test } from "vitest";
import { instanceOf } from "../../testing/fake-rollups.ts";
import { lastValue, lastWordsQuery, placesOf, runtimeMetrics } from "./last-words.ts";

test("the hour before its last sign, of this instance in its environment alone", () => {
	const query = lastWordsQuery("check out", instanceOf("co-9", { lastSeen: "1763579647218000000" }));
	expect(query).toEqual({
		q: 'service:"check out" instance:"co-9" deployment.environment.name:"prod"',
		fromMs: 1_763_579_700_000 - 3_600_000,
		toMs: 1_763_579_700_000 + 60_000,
	});
	expect(lastWordsQuery("a", instanceOf("x", { environment: "" })).q).toBe('service:"a" instance:"x"');
});

test("where it ran, as far as it said so", () => {
	const attributes = [
		{ key: "k8s.pod.name", value: { stringValue: "co-9" } },
		{ key: "host.name", value: { stringValue: "node-3" } },
		{ key: "service.name", value: { stringValue: "checkout" } },
	];
	const resource = { attributes, droppedAttributesCount: 0, entityRefs: [], schemaUrl: "" };
	expect(placesOf(resource)).toEqual([
		{ key: "host.name", value: "node-3" },
		{ key: "k8s.pod.name", value: "co-9" },
	]);
	expect(placesOf(undefined)).toEqual([]);
});

test("metrics of the process, memory and cpu first, at most six", () => {
	const named = (name: string): MetricJson => ({ name }) as MetricJson;
	const names = ["go.goroutine.count", "http.server.request.duration", "process.cpu.time", "go.gc.pause", "process.memory.usage"];
	expect(runtimeMetrics(names.map(named))).toEqual(["process.memory.usage", "process.cpu.time", "go.gc.pause", "go.goroutine.count"]);
	expect(runtimeMetrics(Array.from({ length: 9 }, (_, at) => named(`jvm.x${at}`)))).toHaveLength(6);
});

test("the last value of the line that a chart is about", () => {
	const chart = (lines: MetricChartJson["lines"]): MetricChartJson =>
		({ metric: { name: "process.memory.usage" }, unit: "By", lines }) as MetricChartJson;
	const lines = [
		{ name: "min", values: [1, 1, 1, 1] },
		{ name: "avg", values: [null, 5, 7, null] },
	];
	expect(lastValue(chart(lines))).toEqual({ name: "process.memory.usage", line: "avg", unit: "By", value: 7, values: [5, 7, null] });
	expect(lastValue(chart([{ name: "avg", values: [null] }]))).toBeUndefined();
	expect(lastValue(chart([]))).toBeUndefined();
});
