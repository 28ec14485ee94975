/** Alerts on the real product: from the first failed request to the evidence that outlives retention. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AlertsJson } from "@spanglass/shared/api/alert-schemas";
import type { EvidenceJson, IncidentDetailJson, IncidentJson } from "@spanglass/shared/api/incident-schemas";
import { API_BASE } from "@spanglass/shared/api/paths";
import type { TraceId } from "@spanglass/shared/model/ids";
import { EMPTY_LOG_RECORD } from "@spanglass/shared/model/log-record";
import { encodeLogsRequest, encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import { afterEach, expect, it } from "vitest";
import { getJson, getTraces } from "../support/api.ts";
import { sendHttp } from "../support/otlp-client.ts";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";

const DAY = 86_400_000;
const PROTOBUF = { type: "application/x-protobuf" };
const stacks: Stack[] = [];

async function start(...args: Parameters<typeof startStack>): Promise<Stack> {
	const stack = await startStack(...args);
	stacks.push(stack);
	return stack;
}

afterEach(async () => {
	for (const stack of stacks.splice(0)) {
		await stack.kill();
		removeDataFolder(stack.folder);
	}
});

const traceIdOf = (number: number) => number.toString(16).padStart(32, "0") as TraceId;

/** Two minutes ago: a gateway whose checkout fails because of its payment, ten of twelve times; the failed ones say so in their logs. */
async function sendFailures({ http }: Stack): Promise<void> {
	const begin = Date.now() - 120_000;
	for (let number = 1; number <= 12; number++) {
		const isFailed = number > 2;
		const end = isFailed ? "!" : "=";
		const start = BigInt(begin + number * 10) * 1_000_000n;
		const spans = traceFromText(
			`gateway: POST /orders {kind=server}  [==========${end}]
			   checkout: place {kind=server}       [========${end}]
			     payment: pay {kind=server}          [====${end}]`,
			{ traceId: traceIdOf(number), start },
		);
		await sendHttp(http, "traces", encodeTraceRequest(spans), PROTOBUF);
		const payment = spans.at(-1);
		if (payment === undefined || !isFailed) continue;
		const record = {
			...EMPTY_LOG_RECORD,
			time: unixNanosFromMillis(begin + number * 10),
			severityNumber: 17,
			severityText: "ERROR",
			body: { type: "string", value: "the bank did not answer" },
			traceId: payment.traceId,
			spanId: payment.spanId,
			resource: payment.resource,
		} as const;
		await sendHttp(http, "logs", encodeLogsRequest([record]), PROTOBUF);
	}
}

