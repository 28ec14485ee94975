import { decodeSkeleton } from "@spanglass/shared/api/skeleton-codec";
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { LogRecord } from "@spanglass/shared/model/log-record";
import type { MetricPoint } from "@spanglass/shared/model/metric";
import type { Span } from "@spanglass/shared/model/span";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { unixNanos } from "@spanglass/shared/units/time";
import { describe, expect, it } from "vitest";
import { createDesk } from "../../alerting/desk.testdata.ts";
import { createFakeApp, createFakeReader, FREE_CONTROL } from "../../query/fake-stores.testdata.ts";
import { createMemoryAlertStore } from "../../store/memory/alert-store.ts";
import type { Answer, QueryRequest } from "../answer.ts";
import { createMainDispatcher, createQueryDispatcher, LIVE_NEWS_ROUTE } from "../dispatch.ts";
import type { BackupPort } from "./backup.ts";
import type { DemoPort } from "./demo.ts";
import { HTTP_ROUTES } from "./routes.ts";

const NOW_MS = 1_700_000_000_500;
const clock = { now: () => NOW_MS };
const drawn = traceFromText(`
	gateway: POST /pay {kind=server http.request.method=POST http.route=/pay}   [==============]
	  gateway: charge                                                             [=====!]
	    bank: debit {db.system=pg}                                                  [==]
`);
const ENVIRONMENT = { key: "deployment.environment", value: { type: "string" as const, value: "prod" } };
const spans = drawn.map((span) => ({ ...span, resource: { ...span.resource, attributes: [...span.resource.attributes, ENVIRONMENT] } }));
const first = spans[0] as Span;
const { resource, scope } = first;
const TRACE = first.traceId;

const record: LogRecord = {
	time: unixNanos(0n),
	observedTime: first.startTime,
	severityNumber: 17,
	severityText: "ERROR",
	body: { type: "string", value: "declined" },
	attributes: [],
	droppedAttributesCount: 0,
	flags: 0,
	traceId: TRACE,
	spanId: first.spanId,
	eventName: "",
	resource,
	scope,
	marks: 1,
};
const metric = { name: "http/x y", description: "", unit: "1", type: "sum" as const, temporality: 2, monotonic: true, metadata: [] };
const point = (value: bigint, route: string): MetricPoint => ({
	startTime: unixNanos(1n),
	time: unixNanos(2n),
	flags: 0,
	value: { type: "int", value },
	exemplars: [],
	series: { metric, attributes: [{ key: "http.route", value: { type: "string", value: route } }], resource, scope },
	marks: 0,
});

