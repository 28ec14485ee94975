/** The first page's answer over traffic that is known: ten calm minutes, then ten in which pay v2 is slow and fails. */
import { serviceState } from "@spanglass/shared/analysis/error-state";
import type { Attribute } from "@spanglass/shared/model/attributes";
import type { Span } from "@spanglass/shared/model/span";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { unixNanos } from "@spanglass/shared/units/time";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { FREE_CONTROL, sendSpans } from "../../store/conformance/ingest-helpers.ts";
import { createMemoryStore, type MemoryStore } from "../../store/memory/memory-store.ts";
import { minuteBuckets } from "../minute-buckets.ts";
import { listServices } from "../service-list.ts";
import type { Facts } from "./facts.ts";
import { causeOf } from "./insights.ts";
import { type Overview, overviewOf } from "./overview.ts";
import { badSince } from "./steps.ts";

const MINUTE = 60_000_000_000n;
/** Who is lost is told by the clock, so the traffic ends now; each minute arrives as it begins. */
const END = (BigInt(Date.now()) / 60_000n + 1n) * MINUTE;
const BEFORE = { start: unixNanos(END - 20n * MINUTE), end: unixNanos(END - 10n * MINUTE) };
const RANGE = { start: BEFORE.end, end: unixNanos(END) };
const BAD_FROM = 4;
const ENTRIES = [{ name: "legacy", color: 3, firstSeen: 1, lastSeen: 2 }];

const text = (key: string, value: string): Attribute => ({ key, value: { type: "string", value } });

function request(number: number, minute: bigint, isBad: boolean): readonly Span[] {
	const own = "rpc.system=grpc rpc.method=pay.Pay/Charge";
	const again = isBad
		? `  shop: pay.Pay/Charge {kind=client ${own} rpc.request.metadata.grpc_previous_rpc_attempts=1}          [=====!]
		     pay: pay.Pay/Charge {kind=server ${own}}                                                             [===!]`
		: "";
	const spans = traceFromText(
		`shop: POST /pay {kind=server http.request.method=POST http.route=/pay}   [${isBad ? "=================!" : "======"}]
		   shop: pay.Pay/Charge {kind=client ${own}}                                [${isBad ? "=====!" : "==="}]
		     pay: pay.Pay/Charge {kind=server ${own}}                                [${isBad ? "===!" : "="}]
		 ${again}`,
		{ traceId: number.toString(16).padStart(32, "0"), start: RANGE.start + minute * MINUTE + BigInt(number % 50) * 1_000_000_000n },
	);
	return spans.map((span) => {
		const isPay = span.name === "pay.Pay/Charge" && span.kind === 2;
		const version = text("service.version", isPay && isBad ? "v2" : "v1");
		const instance = text("service.instance.id", isPay && isBad ? "p-2" : "x-1");
		return { ...span, resource: { ...span.resource, attributes: [...span.resource.attributes, version, instance] } };
	});
}

