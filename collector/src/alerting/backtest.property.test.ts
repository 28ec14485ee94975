/** A backtest is the clock's own evaluation: it equals asking at each moment anew, and so does the chart of a group. */
import type { AlertRecord, AlertState } from "@spanglass/shared/model/alert";
import { ALERT_KIND_FACTS, type AlertCondition, type AlertRule } from "@spanglass/shared/model/alert-rule";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import { type Band, backtest, momentsOf } from "./backtest.ts";
import { evaluate, labelsName } from "./evaluate.ts";
import { follow } from "./follow.ts";
import type { AlertSource, LoadContext } from "./kinds/series.ts";
import type { DrawnSeries } from "./scenarios/read-scenario.ts";
import { DrawnTelemetry } from "./scenarios/telemetry.ts";
import type { Verdict } from "./state-machine.ts";

const START = 1_767_225_600_000;
const MINUTE = 60_000;
const MINUTES = 25;
const CONTROL = { checkpoint: async () => undefined };

const small = (most: number) =>
	fc.array(fc.option(fc.integer({ min: 0, max: most }), { nil: undefined, freq: 3 }), { minLength: MINUTES, maxLength: MINUTES });

const drawn: fc.Arbitrary<DrawnSeries> = fc
	.record({
		requests: small(4),
		errors: small(3),
		took: small(900),
		logs: small(3),
		values: small(100),
		messages: small(2),
		waited: small(9000),
		level: fc.constantFrom("warn", "error"),
		isCounter: fc.constant(false),
		service: fc.constantFrom("checkout", "stock"),
		instance: fc.constantFrom("a", "b"),
		operation: fc.constantFrom("GET /cart", "POST /orders"),
	})
	.map((given) => ({
		...given,
		errors: given.errors.map((errors, at) => (errors === undefined ? undefined : Math.min(errors, given.requests[at] ?? 0))),
		body: "it failed",
		metric: "heap",
		consumer: "mailer",
		accepted: [],
		rejected: [],
		environment: "prod",
		version: "v1",
		lateSeconds: 0,
	}));

const condition: fc.Arbitrary<AlertCondition> = fc.oneof(
	fc.record({ kind: fc.constantFrom("errorRate", "averageLatency", "throughput", "noData") }),
	fc.record({ kind: fc.constantFrom("latency", "queueTime"), quantile: fc.constantFrom(0.5, 0.99) }),
	fc.record({ kind: fc.constant("logCount"), level: fc.constantFrom("warn", "error"), text: fc.constantFrom("", "failed") }),
	fc.record({
		kind: fc.constant("metric"),
		metric: fc.constant("heap"),
		filter: fc.constant(""),
		aggregation: fc.constantFrom("avg", "max", "sum", "last"),
	}),
	fc.record({
		kind: fc.constant("burnRate"),
		objective: fc.constant(0.9),
		windows: fc.constant([{ longSeconds: 600, shortSeconds: 120, factor: 2 }]),
	}),
);

/** Thresholds that some minutes are beyond and others not. */
const THRESHOLDS: Readonly<Record<string, number>> = {
	...{
		errorRate: 0.4,
		latency: 4e8,
		averageLatency: 4e8,
		throughput: 0.02,
		noData: 90,
		logCount: 3,
		metric: 50,
		queueTime: 4e9,
		burnRate: 1,
	},
};

const rule: fc.Arbitrary<AlertRule> = fc
	.record({
		condition,
		isGrouped: fc.boolean(),
		byOperation: fc.boolean(),
		windowSeconds: fc.constantFrom(60, 120, 300),
		forSeconds: fc.constantFrom(0, 60, 150),
		keepFiringSeconds: fc.constantFrom(0, 120),
		intervalSeconds: fc.constantFrom(30, 60, 90),
		delaySeconds: fc.constantFrom(0, 20),
		minSample: fc.constantFrom(0, 3),
		noData: fc.constantFrom("keep", "notify", "ok"),
	})
	.map(({ isGrouped, byOperation, ...given }) => {
		const { dimensions, comparisons } = ALERT_KIND_FACTS[given.condition.kind];
		const key = byOperation && dimensions.includes("operation") ? "operation" : dimensions.includes("service") ? "service" : "callee";
		const isText = given.condition.kind === "logCount" && given.condition.text !== "";
		return {
			...{ name: "rule", enabled: true, scope: {}, severity: "warning", labels: {}, runbook: "", receivers: [], repeatSeconds: 0 },
			...given,
			groupBy: isGrouped && !isText ? [key] : [],
			comparison: comparisons[0] ?? "above",
			threshold: THRESHOLDS[given.condition.kind] ?? 0,
		};
	});