const app = createFakeApp(() => new SpanglassError("conflict", "the version is stale"));
const gauge = { ...metric, name: "queue", type: "gauge" as const, unit: "{job}", temporality: 0, monotonic: false };
const level = (value: bigint, route: string) => {
	const { series, ...rest } = point(value, route);
	return { ...rest, time: first.startTime, series: { ...series, metric: gauge } };
};
const points = [point(1n, "/a"), point(2n ** 60n, "/a"), point(3n, "/b"), level(4n, "/a"), level(6n, "/b")];
const alertStore = createMemoryAlertStore(clock.now);
const query = createQueryDispatcher({
	reader: createFakeReader({ spans, logs: [record], points, batch: 2 }),
	app,
	alerts: alertStore.reader,
	clock,
});
const process = {
	version: "1",
	startedAt: unixNanos(5n),
	endpoints: { ui: "u", grpc: "g", http: "h" },
	insecure: false,
	refusedByReason: {},
	refusals: [],
	queryWorkers: [],
	residentBytes: 1,
};
const zero = { traces: 0, metrics: 0, logs: 0 };
const writer = {
	sequence: 3,
	received: zero,
	rejected: zero,
	rejectedByReason: {},
	resent: zero,
	repaired: { duplicateKeys: 0, invalidUtf8: 0, duplicateSpans: 0 },
	removed: { traces: 2, metrics: 0, logs: 0 },
	stored: { traces: 3, metrics: 0, logs: 1 },
	databaseBytes: 1,
	walBytes: 2,
	deleted: { age: { traces: 5, metrics: 0, logs: 0 }, size: { traces: 0, metrics: 6, logs: 0 } },
	blocks: {
		count: { traces: 0, metrics: 0, logs: 0 },
		bytes: { traces: 0, metrics: 0, logs: 0 },
		oldestArrival: { traces: unixNanos(7n), metrics: undefined, logs: undefined },
		quarantined: [{ id: 3, signal: "logs" as const, items: 9, minTime: 1n, maxTime: 2n ** 64n - 1n }],
	},
	databaseLimitBytes: 77,
	openColumnBytes: 3,
	demoStored: true,
	storage: {
		disk: { state: "low", freeBytes: 4, reserveBytes: 5 },
		damage: ["SQLITE_CORRUPT: malformed"],
		losses: ["the log is missing"],
		setAside: [{ path: "/data/spanglass.db.damaged-1", bytes: 6, time: unixNanos(7n) }],
		quarantinedRequests: 8,
		quarantinedBlocks: 9,
		lastBackup: { path: "/backups/a.db", bytes: 10, time: unixNanos(11n) },
	} as const,
	delay: { count: 5, late: 1, p50: 2e6, p99: undefined },
	history: { start: unixNanos(10n), stepNanos: 7, spans: [1, 2], logRecords: [0, 3], metricPoints: [0, 0], rejected: [0, 1] },
	senders: [],
};
const backup: BackupPort = {
	create: async (ticket) => {
		if (ticket !== "known") throw new SpanglassError("invalid_input", "this ticket is unknown", { field: "ticket" });
		return { path: "/backups/b.db", bytes: 12, time: unixNanos(13n) };
	},
};
const done: string[] = [];
const demo: DemoPort = {
	status: () => ({ state: "stopped", command: "npm run demo", incident: null, message: "" }),
	start: (incident) => done.push(`start ${incident}`),
	stop: async () => void done.push("stop"),
	removeData: async () => {
		done.push("remove");
		return { traces: 2, metrics: 0, logs: 0 };
	},
};
const alerts = await createDesk(clock, alertStore);
const main = createMainDispatcher({
	status: { process: () => process, writer: async () => writer },
	demo,
	backup,
	appWriter: app,
	alerts,
	clock,
});

const request = (routeId: string, more: Partial<QueryRequest> = {}): QueryRequest => ({
	...{ routeId, path: {}, query: "", accept: "application/json", body: undefined, requestId: "r1" },
	...more,
});
async function bytesOf(answer: Answer): Promise<Uint8Array> {
	if (answer.body instanceof Uint8Array) return answer.body;
	const chunks: Uint8Array[] = [];
	for await (const chunk of answer.body) chunks.push(chunk);
	return Buffer.concat(chunks);
}
async function json(answer: Promise<Answer>) {
	return JSON.parse(new TextDecoder().decode(await bytesOf(await answer)));
}
const get = (routeId: string, more: Partial<QueryRequest> = {}) => json(query(request(routeId, more), FREE_CONTROL));
const body = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe("demo", () => {
	it("starts the wanted incident, the retry storm when none is named, and refuses one that does not exist", async () => {
		const start = (given: unknown) => main(request("startDemo", { body: body(given) }));
		expect((await start({})).status).toBe(202);
		expect(await json(start({ incident: "queue" }))).toMatchObject({ data: { state: "stopped", command: "npm run demo", hasData: true } });
		await expect(start({ incident: "flood" })).rejects.toMatchObject({ kind: "invalid_input" });
		expect(done.splice(0)).toEqual(["start retry-storm", "start queue"]);
	});

	it("stops the fleet before it removes what is stored", async () => {
		expect(await json(main(request("deleteDemo")))).toMatchObject({ data: { state: "stopped" }, removed: { traces: 2 } });
		expect(done.splice(0)).toEqual(["stop", "remove"]);
	});
});