describe("overviewOf", () => {
	let store: MemoryStore;
	let overview: Overview;
	const ask = (environment?: string) =>
		overviewOf(
			store.reader,
			{ range: RANGE, compareWith: BEFORE, environment, now: Date.now() },
			{ entries: ENTRIES, control: FREE_CONTROL },
		);

	beforeAll(async () => {
		store = createMemoryStore();
		let number = 1;
		vi.useFakeTimers({ toFake: ["Date"] });
		for (let minute = -10n; minute < 10n; minute++) {
			vi.setSystemTime(Number((RANGE.start + minute * MINUTE) / 1_000_000n));
			const isBad = minute >= BAD_FROM;
			const spans: Span[] = [];
			for (let at = 0; at < 20; at++) spans.push(...request(number++, minute, isBad));
			await sendSpans(store.writer, spans);
		}
		vi.useRealTimers();
		overview = await ask();
	});
	afterAll(() => vi.useRealTimers());

	it("says how each service does, the worst first, and which are silent", () => {
		expect(overview.services.map(({ name, state }) => [name, state])).toEqual([
			["pay", "critical"],
			["shop", "critical"],
			["legacy", "silent"],
		]);
		expect(overview.services[1]).toMatchObject({
			numbers: { durations: { count: 200 }, errors: 120 },
			before: { durations: { count: 200 }, errors: 0 },
		});
	});

	it("says of every service what the list of services says", async () => {
		const question = { range: RANGE, environment: undefined, now: RANGE.end };
		const rows = await listServices(store.reader, question, { entries: ENTRIES, colorOf: () => 1 }, FREE_CONTROL);
		const states = rows.map(({ name, errorRatio = null, silent }) => [name, serviceState({ errorRatio, isHeard: !silent })]);
		const names = { critical: "error", warning: "warn", ok: "ok", idle: "idle", silent: "silent" } as const;
		expect(overview.services.map(({ name, state }) => [name, names[state]]).sort()).toEqual(states);
	});

	it("names what needs attention with its numbers, since when, and what is behind it", () => {
		const { steps, insights } = overview;
		expect([steps.stepMinutes, steps.count]).toEqual([1, 10]);
		const badFrom = RANGE.start + BigInt(BAD_FROM) * MINUTE;
		const of = (kind: string, service: string) => insights.find((insight) => insight.kind === kind && insight.service === service);
		expect(of("retries", "shop")).toMatchObject({ callee: { name: "pay" }, now: 1.6, before: 1, severity: "warning" });
		expect(of("errors", "shop")).toMatchObject({ severity: "critical", now: 0.6, before: 0, isShare: true, since: badFrom });
		expect(of("errors", "shop")?.values).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
		expect(of("errors", "shop")?.cause).toMatchObject({ kind: "retries", service: "pay" });
		expect(of("latency", "shop")).toMatchObject({ since: badFrom });
		expect(of("version", "pay")).toMatchObject({ version: "v2", previousVersion: "v1", isShare: false });
		expect(of("lostInstance", "pay")).toBeUndefined();
	});

	it("tells what changed: the version, and no edge or error that was there before", () => {
		expect(overview.changes.map(({ kind, service, version, previousVersion }) => [kind, service, version, previousVersion])).toEqual([
			["deploy", "pay", "v2", "v1"],
		]);
		expect(overview.changes[0]?.p99).toBeGreaterThan(overview.changes[0]?.previousP99 ?? Number.POSITIVE_INFINITY);
	});

	it("counts what comes in from outside, by step", () => {
		const { numbers, before, points } = overview.entry;
		expect([numbers.durations.count, numbers.errors, before?.durations.count, before?.errors]).toEqual([200, 120, 200, 0]);
		expect(points.map(({ numbers: { durations, errors } }) => [durations.count, errors])).toEqual([
			...Array.from({ length: BAD_FROM }, () => [20, 0]),
			...Array.from({ length: 10 - BAD_FROM }, () => [20, 20]),
		]);
	});

	it("lists operations that became worse with what was, is, and since when", () => {
		const rows = overview.regressions.map(({ service, operation, metric }) => `${service} ${operation} ${metric}`);
		expect(rows).toContain("shop POST /pay errorRatio");
		expect(rows).toContain("shop POST /pay p99");
		const failing = overview.regressions.find(({ operation, metric }) => operation === "POST /pay" && metric === "errorRatio");
		expect(failing).toMatchObject({ was: 0, now: 0.6, count: 200, since: RANGE.start + BigInt(BAD_FROM) * MINUTE });
	});

	it("is calm where nothing is wrong, and empty of what is not there", async () => {
		const calm = await overviewOf(
			store.reader,
			{
				range: BEFORE,
				compareWith: { start: unixNanos(BEFORE.start - 10n * MINUTE), end: BEFORE.start },
				environment: undefined,
				now: Date.now(),
			},
			{ entries: [], control: FREE_CONTROL },
		);
		expect(calm.services.map(({ state }) => state)).toEqual(["ok", "ok"]);
		expect([calm.insights, calm.regressions]).toEqual([[], []]);
		const nowhere = await ask("nowhere");
		expect(nowhere).toMatchObject({ services: [], insights: [], changes: [], regressions: [], entry: { points: [] } });
	});
});

it("a version that appeared shortly before is the cause, not one of later or of another service", () => {
	const since = unixNanos(RANGE.start + 4n * MINUTE);
	const deploy = (service: string, at: bigint) => ({ environment: "", namespace: "", service, version: "v2", at: unixNanos(at) });
	const facts = (deploys: Facts["deploys"]): Facts => ({
		...{ deploys, services: new Map(), edges: [], goneEdges: [], sightings: [], steps: minuteBuckets(RANGE, 60) },
		question: { range: RANGE, compareWith: BEFORE, environment: undefined, now: 0 },
	});
	const ofPay = { kind: "errors", namespace: "", service: "pay", since, callee: undefined } as const;
	expect(causeOf(ofPay, [], facts([deploy("pay", since - MINUTE)]))).toEqual({ kind: "deploy", service: "pay", version: "v2" });
	expect(causeOf(ofPay, [], facts([deploy("pay", since + 3n * MINUTE)]))).toBeUndefined();
	expect(causeOf(ofPay, [], facts([deploy("shop", since - MINUTE)]))).toBeUndefined();
	const retries = {
		...ofPay,
		kind: "retries",
		service: "shop",
		callee: { type: "service", namespace: "", name: "pay", system: "" },
	} as const;
	expect(causeOf(retries, [], facts([deploy("pay", since), deploy("stock", since)]))).toMatchObject({ kind: "deploy", service: "pay" });
	expect(causeOf({ ...ofPay, kind: "version" }, [], facts([deploy("pay", since - MINUTE)]))).toBeUndefined();
});

it("a measure is bad since the step from which on it mostly is", () => {
	const isBad = (value: number) => value > 1;
	expect(badSince([0, 0, 5, 5, 5], isBad)).toBe(2);
	expect(badSince([0, 5, 0, 0, 5, 0, 5, 5], isBad)).toBe(4);
	expect(badSince([5, 5, 5], isBad)).toBeUndefined();
	expect(badSince([0, undefined, 5, undefined, 5], isBad)).toBe(2);
	expect(badSince([0, 0, 0], isBad)).toBeUndefined();
	expect(badSince([], isBad)).toBeUndefined();
});
