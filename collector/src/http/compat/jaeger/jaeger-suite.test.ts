/**
 * Jaeger's own storage queries on both API generations: each must find its traces and no others, and bent so that one condition cannot hold,
 * nothing. Skipped where the suites (../shared/suites) are not present.
 */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseTraceRequestJson } from "@spanglass/shared/otlp/json";
import {
	bentCases,
	type JaegerCase,
	type JaegerSuiteData,
	jaegerSuite,
	legacyQuery,
	v3FilterQuery,
	v3Query,
} from "@spanglass/shared/testing/jaeger-cases";
import { describe, expect, it } from "vitest";
import { createFakeApp, createFakeReader, FREE_CONTROL } from "../../../query/fake-stores.testdata.ts";
import { createQueryServices } from "../../../query/query-services.ts";
import { createMemoryAlertStore } from "../../../store/memory/alert-store.ts";
import { answerJaeger } from "./handlers.ts";
import type { JaegerRouteId } from "./routes.ts";

const SHARED = process.env.SPANGLASS_SHARED ?? join(import.meta.dirname, "../../../../../../shared");
const CASES = join(SHARED, "suites/jaeger/data/cases.json");

describe.skipIf(!existsSync(CASES))("Jaeger's storage queries (skipped where ../shared/suites is absent)", () => {
	const data: JaegerSuiteData = existsSync(CASES) ? JSON.parse(readFileSync(CASES, "utf8")) : { queries: [], fixtures: {} };
	const suite = jaegerSuite(data, 3000);
	const spans = suite.requests.flatMap((request) => parseTraceRequestJson(request).spans);
	const ports = {
		reader: createFakeReader({ spans }),
		app: createFakeApp(() => new Error("conflict")),
		alerts: createMemoryAlertStore(() => 0).reader,
		clock: Date,
	};
	const context = { services: createQueryServices(ports), control: FREE_CONTROL };

	async function ask(id: JaegerRouteId, query: string) {
		const { status, body } = await answerJaeger(id, { path: {}, query }, context);
		const chunks: Uint8Array[] = [];
		if (body instanceof Uint8Array) chunks.push(body);
		else for await (const chunk of body) chunks.push(chunk);
		return { status, body: Buffer.concat(chunks).toString() };
	}

	async function legacyIds(query: JaegerCase): Promise<readonly string[]> {
		const { body } = await ask("jaeger.traces", legacyQuery(query));
		return JSON.parse(body)
			.data.map((trace: { readonly traceID: string }) => trace.traceID)
			.sort();
	}
	/** Nothing is found with a 404. */
	async function v3Ids(params: string): Promise<readonly string[]> {
		const { status, body } = await ask("jaeger.v3.traces", params);
		if (status === 404) expect(JSON.parse(body)).toEqual({ error: { httpCode: 404, message: "No traces found" } });
		else expect(status).toBe(200);
		const found = status === 404 ? [] : parseTraceRequestJson(JSON.stringify(JSON.parse(body).result)).spans;
		return [...new Set<string>(found.map((span) => span.traceId))].sort();
	}
	async function summaryIds(params: string): Promise<readonly string[]> {
		const { summaries } = JSON.parse((await ask("jaeger.v3.summaries", params)).body);
		return summaries.map((summary: { readonly traceId: string }) => summary.traceId).sort();
	}

	async function expectEverywhere(query: JaegerCase): Promise<void> {
		expect(await legacyIds(query)).toEqual(query.expect);
		for (const params of [v3Query(query), v3Query(query, "snake"), v3FilterQuery(query)]) {
			expect(await v3Ids(params)).toEqual(query.expect);
			expect(await summaryIds(params)).toEqual(query.expect);
		}
	}

	it.each(suite.cases)("$id $caption", async (query) => {
		expect(query.expect.length).toBeGreaterThan(0);
		await expectEverywhere(query);
	});

	it.each(suite.cases)("$id bent", async (query) => {
		for (const bent of bentCases(query)) await expectEverywhere(bent);
	});

	it("refuses bounds that exclude each other", async () => {
		const [first] = suite.cases;
		if (first === undefined) throw new Error("no case");
		const query = { ...first, minDurationNs: 5500, maxDurationNs: 4500 };
		expect((await ask("jaeger.traces", legacyQuery(query))).status).toBe(400);
		expect((await ask("jaeger.v3.traces", v3Query(query))).status).toBe(400);
		expect((await ask("jaeger.v3.summaries", v3Query(query, "snake"))).status).toBe(400);
	});

	it("any service, when none is named", async () => {
		const [first] = suite.cases;
		if (first === undefined) throw new Error("no case");
		const everything = v3Query({ ...first, service: "", tags: {}, start: 0, end: first.end + 86_400_000_000 });
		expect(await v3Ids(everything)).toEqual([...new Set<string>(spans.map((span) => span.traceId))].sort());
	});
});
