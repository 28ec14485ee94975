import { DURATION_ERROR } from "@spanglass/shared/analysis/duration-counts";
import type { Span } from "@spanglass/shared/model/span";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { beforeAll, describe, expect, it } from "vitest";
import { type Ask, storeOf } from "./asked.testdata.ts";

const MINUTE = 60_000;
/** A whole minute. */
const START_MS = 29_000_000 * MINUTE;
/** Half a minute beyond one. */
const NOW = START_MS + 10 * MINUTE + 30_000;

let traces = 0;
const at = (minute: number, drawing: string): readonly Span[] =>
	traceFromText(drawing, { traceId: (++traces).toString(16).padStart(32, "0"), start: BigInt(START_MS + minute * MINUTE) * 1_000_000n });
const GET = "shop: GET / {kind=server} [========]";
const FAILED = "shop: GET / {kind=server} [=======!]";
const POST = "shop: POST / {kind=server} [==================]";
/** Minute 7: 2 calls of which one fails; minute 8: 3 calls; minute 9: none. A client span in minute 8. */
const spans = [
	...[...at(7, GET), ...at(7, FAILED)],
	...[...at(8, GET), ...at(8, GET), ...at(8, POST), ...at(8, "shop: call {kind=client} [=]")],
	...at(8, "x: job {kind=server} [=]").map((span) => ({ ...span, resource: { ...span.resource, attributes: [] } })),
];

let ask: Ask;
beforeAll(async () => {
	ask = await storeOf(spans, NOW);
});
const STEPS = `endTs=${NOW}&lookback=${4 * MINUTE}&step=${MINUTE}&ratePer=${MINUTE}`;
const pointsOf = (metric: { readonly metricPoints: readonly { readonly gaugeValue: { readonly doubleValue: number | "NaN" } }[] }) =>
	metric.metricPoints.map((point) => point.gaugeValue.doubleValue);

describe("calls", () => {
	it("per second, in the form of Jaeger's page", async () => {
		const { status, json } = await ask("jaeger.calls", `service=shop&${STEPS}`);
		expect(status).toBe(200);
		expect(json).toMatchObject({ name: "service_call_rate", type: "GAUGE", help: "calls per second, by service" });
		expect(json.metrics).toHaveLength(1);
		expect(json.metrics[0].labels).toEqual([{ name: "service_name", value: "shop" }]);
		const iso = (minute: number) => new Date(START_MS + minute * MINUTE).toISOString().replace(".000", "");
		expect(json.metrics[0].metricPoints).toEqual([
			{ timestamp: iso(7), gaugeValue: { doubleValue: 0 } },
			{ timestamp: iso(8), gaugeValue: { doubleValue: 2 / 60 } },
			{ timestamp: iso(9), gaugeValue: { doubleValue: 3 / 60 } },
			{ timestamp: iso(10), gaugeValue: { doubleValue: 0 } },
		]);
	});

	it("by operation", async () => {
		const { json } = await ask("jaeger.calls", `service=shop&groupByOperation=true&${STEPS}`);
		expect(json.name).toBe("service_operation_call_rate");
		const byName = json.metrics.map((metric: { labels: { name: string; value: string }[] } & Parameters<typeof pointsOf>[0]) => [
			metric.labels.map((label) => label.value),
			pointsOf(metric),
		]);
		expect(byName).toEqual([
			[
				["shop", "GET /"],
				[0, 2 / 60, 2 / 60, 0],
			],
			[
				["shop", "POST /"],
				[0, 0, 1 / 60, 0],
			],
		]);
		expect(json.metrics[0].labels[1].name).toBe("operation");
	});

	it("of other kinds, and of several services", async () => {
		const client = await ask("jaeger.calls", `service=shop&spanKind=client&${STEPS}`);
		expect(pointsOf(client.json.metrics[0])).toEqual([0, 0, 1 / 60, 0]);
		const both = await ask("jaeger.calls", `service=shop&spanKind=client&spanKind=server&${STEPS}`);
		expect(pointsOf(both.json.metrics[0])).toEqual([0, 2 / 60, 4 / 60, 0]);
		for (const two of ["service=shop&service=OTLPResourceNoServiceName", "service=shop,service=OTLPResourceNoServiceName"]) {
			const { json } = await ask("jaeger.calls", `${two}&${STEPS}`);
			expect(json.metrics.map((metric: { labels: { value: string }[] }) => metric.labels[0]?.value)).toEqual([
				"shop",
				"OTLPResourceNoServiceName",
			]);
		}
	});

	it("over a longer time than the step, and at wider steps", async () => {
		const wide = await ask("jaeger.calls", `service=shop&endTs=${NOW}&lookback=${4 * MINUTE}&step=${2 * MINUTE}&ratePer=${3 * MINUTE}`);
		expect(pointsOf(wide.json.metrics[0])).toEqual([2 / 180, 5 / 180]);
		const rounded = await ask("jaeger.calls", `service=shop&endTs=${NOW}&lookback=${4 * MINUTE}&step=5000&ratePer=61000`);
		expect(pointsOf(rounded.json.metrics[0])).toEqual([0, 2 / 120, 5 / 120, 3 / 120]);
	});

	it("by default of an hour, each of ten minutes", async () => {
		const points = pointsOf((await ask("jaeger.calls", "service=shop")).json.metrics[0]);
		expect(points).toHaveLength(60);
		expect(points.at(-1)).toBe(5 / 600);
	});
});

