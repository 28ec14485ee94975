/** Templates of log messages in numbers that are known, over the reference store. */
import type { Attribute } from "@spanglass/shared/model/attributes";
import { EMPTY_LOG_RECORD, type LogRecord } from "@spanglass/shared/model/log-record";
import { unixNanos } from "@spanglass/shared/units/time";
import { beforeAll, describe, expect, it } from "vitest";
import { FREE_CONTROL, sendLogs } from "../store/conformance/ingest-helpers.ts";
import { createMemoryStore, type MemoryStore } from "../store/memory/memory-store.ts";
import { logTemplates } from "./log-templates.ts";
import { createLogQueries } from "./logs.ts";
import { minuteBuckets } from "./minute-buckets.ts";

const MINUTE = 60_000_000_000n;
/** A full hour. */
const START = 29_000_040n * MINUTE;
const at = (minute: number) => unixNanos(START + BigInt(minute) * MINUTE);
const text = (key: string, value: string): Attribute => ({ key, value: { type: "string", value } });

function record(minute: number, message: string, severityNumber: number, service = "pay"): LogRecord {
	const attributes = [text("service.name", service), text("deployment.environment.name", "prod")];
	return {
		...EMPTY_LOG_RECORD,
		...{ time: unixNanos(at(minute) + 30_000_000_000n), severityNumber, body: { type: "string", value: message } },
		resource: { ...EMPTY_LOG_RECORD.resource, attributes },
	};
}

describe("templates of log messages", () => {
	let store: MemoryStore;
	const range = { start: at(61), end: at(61 + 240) };

	beforeAll(async () => {
		store = createMemoryStore();
		await sendLogs(store.writer, [record(0, "paid order 1", 9)]);
		for (let number = 0; number < 12; number++) await sendLogs(store.writer, [record(61 + number * 20, `paid order ${number + 2}`, 9)]);
		await sendLogs(store.writer, [record(62, "no answer from bank after 30 ms", 17), record(62, "paid order 99", 13)]);
		await sendLogs(store.writer, [record(63, "ready", 9, "bank"), record(300, "ready", 9, "bank")]);
	});

	const asked = (where = {}, limit = 100) => logTemplates(store.reader, { range, where, limit }, FREE_CONTROL);

	it("are counted by bucket, also where the range begins inside one, the most frequent first", async () => {
		const { rows, buckets, records, total } = await asked();
		expect(buckets).toMatchObject({ start: at(60), stepMinutes: 2, count: 121 });
		expect(rows.map(({ text: said, service, severity, count }) => [said, service, severity, count])).toEqual([
			["paid order <*>", "pay", "info", 12],
			["ready", "bank", "info", 2],
			["no answer from bank after <*> ms", "pay", "error", 1],
			["paid order <*>", "pay", "warn", 1],
		]);
		expect([records, total]).toEqual([16, 4]);
		const paid = rows[0]?.counts.flatMap((count, bucket) => (count === 0 ? [] : [[bucket, count]]));
		expect(paid).toEqual(Array.from({ length: 12 }, (_, number) => [number * 10, 1]));
		expect(rows[1]?.counts[1]).toBe(1);
		expect(rows[1]?.counts.at(-1)).toBe(1);
		expect(rows.map(({ firstSeen }) => firstSeen)).toEqual([at(0), at(63), at(62), at(0)]);
		expect(rows[0]?.id).toBe(rows[3]?.id);
	});

	it("are those of a service, an environment and a severity, and no more than asked for", async () => {
		const counts = async (where: object) => (await asked(where)).rows.map(({ count }) => count);
		expect(await counts({ service: "bank" })).toEqual([2]);
		expect(await counts({ severity: "error" })).toEqual([1]);
		expect(await counts({ environment: "test" })).toEqual([]);
		const { rows, total, records } = await asked({}, 1);
		expect([rows.length, total, records]).toEqual([1, 4, 16]);
	});

	it("of everything are those of the times that there are", async () => {
		const queries = createLogQueries(store.reader, () => at(400));
		const told = await queries.templates({ range: { start: unixNanos(0n), end: at(400) }, where: {}, limit: 100 }, FREE_CONTROL);
		expect(told.buckets.range).toEqual({ start: at(0), end: at(301) });
		expect(told.records).toBe(17);
		const nothing = await queries.templates(
			{ range: { start: unixNanos(0n), end: at(400) }, where: { environment: "x" }, limit: 9 },
			FREE_CONTROL,
		);
		expect([nothing.rows, nothing.records]).toEqual([[], 0]);
	});

	it.each([
		[0, 1, 1],
		[0, 120, 1],
		[0, 121, 2],
		[7, 1440, 30],
		[0, 30 * 1440, 360],
		[0, 400 * 1440, 5760],
	])("from minute %i for %i minutes have buckets of %i", (first, minutes, stepMinutes) => {
		const asking = { start: at(first), end: at(first + minutes) };
		const { start, count, stepMinutes: found } = minuteBuckets(asking, 120);
		const step = BigInt(found) * MINUTE;
		expect(found).toBe(stepMinutes);
		expect(start % step).toBe(0n);
		expect(start <= asking.start && asking.start < start + step).toBe(true);
		expect(start + BigInt(count) * step >= asking.end && start + BigInt(count - 1) * step < asking.end).toBe(true);
		expect(count).toBeLessThanOrEqual(121);
	});
});
