import { durationQuantile } from "@spanglass/shared/analysis/duration-counts";
import type { Span } from "@spanglass/shared/model/span";
import { arbitraryCall, arbitraryLayers } from "@spanglass/shared/testing/arbitrary-calls";
import { unixNanos } from "@spanglass/shared/units/time";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EdgeQuery, InstanceQuery, RedQuery } from "../../api/rollup-queries.ts";
import { createMemoryStore, type MemoryStore } from "../../memory/memory-store.ts";
import { filterSeed } from "../filter-count.ts";
import { FREE_CONTROL, partsOf, sendSpans } from "../ingest-helpers.ts";
import type { OpenedStore, OpenStore } from "../suite.ts";

const START = 1_789_948_800_000_000_000n;
const MINUTE = 60_000_000_000n;
const RANGES = [
	{ start: unixNanos(START), end: unixNanos(START + 10n * MINUTE) },
	{ start: unixNanos(START + MINUTE / 2n), end: unixNanos(START + 2n * MINUTE - 1n) },
] as const;
const NAMED = Number(process.env.SPANGLASS_RANDOM_TRAFFIC);
/** Random traffic of one comparison with the reference: so many batches, or as the night asks for by SPANGLASS_RANDOM_TRAFFIC. */
const SEEDS = Number.isSafeInteger(NAMED) && NAMED > 0 ? NAMED : 30;

const ALL_RED = ["environment", "namespace", "service", "version", "operation", "kind", "protocol", "statusClass", "isError"] as const;
const ALL_INSTANCE = ["environment", "namespace", "service", "version", "instance", "isRequest", "isError"] as const;
const ALL_EDGE = ["environment", "type", "evidence", "operation", "statusClass", "isError"] as const;

const RED: readonly RedQuery[] = RANGES.flatMap((range): RedQuery[] => [
	{ range, by: ALL_RED, where: {} },
	{ range, by: ["service"], where: {}, stepMinutes: 1 },
	{ range, by: ["operation", "kind"], where: { service: "gateway", environment: "prod" }, stepMinutes: 2 },
	{ range, by: [], where: { isError: true } },
]);
const INSTANCES: readonly InstanceQuery[] = RANGES.flatMap((range): InstanceQuery[] => [
	{ range, by: ALL_INSTANCE, where: {} },
	{ range, by: ["instance"], where: { service: "cart" }, stepMinutes: 1 },
]);
const EDGES: readonly EdgeQuery[] = RANGES.flatMap((range): EdgeQuery[] => [
	{ range, by: ALL_EDGE, where: {} },
	{ range, by: ["evidence"], where: {}, stepMinutes: 1 },
	{ range, by: [], where: { evidence: "paired" } },
	{ range, by: ["type"], where: {}, touching: "cart" },
]);

/** Numbers of roll-ups, against those of one look at all spans. */
export function rollupCases(open: OpenStore): void {
	describe("roll-ups", () => {
		let store: OpenedStore;
		let reference: MemoryStore;
		const sent: Span[] = [];

		beforeAll(async () => {
			store = await open();
			reference = createMemoryStore();
		});
		afterAll(() => store.close());

		it(`count ${SEEDS} batches of random traffic as the reference does`, { timeout: SEEDS * 4000 }, async () => {
			for (let seed = 0; seed < SEEDS; seed++) {
				const spans = trafficOf(filterSeed(9000 + seed), seed);
				sent.push(...spans);
				for (const part of partsOf(spans, 1 + (seed % 7))) for (const { writer } of [store, reference]) await sendSpans(writer, part);
				if (seed % 10 === 9 || seed === SEEDS - 1) await expectEqual();
			}
		});

		const expectEqual = async () => {
			const [found, right] = await Promise.all([store, reference].map(({ reader }) => answersOf(reader)));
			expect(found).toEqual(right);
			expect(right?.edges.flat().length).toBeGreaterThan(20);
		};

		it("quantiles are within 1 % of the exact ones", async () => {
			const [all] = await store.reader.sumRed({ range: RANGES[0], by: [], where: {} }, FREE_CONTROL);
			const [right] = await reference.reader.sumRed({ range: RANGES[0], by: [], where: {} }, FREE_CONTROL);
			expect(all?.durations.count).toBe(right?.durations.count);
			const lasting = sent.map(({ startTime, endTime }) => Math.max(1, Number(endTime - startTime))).sort((a, b) => a - b);
			const most = durationQuantile(all?.durations ?? { count: 0, sumNanos: 0, buckets: [], counts: [] }, 1) ?? 0;
			expect(Math.abs(most / (lasting.at(-1) ?? 1) - 1)).toBeLessThan(0.01);
		});

		it("know who sent something", async () => {
			const named = async ({ reader }: Pick<OpenedStore, "reader">) =>
				(await reader.listInstanceSightings({}, FREE_CONTROL)).map(
					({ firstSeen: _f, lastSeen: _l, usualIntervalMs: _u, ...emitter }) => emitter,
				);
			expect(await named(store)).toEqual(await named(reference));
			const [cart] = await store.reader.listInstanceSightings({ service: "cart", environment: "staging" }, FREE_CONTROL);
			expect(cart).toMatchObject({ instance: "cart-2", version: "v1" });
			expect(cart?.firstSeen).toBeLessThanOrEqual(cart?.lastSeen ?? 0);
		});

		it("count the same after a restart", async () => {
			if (store.reopen === undefined) return;
			const before = await answersOf(store.reader);
			const { reopen } = store;
			await store.close();
			store = await reopen();
			expect(await answersOf(store.reader)).toEqual(before);
		});
	});
}

/** Spans with ids of their own traffic: batches meet only in time and services. */
function trafficOf(seed: number, batch: number): readonly Span[] {
	const own = batch.toString(16).padStart(4, "0");
	const layers = fc.sample(arbitraryLayers, { seed, numRuns: 4 }).flat();
	const spans = [...fc.sample(arbitraryCall, { seed, numRuns: 40 }), ...layers];
	return spans.map((span) => ({
		...span,
		traceId: `${own}${span.traceId.slice(4)}` as Span["traceId"],
		links: span.links.map((link) => ({ ...link, traceId: `${own}${link.traceId.slice(4)}` })),
	}));
}

async function answersOf(reader: OpenedStore["reader"]) {
	const red = await Promise.all(RED.map((query) => reader.sumRed(query, FREE_CONTROL)));
	const instances = await Promise.all(INSTANCES.map((query) => reader.sumInstances(query, FREE_CONTROL)));
	const edges = await Promise.all(EDGES.map((query) => reader.sumEdges(query, FREE_CONTROL)));
	return { red: red.map(ordered), instances: instances.map(ordered), edges: edges.map(ordered) };
}

/** Groups come in no particular order, keys of objects neither. */
function ordered(groups: readonly { readonly key: object; readonly start: bigint }[]): readonly (readonly [string, unknown])[] {
	return groups.map((group): readonly [string, unknown] => [nameOf(group), group]).sort(([a], [b]) => (a < b ? -1 : 1));
}

function nameOf({ key, start }: { readonly key: object; readonly start: bigint }): string {
	return `${start} ${inOrder(key)}`;
}

function inOrder(value: unknown): string {
	if (typeof value !== "object" || value === null) return String(value);
	const fields = Object.entries(value).map(([name, field]) => `${name}:${inOrder(field)}`);
	return `{${fields.sort().join()}}`;
}
