import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { DEMO_ATTRIBUTE } from "@spanglass/shared/model/demo";
import type { Span } from "@spanglass/shared/model/span";
import { spansToOtlpJson } from "@spanglass/shared/otlp/json";
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { MATCH_ALL } from "@spanglass/shared/query/filter";
import { ALL_TIME } from "@spanglass/shared/query/time-range";
import { afterAll, describe, expect, it } from "vitest";
import type { IngestRequest } from "../../api/ingest-request.ts";
import type { TelemetryReader } from "../../api/telemetry-store.ts";
import { FREE_CONTROL } from "../../conformance/ingest-helpers.ts";
import { openReader, sqliteFault } from "../driver.ts";
import { openStore, temporaryFolders } from "../reader/reader-harness.testdata.ts";
import { createSqliteReader } from "../reader/sqlite-reader.ts";
import { startWriterThread } from "./client.ts";
import type { CrashPoint } from "./crash-points.ts";
import { requestOf, traceOf, traceRequest } from "./writer-harness.testdata.ts";

const CHILD = fileURLToPath(new URL("./demo-child.testdata.ts", import.meta.url));
const folders = temporaryFolders();
afterAll(folders.removeAll);

/** Every request becomes a block. */
const SEALS = { limits: { generationRows: 1 } };
const ALL = { range: ALL_TIME, filter: MATCH_ALL, sort: "newest", limit: 1000, cursor: undefined } as const;

function demoSpans(number: number, service: string): readonly Span[] {
	const demo = { key: DEMO_ATTRIBUTE, value: { type: "bool", value: true } } as const;
	return traceOf(number, service).map((span) => ({
		...span,
		resource: { ...span.resource, attributes: [...span.resource.attributes, demo] },
	}));
}

function demoRequest(number: number, service = "demo-shop"): IngestRequest {
	return requestOf("traces", encodeTraceRequest(demoSpans(number, service)));
}

/** One trace of gateway and one of the demo's shop. */
function mixedRequest(number: number): IngestRequest {
	return requestOf("traces", encodeTraceRequest([...traceOf(number), ...demoSpans(number + 500, "demo-shop")]));
}

interface Ingesting {
	ingest(request: IngestRequest): Promise<unknown>;
}

/** 24 spans of 12 traces that stay, 24 of 12 traces of the demo. */
async function fill(writer: Ingesting): Promise<void> {
	for (let number = 1; number <= 6; number++) {
		await writer.ingest(traceRequest(number));
		await writer.ingest(demoRequest(100 + number, number === 1 ? "gateway" : "demo-shop"));
		await writer.ingest(mixedRequest(200 + number));
	}
}

async function tracesOf(reader: TelemetryReader): Promise<number> {
	return (await reader.findTraces(ALL, FREE_CONTROL)).traces.length;
}

it("keeps the demo's senders apart and forgets them with it; what an earlier start received is not removed from this one's", async () => {
	const folder = folders.create();
	const first = openStore(folder);
	await first.writer.ingest(demoRequest(1));
	await first.close();
	const { writer, close } = openStore(folder);
	await writer.ingest(traceRequest(1));
	await writer.ingest(demoRequest(2));
	await writer.ingest(mixedRequest(3));
	expect((await writer.status()).senders).toMatchObject([
		{ demo: false, requests: 2, items: 6 },
		{ demo: true, requests: 1, items: 2 },
	]);
	expect(await writer.removeDemo()).toEqual({ traces: 6, metrics: 0, logs: 0 });
	const { senders, received, removed, stored } = await writer.status();
	expect(senders).toMatchObject([{ demo: false, requests: 2 }]);
	expect([received.traces, removed.traces, stored.traces]).toEqual([8, 4, 4]);
	await close();
});

