/** Services and the call graph in numbers that are known, over the reference store. */
import { DurationSums } from "@spanglass/shared/analysis/duration-counts";
import type { Attribute } from "@spanglass/shared/model/attributes";
import type { Span } from "@spanglass/shared/model/span";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { unixNanos } from "@spanglass/shared/units/time";
import { beforeAll, describe, expect, it } from "vitest";
import { FREE_CONTROL, sendSpans } from "../store/conformance/ingest-helpers.ts";
import { createMemoryStore, type MemoryStore } from "../store/memory/memory-store.ts";
import type { ComparedCalls } from "./call-graph.ts";
import { findOperationExemplars } from "./exemplars.ts";
import { createRollupQueries } from "./rollups.ts";
import { compareVersions, regressionOf } from "./version-comparison.ts";

const MINUTE = 60_000_000_000n;
const START = 29_000_000n * MINUTE;
const range = { start: unixNanos(START + 2n * MINUTE), end: unixNanos(START + 4n * MINUTE) };
const compareWith = { start: unixNanos(START), end: unixNanos(START + 2n * MINUTE) };
const PAY = { service: "pay", namespace: undefined, environment: undefined, range, compareWith };

const text = (key: string, value: string): Attribute => ({ key, value: { type: "string", value } });

function from(span: Span, version: string): Span {
	const told = [text("service.version", version), text("service.instance.id", `${version}-1`)];
	return { ...span, resource: { ...span.resource, attributes: [...span.resource.attributes, ...told] } };
}

/** shop calls pay (client 14 ms, server 10 ms), pay asks its database and publishes; billing takes it, linked by nothing but its parent. */
function request(number: number, minute: bigint, version: string, fails = false): readonly Span[] {
	const spans = traceFromText(
		`shop: POST /pay {kind=server http.request.method=POST http.route=/pay}            [===================]
		   shop: pay.Pay/Charge {kind=client rpc.system=grpc rpc.method=pay.Pay/Charge}      [============]
		     pay: pay.Pay/Charge {kind=server rpc.system=grpc rpc.method=pay.Pay/Charge}       [=======${fails ? "!" : "="}]
		       pay: SELECT {kind=client db.system=postgresql db.namespace=ledger}                [===]
		       pay: paid send {kind=producer messaging.system=kafka messaging.destination.name=paid}  [=]
		         billing: paid process {kind=consumer messaging.system=kafka messaging.destination.name=paid}  [=]`,
		{ traceId: number.toString(16).padStart(32, "0"), start: START + minute * MINUTE },
	);
	return spans.map((span) => from(span, version));
}

const edge = ({ calls, before }: ComparedCalls) =>
	`${calls.caller.name} > ${calls.callee.name} ${calls.evidence} ${calls.attempts}${before === undefined ? "" : ` before ${before.attempts}`}`;

