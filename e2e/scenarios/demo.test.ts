/**
 * The demo fleet against the product: what its SDKs exported is what is stored, and what the fleet says about itself in the side file is what
 * its telemetry shows.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { API_BASE } from "@spanglass/shared/api/paths";
import type { MetricPointsJson } from "@spanglass/shared/api/schemas";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { TruthEntry } from "../demo/instance.ts";
import { getJson, getLogs, getOtlpSpans, getServices, getStatus, getTraces, type OtlpSpan, wideRange } from "../support/api.ts";
import { runFleet } from "../support/fleet.ts";
import { sendHttp } from "../support/otlp-client.ts";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";

import { SPANS_PER_TRACE, traceRequest } from "../support/synthetic.ts";

type ServiceSpan = OtlpSpan & { readonly service: string };

const KIND = { client: 3, producer: 4, consumer: 5 };
const ATTEMPTS = "rpc.request.metadata.grpc_previous_rpc_attempts";
/** In OTLP's JSON the retried calls of the incident end with this in `rpc.grpc.status_code`. */
const DEADLINE_EXCEEDED = "4";

let stack: Stack;
beforeAll(async () => {
	stack = await startStack();
});
afterAll(async () => {
	await stack.stop();
	removeDataFolder(stack.folder);
});

function attributeOf(span: OtlpSpan, key: string): unknown {
	return span.attributes?.find((attribute) => attribute.key === key)?.value;
}

/** Runs the fleet to its end; answers the columns of its table by service. */
async function exportedBy(args: readonly string[]): Promise<Readonly<Record<string, readonly number[]>>> {
	const { code, output } = await runFleet(stack, args);
	expect(code, output).toBe(0);
	const table = output.slice(output.indexOf("\nservice "));
	return Object.fromEntries(
		table.split("\n").flatMap((line) => {
			const [name = "", ...cells] = line.trim().split(/\s+/);
			return cells.length === 5 && cells.every((cell) => /^\d+$/.test(cell)) ? [[name, cells.map(Number)]] : [];
		}),
	);
}

describe("a fleet in a retry storm", () => {
	let exported: Readonly<Record<string, readonly number[]>>;
	let truth: readonly TruthEntry[];
	let spans: readonly ServiceSpan[];

	beforeAll(async () => {
		const file = join(stack.folder, "truth.jsonl");
		exported = await exportedBy(["--seconds", "14", "--incident-after", "2", "--rate", "6", "--seed", "7", "--truth", file]);
		const lines = readFileSync(file, "utf8").trim().split("\n");
		truth = lines.map((line): TruthEntry => JSON.parse(line));
		const traces = await getTraces(stack, wideRange());
		const found: ServiceSpan[] = [];
		for (const { traceId } of traces) found.push(...(await getOtlpSpans(stack, traceId)));
		spans = found;
	}, 200_000);

	it("stores exactly what was acknowledged, and refuses nothing", async () => {
		const status = await getStatus(stack);
		const [instances, traces, logs, metrics, failed] = exported.total ?? [];
		expect(status.stored).toEqual({ traces, logs, metrics });
		expect(status.received).toEqual(status.stored);
		expect([status.rejected, status.refusedByReason]).toEqual([{ traces: 0, metrics: 0, logs: 0 }, {}]);
		expect([instances, failed]).toEqual([13, 0]);
		expect(spans).toHaveLength(traces ?? -1);
	});

	it("shows the planned services, instances and versions, every transport among the senders", async () => {
		const services = await getServices(stack, wideRange());
		const found = services.map(({ name, versions, instances }) => [name, [...versions].sort().join(), instances.length]);
		expect(found.sort()).toEqual([
			["checkout", "v77", 2],
			["fulfil", "v5", 1],
			["gateway", "v12", 2],
			["inventory", "v18,v19", 2],
			["notify", "v3", 1],
			["orders", "v8", 1],
			["payment", "v41,v42", 4],
		]);
		expect(services.every(({ namespace }) => namespace === "shop")).toBe(true);
	});

	it("has a span for each retry that really happened, with the number of attempts before it", () => {
		const told = truth.filter(({ call, outcome }) => call === "shop.Payment/Pay" && outcome === "retry").map(retryKey);
		const shown = spans.filter((span) => isPaymentAttempt(span) && attributeOf(span, ATTEMPTS) !== undefined).map(spanRetryKey);
		expect(told.length).toBeGreaterThan(20);
		expect(shown.sort()).toEqual(told.sort());
	});

	it("ends each attempt as the side file says, most of the retried ones at their deadline", () => {
		const told = truth.filter(({ call, outcome }) => call === "shop.Payment/Pay" && outcome === "deadline");
		const shown = spans.filter((span) => isPaymentAttempt(span) && intOf(span, "rpc.grpc.status_code") === DEADLINE_EXCEEDED);
		expect(shown.map(({ traceId }) => traceId).sort()).toEqual(told.map(({ traceId }) => traceId).sort());
		const calls = truth.filter(({ call, outcome }) => call === "shop.Payment/Pay" && outcome === "first").length;
		expect(told.length / calls).toBeGreaterThan(0.5);
	});

	it("joins consumers: fulfil inside the producer's trace, notify by link from a trace of its own", () => {
		const byId = new Map(spans.map((span) => [span.spanId, span]));
		const consumers = spans.filter(({ kind }) => kind === KIND.consumer);
		const published = truth.filter(({ outcome }) => outcome === "published").length;
		expect(published).toBeGreaterThan(5);
		expect(spans.filter(({ kind }) => kind === KIND.producer)).toHaveLength(published);
		for (const service of ["fulfil", "notify"]) {
			const own = consumers.filter((span) => span.service === service);
			expect(own.length).toBeGreaterThanOrEqual(published);
			for (const span of own) {
				const producer = byId.get(span.links?.[0]?.spanId ?? "");
				expect(producer).toMatchObject({ kind: KIND.producer, service: "orders" });
				expect(span.traceId === producer?.traceId).toBe(service === "fulfil");
				if (service === "fulfil") expect(span.parentSpanId).toBe(producer?.spanId);
			}
		}
	});

	it("logs inside of traces, with levels", async () => {
		const logs = await getLogs(stack, wideRange());
		const ids = new Set(spans.map(({ traceId }) => traceId));
		const inTrace = logs.filter(({ traceId }) => ids.has(traceId));
		const outside = logs.filter(({ traceId }) => !ids.has(traceId));
		expect(inTrace.length).toBeGreaterThan(100);
		expect(new Set(outside.map(({ body }) => JSON.stringify(body)).filter((body) => !/started|stopped/.test(body)))).toEqual(new Set());
		expect([...new Set(logs.map(({ severityText }) => severityText))].sort()).toEqual(["error", "info", "warn"]);
	});

	it("sends exemplars that lead to stored traces", async () => {
		const path = `${stack.ui}${API_BASE}/metrics/shop.checkout.duration/points?${wideRange()}`;
		const { data } = await getJson<MetricPointsJson>(path);
		const ids = new Set(spans.map(({ traceId }) => traceId));
		const exemplars = [...JSON.stringify(data).matchAll(/"traceId":"([0-9a-f]{32})"/g)].map(([, traceId = ""]) => traceId);
		expect(exemplars.length).toBeGreaterThan(3);
		expect(exemplars.filter((traceId) => !ids.has(traceId))).toEqual([]);
	});
});