it("takes a refused request for the demo's where nothing else came from", async () => {
	const { writer, close } = openStore(folders.create());
	const broken = requestOf("traces", Uint8Array.of(0x0a, 0x7f));
	await writer.ingest(demoRequest(1));
	await writer.ingest(broken).catch(() => undefined);
	expect((await writer.status()).senders).toMatchObject([{ demo: true, requests: 2, lastMessage: expect.stringContaining("OTLP traces") }]);
	await writer.ingest(traceRequest(1));
	await writer.ingest(broken).catch(() => undefined);
	expect((await writer.status()).senders).toMatchObject([{ demo: false, requests: 2 }, { demo: true }]);
	await close();
});

describe.each([
	["open columns", {}],
	["blocks", SEALS],
])("out of %s", (_where, setting) => {
	it("takes the demo's services out of the registry, and nobody else's", async () => {
		const folder = folders.create();
		const store = openStore(folder, setting);
		await fill(store.writer);
		const connection = openReader(join(folder, "spanglass.db"));
		const entries = () =>
			connection.all<{ readonly name: string; readonly color: number }>("SELECT name, color FROM service ORDER BY name");
		expect(await tracesOf(store.reader)).toBe(24);
		const [demoShop, gateway] = entries();
		expect([demoShop?.name, gateway?.name]).toEqual(["demo-shop", "gateway"]);
		expect(await store.writer.removeDemo()).toEqual({ traces: 24, metrics: 0, logs: 0 });
		expect(entries()).toEqual([gateway]);
		expect(await store.reader.listServiceNames(FREE_CONTROL)).toEqual(["gateway"]);
		await store.writer.ingest(demoRequest(900));
		expect(await tracesOf(store.reader)).toBe(13);
		expect(entries().map(({ name }) => name)).toEqual(["demo-shop", "gateway"]);
		connection.close();
		await store.close();
	});

	it("a query that began before is answered with everything of before", async () => {
		const store = openStore(folders.create(), setting);
		await fill(store.writer);
		const other = store.addReader(0);
		expect([await tracesOf(store.reader), await tracesOf(other)]).toEqual([24, 24]);
		const stream = store.reader.streamTrace(demoSpans(101, "gateway")[0]?.traceId as Span["traceId"], FREE_CONTROL);
		const first = await stream[Symbol.asyncIterator]().next();
		const earlier = store.reader.sumInstances({ range: ALL_TIME, by: ["service"], where: {} }, FREE_CONTROL);
		await store.writer.removeDemo();
		expect(first.value).toHaveLength(2);
		expect((await earlier).map(({ key }) => key.service).sort()).toEqual(["demo-shop", "gateway"]);
		expect([await tracesOf(store.reader), await tracesOf(other)]).toEqual([12, 12]);
		await store.writer.ingest(traceRequest(300));
		expect([await tracesOf(store.reader), await tracesOf(other)]).toEqual([13, 13]);
		await store.close();
	});

	it("leaves everything as it was when the disk fails at any statement", async () => {
		const folder = folders.create();
		const seed = openStore(folder, setting);
		await fill(seed.writer);
		await seed.close();
		let left = Number.POSITIVE_INFINITY;
		const probe = () => {
			if (--left === 0) throw sqliteFault("SQLITE_FULL");
		};
		const store = openStore(folder, { ...setting, probe });
		let failures = 0;
		for (let nth = 5; ; nth += 7) {
			left = nth;
			const removed = await store.writer.removeDemo().catch((error: unknown) => error);
			left = Number.POSITIVE_INFINITY;
			if (!(removed instanceof Error)) break;
			failures++;
			expect(removed).toMatchObject({ kind: "unavailable" });
			expect(await tracesOf(store.reader)).toBe(24);
			expect(await store.writer.status()).toMatchObject({ demoStored: true, stored: { traces: 48 } });
		}
		expect(failures).toBeGreaterThan(5);
		expect(await tracesOf(store.reader)).toBe(12);
		expect(await store.writer.status()).toMatchObject({ demoStored: false, stored: { traces: 24 } });
		await store.close();
	});
});

