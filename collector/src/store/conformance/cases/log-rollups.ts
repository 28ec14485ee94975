import { DEMO_ATTRIBUTE } from "@spanglass/shared/model/demo";
import type { LogRecord } from "@spanglass/shared/model/log-record";
import { EMPTY_LOG_RECORD } from "@spanglass/shared/model/log-record";
import { MATCH_ALL } from "@spanglass/shared/query/filter";
import { unixNanos } from "@spanglass/shared/units/time";
import { timeBuckets } from "@spanglass/shared/units/time-buckets";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LogSumQuery } from "../../api/rollup-queries.ts";
import { createMemoryStore, type MemoryStore } from "../../memory/memory-store.ts";
import { filterSeed } from "../filter-count.ts";
import { FREE_CONTROL, partsOf, sendLogs, WHOLE_HOUR } from "../ingest-helpers.ts";
import { BASE_TIME, sampleLogRecords } from "../requests.ts";
import type { OpenedStore, OpenStore } from "../suite.ts";

const MINUTE = 60_000_000_000n;
const RANGES = [
	{ start: unixNanos(BASE_TIME), end: unixNanos(BASE_TIME + 10n * MINUTE) },
	{ start: unixNanos(BASE_TIME + MINUTE / 2n), end: unixNanos(BASE_TIME + 3n * MINUTE - 1n) },
] as const;
const BATCHES = 12;
const ALL = ["environment", "namespace", "service", "severity", "template"] as const;
const QUERIES: readonly LogSumQuery[] = RANGES.flatMap((range): LogSumQuery[] => [
	{ range, by: ALL, where: {} },
	{ range, by: ["service", "template"], where: {}, stepMinutes: 1 },
	{ range, by: ["severity"], where: { service: "cart", environment: "prod" }, stepMinutes: 2 },
	{ range, by: [], where: { severity: "error" } },
]);

/** Log records by template, against those of one look at all records. */
export function logRollupCases(open: OpenStore): void {
	describe("log roll-ups", () => {
		let store: OpenedStore;
		let reference: MemoryStore;

		beforeAll(async () => {
			store = await open();
			reference = createMemoryStore();
		});
		afterAll(() => store.close());

		const expectEqual = async () => {
			const [found, right] = await Promise.all([store, reference].map(({ reader }) => answersOf(reader)));
			expect(found).toEqual(right);
		};

		it(`count ${BATCHES} batches of random records as the reference does`, async () => {
			for (let batch = 0; batch < BATCHES; batch++) {
				const records = [
					...fc.sample(messages, { seed: filterSeed(9100 + batch), numRuns: 60 }),
					...sampleLogRecords(10, filterSeed(9200 + batch)),
				];
				for (const part of partsOf(records, 9 + batch)) for (const { writer } of [store, reference]) await sendLogs(writer, part);
				if (batch % 4 === 3) await expectEqual();
			}
			const texts = (await store.reader.listLogTemplates({ service: "cart" }, FREE_CONTROL)).map(({ text }) => text);
			expect(texts).toContain("user <*> is in");
			expect(texts).toContain("paid <*> of <*>");
		});

		it("add up to the records that are listed, and templates to all", async () => {
			const buckets = timeBuckets(WHOLE_HOUR.start, WHOLE_HOUR.end, { most: 60 });
			const { total } = await store.reader.countLogs({ range: WHOLE_HOUR, filter: MATCH_ALL, buckets }, FREE_CONTROL);
			expect(total).toBe(BATCHES * 70);
			const [all] = await store.reader.sumLogs({ range: WHOLE_HOUR, by: [], where: {} }, FREE_CONTROL);
			expect(all?.records).toBe(total);
			const byTemplate = await store.reader.sumLogs({ range: WHOLE_HOUR, by: ["template"], where: {} }, FREE_CONTROL);
			expect(byTemplate.reduce((sum, { records }) => sum + records, 0)).toBe(total);
			const known = new Set((await store.reader.listLogTemplates({}, FREE_CONTROL)).map(({ id }) => id));
			expect(byTemplate.map(({ key }) => key.template ?? "").filter((id) => !known.has(id))).toEqual([]);
			const [one] = byTemplate;
			const alone = await store.reader.sumLogs({ range: WHOLE_HOUR, by: [], where: one?.key ?? {} }, FREE_CONTROL);
			expect(alone.map(({ records }) => records)).toEqual([one?.records]);
		});

		it("count the same after a restart, and go on as if there had been none", async () => {
			if (store.reopen === undefined) return;
			const { reopen } = store;
			await store.close();
			store = await reopen();
			await expectEqual();
			const records = fc.sample(messages, { seed: filterSeed(9300), numRuns: 80 });
			for (const part of partsOf(records, 17)) for (const { writer } of [store, reference]) await sendLogs(writer, part);
			await expectEqual();
		});

		it("have nothing of a demo that is removed, and what comes after it is found anew", async () => {
			for (const { writer } of [store, reference]) await writer.removeDemo();
			await expectEqual();
			const records = fc.sample(messages, { seed: filterSeed(9400), numRuns: 40 });
			for (const part of partsOf(records, 11)) for (const { writer } of [store, reference]) await sendLogs(writer, part);
			await expectEqual();
		});
	});
}