describe("traces", () => {
	it("lists the range with colours of the registry", async () => {
		const list = await get("traces", { query: "q=status%3Aerror&from=now-1h&to=now" });
		expect(list).toMatchObject({ total: 1, complete: true, cursor: null, scanned: { from: "1699996400500000000" } });
		expect(list.data[0]).toMatchObject({ traceId: TRACE, services: [{ name: "gateway", color: 9 }, { name: "bank" }] });
	});

	it.each([
		["root.service:gateway service:bank", 1],
		["service:gateway >> service:bank", 1],
		["service:bank > service:gateway", 0],
		["any.status:error -root.service:bank", 1],
	])("finds traces by several of their spans: %s", async (q, total) => {
		expect(await get("traces", { query: `from=0&q=${encodeURIComponent(q)}` })).toMatchObject({ total });
	});

	it.each(["logs", "logVolume", "traceLogs", "metricPoints"])("has no other spans to ask in %s", async (route) => {
		const path = route === "traceLogs" ? { traceId: TRACE } : { name: "requests" };
		const asked = get(route, { path, query: "q=any.service:bank" });
		await expect(asked).rejects.toMatchObject({ kind: "unsupported", field: "q", message: expect.stringContaining("has no other spans") });
		await expect(asked).rejects.toMatchObject({ advice: "try: service:bank" });
	});

	it.each([
		["limit=1001", "limit"],
		["limit=1.5", "limit"],
		["nope=1", "nope"],
		["sort=best", "sort"],
		["from=yesterday", "from"],
		["from=now&to=now-1h", "from"],
		["from=now-31d", "from"],
		["q=status%3Abad", "q"],
		["limit=1&limit=2", "limit"],
	])("refuses %s by name", async (text, field) => {
		await expect(get("traces", { query: text })).rejects.toMatchObject({ kind: "invalid_input", field });
	});

	it("takes from=0 as everything stored", async () => expect((await get("traces", { query: "from=0" })).total).toBe(1));

	it("answers the skeleton as bytes, or as JSON when asked", async () => {
		const answer = await query(request("trace", { path: { traceId: TRACE.toUpperCase() }, accept: "*/*" }), FREE_CONTROL);
		const skeleton = decodeSkeleton(new Uint8Array(await bytesOf(answer)));
		expect(skeleton.serviceColors[0]).toBe(9);
		expect([...skeleton.parent]).toEqual([-1, 0, 1]);
		expect(await get("trace", { path: { traceId: TRACE } })).toMatchObject({ parent: [-1, 0, 1], spanCount: 3 });
	});

	it("answers one span complete, and 404 by kind", async () => {
		const answer = await get("traceSpan", { path: { traceId: TRACE, spanId: first.spanId } });
		expect(answer.data).toHaveLength(1);
		expect(answer.data[0]).toMatchObject({ name: "POST /pay", operation: "POST /pay", service: "gateway", parentSpanId: null, marks: [] });
		const absent = { path: { traceId: TRACE, spanId: "00000000000000ff" } };
		await expect(get("traceSpan", absent)).rejects.toMatchObject({ kind: "not_found" });
		await expect(get("traceSpan", { path: { traceId: "x", spanId: "1" } })).rejects.toMatchObject({ field: "traceId" });
	});

	it("streams OTLP JSON over batches", async () => {
		const otlp = await get("traceOtlp", { path: { traceId: TRACE } });
		const names = otlp.resourceSpans.flatMap((resourceSpans: { scopeSpans: { spans: { name: string }[] }[] }) =>
			resourceSpans.scopeSpans.flatMap((scopeSpans) => scopeSpans.spans.map((span) => span.name)),
		);
		expect(names).toEqual(["POST /pay", "charge", "debit"]);
		await expect(get("traceOtlp", { path: { traceId: "f".repeat(32) } })).rejects.toMatchObject({ kind: "not_found" });
	});

	it("tells the event stream what is new", async () => {
		const news = (text: string) => query(request(LIVE_NEWS_ROUTE, { query: `since=3&until=7&${text}` }), FREE_CONTROL);
		expect(await json(news("topic=traces&q=service:bank"))).toMatchObject({ skipped: 0, traces: [{ traceId: TRACE }] });
		expect(await json(news("topic=logs&env=prod"))).toMatchObject({ skipped: 0, records: [{ id: "1.0", service: "gateway" }] });
		for (const nothing of ["topic=logs&env=stage", "topic=logs&q=level:info", "topic=traces&q=service:none"]) {
			const { body } = await news(nothing);
			if (!(body instanceof Uint8Array)) throw new Error("news is answered whole");
			expect(body.length, nothing).toBe(0);
			expect(() => structuredClone(body, { transfer: [body.buffer as ArrayBuffer] }), "given away, as a worker does").not.toThrow();
		}
		expect(await json(news("topic=traces&q=root.service:gateway"))).toMatchObject({ traces: [{ traceId: TRACE }] });
		await expect(news("topic=logs&q=root.service:gateway")).rejects.toMatchObject({ kind: "unsupported", field: "q" });
		await expect(news("topic=weather")).rejects.toMatchObject({ field: "topic" });
		await expect(get(LIVE_NEWS_ROUTE, { query: "topic=logs&since=3" })).rejects.toMatchObject({ field: "until" });
	});
});