it("errors are a share of the calls, and no number without calls", async () => {
	const { json } = await ask("jaeger.errors", `service=shop&${STEPS}`);
	expect([json.name, pointsOf(json.metrics[0])]).toEqual(["service_error_rate", ["NaN", 0.5, 0, "NaN"]]);
});

it("latencies are quantiles in milliseconds", async () => {
	const quantile = async (q: string) => pointsOf((await ask("jaeger.latencies", `service=shop&quantile=${q}&${STEPS}`)).json.metrics[0]);
	const [none, , all, after] = await quantile("0.95");
	expect([none, after]).toEqual(["NaN", "NaN"]);
	expect(Math.abs(Number(all) / 20 - 1)).toBeLessThanOrEqual(DURATION_ERROR);
	expect(Math.abs(Number((await quantile("0.5"))[2]) / 10 - 1)).toBeLessThanOrEqual(DURATION_ERROR);
	expect((await ask("jaeger.latencies", `service=shop&quantile=.5&groupByOperation=1&${STEPS}`)).json.name).toBe(
		"service_operation_latencies",
	);
});

it("has no metric of a service that is not there, nor outside the time of its spans", async () => {
	expect((await ask("jaeger.calls", `service=nobody&${STEPS}`)).json.metrics).toEqual([]);
	const early = `endTs=${START_MS}&lookback=${4 * MINUTE}&ratePer=${MINUTE}`;
	expect((await ask("jaeger.calls", `service=shop&${early}`)).json.metrics).toEqual([]);
	expect((await ask("jaeger.calls", "service=shop&endTs=0")).json.metrics).toEqual([]);
});

it("tells its smallest step", async () => {
	expect((await ask("jaeger.minStep")).json).toEqual({ data: 60_000, total: 0, limit: 0, offset: 0, errors: null });
});

it.each([
	["jaeger.calls", "", "unable to parse param 'service'"],
	["jaeger.calls", "service=", "unable to parse param 'service'"],
	["jaeger.calls", "service=a&groupByOperation=maybe", "unable to parse param 'groupByOperation'"],
	["jaeger.calls", "service=a&spanKind=SERVER", "unable to parse param 'spanKind'"],
	["jaeger.calls", "service=a&endTs=now", "unable to parse param 'endTs'"],
	["jaeger.calls", "service=a&step=1m", "unable to parse param 'step'"],
	["jaeger.calls", `service=a&lookback=${31 * 86_400_000}`, "unable to parse param 'lookback'"],
	["jaeger.calls", `service=a&lookback=${29 * 86_400_000}`, "unable to parse param 'step'"],
	["jaeger.latencies", "service=a", "unable to parse param 'quantile'"],
	["jaeger.latencies", "service=a&quantile=95", "unable to parse param 'quantile'"],
	["jaeger.errors", "service=a&ratePer=-1", "unable to parse param 'ratePer'"],
] as const)("%s refuses %j", async (id, query, message) => {
	const { status, json } = await ask(id, query);
	expect([status, json.data, json.errors[0].code]).toEqual([400, null, 400]);
	expect(json.errors[0].msg).toContain(message);
});
