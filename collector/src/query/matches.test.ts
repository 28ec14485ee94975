/** What a search finds, in numbers that are known, over the reference store. */
import type { Attribute } from "@spanglass/shared/model/attributes";
import type { Span } from "@spanglass/shared/model/span";
import { facetKeyFromText } from "@spanglass/shared/query/facet-key";
import { MATCH_ALL } from "@spanglass/shared/query/filter";
import { parseFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import { fieldFromText } from "@spanglass/shared/query/listed-values";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { unixNanos } from "@spanglass/shared/units/time";
import { beforeAll, describe, expect, it } from "vitest";
import { FREE_CONTROL, sendSpans } from "../store/conformance/ingest-helpers.ts";
import { createMemoryStore, type MemoryStore } from "../store/memory/memory-store.ts";
import { explainSelection, type Selection } from "./explain.ts";
import { groupSpans } from "./span-groups.ts";
import { chartTraces, chosenTraces } from "./trace-chart.ts";
import { countTraceFacets } from "./trace-facets.ts";
import { mergeTraces } from "./trace-structure.ts";
import { typicalTrace } from "./typical-trace.ts";

const MINUTE = 60_000_000_000n;
const START = 29_000_000n * MINUTE;
const RANGE = { start: unixNanos(START), end: unixNanos(START + 60n * MINUTE) };
const EVERYTHING = { start: unixNanos(0n), end: RANGE.end };
const ANY = { start: undefined, end: undefined, shortest: undefined, longest: undefined, filter: MATCH_ALL };

const text = (key: string, value: string): Attribute => ({ key, value: { type: "string", value } });

/** A request every half a minute; every third is slow, fails, and was served by v42. */
function request(number: number): readonly Span[] {
	const isSlow = number % 3 === 0;
	const spans = traceFromText(
		`shop: POST /pay {kind=server http.route=/pay}      [${isSlow ? "===================" : "====="}]
		   pay: Charge {kind=server user.id=u${number}}      [${isSlow ? "================!" : "=="}]
		   pay: Charge {kind=server user.id=u${number}}      [=]`,
		{ traceId: (number + 1).toString(16).padStart(32, "0"), start: START + (BigInt(number) * MINUTE) / 2n },
	);
	return spans.map((span) => {
		const version = text("service.version", isSlow && span.name === "Charge" ? "v42" : "v41");
		return { ...span, resource: { ...span.resource, attributes: [...span.resource.attributes, version] } };
	});
}

describe("what a search finds", () => {
	let store: MemoryStore;
	const query = (q: string, range = RANGE) => ({ range, filter: parseFilterOrThrow(q) });

	beforeAll(async () => {
		store = createMemoryStore();
		for (let number = 0; number < 60; number++) await sendSpans(store.writer, request(number));
	});

	it("a chart counts every trace once, by time, outcome and duration", async () => {
		const chart = await chartTraces(store.reader, query(""), FREE_CONTROL);
		expect([chart.total, chart.errorTotal, chart.points.length]).toEqual([60, 20, 60]);
		expect(chart.buckets).toMatchObject({ start: RANGE.start, stepNanos: 30e9 });
		expect(chart.counts.slice(0, 61)).toEqual([...Array.from({ length: 60 }, () => 1), 0]);
		expect(chart.errorCounts.slice(0, 4)).toEqual([1, 0, 0, 1]);
		expect(chart.durations.reduce((sum, { count }) => sum + count, 0)).toBe(60);
		for (const { traceId, durationNanos } of chart.points) {
			expect(
				chart.durations.some(({ from, to, count }) => count > 0 && from <= durationNanos && durationNanos < to),
				traceId,
			).toBe(true);
		}
	});

	it("a chart of everything begins at the first trace", async () => {
		const chart = await chartTraces(store.reader, query("status:error", EVERYTHING), FREE_CONTROL);
		expect([chart.total, chart.range.start, chart.range.end]).toEqual([20, RANGE.start, RANGE.start + (57n * MINUTE) / 2n + 1n]);
		const none = await chartTraces(store.reader, query("service:nobody", EVERYTHING), FREE_CONTROL);
		expect([none.total, none.points, none.durations]).toEqual([0, [], []]);
	});

	it("of many traces the same ones are chosen, whatever the order, and others do not push them out one by one", () => {
		const ids = Uint32Array.from({ length: 4 * 5000 }, (_, at) => (at * 2_654_435_761) >>> 0);
		const chosen = chosenTraces({ ids, count: 5000 }, 100);
		expect(chosen).toHaveLength(100);
		const fewer = chosenTraces({ ids, count: 4900 }, 100);
		expect(fewer.filter((trace) => chosen.includes(trace)).length).toBeGreaterThan(90);
	});

	it("a facet counts without its own terms, others with them", async () => {
		const keys = ["service", "version", "root.name", "any.status"].map(facetKeyFromText);
		const facets = async (q: string) => (await countTraceFacets(store.reader, { ...query(q), keys, limit: 10 }, FREE_CONTROL)).facets;
		const [service, version, root, status] = await facets("service:pay version:v42");
		expect(service?.values).toEqual([{ text: "pay", count: 20 }]);
		expect(version?.values).toEqual([
			{ text: "v41", count: 40 },
			{ text: "v42", count: 20 },
		]);
		expect(root?.values).toEqual([{ text: "POST /pay", count: 20 }]);
		expect(status?.values).toEqual([
			{ text: "error", count: 20 },
			{ text: "unset", count: 20 },
		]);
	});

	it("refuses a key that has as many values as there are spans, by its name", async () => {
		const asked = countTraceFacets(store.reader, { ...query(""), keys: [facetKeyFromText("trace")], limit: 1 }, FREE_CONTROL);
		await expect(asked).rejects.toMatchObject({ kind: "unsupported", field: "keys" });
		const grouped = groupSpans(store.reader, { ...query(""), by: [fieldFromText("duration")], limit: 1 }, FREE_CONTROL);
		await expect(grouped).rejects.toMatchObject({ kind: "unsupported", field: "by" });
	});

	it("groups spans with their errors and quantiles, whatever the range", async () => {
		for (const range of [RANGE, EVERYTHING]) {
			const by = [fieldFromText("service"), fieldFromText("http.route")];
			const found = await groupSpans(store.reader, { ...query("", range), by, limit: 10 }, FREE_CONTROL);
			expect(found.groups.map(({ texts, count, errorCount }) => [texts, count, errorCount])).toEqual([
				[["pay", undefined], 120, 20],
				[["shop", "/pay"], 60, 0],
			]);
			expect(found.groups[1]?.counts.reduce((sum, count) => sum + count, 0)).toBe(60);
			expect([found.total, found.spans]).toEqual([2, 180]);
		}
	});

	it("lays traces over each other", async () => {
		const { nodes, traces, of } = await mergeTraces(store.reader, query(""), FREE_CONTROL);
		expect([traces, of]).toEqual([60, 60]);
		expect(nodes.map(({ service, traces: having, spans, errorCount }) => [service, having, spans, errorCount])).toEqual([
			["shop", 60, 60, 0],
			["pay", 60, 120, 20],
		]);
	});

	it("a typical trace is the average of those around the median, one left out", async () => {
		const all = await typicalTrace(store.reader, { ...query(""), except: undefined }, FREE_CONTROL);
		expect([all.traces, all.looked, all.of]).toEqual([30, 60, 60]);
		// two thirds are quick, so the half around the median has 25 of the quick ones and 5 of the slow ones
		expect(all.nodes.map(({ service, spans, errorCount }) => [service, spans, errorCount])).toEqual([
			["shop", 30, 0],
			["pay", 60, 5],
		]);
		const held = all.nodes.reduce((sum, { sumHeldNanos }) => sum + sumHeldNanos, 0);
		expect(held).toBeCloseTo(all.nodes[0]?.sumNanos ?? 0, 0);
		const { traces } = await store.reader.findTraces(
			{ ...query("status:error"), sort: "newest", limit: 2, cursor: undefined },
			FREE_CONTROL,
		);
		const [one, other] = traces;
		const pair = query(`trace:${one?.traceId} OR trace:${other?.traceId}`);
		const rest = await typicalTrace(store.reader, { ...pair, except: one?.traceId }, FREE_CONTROL);
		expect([rest.traces, rest.looked, rest.medianNanos]).toEqual([1, 1, Number(other?.duration)]);
		const none = await typicalTrace(store.reader, { ...query("service:nobody"), except: undefined }, FREE_CONTROL);
		expect([none.traces, none.medianNanos, none.nodes]).toEqual([0, 0, []]);
	});

	it("explains slow traces by the version that served them", async () => {
		const explain = (selection: Selection) =>
			explainSelection(store.reader, { ...query(""), selection }, { control: FREE_CONTROL, now: () => 0 });
		const chart = await chartTraces(store.reader, query("status:error"), FREE_CONTROL);
		const shortest = Math.min(...chart.points.map(({ durationNanos }) => durationNanos));
		const slow = await explain({ ...ANY, shortest });
		expect(slow).toMatchObject({ verdict: "differs", selection: { count: 20, read: 20 }, rest: { count: 40, read: 40 } });
		expect(slow.differences[0]).toMatchObject({ key: "service.version", value: "v42", service: "pay", selection: 1, rest: 0 });
		const kept = await chartTraces(store.reader, query(slow.differences[0]?.filter ?? ""), FREE_CONTROL);
		expect(kept.total).toBe(20);
		expect(slow.unique).toContain("span.user.id");
		const failed = await explain({ ...ANY, filter: parseFilterOrThrow("status:error") });
		expect(failed.selection.count).toBe(20);
		const early = await explain({ ...ANY, end: unixNanos(START + 15n * MINUTE) });
		expect(early).toMatchObject({ verdict: "none", selection: { count: 30 }, rest: { count: 30 }, differences: [] });
	});
});
