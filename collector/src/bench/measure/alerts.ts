/** A06: a thousand rules over a hundred groups each, every minute, while a little telemetry comes. */
import { setTimeout as sleep } from "node:timers/promises";
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { API } from "../api.ts";
import { rounded } from "../report.ts";
import { type Server, startServer } from "../server.ts";
import type { Bench } from "./bench.ts";

const RULES = 1000;
const GROUPS = 100;
const INTERVAL_MS = 60_000;
/** Until the groups have a whole minute of telemetry, and then so long. */
const WARM_MS = 75_000;
const MEASURED_MS = 150_000;
const SEND_EVERY_MS = 5000;
const KINDS = [{ kind: "errorRate" }, { kind: "latency", quantile: 0.99 }, { kind: "averageLatency" }, { kind: "throughput" }] as const;

interface ClockJson {
	readonly evaluations: number;
	readonly failed: number;
	readonly missedSinceStart: number;
	readonly lagNanos: number;
	readonly meanNanos: number;
}

export async function measureAlerts(bench: Bench): Promise<void> {
	const server = await startServer({ profileFolder: bench.options.profileFolder });
	const sending = createSender(server);
	await sleep(WARM_MS);
	for (let rule = 0; rule < RULES; rule++) await addRule(server, rule);
	await sleep(INTERVAL_MS);
	const before = await clockOf(server);
	const cpu = server.cpuSeconds();
	let lagNanos = 0;
	for (const end = performance.now() + MEASURED_MS; performance.now() < end; await sleep(SEND_EVERY_MS))
		lagNanos = Math.max(lagNanos, (await clockOf(server)).clock.lagNanos);
	const after = await clockOf(server);
	const unsent = sending.stop();
	const evaluations = after.clock.evaluations - before.clock.evaluations;
	const due = (RULES * MEASURED_MS) / INTERVAL_MS;
	const { report } = bench;
	report.figure({ key: "A06.lag", value: lagNanos / 1e9 });
	report.figure({ key: "A06.missed", value: after.clock.missedSinceStart });
	report.figure({ key: "A06.cpu", value: (100 * (server.cpuSeconds() - cpu)) / (MEASURED_MS / 1000) });
	report.remark(
		`alerts: ${evaluations} evaluations of ${RULES} rules over ${after.groups / RULES} groups each, ${rounded(after.clock.meanNanos / 1e6)} ms each`,
	);
	if (unsent > 0) report.fault(`alerts: ${unsent} requests of telemetry failed`);
	if (after.groups < RULES * GROUPS) report.fault(`alerts: ${after.groups} alerts in place of ${RULES * GROUPS}`);
	if (evaluations < 0.95 * due) report.fault(`alerts: ${evaluations} evaluations of ${due} that were due`);
	if (after.clock.failed > 0) report.fault(`alerts: ${after.clock.failed} evaluations failed`);
	await server.discard();
}

async function addRule({ ui }: Server, number: number): Promise<void> {
	const condition = KINDS[number % KINDS.length];
	const rule = {
		name: `rule ${number}`,
		condition,
		groupBy: ["service", "operation"],
		comparison: "below",
		threshold: -1,
		windowSeconds: 300,
		delaySeconds: 0,
	};
	const above = condition?.kind === "throughput" ? rule : { ...rule, comparison: "above", threshold: 1e15 };
	const body = JSON.stringify({ rule: { ...above, intervalSeconds: INTERVAL_MS / 1000 } });
	const answer = await fetch(`${ui}${API}/alerts/rules`, { method: "POST", headers: { "content-type": "application/json" }, body });
	if (answer.status !== 201) throw new Error(`a rule was answered with ${answer.status}: ${await answer.text()}`);
}

async function clockOf({ ui }: Server): Promise<{ readonly clock: ClockJson; readonly groups: number }> {
	const answer = await fetch(`${ui}${API}/alerts?limit=1`);
	const { clock, counts } = (await answer.json()) as { readonly clock: ClockJson; readonly counts: Readonly<Record<string, number>> };
	return { clock, groups: Object.values(counts).reduce((sum, count) => sum + count, 0) };
}

/** A request of each operation of each service, every five seconds. */
function createSender({ http }: Server): { stop(): number } {
	let number = 0;
	let failed = 0;
	const fail = (): void => {
		failed++;
	};
	const send = (): void => {
		const now = BigInt(Date.now()) * 1_000_000n;
		const spans = Array.from({ length: GROUPS }, (_, group) => {
			const traceId = (++number).toString(16).padStart(32, "0");
			return traceFromText(`s${group % 10}: GET /${Math.floor(group / 10)} {kind=server} [====]`, { traceId, start: now });
		}).flat();
		const body = Buffer.from(encodeTraceRequest(spans));
		const request = { method: "POST", headers: { "content-type": "application/x-protobuf" }, body };
		fetch(`http://${http}/v1/traces`, request).then((answer) => (answer.ok ? undefined : fail()), fail);
	};
	send();
	const timer = setInterval(send, SEND_EVERY_MS);
	return {
		stop: () => {
			clearInterval(timer);
			return failed;
		},
	};
}
