/** Templates of log messages over the real product: counts that are known and equal those of the list, the same after a kill. */
import { EMPTY_LOG_RECORD, type LogRecord } from "@spanglass/shared/model/log-record";
import { encodeLogsRequest } from "@spanglass/shared/otlp/protobuf";
import { unixNanos } from "@spanglass/shared/units/time";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getJson } from "../support/api.ts";
import { sendHttp } from "../support/otlp-client.ts";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";

const MINUTE = 60_000_000_000n;
const START = ((BigInt(Date.now()) * 1_000_000n) / MINUTE - 10n) * MINUTE;
const RANGE = `from=${START}&to=${START + 5n * MINUTE}`;
const REQUESTS = 60;
const NAMES = ["ann", "bob", "cyd", "dan", "eve", "fay", "gil", "hal", "ida", "joe", "kim", "leo"];

function record(service: string, message: string, severityNumber: number, minute: number): LogRecord {
	const attributes = [
		{ key: "service.name", value: { type: "string", value: service } },
		{ key: "deployment.environment.name", value: { type: "string", value: "prod" } },
	] as const;
	return {
		...EMPTY_LOG_RECORD,
		...{ time: unixNanos(START + BigInt(minute) * MINUTE + 1n), severityNumber, body: { type: "string", value: message } },
		resource: { ...EMPTY_LOG_RECORD.resource, attributes },
	};
}

/** Every sixth fails. */
function request(number: number): readonly LogRecord[] {
	const minute = number % 3;
	const records = [
		record("shop", `order ${number} of ${number * 3} EUR placed`, 9, minute),
		record("shop", `user ${NAMES[number % NAMES.length]} is in`, 9, minute),
	];
	return number % 6 === 0 ? [...records, record("pay", `no answer from 10.0.0.${number} after ${number} ms`, 17, minute)] : records;
}

interface Row {
	readonly id: string;
	readonly template: string;
	readonly service: string;
	readonly severity: string;
	readonly count: number;
	readonly share: number;
	readonly counts: readonly number[];
	readonly firstSeen: string | null;
}
interface Templates {
	readonly data: readonly Row[];
	readonly total: number;
	readonly records: number;
	readonly complete: boolean;
	readonly start: string;
	readonly stepMinutes: number;
	readonly range: { readonly from: string; readonly to: string };
}

describe("templates of log messages", () => {
	let stack: Stack;
	let ids: readonly string[];
	const ask = <T>(path: string) => getJson<T>(`${stack.ui}/api/spanglass/v1${path}`);
	const totalOf = async (q: string) => (await ask<{ readonly total: number }>(`/logs/volume?${RANGE}&q=${encodeURIComponent(q)}`)).total;

	beforeAll(async () => {
		stack = await startStack({ env: { SPANGLASS_TEST_LIMITS: JSON.stringify({ generationRows: 50 }) } });
		for (let number = 0; number < REQUESTS; number++)
			await sendHttp(stack.http, "logs", encodeLogsRequest(request(number)), { type: "application/x-protobuf" });
	});
	afterAll(async () => {
		await stack.stop();
		removeDataFolder(stack.folder);
	});

	const checkAll = async () => {
		const told = await ask<Templates>(`/logs/templates?${RANGE}`);
		expect(told.data.map(({ template, service, severity, count }) => [template, service, severity, count])).toEqual([
			["order <*> of <*> EUR placed", "shop", "info", REQUESTS],
			["user <*> is in", "shop", "info", REQUESTS],
			["no answer from <*> after <*> ms", "pay", "error", REQUESTS / 6],
		]);
		expect([told.total, told.complete, told.stepMinutes, told.start]).toEqual([3, true, 1, START.toString()]);
		expect(told.data[0]?.counts).toEqual([REQUESTS / 3, REQUESTS / 3, REQUESTS / 3, 0, 0]);
		expect(told.data.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
		expect(told.data.every(({ firstSeen }) => firstSeen === START.toString())).toBe(true);
		expect(told.records).toBe(await totalOf(""));
		const failed = await ask<Templates>(`/logs/templates?${RANGE}&level=error&service=pay&env=prod`);
		expect(failed.records).toBe(await totalOf("service:pay level:error"));
		return told.data.map(({ id }) => id);
	};

	it("are counted as the list of records has them", async () => {
		ids = await checkAll();
		expect(new Set(ids).size).toBe(3);
		const everything = await ask<Templates>("/logs/templates?from=0&limit=1");
		expect(everything).toMatchObject({ total: 3, records: REQUESTS * 2 + REQUESTS / 6, range: { from: START.toString() } });
		expect((await ask<Templates>(`/logs/templates?${RANGE}&env=none`)).data).toEqual([]);
		expect((await fetch(`${stack.ui}/api/spanglass/v1/logs/templates?level=loud`)).status).toBe(400);
	});

	it("are the same after kill -9, under the same ids, and go on", async () => {
		await stack.kill();
		stack = await startStack({ folder: stack.folder });
		expect(await checkAll()).toEqual(ids);
		const more = encodeLogsRequest([record("shop", "user mia is in", 9, 4)]);
		await sendHttp(stack.http, "logs", more, { type: "application/x-protobuf" });
		const { data } = await ask<Templates>(`/logs/templates?${RANGE}&limit=1`);
		expect(data).toMatchObject([{ id: ids[1], template: "user <*> is in", count: REQUESTS + 1 }]);
	});
});