async function storeOf(series: readonly DrawnSeries[]): Promise<AlertSource> {
	const { writer, reader } = createMemoryStore();
	const telemetry = new DrawnTelemetry();
	const sender = { transport: "http", peer: "127.0.0.1", userAgent: "test" } as const;
	for (const one of series)
		for (let minute = 0; minute < MINUTES; minute++)
			for (const { signal, body } of telemetry.requestsOf(one, minute, START + minute * MINUTE))
				await writer.ingest({ signal, encoding: "protobuf", compression: "identity", body, sender });
	return reader;
}

/** The clock, without the clock: at each moment everything is asked anew. */
async function replayed(given: AlertRule, context: LoadContext, moments: readonly number[]): Promise<ReadonlyMap<string, readonly Band[]>> {
	const records = new Map<string, AlertRecord>();
	const labelsOf = new Map<string, Readonly<Record<string, string>>>();
	const bands = new Map<string, Band[]>();
	const open = new Map<string, { readonly state: AlertState; readonly from: number }>();
	for (const now of moments) {
		const known = [...records].filter(([, { state }]) => state !== "ok").map(([name]) => labelsOf.get(name) ?? {});
		const verdicts = new Map<string, Verdict>();
		for (const { labels, verdict } of await evaluate(given, { at: now, known }, context)) {
			verdicts.set(labelsName(labels), verdict);
			labelsOf.set(labelsName(labels), labels);
		}
		for (const name of new Set([...records.keys(), ...verdicts.keys()])) {
			const { record } = follow(records.get(name), verdicts.get(name), { rule: given, now });
			if (record === undefined) records.delete(name);
			else records.set(name, record);
			const state = record?.state ?? "ok";
			const before = open.get(name);
			if (state === (before?.state ?? "ok")) continue;
			if (before !== undefined) close(bands, name, { ...before, to: now });
			if (state === "ok") open.delete(name);
			else open.set(name, { state, from: now });
		}
	}
	for (const [name, one] of open) close(bands, name, { ...one, to: moments.at(-1) ?? 0 });
	return bands;
}

function close(
	bands: Map<string, Band[]>,
	name: string,
	{ state, from, to }: { readonly state: AlertState; readonly from: number; readonly to: number },
): void {
	if (state === "ok" || state === "error") return;
	bands.set(name, [...(bands.get(name) ?? []), { state, from, to }]);
}

it("equals replaying the evaluator at each moment", async () => {
	let fired = 0;
	await fc.assert(
		fc.asyncProperty(fc.array(drawn, { minLength: 1, maxLength: 3 }), rule, async (series, given) => {
			const context = { source: await storeOf(series), control: CONTROL, ingest: undefined };
			const [from, to] = [START + 2 * MINUTE, START + (MINUTES + 3) * MINUTE];
			const tested = await backtest({ rule: given, from, to }, context);
			const expected = await replayed(given, context, momentsOf(given, from, to));
			for (const { labels, bands, firings } of tested.groups) {
				expect(bands).toEqual(expected.get(labelsName(labels)) ?? []);
				fired += firings;
			}
			expect([...expected.keys()].filter((name) => !tested.groups.some(({ labels }) => labelsName(labels) === name))).toEqual([]);
		}),
		{ numRuns: 25 },
	);
	// A property that nothing ever fires in would hold for nothing.
	expect(fired).toBeGreaterThan(5);
}, 120_000);
