import { describe, expect, test } from "vitest";
import { metricOf } from "../../testing/fake-metrics.ts";
import { catalogRows, firstMetric, foundMetrics, groupOf } from "./catalog-rows.ts";

const METRICS = [
	metricOf("http.server.request.duration", { type: "histogram", unit: "s", seriesCount: 84 }),
	metricOf("go_gc_pauses", { type: "gauge", seriesCount: 5, description: "Stop the world" }),
	metricOf("http.client.open_connections", { type: "sum", seriesCount: 200, services: ["payment"] }),
	metricOf("uptime", { type: "gauge" }),
];
const view = { sort: "name", find: "", fold: [] } as const;
const texts = (more: Partial<Parameters<typeof catalogRows>[1]>) =>
	catalogRows(METRICS, { ...view, ...more }).map((row) =>
		row.type === "group" ? `${row.isOpen ? "▾" : "▸"} ${row.group} ${row.count}` : row.metric.name,
	);

test.each([
	["http.server.duration", "http"],
	["go_gc_seconds", "go"],
	["a.b_c", "a"],
	["uptime", "uptime"],
	["_hidden", "_hidden"],
])("%s is in the group %s", (name, group) => expect(groupOf(name)).toBe(group));

describe("the rows", () => {
	test("by name in groups", () => {
		expect(texts({})).toEqual([
			"▾ go 1",
			"go_gc_pauses",
			"▾ http 2",
			"http.client.open_connections",
			"http.server.request.duration",
			"▾ uptime 1",
			"uptime",
		]);
	});
	test("a closed group keeps its head; a search opens it", () => {
		expect(texts({ fold: ["http"] })).toContain("▸ http 2");
		expect(texts({ fold: ["http"] })).not.toContain("http.server.request.duration");
		expect(texts({ fold: ["http"], find: "Server" })).toEqual(["▾ http 1", "http.server.request.duration"]);
	});
	test("by cardinality, flat", () => {
		expect(texts({ sort: "cardinality" }).slice(0, 2)).toEqual(["http.client.open_connections", "http.server.request.duration"]);
	});
});

test("every word must be found, in name, unit, description or sender", () => {
	const names = (find: string) => foundMetrics(METRICS, find).map(({ name }) => name);
	expect(names("world stop")).toEqual(["go_gc_pauses"]);
	expect(names("PAYMENT")).toEqual(["http.client.open_connections"]);
	expect(names("http world")).toEqual([]);
});

test("without a choice: request durations, else a histogram, else a counter", () => {
	expect(firstMetric(METRICS)?.name).toBe("http.server.request.duration");
	expect(firstMetric(METRICS.slice(1))?.name).toBe("http.client.open_connections");
	expect(firstMetric(METRICS.slice(3))?.name).toBe("uptime");
	expect(firstMetric([])).toBeUndefined();
});