describe("spans", () => {
	it("lists single spans with their service's colour, by one or several spans of their trace", async () => {
		const list = await get("spans", { query: "q=status%3Aerror&sort=longest&limit=5" });
		expect(list).toMatchObject({ total: 1, complete: true, cursor: null, scanned: { from: "1699996400500000000" } });
		expect(list.data).toEqual([
			{
				...{ traceId: TRACE, spanId: spans[1]?.spanId, parentSpanId: first.spanId, service: "gateway", serviceColor: 9, name: "charge" },
				...{ operation: "charge", kind: 1, status: { code: 2, message: "" }, startTime: String(spans[1]?.startTime), marks: [] },
				durationNanos: expect.any(Number),
			},
		]);
		const total = async (q: string) => (await get("spans", { query: `from=0&q=${encodeURIComponent(q)}` })).total;
		expect(await total("")).toBe(3);
		expect(await total("root.service:gateway service:bank")).toBe(1);
		expect((await get("spans", { query: "from=0&env=stage" })).total).toBe(0);
	});

	it.each([
		["sort=errors", "sort"],
		["limit=1001", "limit"],
		["q=duration:..5s", "q"],
	])("refuses %s by name", async (text, field) => {
		await expect(get("spans", { query: text })).rejects.toMatchObject({ kind: "invalid_input", field });
	});

	it("tells where a query is wrong as data", async () => {
		await expect(get("spans", { query: "q=a+duration:..5s" })).rejects.toMatchObject({
			fault: { position: 11, length: 4, expected: 'two numbers around "..", or <=5s', repaired: "a duration<=5s" },
		});
	});
});

describe("keys and values", () => {
	it("lists what a query may ask for, with counts", async () => {
		expect((await get("keys", { query: "q=http" })).data).toEqual([
			{ key: "http.request.method", scope: "span", count: 1 },
			{ key: "http.route", scope: "span", count: 1 },
		]);
		const values = await get("keyValues", { path: { key: "service" }, query: "prefix=b" });
		expect(values).toMatchObject({ data: [{ value: "bank", count: 1 }], total: 1, cursor: null, complete: true });
		expect((await get("keyValues", { path: { key: "resource.deployment.environment.name" } })).data).toEqual([{ value: "prod", count: 1 }]);
	});

	it.each([
		["keys", "scope=any", "scope"],
		["keys", "signal=metrics", "signal"],
		["keys", "limit=10001", "limit"],
		["keyValues", "limit=1001", "limit"],
	])("%s refuses %s by name", async (route, query, field) => {
		await expect(get(route, { path: { key: "service" }, query })).rejects.toMatchObject({ kind: "invalid_input", field });
	});

	it.each(["trace", "span", "duration", "body"])("has no list of the values of %s", async (key) => {
		await expect(get("keyValues", { path: { key } })).rejects.toMatchObject({ kind: "unsupported", field: "key" });
	});
});

