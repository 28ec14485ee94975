import { decodeLogsRequest, decodeMetricsRequest, decodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import { describe, expect, it } from "vitest";
import { timeBaseFromMillis } from "./body-writer.ts";
import { encodeLogs } from "./encode-logs.ts";
import { MetricEncoder, POINTS_PER_INTERVAL } from "./encode-metrics.ts";
import { encodeSpans, encodeTrace } from "./encode-spans.ts";
import { shiftIdsInPlace } from "./load-body.ts";
import { createLogRandom, logIdOf, planLog } from "./log-plan.ts";
import { operationName, serviceName } from "./shop.ts";
import { createTraceRandom, fillTrace, TracePlan } from "./trace-plan.ts";
import { hasTenant, isSlowOperation, longestTraces, newestMatches, traceIdOf } from "./truth.ts";

const BASE_MS = 1_795_000_000_000;
const SEED = 7;
const COUNT = 60;
const base = timeBaseFromMillis(BASE_MS);
const start = unixNanosFromMillis(BASE_MS);

const plans: readonly TracePlan[] = Array.from({ length: COUNT }, (_, n) => {
	const plan = new TracePlan();
	fillTrace(plan, createTraceRandom(SEED), n);
	return plan;
});

describe("spans", () => {
	const spans = encodeSpans({ seed: SEED, base, first: 0, count: COUNT }).flatMap(({ bytes }) => decodeTraceRequest(bytes));

	it("decodes to what the plans say", () => {
		const bySpan = new Map(spans.map((span) => [`${span.traceId} ${span.spanId}`, span]));
		let rows = 0;
		for (const plan of plans) {
			for (let row = 0; row < plan.spanCount; row++, rows++) {
				const id = ((BigInt(plan.spanHigh[row]!) << 32n) | BigInt(plan.spanLow[row]!)).toString(16).padStart(16, "0");
				const span = bySpan.get(`${traceIdOf(plan)} ${id}`)!;
				expect(span.name).toBe(operationName(plan.role[row]!, plan.peer[row]!, plan.operation[row]!));
				expect(span.startTime - start).toBe(BigInt(plan.start + plan.offset[row]!));
				expect(span.endTime - span.startTime).toBe(BigInt(plan.length[row]!));
				expect(span.resource.attributes).toContainEqual({
					key: "service.name",
					value: { type: "string", value: serviceName(plan.service[row]!) },
				});
				expect(span.status.code).toBe(plan.failed[row] === 1 ? 2 : 0);
			}
		}
		expect(spans).toHaveLength(rows);
	});

	it("keeps every span inside its root, and every parent in its trace", () => {
		for (const plan of plans) {
			for (let row = 1; row < plan.spanCount; row++) {
				expect(plan.parent[row]).toBeLessThan(row);
				expect(plan.offset[row]! + plan.length[row]!).toBeLessThanOrEqual(plan.duration);
			}
			expect(plan.spanCount).toBeLessThanOrEqual(50);
		}
	});

	it("spreads a trace over several services and requests", () => {
		const bodies = encodeSpans({ seed: SEED, base, first: 0, count: 200 });
		const wanted = traceIdOf(plans[50]!);
		const holding = bodies.filter(({ bytes }) => decodeTraceRequest(bytes).some(({ traceId }) => traceId === wanted));
		expect(holding.length).toBeGreaterThan(2);
	});

	it("is other spans of the same shape when its ids are shifted, and the same again when shifted back", () => {
		const [body] = encodeSpans({ seed: SEED, base, first: 0, count: COUNT });
		const before = decodeTraceRequest(Buffer.from(body!.bytes));
		shiftIdsInPlace(body!, 0x500);
		const after = decodeTraceRequest(Buffer.from(body!.bytes));
		const ids = new Set(before.flatMap(({ traceId, spanId }) => [traceId.toString(), spanId.toString()]));
		expect(after.some(({ traceId, spanId }) => ids.has(traceId) || ids.has(spanId))).toBe(false);
		expect(after.map(({ name, startTime }) => [name, startTime])).toEqual(before.map(({ name, startTime }) => [name, startTime]));
		shiftIdsInPlace(body!, 0x500);
		expect(decodeTraceRequest(Buffer.from(body!.bytes))).toEqual(before);
	});

	it("encodes one trace by itself as within the set", () => {
		const alone = decodeTraceRequest(encodeTrace({ seed: SEED, base }, 3)).map(({ spanId }) => spanId);
		const wanted = traceIdOf(plans[3]!);
		const within = spans.filter(({ traceId }) => traceId === wanted).map(({ spanId }) => spanId);
		expect(alone.toSorted()).toEqual(within.toSorted());
	});
});

describe("right answers", () => {
	const set = { seed: SEED, count: COUNT };

	it("are those of a plain search over the plans", () => {
		const all = plans.toReversed();
		const tests = [hasTenant(0), hasTenant(1), isSlowOperation(0, 0, 50_000_000)];
		const plain = tests.map((test) =>
			all.filter((plan) => Array.from({ length: plan.spanCount }, (_, row) => test(plan, row)).includes(true)).map(traceIdOf),
		);
		expect(newestMatches(set, tests, COUNT)).toEqual(plain);
		expect(newestMatches(set, tests, 2)).toEqual(plain.map((ids) => ids.slice(0, 2)));
		expect(plain[0]!.length).toBeGreaterThan(2);
	});

	it("order the longest traces", () => {
		const sorted = plans.toSorted((a, b) => b.duration - a.duration);
		expect(longestTraces(set, 5)).toEqual(sorted.slice(0, 5).map(traceIdOf));
	});
});

describe("logs and metrics", () => {
	it("decodes records to what the plans say, each with an id of its own", () => {
		const records = encodeLogs({ seed: SEED, base, first: 512, count: 700 }).flatMap(({ bytes }) => decodeLogsRequest(bytes));
		const random = createLogRandom(SEED);
		const bodies = Array.from({ length: 700 }, (_, place) => planLog(random, 512 + place).body);
		expect(records.map(({ body }) => body)).toEqual(bodies.map((value) => ({ type: "string", value })));
		expect(bodies.every((body, place) => body.includes(logIdOf(random, 512 + place)))).toBe(true);
		expect(new Set(bodies).size).toBe(700);
		const [first] = records;
		expect(first!.time - start).toBe(BigInt(planLog(random, 512).offset));
		expect(first!.traceId).toMatch(/^[0-9a-f]{32}$/);
	});

	it("has 10,000 series with one point an interval, counters that never fall", () => {
		const encoder = new MetricEncoder(SEED, base);
		const [one, two] = [encoder.encode(1), encoder.encode(1)].map((bodies) => bodies.flatMap(({ bytes }) => decodeMetricsRequest(bytes)));
		expect(one).toHaveLength(POINTS_PER_INTERVAL);
		const series = ({ series: { metric, attributes, resource } }: (typeof one & object)[number]): string =>
			JSON.stringify([metric.name, attributes, resource.attributes]);
		expect(new Set(one!.map(series)).size).toBe(POINTS_PER_INTERVAL);
		expect(two!.map(series)).toEqual(one!.map(series));
		const values = two!.map(({ series: { metric }, value }, place) => [metric.monotonic, value, one![place]!.value] as const);
		const counters = values.filter(([monotonic]) => monotonic);
		expect(counters).toHaveLength(POINTS_PER_INTERVAL / 2);
		for (const [, later, earlier] of counters) {
			if ("value" in later && "value" in earlier) expect(later.value).toBeGreaterThanOrEqual(Number(earlier.value));
		}
	});
});