describe.each<readonly [CrashPoint, number]>([
	["before-removal", 24],
	["after-removal", 12],
])("killed at %s", (point, traces) => {
	it.each([{}, SEALS])("has everything of before or of after", async (setting) => {
		const folder = folders.create();
		const seed = openStore(folder, setting);
		await fill(seed.writer);
		await seed.close();
		const env = { ...process.env, SPANGLASS_TEST_CRASH: point, NODE_OPTIONS: "" };
		const child = spawnSync(process.execPath, [CHILD, join(folder, "spanglass.db")], { env, encoding: "utf8" });
		expect([child.stderr, child.signal, child.stdout]).toEqual(["", "SIGKILL", ""]);
		const store = openStore(folder, setting);
		expect(await tracesOf(store.reader)).toBe(traces);
		expect(await store.writer.status()).toMatchObject({ demoStored: traces === 24, stored: { traces: traces * 2 } });
		await store.writer.removeDemo();
		expect(await tracesOf(store.reader)).toBe(12);
		await store.close();
	});
});

it("cuts the demo out of a JSON request, whose rest is protobuf from then on", async () => {
	const store = openStore(folders.create());
	const text = JSON.stringify(spansToOtlpJson([...demoSpans(1, "demo-shop"), ...traceOf(2), ...demoSpans(3, "demo-shop")]));
	await store.writer.ingest(requestOf("traces", new TextEncoder().encode(text), { encoding: "json" }));
	const spans = async (): Promise<readonly Span[]> => {
		const found: Span[] = [];
		for await (const batch of store.reader.streamTrace(traceOf(2)[0]?.traceId as Span["traceId"], FREE_CONTROL)) found.push(...batch);
		return found;
	};
	const before = await spans();
	expect(before).toHaveLength(2);
	expect(await store.writer.removeDemo()).toEqual({ traces: 4, metrics: 0, logs: 0 });
	expect(await spans()).toEqual(before);
	expect(await tracesOf(store.reader)).toBe(1);
	await store.close();
});

it("gives the pages back once it is quiet", { timeout: 30_000 }, async () => {
	const store = openStore(folders.create());
	const spans = demoSpans(1, "demo-shop");
	for (let number = 0; number < 12; number++) {
		const value = { type: "bytes", value: randomBytes(60_000) } as const;
		const attributes = Array.from({ length: 5 }, (_, at) => ({ key: `k${at}`, value }));
		await store.writer.ingest(requestOf("traces", encodeTraceRequest(spans.map((span) => ({ ...span, attributes })))));
	}
	const bytes = async () => (await store.writer.status()).databaseBytes;
	await expect.poll(bytes, { timeout: 10_000 }).toBeGreaterThan(700_000);
	await store.writer.removeDemo();
	await expect.poll(bytes, { timeout: 15_000 }).toBeLessThan(200_000);
	await store.close();
});

it("over threads: queries that run meanwhile see all or nothing, what is sent meanwhile is stored", { timeout: 60_000 }, async () => {
	const writer = await startWriterThread({ databasePath: join(folders.create(), "spanglass.db") });
	const { port, cells, databasePath } = writer.attachReader();
	const store = createSqliteReader({ databasePath, cells, port, owner: 1 });
	const totals = new Set<number>();
	const ask = async (): Promise<void> => {
		try {
			const { traces } = await store.reader.findTraces(ALL, FREE_CONTROL);
			totals.add(traces.filter(({ name, service }) => service === "demo-shop" || name === "nothing").length);
		} catch (error) {
			expect(error).toMatchObject({ kind: "unavailable", retryAfterMs: expect.any(Number) });
		}
	};
	await fill(writer);
	await ask();
	for (let round = 0; round < 10; round++) {
		const removing = writer.removeDemo();
		const sending = writer.ingest(traceRequest(400 + round));
		let isDone = false;
		const done = removing.then(() => {
			isDone = true;
		});
		while (!isDone) {
			await ask();
			await nextTurn();
		}
		await Promise.all([done, sending]);
		await ask();
		expect(await tracesOf(store.reader)).toBe(13 + round);
		for (let number = 0; number < 11; number++) await writer.ingest(demoRequest(1000 + round * 100 + number));
	}
	expect([...totals].sort((a, b) => a - b)).toEqual([0, 11]);
	store.close();
	await writer.close();
});