describe("other lists", () => {
	it("answers logs of a range and of a trace", async () => {
		const [log] = (await get("logs", { query: "q=level:error" })).data;
		expect(log).toMatchObject({ body: { stringValue: "declined" }, service: "gateway", serviceColor: 9, marks: ["truncated"], time: "0" });
		expect((await get("traceLogs", { path: { traceId: TRACE } })).data).toHaveLength(1);
	});

	it("answers the volume of logs over the range, or over the data when the range is everything", async () => {
		const hour = await get("logVolume", { query: "q=level:error" });
		expect(hour).toMatchObject({ stepNanos: 30e9, total: 1, counts: { error: expect.anything() } });
		expect(hour.counts.error).toHaveLength(121);
		const second = 1_000_000_000n;
		const all = await get("logVolume", { query: "from=0" });
		const at = first.startTime;
		expect(all).toMatchObject({ start: String(at - (at % second)), stepNanos: 1e9, counts: { error: [1] }, total: 1 });
		expect(all.scanned).toMatchObject({ from: String(at), to: String(at + 1n) });
		expect(await get("logVolume", { query: "from=0&q=level:info" })).toMatchObject({ total: 0, stepNanos: 1e9 });
	});

	it("takes one environment, and keeps the place of a fault in the query", async () => {
		for (const route of ["traces", "logs", "logVolume", "metrics"]) {
			const [one, none] = [await get(route, { query: "from=0&env=prod" }), await get(route, { query: "from=0&env=stage" })];
			expect([route, one.total, none.total]).toEqual([route, route === "metrics" ? 2 : 1, 0]);
			expect([route, (await get(route, { query: "from=0&q=service:nobody" })).total]).toEqual([route, 0]);
		}
		const faulty = get("logs", { query: "env=prod&q=abc+level:" });
		const plain = get("logs", { query: "q=abc+level:" });
		const message = await plain.catch((error: Error) => error.message);
		await expect(faulty).rejects.toMatchObject({ field: "q", message });
	});

	it("answers services with rate and ratio, of whole minutes as far as they have passed", async () => {
		const list = await get("services", { query: "from=now-10s" });
		expect(list).toMatchObject({ complete: true, scanned: { from: "1699999980000000000", to: "1700000040000000000" } });
		expect(list.data).toMatchObject([
			{ name: "bank", color: 8, spanCount: 1, requestCount: 1, errorRatio: 0, requestCounts: [1], environments: ["prod"] },
			{ name: "gateway", color: 9, spanCount: 2, requestCount: 1, errorCount: 0, silent: false },
		]);
		expect(list.data[1].ratePerSecond).toBeCloseTo(1 / 20.5, 6);
		expect(Math.abs(list.data[1].p99Nanos / 16e6 - 1)).toBeLessThan(0.006);
	});

	it("keeps a registered service that is silent, unless an environment is asked for", async () => {
		const reader = createFakeReader({ spans: spans.filter((span) => span !== first).slice(1) });
		const ask = (text: string) =>
			json(createQueryDispatcher({ reader, app, alerts: alertStore.reader, clock })(request("services", { query: text }), FREE_CONTROL));
		const { data, total } = await ask("from=now-10s");
		expect(data.map(({ name, silent }: { name: string; silent: boolean }) => [name, silent])).toEqual([
			["bank", false],
			["gateway", true],
		]);
		expect(total).toBe(2);
		expect(data[0]).toMatchObject({ environments: ["prod"], requestCounts: [1] });
		const nothing = { spanCount: 0, requestCount: 0, ratePerSecond: 0, errorRatio: null, p50Nanos: null, requestCounts: [] };
		expect(data[1]).toMatchObject({ ...nothing, color: 9, lastSeen: "7000000" });
		expect((await ask("from=now-10s&env=prod")).data).toHaveLength(1);
	});

	it("answers where a duration stands among its kind, and nothing of a service never seen", async () => {
		const ask = (name: string) => get("serviceDurations", { path: { name }, query: "op=x&kind=3&at=1e18" });
		expect(await ask("gateway")).toMatchObject({
			count: 2,
			below: 2,
			p99Nanos: null,
			histogram: [{ fromNanos: 1, toNanos: 10, count: 2 }],
		});
		expect(await ask("nobody")).toMatchObject({ count: 0, below: 0, p50Nanos: null, histogram: [], complete: true });
		const bad = { path: { name: "gateway" }, query: "op=x&kind=9" };
		await expect(get("serviceDurations", bad)).rejects.toMatchObject({ kind: "invalid_input", field: "kind" });
	});

	it("answers points by series, exact", async () => {
		const list = await get("metricPoints", { path: { name: "http/x y" }, query: "from=0" });
		expect(list.series).toHaveLength(2);
		expect(list.data.map((row: { series: number }) => row.series)).toEqual([0, 0, 1]);
		expect(list.data[1].point).toEqual({ startTimeUnixNano: "1", timeUnixNano: "2", asInt: "1152921504606846976" });
	});
});