describe("answers from roll-ups", () => {
	let store: MemoryStore;
	const rollups = () => createRollupQueries(store.reader);

	beforeAll(async () => {
		store = createMemoryStore();
		for (const number of [1, 2, 3, 4]) await sendSpans(store.writer, request(number, 2n, number === 4 ? "v2" : "v1", number === 4));
		await sendSpans(store.writer, request(5, 1n, "v1"));
		const gone = traceFromText("pay: pay.Pay/Refund {kind=server rpc.system=grpc rpc.method=pay.Pay/Refund} [=]", {
			traceId: "6".padStart(32, "0"),
			start: START,
		});
		await sendSpans(
			store.writer,
			gone.map((span) => from(span, "v0")),
		);
	});

	it("one service: requests, errors, who calls it and whom it calls, each compared", async () => {
		const detail = await rollups().detail(PAY, FREE_CONTROL);
		expect([detail?.numbers.durations.count, detail?.numbers.errors, detail?.before?.durations.count]).toEqual([4, 1, 2]);
		expect(detail?.errorClasses).toEqual([{ statusClass: "", operation: "pay.Pay/Charge", count: 1 }]);
		expect(detail?.callers.map(edge)).toEqual(["shop > pay paired 4 before 1", "user > pay inferred 0 before 1"]);
		expect(detail?.callers.map(({ share }) => share)).toEqual([1, 0]);
		expect(detail?.callees.map(edge).sort()).toEqual([
			"pay > billing paired 4 before 1",
			"pay > ledger peer 4 before 1",
			"pay > paid peer 4 before 1",
		]);
		const shares = detail?.callees.map(({ calls, share }) => [calls.callee.name, share]);
		expect(Object.fromEntries(shares ?? [])).toEqual({ ledger: 0.5, paid: 0.5, billing: undefined });
	});

	it("knows no service that never sent anything, and one that is silent in the range", async () => {
		expect(await rollups().detail({ ...PAY, service: "nosuch" }, FREE_CONTROL)).toBeUndefined();
		const later = { start: unixNanos(START + 50n * MINUTE), end: unixNanos(START + 51n * MINUTE) };
		const silent = await rollups().detail({ ...PAY, range: later, compareWith: undefined }, FREE_CONTROL);
		expect([silent?.numbers.durations.count, silent?.before]).toEqual([0, undefined]);
	});

	it("operations: the time they take, and those that are gone", async () => {
		const operations = await rollups().operations(PAY, FREE_CONTROL);
		expect(operations.map(({ operation, numbers, before }) => [operation, numbers.durations.count, before?.durations.count])).toEqual([
			["pay.Pay/Charge", 4, 1],
			["SELECT", 4, 1],
			["paid send", 4, 1],
			["pay.Pay/Refund", 0, 1],
		]);
		expect(operations.map(({ timeShare }) => timeShare)).toEqual([10 / 18, 5 / 18, 3 / 18, 0]);
		expect(operations[0]?.errorClasses).toEqual([{ statusClass: "", count: 1 }]);
	});

	it("an exemplar of each operation, nearest to a duration", async () => {
		const wanted = [
			{ operation: "SELECT", kind: 3, nearNanos: 5e6 },
			{ operation: "nosuch", kind: 3, nearNanos: undefined },
		];
		const [select, none] = await findOperationExemplars(store.reader, PAY, wanted, FREE_CONTROL);
		expect(select).toMatchObject({ service: "pay", operation: "SELECT", duration: 5_000_000n });
		expect(none).toBeUndefined();
	});

	it("versions: share, errors, and what was only before", async () => {
		const versions = await rollups().versions({ ...PAY, now: Date.now() }, FREE_CONTROL);
		expect(versions.every(({ firstSeen, lastSeen }) => firstSeen !== undefined && lastSeen !== undefined)).toBe(true);
		expect(versions.map(({ instances }) => instances)).toEqual(Array(3).fill({ running: 1, seen: 1 }));
		const told = versions.map(({ version, share, numbers, before }) => [version, share, numbers.errors, before?.durations.count]);
		expect(told.sort()).toEqual([
			["v0", 0, 0, 1],
			["v1", 0.75, 0, 1],
			["v2", 0.25, 1, 0],
		]);
	});

	it("instances: live, late, lost by the time since they were seen; silent without a span in the range", async () => {
		const seen = await rollups().instances({ ...PAY, now: 0 }, FREE_CONTROL);
		expect(seen.map(({ sighting, silent, numbers }) => [sighting.instance, silent, numbers.durations.count]).sort()).toEqual([
			["v0-1", true, 0],
			["v1-1", false, 3],
			["v2-1", false, 1],
		]);
		// v2 sent once: its interval is not known and taken for a minute.
		const last = seen.find(({ sighting }) => sighting.instance === "v2-1")?.sighting.lastSeen ?? 0;
		const livenessAfter = async (ms: number) => {
			const found = await rollups().instances({ ...PAY, now: last + ms }, FREE_CONTROL);
			return found.find(({ sighting }) => sighting.instance === "v2-1")?.liveness;
		};
		expect(await Promise.all([0, 120_000, 120_001, 240_000, 240_001].map(livenessAfter))).toEqual(["live", "live", "late", "late", "lost"]);
	});

	it("two versions: the same numbers by operation, and the errors that only the second one has", async () => {
		const { a, b, operations, newErrors, edges } = await compareVersions(store.reader, { ...PAY, a: "v1", b: "v2" }, FREE_CONTROL);
		expect([a, b].map(({ version, numbers }) => [version, numbers.durations.count, numbers.errors])).toEqual([
			["v1", 3, 0],
			["v2", 1, 1],
		]);
		const told = operations.map((one) => [one.operation, one.a?.durations.count, one.b?.durations.count]);
		expect(told).toEqual([
			["SELECT", 3, 1],
			["paid send", 3, 1],
			["pay.Pay/Charge", 3, 1],
		]);
		expect(newErrors?.map(({ service, operations: of, count }) => [service, of[0]?.value, count])).toEqual([["pay", "pay.Pay/Charge", 1]]);
		expect(edges).toBeUndefined();
		const reversed = await compareVersions(store.reader, { ...PAY, a: "v2", b: "v1" }, FREE_CONTROL);
		expect([reversed.newErrors, reversed.edges]).toEqual([[], undefined]);
		const unknown = await compareVersions(store.reader, { ...PAY, a: "v0", b: "v2" }, FREE_CONTROL);
		expect([unknown.a.numbers.durations.count, unknown.newErrors]).toEqual([0, undefined]);
	});

	it("an operation is worse by how much slower it is or fails more, times its spans; few spans are not judged", () => {
		const spans = (count: number, nanos: number, errors = 0) => {
			const sums = new DurationSums();
			sums.addNanos(nanos, count);
			return { durations: sums.counts(), errors };
		};
		expect(regressionOf({ a: spans(20, 1024), b: spans(40, 2048) })).toBe(40);
		expect(regressionOf({ a: spans(20, 1024), b: spans(40, 1024, 4) })).toBeCloseTo(40);
		expect(regressionOf({ a: spans(20, 2048, 2), b: spans(40, 1024) })).toBe(0);
		expect(regressionOf({ a: spans(19, 1024), b: spans(40, 2048) })).toBe(0);
		expect(regressionOf({ a: undefined, b: spans(40, 2048) })).toBe(0);
	});

	it("how long requests took, by step and row: what the chart over time counts", async () => {
		const question = { ...PAY, range: { start: compareWith.start, end: range.end }, stepMinutes: 1, operation: undefined };
		const { areRequests, steps } = await rollups().heat(question, FREE_CONTROL);
		const { lines } = await rollups().red({ ...question, by: undefined }, FREE_CONTROL);
		expect(areRequests).toBe(true);
		const counted = steps.map(({ at, counts }) => [at, counts.reduce((sum, count) => sum + count, 0)]);
		expect(counted).toEqual(lines[0]?.points.map(({ at, numbers }) => [at, numbers.durations.count]));
		// 10 ms: above 2^(92/4) = 8.4 ms, up to 2^(94/4) = 11.9 ms
		expect(steps.at(-1)).toMatchObject({ rows: [94], counts: [4] });
		const selects = await rollups().heat({ ...question, operation: "SELECT" }, FREE_CONTROL);
		expect([selects.areRequests, selects.steps.map(({ counts }) => counts)]).toEqual([false, [[1], [4]]]);
		const caller = await rollups().heat({ ...question, service: "billing" }, FREE_CONTROL);
		expect(caller.areRequests).toBe(true);
	});

	it("requests over time, by what they say; what is beyond 20 lines is one line", async () => {
		const question = { ...PAY, range: { start: compareWith.start, end: range.end }, stepMinutes: 2, operation: undefined };
		const { lines, folded } = await rollups().red({ ...question, by: "version" }, FREE_CONTROL);
		const told = lines.map(({ group, points }) => [
			group,
			points.map(({ at, numbers }) => [Number((at - START) / MINUTE), numbers.durations.count]),
		]);
		expect(told).toEqual([
			[
				"v1",
				[
					[0, 1],
					[2, 3],
				],
			],
			["v0", [[0, 1]]],
			["v2", [[2, 1]]],
		]);
		expect(folded).toBe(0);
		const many = createMemoryStore();
		for (let number = 0; number < 23; number++) {
			const [span] = traceFromText(`many: ${number === 0 ? "__other__" : `op${number}`} {kind=server} [=]`, {
				traceId: (number + 1).toString(16).padStart(32, "0"),
				start: range.start,
			});
			if (span !== undefined) await sendSpans(many.writer, [span]);
		}
		const all = await createRollupQueries(many.reader).red({ ...question, service: "many", by: "operation" }, FREE_CONTROL);
		expect([all.lines.length, new Set(all.lines.map(({ group }) => group)).size, all.folded]).toEqual([20, 20, 3]);
		const sizes = all.lines.map(({ points }) => points.reduce((sum, { numbers }) => sum + numbers.durations.count, 0));
		expect([sizes.at(-1), sizes.reduce((a, b) => a + b)]).toEqual([4, 23]);
	});

	describe("the call graph", () => {
		const graph = (more: object = {}) =>
			rollups().graph(
				{
					...{ range, compareWith: undefined, environment: undefined, focus: undefined, hops: 1 },
					...{ topics: "shown", pairedOnly: false, ...more },
				},
				FREE_CONTROL,
			);
		const edges = async (more?: object) => (await graph(more))?.edges.map(edge).sort();

		it("has topics as nodes, or joins who sends and who takes", async () => {
			const around = ["pay > ledger peer 4", "shop > pay paired 4", "user > shop inferred 4"];
			expect(await edges()).toEqual(["paid > billing peer 4", "pay > paid peer 4", ...around].sort());
			expect(await edges({ topics: "folded" })).toEqual(["pay > billing paired 4", ...around].sort());
			expect(await edges({ pairedOnly: true })).toEqual(["pay > billing paired 4", "shop > pay paired 4"]);
		});

		it("is compared with a range before, in which other edges were", async () => {
			const compared = await edges({ compareWith, pairedOnly: false });
			expect(compared).toContain("pay > ledger peer 4 before 1");
			expect(compared).toContain("user > pay inferred 0 before 1");
		});

		it("says the same numbers of a node whatever is shown", async () => {
			const counts = async (more: object) => {
				const nodes = (await graph(more))?.nodes ?? [];
				return Object.fromEntries(nodes.map(({ node, numbers }) => [node.name, numbers.durations.count]));
			};
			const all = await counts({});
			expect(all).toEqual({ ledger: 4, paid: 4, billing: 4, pay: 4, shop: 4, user: 0 });
			expect(await counts({ focus: "ledger" })).toEqual({ ledger: 4, pay: 4 });
			expect(await counts({ focus: "billing", hops: 2 })).toEqual({ paid: 4, billing: 4, pay: 4 });
			expect(await counts({ focus: "nosuch" })).toEqual({});
		});

		it("knows no focus that is not there", async () => expect(await graph({ focus: "nosuch" })).toBeUndefined());
	});
});
