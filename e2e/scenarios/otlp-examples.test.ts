/** The four official OTLP/JSON examples: sent as they are, read back equal after key order and fields with their default value (J11). */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { API_BASE } from "@spanglass/shared/api/paths";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getJson } from "../support/api.ts";
import { SHARED_FOLDER } from "../support/corpus.ts";
import { sendHttp } from "../support/otlp-client.ts";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";

const FOLDER = join(SHARED_FOLDER, "suites/otlp-examples");
type Json = Record<string, unknown>;
interface Item {
	readonly resource: Json;
	readonly scope: Json;
}

let stack: Stack;

const example = (name: string) => JSON.parse(readFileSync(join(FOLDER, `example-${name}.json`), "utf8"));

/** Without what says nothing (defaults, empty lists), keys sorted, numbers of 64 bits and doubles as one spelling. */
function plain(value: unknown, key = ""): unknown {
	if (Array.isArray(value)) return value.map((item) => plain(item));
	if (typeof value === "object" && value !== null) {
		const entries = Object.entries(value).map(([name, item]) => [name, plain(item, name)] as const);
		return Object.fromEntries(entries.filter(([name, item]) => !saysNothing(name, item)).sort(([a], [b]) => (a < b ? -1 : 1)));
	}
	if (/(traceId|spanId)$/i.test(key)) return String(value).toLowerCase();
	return typeof value === "number" || /^-?\d+$/.test(String(value)) ? String(value) : value;
}

function saysNothing(name: string, value: unknown): boolean {
	if (name.endsWith("Value") || name === "asInt" || name === "asDouble") return false;
	const isEmptyObject = typeof value === "object" && value !== null && Object.keys(value).length === 0 && name !== "value";
	return value === "" || value === "0" || value === null || isEmptyObject;
}

async function send(signal: "traces" | "logs" | "metrics", name: string): Promise<void> {
	const answer = await sendHttp(stack.http, signal, readFileSync(join(FOLDER, `example-${name}.json`)), { type: "application/json" });
	expect([answer.status, await answer.text()]).toEqual([200, "{}"]);
}

describe.skipIf(!existsSync(FOLDER))("the official OTLP/JSON examples (skipped where ../shared/suites is absent)", () => {
	beforeAll(async () => {
		stack = await startStack();
	});
	afterAll(async () => {
		await stack.stop();
		removeDataFolder(stack.folder);
	});

	it("trace", async () => {
		await send("traces", "trace");
		const sent = example("trace");
		const id = sent.resourceSpans[0].scopeSpans[0].spans[0].traceId.toLowerCase();
		expect(plain(await getJson(`${stack.ui}${API_BASE}/traces/${id}/otlp`))).toEqual(plain(sent));
	});

	it.each([
		["logs", 1],
		["events", 1],
	])("%s", async (name, records) => {
		const before = await getJson<{ data: readonly Json[] }>(`${stack.ui}${API_BASE}/logs?from=0&limit=1000`);
		await send("logs", String(name));
		const after = await getJson<{ data: readonly (Json & Item)[] }>(`${stack.ui}${API_BASE}/logs?from=0&limit=1000`);
		const known = new Set(before.data.map((record) => record.id));
		const read = after.data.filter((record) => !known.has(record.id));
		expect(read.length).toBe(records);
		const group = example(String(name)).resourceLogs[0];
		for (const record of group.scopeLogs[0].logRecords) {
			const { timeUnixNano, observedTimeUnixNano, ...rest } = record;
			const expected = plain({
				...rest,
				time: timeUnixNano,
				observedTime: observedTimeUnixNano,
				resource: group.resource,
				scope: group.scopeLogs[0].scope,
			});
			expect(read.map((found) => plain(found))).toContainEqual(expect.objectContaining(expected as object));
		}
	});

	it("metrics", async () => {
		await send("metrics", "metrics");
		const group = example("metrics").resourceMetrics[0];
		for (const metric of group.scopeMetrics[0].metrics) {
			const page = await getJson<{ data: readonly { point: Json }[]; series: readonly (Json & { attributes: unknown; metric: Json })[] }>(
				`${stack.ui}${API_BASE}/metrics/${encodeURIComponent(metric.name)}/points?from=0`,
			);
			const data = metric.sum ?? metric.gauge ?? metric.histogram ?? metric.exponentialHistogram ?? metric.summary;
			const points = data.dataPoints.map(({ attributes: _attributes, ...point }: Json) => plain(point));
			expect(page.data.map(({ point }) => plain(withoutAttributes(point)))).toEqual(points);
			expect(plain(page.series.map(({ attributes }) => attributes))).toEqual(
				plain(data.dataPoints.map((point: Json) => point.attributes ?? [])),
			);
			expect(page.series[0]?.metric).toMatchObject({ name: metric.name, unit: metric.unit });
		}
	});
});

function withoutAttributes({ attributes: _attributes, ...point }: Json): Json {
	return point;
}
