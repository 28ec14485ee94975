/** Requests as Jaeger's page, Grafana and Kiali make them, and answers in the shape that they check. */
import type { Attribute } from "@spanglass/shared/model/attributes";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { beforeAll, describe, expect, it } from "vitest";
import { type Ask, type AskOptions, storeOf } from "./asked.testdata.ts";
import type { JaegerRouteId } from "./routes.ts";

/** 2023-11-14T22:13:20Z. */
const START_MS = 1_700_000_000_000;
const A = "0".repeat(16) + "a".repeat(16);
const text = (key: string, value: string): Attribute => ({ key, value: { type: "string", value } });
const spans = [
	...traceFromText(
		`gateway: POST /pay {kind=server http.request.method=POST}   [=====]
		   bank: debit {kind=client}                                   [!]`,
		{ traceId: A },
	),
	...traceFromText("reviews: GET /reviews {kind=server} [=]", { traceId: "b".repeat(32) }).map((span) => ({
		...span,
		resource: { ...span.resource, attributes: [...span.resource.attributes, text("k8s.namespace.name", "bookinfo")] },
	})),
];

let ask: Ask;
beforeAll(async () => {
	ask = await storeOf(spans, START_MS + 10 * 60_000);
});

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === "string";
const isCount: Check = (value) => Number.isInteger(value) && Number(value) >= 0;
const isNanos: Check = (value) => typeof value === "string" && /^\d+$/.test(value) && BigInt(value) < 1n << 64n;
const isTraceId: Check = (value) => typeof value === "string" && /^[0-9a-f]{32}$/.test(value) && !/^0+$/.test(value);
const isSpanId: Check = (value) => typeof value === "string" && /^[0-9a-f]{16}$/.test(value) && !/^0+$/.test(value);
const listOf =
	(check: Check): Check =>
	(value) =>
		Array.isArray(value) && value.every(check);
/** An object that has every one of `fields` and whose `maybe` are right where they are there. */
const shape =
	(fields: Readonly<Record<string, Check>>, maybe: Readonly<Record<string, Check>> = {}): Check =>
	(value) => {
		if (typeof value !== "object" || value === null) return false;
		const has = new Map(Object.entries(value));
		const isRight = Object.entries(fields).every(([key, check]) => check(has.get(key)));
		return isRight && Object.entries(maybe).every(([key, check]) => !has.has(key) || check(has.get(key)));
	};

const SUMMARIES = shape({
	summaries: listOf(
		shape({
			...{ traceId: isTraceId, rootServiceName: isText, rootOperationName: isText },
			...{ minStartTimeUnixNano: isNanos, maxEndTimeUnixNano: isNanos },
			...{ spanCount: isCount, errorSpanCount: isCount, orphanSpanCount: isCount },
			services: listOf(shape({ name: isText, spanCount: isCount, errorSpanCount: isCount })),
		}),
	),
});
const ATTRIBUTES = listOf(shape({ key: isText, value: (value) => typeof value === "object" && Object.keys(value ?? {}).length === 1 }));
const OTLP_SPAN = shape(
	{ traceId: isTraceId, spanId: isSpanId },
	{ parentSpanId: isSpanId, kind: isCount, startTimeUnixNano: isNanos, endTimeUnixNano: isNanos, attributes: ATTRIBUTES },
);
const OTLP_TRACE = shape({
	result: shape({
		resourceSpans: listOf(
			shape({ scopeSpans: listOf(shape({ spans: listOf(OTLP_SPAN) })) }, { resource: shape({}, { attributes: ATTRIBUTES }) }),
		),
	}),
});
const TAGS = listOf(shape({ key: isText, type: isText, value: (value) => ["string", "number", "boolean"].includes(typeof value) }));
const LEGACY_SPAN = shape({
	...{ traceID: isTraceId, spanID: isSpanId, operationName: isText, processID: isText, tags: TAGS },
	...{ startTime: isCount, duration: isCount, logs: listOf(shape({ timestamp: isCount, fields: TAGS })) },
	references: listOf(shape({ refType: isText, traceID: isTraceId, spanID: isSpanId })),
});
const PROCESSES: Check = (value) =>
	typeof value === "object" && Object.values(value ?? {}).every(shape({ serviceName: isText, tags: TAGS }));
const LEGACY_TRACES = shape({
	data: listOf(
		shape({
			traceID: isTraceId,
			spans: (value) => listOf(LEGACY_SPAN)(value) && Array.isArray(value) && value.length > 0,
			processes: PROCESSES,
		}),
	),
});
const FAMILY = shape({
	name: isText,
	metrics: listOf(
		shape({
			labels: listOf(shape({ name: isText, value: isText })),
			metricPoints: listOf(
				shape({
					timestamp: (value) => !Number.isNaN(Date.parse(String(value))),
					gaugeValue: shape({ doubleValue: (value) => typeof value === "number" || value === "NaN" }),
				}),
			),
		}),
	),
});

async function expectShape(check: Check, [id, query, options]: readonly [JaegerRouteId, string, AskOptions?]): Promise<unknown> {
	const { status, json } = await ask(id, query, options);
	expect([status, check(json), json]).toEqual([200, true, json]);
	return json;
}