const name = fc.constantFrom("ann", "bob", "cyd", "dan", "eve", "fay", "gil", "hal", "ida", "joe", "kim", "leo");
const text = fc.oneof(
	name.map((who) => `user ${who} is in`),
	fc.tuple(fc.nat(90), fc.nat(90)).map(([a, b]) => `paid ${a} of ${b}`),
	fc.tuple(name, name).map(([a, b]) => `${a} asked ${b}`),
	fc.constantFrom("ready", "", "shutting down\nnow"),
);
const body = fc.oneof(
	{ weight: 8, arbitrary: text.map((value) => ({ type: "string", value }) as const) },
	{ weight: 1, arbitrary: fc.constantFrom(undefined, { type: "bool", value: true } as const) },
);
const messages: fc.Arbitrary<LogRecord> = fc
	.record({
		body,
		service: fc.constantFrom("cart", "bank"),
		severity: fc.constantFrom(0, 9, 17),
		second: fc.nat(599),
		isDemo: fc.boolean(),
		isTimed: fc.boolean(),
	})
	.map(({ body: said, service, severity, second, isDemo, isTimed }) => {
		const at = unixNanos(BASE_TIME + BigInt(second) * 1_000_000_000n);
		const attributes = [
			{ key: "service.name", value: { type: "string", value: service } },
			{ key: "deployment.environment.name", value: { type: "string", value: second % 3 === 0 ? "prod" : "test" } },
			...(isDemo ? [{ key: DEMO_ATTRIBUTE, value: { type: "bool", value: true } } as const] : []),
		] as const;
		return {
			...EMPTY_LOG_RECORD,
			time: isTimed ? at : unixNanos(0n),
			observedTime: at,
			body: said,
			severityNumber: severity,
			eventName: second % 2 === 0 ? "order.paid" : "",
			resource: { ...EMPTY_LOG_RECORD.resource, attributes },
		};
	});

async function answersOf(reader: OpenedStore["reader"]) {
	const sums = await Promise.all(QUERIES.map((query) => reader.sumLogs(query, FREE_CONTROL)));
	const lists = await Promise.all([{}, { service: "cart" }].map((filter) => reader.listLogTemplates(filter, FREE_CONTROL)));
	const named = sums.map((groups) =>
		groups.map(({ key, start, records }) => `${start} ${JSON.stringify(Object.entries(key).sort())} ${records}`).sort(),
	);
	expect(named.flat().length).toBeGreaterThan(30);
	return { sums: named, lists };
}
