/**
 * Jaeger's own storage queries over the real product, on both API generations, over HTTP: each finds its traces and no others, bent it finds
 * nothing; every trace is read back as it was sent; large traces and traces of repeated span ids are whole.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Span } from "@spanglass/shared/model/span";
import { parseTraceRequestJson, spansToOtlpJson } from "@spanglass/shared/otlp/json";
import {
	bentCases,
	daysToYesterday,
	type JaegerCase,
	type JaegerSuite,
	type JaegerSuiteData,
	jaegerSuite,
	legacyQuery,
	v3FilterQuery,
	v3Query,
} from "@spanglass/shared/testing/jaeger-cases";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getJson } from "../support/api.ts";
import { SHARED_FOLDER } from "../support/corpus.ts";
import { sendHttp } from "../support/otlp-client.ts";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";

const CASES = join(SHARED_FOLDER, "suites/jaeger/data/cases.json");

interface LegacyTrace {
	readonly traceID: string;
	readonly spans: readonly {
		readonly spanID: string;
		readonly operationName: string;
		readonly startTime: number;
		readonly duration: number;
		readonly processID: string;
		readonly tags: readonly { readonly key: string; readonly value: unknown }[];
		readonly logs: readonly unknown[];
	}[];
	readonly processes: Readonly<Record<string, { readonly serviceName: string }>>;
}
interface Legacy<T> {
	readonly data: T;
}

let stack: Stack;
beforeAll(async () => {
	stack = await startStack();
});
afterAll(async () => {
	await stack.stop();
	removeDataFolder(stack.folder);
});

async function send(json: string): Promise<void> {
	const answer = await sendHttp(stack.http, "traces", Buffer.from(json), { type: "application/json" });
	expect([answer.status, await answer.text()]).toEqual([200, "{}"]);
}

const legacyTrace = async (traceId: string) =>
	(await getJson<Legacy<readonly LegacyTrace[]>>(`${stack.ui}/jaeger/api/traces/${traceId}`)).data;

async function v3Spans(path: string): Promise<readonly Span[]> {
	const answer = await fetch(`${stack.ui}${path}`);
	if (answer.status === 404) {
		expect(await answer.json()).toEqual({ error: { httpCode: 404, message: "No traces found" } });
		return [];
	}
	const json = (await answer.json()) as { readonly result?: unknown };
	expect([answer.status, Object.keys(json)]).toEqual([200, ["result"]]);
	return parseTraceRequestJson(JSON.stringify(json.result)).spans;
}

const distinct = (ids: readonly string[]) => [...new Set(ids)].sort();
/** Spans as text, in an order of their own. */
const texts = (spans: readonly Span[]) => spans.map((span) => JSON.stringify(spansToOtlpJson([span]))).sort();

async function expectEverywhere(query: JaegerCase): Promise<void> {
	const { data } = await getJson<Legacy<readonly LegacyTrace[]>>(`${stack.ui}/api/traces?${legacyQuery(query)}`);
	expect([query.caption, distinct(data.map((trace) => trace.traceID))]).toEqual([query.caption, query.expect]);
	for (const params of [v3Query(query), v3Query(query, "snake"), v3FilterQuery(query)]) {
		const spans = await v3Spans(`/jaeger/api/v3/traces?${params}`);
		expect([query.caption, distinct(spans.map((span) => span.traceId))]).toEqual([query.caption, query.expect]);
		const { summaries } = await getJson<{ readonly summaries: readonly { readonly traceId: string }[] }>(
			`${stack.ui}/api/v3/trace-summaries?${params}`,
		);
		expect([query.caption, distinct(summaries.map((summary) => summary.traceId))]).toEqual([query.caption, query.expect]);
	}
}

describe.skipIf(!existsSync(CASES))("Jaeger's storage queries (skipped where ../shared/suites is absent)", () => {
	const data: JaegerSuiteData = existsSync(CASES) ? JSON.parse(readFileSync(CASES, "utf8")) : { queries: [], fixtures: {} };
	const suite: JaegerSuite = jaegerSuite(data, daysToYesterday(data, Date.now()));
	const sent = suite.requests.flatMap((request) => parseTraceRequestJson(request).spans);

	beforeAll(async () => {
		for (const request of suite.requests) await send(request);
	});

	it.each(suite.cases)("$id $caption", async (query) => {
		await expectEverywhere(query);
		for (const bent of bentCases(query)) await expectEverywhere(bent);
	});

	it("every trace is read back field by field", async () => {
		const traces = Map.groupBy(sent, (span) => span.traceId);
		expect(traces.size).toBe(Object.keys(data.fixtures).length);
		for (const [traceId, spans] of traces) {
			expect(texts(await v3Spans(`/api/v3/traces/${traceId}?rawTraces=true`))).toEqual(texts(spans));
			const [trace] = await legacyTrace(traceId);
			const read = trace?.spans.map((span) => [
				...[span.spanID, span.operationName, span.startTime, span.duration, span.logs.length],
				trace.processes[span.processID]?.serviceName,
			]);
			const micros = (nanos: bigint) => Number(nanos / 1000n);
			const expected = spans.map((span) => [
				...[span.spanId, span.name, micros(span.startTime), micros(span.endTime - span.startTime), span.events.length],
				serviceOf(span),
			]);
			expect(distinct((read ?? []).map((row) => JSON.stringify(row)))).toEqual(distinct(expected.map((row) => JSON.stringify(row))));
			for (const span of spans) {
				const keys = trace?.spans.filter((found) => found.spanID === span.spanId).map((found) => found.tags.map(({ key }) => key)) ?? [];
				expect(keys).toContainEqual(expect.arrayContaining(span.attributes.map(({ key }) => key)));
			}
		}
	});

	it("services and operations are those that were sent", async () => {
		const services = distinct(sent.map(serviceOf));
		expect((await getJson<{ readonly services: readonly string[] }>(`${stack.ui}/api/v3/services`)).services).toEqual(services);
		expect((await getJson<Legacy<readonly string[]>>(`${stack.ui}/api/services`)).data).toEqual(services);
		for (const service of services) {
			const names = distinct(sent.filter((span) => serviceOf(span) === service).map((span) => span.name));
			const legacy = await getJson<Legacy<readonly { readonly name: string }[]>>(`${stack.ui}/api/operations?service=${service}`);
			expect(distinct(legacy.data.map(({ name }) => name))).toEqual(names);
			const v3 = await getJson<{ readonly operations: readonly { readonly name: string; readonly spanKind: string }[] }>(
				`${stack.ui}/jaeger/api/v3/operations?service=${service}`,
			);
			expect(distinct(v3.operations.map(({ name }) => name))).toEqual(names);
			expect(v3.operations.every(({ spanKind }) => spanKind !== "")).toBe(true);
		}
	});
});