describe("a metric's chart", () => {
	const chart = (text: string, name = "http/x y") => get("metricChart", { path: { name }, query: text });

	it("is lines over aligned buckets, narrowed by query and environment, split by a key", async () => {
		const whole = await chart("from=0&to=10");
		expect(whole).toMatchObject({ shape: "rate", unit: "1/s", start: "0", stepNanos: 1e9, bucketCount: 1, seriesCount: 2, pointCount: 3 });
		expect(whole).toMatchObject({
			metric: { name: "http/x y", pointCount: 3, lastTime: "2" },
			otherLabels: 0,
			complete: true,
			exemplars: [],
		});
		expect(whole.lines, "what the first points counted belongs to everything").toEqual([{ name: "rate", values: [expect.any(Number)] }]);
		const levels = await chart("", "queue");
		const drawn = levels.lines.map(({ name, values }: { name: string; values: number[] }) => [
			name,
			values.filter((value) => value !== null),
		]);
		expect([levels.shape, levels.unit, drawn]).toEqual([
			"gauge",
			"{job}",
			[
				["avg", [5]],
				["min", [4]],
				["max", [6]],
			],
		]);
		expect(whole.keys[0]).toEqual({ key: "http.route", valueCount: 2 });
		const split = await chart("from=0&to=10&by=http.route&env=prod");
		expect(split.lines.map(({ label }: { label: string }) => label)).toEqual(["/a", "/b"]);
		expect(await chart("from=0&to=10&q=http.route:/b")).toMatchObject({ seriesCount: 1, metric: { pointCount: 1 } });
	});

	it("is empty when no series satisfies the query, and not there without points", async () => {
		const empty = await chart("from=0&to=10&env=stage");
		expect(empty).toMatchObject({ seriesCount: 0, pointCount: 0, metric: { seriesCount: 0 }, lines: [{ name: "rate", values: [null] }] });
		await expect(chart("from=0", "none")).rejects.toMatchObject({ kind: "not_found" });
		await expect(chart("q=a%20b:")).rejects.toMatchObject({ field: "q" });
	});
});