async function write(stack: Stack, method: string, path: string, body: unknown): Promise<Response> {
	return fetch(`${stack.ui}${API_BASE}${path}`, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
}

const read = async <T>(stack: Stack, path: string) => (await getJson<{ readonly data: T }>(`${stack.ui}${API_BASE}${path}`)).data;

async function until<T>(ask: () => Promise<T>, isRight: (answer: T) => boolean): Promise<T> {
	let last = await ask();
	await expect
		.poll(
			async () => {
				last = await ask();
				return isRight(last);
			},
			{ timeout: 45_000, interval: 250 },
		)
		.toBe(true);
	return last;
}

const RULE = {
	name: "checkout fails",
	condition: { kind: "errorRate" },
	scope: { service: "checkout" },
	comparison: "above",
	threshold: 0.05,
	windowSeconds: 300,
	intervalSeconds: 10,
	delaySeconds: 0,
	receivers: ["nobody"],
};

it("keeps what explains an incident past retention, and does not forget it when it is killed", { timeout: 180_000 }, async () => {
	const first = await start();
	await sendFailures(first);
	expect((await write(first, "POST", "/alerts/rules", { rule: RULE })).status).toBe(201);
	const [incident] = await until(
		() => read<readonly IncidentJson[]>(first, "/alerts/incidents"),
		(list) => list[0]?.evidence === "kept",
	);
	expect(incident).toMatchObject({ id: 1, state: "firing", title: "checkout fails", service: "checkout" });
	expect(incident?.suspicion).toMatchObject({ service: "payment", operation: "pay", because: "error", traces: 10, tracesOf: 10 });
	const evidence = await read<EvidenceJson>(first, "/alerts/incidents/1/evidence");
	expect(evidence.traces).toHaveLength(5);
	expect(evidence.traces[0]?.suspected).toMatchObject({ service: "payment", operation: "pay", hasWarnings: true });
	expect(evidence.callers).toEqual([{ caller: "gateway", calls: 12, errors: 10, share: 1 }]);
	await write(first, "PUT", "/alerts/incidents/1/ack", { acknowledged: true, by: "lin" });
	await write(first, "POST", "/alerts/incidents/1/notes", { text: "the bank is down", by: "lin" });
	await first.kill();

	const later = await start({ folder: first.folder, env: { SPANGLASS_TEST_CLOCK_OFFSET_MS: String(4 * DAY) } });
	await until(
		() => getTraces(later, `from=0&to=${Date.now() + DAY}`),
		(traces) => traces.length === 0,
	);
	const kept = evidence.traces[0]?.traceId ?? "";
	const trace = await getJson<{ readonly spanCount: number; readonly pinned?: number }>(`${later.ui}${API_BASE}/traces/${kept}`);
	expect([trace.spanCount, trace.pinned]).toEqual([3, 1]);
	const spanId = evidence.traces[0]?.suspected?.spanId ?? "";
	expect(await read<readonly unknown[]>(later, `/traces/${kept}/spans/${spanId}`)).toHaveLength(1);
	expect(await read<readonly unknown[]>(later, `/traces/${kept}/logs`)).toHaveLength(1);
	expect((await fetch(`${later.ui}${API_BASE}/traces/${traceIdOf(1)}`)).status).toBe(404);
	const { events, deliveries, transitions, acknowledged } = await read<IncidentDetailJson>(later, "/alerts/incidents/1");
	expect(events.map(({ kind }) => kind)).toEqual(["evidence", "acknowledged", "note"]);
	expect(acknowledged?.by).toBe("lin");
	expect(transitions[0]).toMatchObject({ from: "ok", to: "firing" });
	// There is no such receiver: the outbox says so, and does not try for ever.
	expect(deliveries[0]).toMatchObject({ event: "firing", receiver: "nobody", state: "skipped", error: "there is no such receiver" });
	// Nobody looked for four days, every ten seconds.
	await until(
		() => getJson<AlertsJson>(`${later.ui}${API_BASE}/alerts`),
		({ clock }) => clock.missed > 30_000,
	);
});

it("takes rules from files, says where one is wrong, and does not let them be changed elsewhere", async () => {
	const before = await start();
	await before.stop();
	mkdirSync(join(before.folder, "rules"));
	writeFileSync(
		join(before.folder, "rules", "shop.yaml"),
		"- { name: errors, kind: errorRate, service: checkout }\n- { name: odd, kind: odd }\n",
	);
	const stack = await start({ folder: before.folder });
	const { data, faults } = await getJson<{
		readonly data: readonly { readonly id: string; readonly file: string }[];
		readonly faults: readonly unknown[];
	}>(`${stack.ui}${API_BASE}/alerts/rules`);
	expect(data).toMatchObject([{ id: "file.shop-yaml.errors", file: "shop.yaml:1", version: 0 }]);
	expect(faults).toMatchObject([{ file: "shop.yaml", line: 2 }]);
	expect((await write(stack, "PUT", "/alerts/rules/file.shop-yaml.errors", { rule: RULE, version: 0 })).status).toBe(422);
	expect((await fetch(`${stack.ui}${API_BASE}/documents/receiver-secret`)).status).toBe(422);
});

it("refuses a rule that contradicts itself, and a version that is stale", async () => {
	const stack = await start();
	expect((await write(stack, "POST", "/alerts/rules", { rule: { ...RULE, comparison: "below" } })).status).toBe(400);
	const { data } = (await (await write(stack, "POST", "/alerts/rules", { rule: RULE })).json()) as {
		readonly data: { readonly id: string; readonly version: number };
	};
	expect((await write(stack, "PUT", `/alerts/rules/${data.id}`, { rule: { ...RULE, threshold: 0.1 }, version: data.version })).status).toBe(
		200,
	);
	expect((await write(stack, "PUT", `/alerts/rules/${data.id}`, { rule: RULE, version: data.version })).status).toBe(409);
	expect((await fetch(`${stack.ui}${API_BASE}/alerts/rules/${data.id}?version=2`, { method: "DELETE" })).status).toBe(200);
	expect((await fetch(`${stack.ui}${API_BASE}/alerts/rules/${data.id}`)).status).toBe(404);
});