function isPaymentAttempt(span: ServiceSpan): boolean {
	return span.service === "checkout" && span.kind === KIND.client && span.name === "grpc.shop.Payment/Pay";
}

function retryKey({ traceId, attempt }: TruthEntry): string {
	return `${traceId} ${(attempt ?? 0) - 1}`;
}

/** The instrumentation captures request metadata as a list of texts. */
function spanRetryKey(span: ServiceSpan): string {
	return `${span.traceId} ${/"stringValue":"(\d+)"/.exec(JSON.stringify(attributeOf(span, ATTEMPTS)))?.[1]}`;
}

function intOf(span: OtlpSpan, key: string): string | undefined {
	return /"intValue":"?(\d+)"?/.exec(JSON.stringify(attributeOf(span, key)) ?? "")?.[1];
}

describe("the fleet as a child of the collector", () => {
	const call = async (method: string, body?: object) => {
		const init = body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
		const answer = await fetch(`${stack.ui}${API_BASE}/admin/demo`, { method, ...init });
		return { status: answer.status, body: await answer.json() };
	};

	it("starts once, says when it runs, and refuses an incident that it does not know", async () => {
		expect((await getStatus(stack)).demo).toMatchObject({ state: "stopped", incident: null, message: "" });
		expect((await call("POST", { incident: "flood" })).status).toBe(400);
		expect(await call("POST", { incident: "none" })).toMatchObject({
			status: 202,
			body: { data: { state: "starting", incident: "none" } },
		});
		expect(await call("POST", {})).toMatchObject({ status: 409, body: { error: { kind: "conflict" } } });
		await vi.waitFor(async () => expect((await getStatus(stack)).demo.state).toBe("running"), { timeout: 150_000, interval: 200 });
	}, 200_000);

	it("removes the fleet and all that it sent, and leaves the telemetry of others alone", async () => {
		const sent = await sendHttp(stack.http, "traces", traceRequest(1, "other"), { type: "application/x-protobuf" });
		expect(sent.status).toBe(200);
		expect((await getStatus(stack)).demo.hasData).toBe(true);
		expect(await call("DELETE")).toMatchObject({ status: 200, body: { data: { state: "stopped", incident: null, hasData: false } } });
		const status = await getStatus(stack);
		expect(status.stored).toEqual({ traces: SPANS_PER_TRACE, metrics: 0, logs: 0 });
		expect((await getServices(stack, wideRange())).map(({ namespace }) => namespace)).not.toContain("shop");
		expect(await call("DELETE")).toMatchObject({ status: 200, body: { data: { state: "stopped", hasData: false } } });
	}, 60_000);
});