describe("what the installation keeps", () => {
	it("writes and reads a setting by versions", async () => {
		const path = { key: "theme" };
		const put = await json(main(request("putSetting", { path, body: body({ json: { dark: true }, version: 0 }) })));
		expect(put).toEqual({ data: { key: "theme", json: { dark: true }, version: 1 } });
		expect(await get("setting", { path })).toEqual(put);
		await expect(main(request("putSetting", { path, body: body({ json: 1, version: 0 }) }))).rejects.toMatchObject({ kind: "conflict" });
		await expect(get("setting", { path: { key: "none" } })).rejects.toMatchObject({ kind: "not_found" });
	});

	it("keeps documents", async () => {
		const answer = await main(request("postDocument", { path: { kind: "view" }, body: body({ json: [1] }) }));
		expect(answer.status).toBe(201);
		const { data } = JSON.parse(new TextDecoder().decode(await bytesOf(answer)));
		const path = { kind: "view", id: data.id };
		expect((await get("documents", { path: { kind: "view" } })).data).toEqual([{ ...data, updatedAt: "5000000" }]);
		await main(request("putDocument", { path, body: body({ json: 2, version: 1 }) }));
		expect((await get("document", { path })).data).toMatchObject({ json: 2, version: 2 });
		await main(request("deleteDocument", { path, query: "version=2" }));
		await expect(get("document", { path })).rejects.toMatchObject({ kind: "not_found" });
	});

	it("keeps JSON of 64 levels and refuses deeper at any depth, missing and endless values", async () => {
		const put = (json: string) =>
			main(request("putSetting", { path: { key: "deep" }, body: new TextEncoder().encode(`{"version":0${json}}`) }));
		const nested = (levels: number) => `,"json":${"[".repeat(levels)}${"]".repeat(levels)}`;
		for (const json of [nested(65), nested(2000), nested(500_000), "", ',"json":[1e400]']) {
			await expect(put(json)).rejects.toMatchObject({ kind: "invalid_input", field: "json" });
		}
		expect((await put(nested(64))).status).toBe(200);
	});

	it.each([
		[undefined, "body"],
		[new TextEncoder().encode("{"), "body"],
		[new Uint8Array([0xff]), "body"],
		[body({ json: 1 }), "version"],
		[new Uint8Array(1024 * 1024 + 1), "body"],
	])("refuses a body that is none", async (bytes, field) => {
		await expect(main(request("putSetting", { path: { key: "a" }, body: bytes }))).rejects.toMatchObject({ kind: "invalid_input", field });
	});
});

it("makes a backup for whoever holds a ticket, with 201", async () => {
	const answer = await main(request("createBackup", { body: body({ ticket: "known" }) }));
	expect(answer.status).toBe(201);
	expect(await json(Promise.resolve(answer))).toEqual({ data: { path: "/backups/b.db", bytes: 12, time: "13" } });
	for (const ticket of ["other", 7, "x".repeat(65)]) {
		await expect(main(request("createBackup", { body: body({ ticket }) }))).rejects.toMatchObject({
			kind: "invalid_input",
			field: "ticket",
		});
	}
});

it("answers the status", async () => {
	const status = await json(main(request("status")));
	expect(status).toMatchObject({
		storage: {
			disk: { state: "low", freeBytes: 4, reserveBytes: 5 },
			damage: ["SQLITE_CORRUPT: malformed"],
			losses: ["the log is missing"],
			setAside: [{ path: "/data/spanglass.db.damaged-1", bytes: 6, time: "7" }],
			quarantinedRequests: 8,
			quarantinedBlocks: 9,
			lastBackup: { path: "/backups/a.db", bytes: 10, time: "11" },
		},
		demo: { hasData: true },
		kept: {
			oldestArrival: { traces: "7", logs: null },
			deleted: { age: { traces: 5 }, size: { metrics: 6 } },
			limitBytes: 77,
			damaged: [{ id: 3, signal: "logs", items: 9, from: "1", to: "18446744073709551615" }],
		},
		delay: { count: 5, late: 1, p50Nanos: 2_000_000, p99Nanos: null },
	});
	expect(status.history).toMatchObject({ start: "10", stepNanos: 7, spans: [1, 2], rejected: [0, 1] });
	expect(status).toMatchObject({ version: "1", startedAt: "5", stored: { traces: 3 }, sequence: 3 });
});

it("describes every mounted route", async () => {
	const { paths } = await get("openapi");
	for (const { path, method } of HTTP_ROUTES) expect(paths[path], path).toHaveProperty(method.toLowerCase());
});