function serviceOf(span: Span): string {
	const value = span.resource.attributes.find(({ key }) => key === "service.name")?.value;
	return value?.type === "string" ? value.value : "";
}

/** Spans of one trace that began a minute ago. */
function drawnNow(drawing: string, traceId: string): readonly Span[] {
	return traceFromText(drawing, { traceId, start: BigInt(Date.now() - 60_000) * 1_000_000n });
}

it("a trace of 10,008 spans is whole on both generations", async () => {
	const traceId = "f".repeat(32);
	const [span] = drawnNow("large: step [=]", traceId);
	if (span === undefined) throw new Error("nothing drawn");
	const idOf = (index: number) => (index + 1).toString(16).padStart(16, "0");
	const spans = Array.from({ length: 10_008 }, (_, index) => ({ ...span, spanId: idOf(index) as Span["spanId"] }));
	await send(JSON.stringify(spansToOtlpJson(spans)));
	const ids = spans.map((sent) => sent.spanId);
	expect((await v3Spans(`/api/v3/traces/${traceId}`)).map((found) => found.spanId)).toEqual(ids);
	expect((await legacyTrace(traceId))[0]?.spans.map((found) => found.spanID)).toEqual(ids);
});

it("200 spans of one id are 200 spans, and exact copies one", async () => {
	const traceId = "e".repeat(32);
	const [span] = drawnNow("repeated: step [=]", traceId);
	if (span === undefined) throw new Error("nothing drawn");
	const spans = Array.from({ length: 200 }, (_, index) => ({ ...span, name: `step ${index}` }));
	await send(JSON.stringify(spansToOtlpJson([...spans, ...spans.slice(0, 10)])));
	const names = spans.map(({ name }) => name).sort();
	expect((await v3Spans(`/api/v3/traces/${traceId}`)).map(({ name }) => name).sort()).toEqual(names);
	expect(await v3Spans(`/api/v3/traces/${traceId}?rawTraces=true`)).toHaveLength(210);
	expect((await legacyTrace(traceId))[0]?.spans.map((found) => found.operationName).sort()).toEqual(names);
});

it("Jaeger's page: a file sent as text is transformed and not stored, an archive is refused, unknown paths are 404", async () => {
	const spans = drawnNow("file: shown {kind=server} [=]", "d".repeat(32));
	const body = JSON.stringify(spansToOtlpJson(spans));
	for (const path of ["/api/transform", "/jaeger/api/transform"]) {
		const answer = await fetch(`${stack.ui}${path}`, { method: "POST", body });
		expect(answer.status).toBe(200);
		expect(await answer.json()).toMatchObject({ data: [{ traceID: "d".repeat(32), spans: [{ operationName: "shown" }] }] });
	}
	expect(await legacyStatus(`/api/traces/${"d".repeat(32)}`)).toEqual([404, 404]);
	expect(await legacyStatus(`/api/archive/${"d".repeat(32)}`, "POST")).toEqual([500, 500]);
	for (const path of ["/api/nothing", "/api/v3/nothing", "/jaeger/api/v3/traces/a/b"]) {
		expect((await fetch(`${stack.ui}${path}`)).status).toBe(404);
	}
});

async function legacyStatus(path: string, method = "GET"): Promise<readonly (number | undefined)[]> {
	const answer = await fetch(`${stack.ui}${path}`, { method });
	const { errors } = (await answer.json()) as { readonly errors?: readonly { readonly code: number }[] };
	return [answer.status, errors?.[0]?.code];
}

it("calls of the last minutes are shown in Jaeger's monitor", async () => {
	const spans = Array.from({ length: 6 }, (_, index) =>
		traceFromText("shop: GET / {kind=server} [====]", {
			traceId: `${index + 1}`.padStart(32, "c"),
			start: BigInt(Math.floor(Date.now() / 60_000) * 60_000 - 120_000) * 1_000_000n,
		}),
	).flat();
	await send(JSON.stringify(spansToOtlpJson(spans)));
	const query = "service=shop&groupByOperation=true&lookback=3600000&ratePer=600000&spanKind=server&step=60000";
	const family = await getJson<{ readonly metrics: readonly { readonly metricPoints: readonly { readonly gaugeValue: unknown }[] }[] }>(
		`${stack.ui}/api/metrics/calls?${query}&endTs=${Date.now()}`,
	);
	expect(family.metrics[0]?.metricPoints.at(-1)?.gaugeValue).toEqual({ doubleValue: 6 / 600 });
});