describe("Jaeger's page", () => {
	const RANGE = "query.start_time_min=2023-11-14T22%3A00%3A00.000Z&query.start_time_max=2023-11-14T22%3A20%3A00.000Z";

	it("lists what can be searched", async () => {
		await expectShape(shape({ services: listOf(isText) }), ["jaeger.v3.services", ""]);
		await expectShape(shape({ operations: listOf(shape({ name: isText, spanKind: isText })) }), [
			"jaeger.v3.operations",
			"service=gateway",
		]);
	});

	it("searches", async () => {
		const query = `query.service_name=gateway&query.span_name=POST+%2Fpay&${RANGE}&query.num_traces=20&query.duration_min=1ms&query.attributes=%7B%22http.request.method%22%3A%22POST%22%7D`;
		const json = await expectShape(SUMMARIES, ["jaeger.v3.summaries", query]);
		expect(json).toMatchObject({ summaries: [{ traceId: A, spanCount: 2, errorSpanCount: 1 }] });
	});

	it("would not take a summary that misses something", () => {
		const summary = { traceId: A, rootServiceName: "a", rootOperationName: "b", minStartTimeUnixNano: "1", maxEndTimeUnixNano: "2" };
		const counted = { ...summary, spanCount: 1, errorSpanCount: 0, orphanSpanCount: 0, services: [] };
		expect(SUMMARIES({ summaries: [counted] })).toBe(true);
		for (const wrong of [
			{ traceId: "a" },
			{ spanCount: -1 },
			{ minStartTimeUnixNano: 1 },
			{ services: undefined },
			{ rootServiceName: null },
		]) {
			expect(SUMMARIES({ summaries: [{ ...counted, ...wrong }] })).toBe(false);
		}
	});

	it("opens a trace, of either generation", async () => {
		await expectShape(LEGACY_TRACES, ["jaeger.trace", "", { path: { traceId: A } }]);
		await expectShape(OTLP_TRACE, ["jaeger.v3.trace", "", { path: { traceId: A } }]);
	});

	it("draws dependencies of a week", async () => {
		const query = `endTs=${START_MS + 60_000}&lookback=604800000`;
		const json = await expectShape(shape({ data: listOf(shape({ parent: isText, child: isText, callCount: isCount })) }), [
			"jaeger.dependencies",
			query,
		]);
		expect(json).toMatchObject({ data: [{ parent: "gateway", child: "bank", callCount: 1 }] });
	});

	it("shows its monitor", async () => {
		const query = `service=gateway&endTs=${START_MS + 300_000}&groupByOperation=true&lookback=3600000&ratePer=600000&spanKind=server&step=60000`;
		for (const [id, more] of [
			["jaeger.calls", ""],
			["jaeger.errors", ""],
			["jaeger.latencies", "&quantile=0.95"],
		] as const) {
			const json = await expectShape(FAMILY, [id, query + more]);
			expect(json).toMatchObject({
				metrics: [
					{
						labels: [
							{ name: "service_name", value: "gateway" },
							{ name: "operation", value: "POST /pay" },
						],
					},
				],
			});
		}
	});
});

describe("Grafana", () => {
	it("checks its source, fills its fields and searches", async () => {
		await expectShape(shape({ data: listOf(isText), total: isCount }), ["jaeger.services", ""]);
		await expectShape(shape({ data: listOf(isText) }), ["jaeger.serviceOperations", "", { path: { service: "gateway" } }]);
		const query = `service=gateway&operation=POST+%2Fpay&tags=%7B%22http.request.method%22%3A%22POST%22%7D&minDuration=1ms&maxDuration=1s&limit=20&start=${START_MS}000&end=${START_MS + 60_000}000&lookback=custom`;
		expect(await expectShape(LEGACY_TRACES, ["jaeger.traces", query])).toMatchObject({ data: [{ traceID: A }] });
	});

	it("opens a trace with times in milliseconds, and over api_v3 with a plus as it is", async () => {
		await expectShape(LEGACY_TRACES, ["jaeger.trace", `start=${START_MS}&end=${START_MS + 60_000}`, { path: { traceId: A } }]);
		const times = "start_time=2023-11-15T00:13:20+02:00&end_time=2023-11-15T00:14:20.5+02:00";
		await expectShape(OTLP_TRACE, ["jaeger.v3.trace", times, { path: { traceId: A } }]);
	});

	it("may search with times in milliseconds", async () => {
		const found = async (start: number, end: number) =>
			(await ask("jaeger.traces", `service=gateway&start=${start}&end=${end}`)).json.data.length;
		expect([await found(START_MS, START_MS + 1000), await found(START_MS + 1000, START_MS + 2000)]).toEqual([1, 0]);
	});

	it("finds nothing without a fault", async () => {
		const { status, json } = await ask("jaeger.traces", `service=nobody&start=${START_MS}000&end=${START_MS + 60_000}000`);
		expect([status, json]).toEqual([200, { data: [], total: 0, limit: 0, offset: 0, errors: null }]);
	});
});

describe("Kiali", () => {
	const query = (service: string, more = "") =>
		`service=${service}&start=${START_MS - 1000}000&end=${START_MS + 60_000}000&limit=100${more}`;

	it("asks with tags as JSON and durations in microseconds", async () => {
		const more = `&tags=${encodeURIComponent('{"error":"true"}')}&minDuration=1000us`;
		expect((await ask("jaeger.traces", query("bank", more))).json.data).toHaveLength(1);
		expect((await ask("jaeger.traces", query("bank", "&minDuration=1000000us"))).json.data).toEqual([]);
	});

	it("names a service by its application and namespace", async () => {
		const found = async (service: string) => (await ask("jaeger.traces", query(service))).json.data.length;
		expect([await found("reviews"), await found("reviews.bookinfo")]).toEqual([1, 1]);
		expect([await found("reviews.other"), await found("gateway.bookinfo"), await found("nobody.bookinfo")]).toEqual([0, 0, 0]);
	});
});
