import type { AttributeValue } from "@spanglass/shared/model/attributes";
import type { LogRecord } from "@spanglass/shared/model/log-record";
import { parseItemFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import { ALL_TIME } from "@spanglass/shared/query/time-range";
import { unixNanos } from "@spanglass/shared/units/time";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FREE_CONTROL, partsOf, sendLogs } from "../ingest-helpers.ts";
import { BASE_TIME, sampleLogRecords } from "../requests.ts";
import type { OpenedStore, OpenStore } from "../suite.ts";

const text = (value: string): AttributeValue => ({ type: "string", value });
const BODIES: readonly AttributeValue[] = [
	text("call bank failed: context deadline exceeded"),
	text("Retrying payment.Pay (2/3)"),
	text("支付失败：超时"),
	text("\u212aelvin sensor offline"),
	{ type: "kvlist", value: [{ key: "msg", value: text("Deadline of the batch") }] },
	{ type: "int", value: 4711n },
	text("id=7f3a9c41 took 12 ms"),
];
/** Records in between, so that bodies lie in several parts of a store. */
const PADDING = 60;

/** Words, phrases and fields of log records. */
export function logTextCases(open: OpenStore): void {
	describe("log text", () => {
		let store: OpenedStore;

		beforeAll(async () => {
			store = await open();
			const padding = sampleLogRecords(BODIES.length * PADDING, 91).map(
				(record, index): LogRecord => ({ ...record, body: text(`tick ${index}`) }),
			);
			const records = BODIES.flatMap((body, index) => {
				const own = padding.slice(index * PADDING, (index + 1) * PADDING);
				const [first, ...rest] = own;
				if (first === undefined) throw new Error("padding for each body");
				return [
					{ ...first, body, time: unixNanos(BASE_TIME + BigInt(index)), severityNumber: 9 + index, eventName: "", severityText: "" },
					...rest,
				];
			});
			for (const part of partsOf(records, 25)) await sendLogs(store.writer, part);
		});
		afterAll(() => store.close());

		it.each<[string, readonly number[]]>([
			["deadline", [0, 4]],
			["DEADLINE", [0, 4]],
			["eadlin", [0, 4]],
			["deadline bank", [0]],
			["bank deadline", [0]],
			['"context deadline"', [0]],
			['"deadline context"', []],
			['"deadline  exceeded"', []],
			["payment.pay", [1]],
			['"(2/3)"', [1]],
			["失败", [2]],
			["kel", [3]],
			["4711", [5]],
			["7F3A9C41", [6]],
			["7f3a9c42", []],
			["body:*deadline*", [0]],
			["body:*DEADLINE*", []],
			['body:"Retrying payment.Pay (2/3)"', [1]],
			["body:/took \\d+ ms/", [6]],
			["deadline level:info", [0]],
			["level:>=warn deadline", [4]],
			["deadline OR offline", [0, 3, 4]],
			["-tick", [0, 1, 2, 3, 4, 5, 6]],
			["zq", []],
		])("%s", async (q, expected) => {
			for (const order of ["newest", "oldest"] as const) {
				const query = {
					range: ALL_TIME,
					filter: parseItemFilterOrThrow(q, "log record"),
					traceId: undefined,
					order,
					limit: 100,
					cursor: undefined,
				};
				const page = await store.reader.findLogs(query, FREE_CONTROL);
				const found = page.records.map(({ record }) => Number(record.time - BASE_TIME));
				expect(found).toEqual(order === "oldest" ? expected : expected.toReversed());
				expect(page.total ?? expected.length).toBe(expected.length);
				const buckets = { start: unixNanos(BASE_TIME), stepNanos: 3_600e9, count: 1 };
				const range = { start: BASE_TIME, end: unixNanos(BASE_TIME + 3_600_000_000_000n) };
				expect(await store.reader.countLogs({ range, filter: query.filter, buckets }, FREE_CONTROL)).toMatchObject({
					total: expected.length,
				});
			}
		});
	});
}
