/** Jaeger's own storage queries: each must find its traces and no others. Skipped where the suites are not present. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Span } from "@spanglass/shared/model/span";
import { parseTraceRequestJson } from "@spanglass/shared/otlp/json";
import { describe, expect, it } from "vitest";
import { createFakeApp, createFakeReader, FREE_CONTROL } from "../../../query/fake-stores.testdata.ts";
import { createQueryServices } from "../../../query/query-services.ts";
import { answerJaeger } from "./handlers.ts";

const SHARED = process.env.SPANGLASS_SHARED ?? join(import.meta.dirname, "../../../../../../shared");
const CASES = join(SHARED, "suites/jaeger/data/cases.json");

interface SuiteQuery {
	readonly id: string;
	readonly caption: string;
	readonly service: string;
	readonly operation: string;
	readonly tags: Readonly<Record<string, string | number | boolean>>;
	readonly start: string;
	readonly end: string;
	readonly minDurationNs: number;
	readonly maxDurationNs: number;
	readonly limit: number;
	readonly expect: readonly string[];
}
interface Suite {
	readonly queries: readonly SuiteQuery[];
	readonly fixtures: Readonly<Record<string, unknown>>;
}

function paramsOf(query: SuiteQuery): string {
	const params = new URLSearchParams({ service: query.service, limit: String(query.limit) });
	if (query.operation !== "") params.set("operation", query.operation);
	params.set("start", String(Math.floor(Date.parse(query.start) * 1000)));
	params.set("end", String(Math.floor(Date.parse(query.end) * 1000)));
	if (query.minDurationNs > 0) params.set("minDuration", `${query.minDurationNs}ns`);
	if (query.maxDurationNs > 0) params.set("maxDuration", `${query.maxDurationNs}ns`);
	const tags = Object.entries(query.tags).map(([key, value]) => [key, String(value)]);
	if (tags.length > 0) params.set("tags", JSON.stringify(Object.fromEntries(tags)));
	return params.toString();
}

describe.skipIf(!existsSync(CASES))("Jaeger's storage queries (suites/jaeger)", () => {
	const suite: Suite = existsSync(CASES) ? JSON.parse(readFileSync(CASES, "utf8")) : { queries: [], fixtures: {} };
	const spansOf = (name: string): readonly Span[] => parseTraceRequestJson(JSON.stringify(suite.fixtures[name])).spans;
	const idsOf = (names: readonly string[]) => [...new Set(names.flatMap((name) => spansOf(name).map((span) => span.traceId)))].sort();
	const spans = Object.keys(suite.fixtures).flatMap(spansOf);
	const ports = { reader: createFakeReader({ spans }), app: createFakeApp(() => new Error("conflict")), clock: Date };
	const context = { services: createQueryServices(ports), control: FREE_CONTROL };

	it.each(suite.queries)("$id $caption", async (query) => {
		const { body } = await answerJaeger("jaeger.traces", { path: {}, query: paramsOf(query) }, context);
		const chunks: Uint8Array[] = [];
		if (!(body instanceof Uint8Array)) for await (const chunk of body) chunks.push(chunk);
		const { data } = JSON.parse(Buffer.concat(chunks).toString());
		expect(data.map((trace: { traceID: string }) => trace.traceID).sort()).toEqual(idsOf(query.expect));
	});
});
