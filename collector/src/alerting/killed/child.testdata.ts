/**
 * A process for A01: the alert clock over a real database, on a time of its own that goes a minute a tick, until it is killed. Twenty groups
 * become too much and well again, each in its own rhythm. What is due is "delivered" by appending a line to a file that is synced before the
 * outbox is settled: killed between the two, the line comes again.
 */
import { fsyncSync, openSync, writeSync } from "node:fs";
import type { AlertRule } from "@spanglass/shared/model/alert-rule";
import { createCells } from "../../store/sqlite/shared-cells.ts";
import { createSqliteWriter } from "../../store/sqlite/writer/journal-writer.ts";
import { AlertClock } from "../alert-clock.ts";
import { PLAIN_POLICY } from "../policy.ts";

const [databasePath = "", receivedPath = "", ticks = "100000"] = process.argv.slice(2);
const MINUTE = 60_000;
const START = 1_790_000_040_000;
const GROUPS = 20;

const RULE: AlertRule = {
	...{
		name: "killed",
		enabled: true,
		condition: { kind: "errorRate" },
		scope: {},
		groupBy: ["service"],
		comparison: "above",
		threshold: 0.5,
	},
	...{ windowSeconds: 60, forSeconds: 60, keepFiringSeconds: 60, intervalSeconds: 60, delaySeconds: 0, minSample: 0, noData: "keep" },
	...{ severity: "critical", labels: {}, runbook: "", receivers: ["file"], repeatSeconds: 900 },
};

const clock = {
	value: START,
	now() {
		return this.value;
	},
};
const writer = createSqliteWriter({ databasePath, cells: createCells(), clock });
const received = openSync(receivedPath, "a");

async function deliver(): Promise<void> {
	const { due } = await writer.listDue(clock.now(), 1000);
	if (due.length === 0) return;
	const lines = due.map(({ notification: { dedupKey, sequence, event } }) => `${JSON.stringify([dedupKey, sequence, event])}\n`);
	writeSync(received, lines.join(""));
	fsyncSync(received);
	const at = clock.now();
	await writer.settleOutbox(
		due.map(({ id }) => ({ id, state: "delivered", attempts: 1, dueAt: at, updatedAt: at, result: { ok: true, tookMs: 1 } })),
	);
}

const memory = await writer.loadAlerts(0);
clock.value = Math.max(START, memory.clock.evaluatedAt + MINUTE);
const alerts = new AlertClock(memory, {
	clock,
	writer,
	policy: PLAIN_POLICY,
	evaluate: async ({ at, rules }) => ({
		results: rules.map(({ id }) => ({
			id,
			tookMs: 0,
			samples: Array.from({ length: GROUPS }, (_, group) => {
				const holds = Math.floor(at / MINUTE / (3 + (group % 7))) % 2 === 1;
				return { labels: { service: `s${group}` }, verdict: { type: "value", holds, value: holds ? 1 : 0, sample: 10 } as const };
			}),
		})),
	}),
	collect: async ({ incident }) => ({ incident: { ...incident, evidence: "kept" }, evidence: undefined, traces: [] }),
	warn: (message) => process.stderr.write(`${message}\n`),
	wake: () => undefined,
	changed: () => undefined,
	offsetOf: () => 0,
});
await alerts.setFileRules([{ id: "killed", file: "killed:1", rule: RULE }], []);
await alerts.start();
writeSync(1, "begun\n");
for (let tick = 0; tick < Number(ticks); tick++) {
	await alerts.tick();
	await alerts.settled();
	await deliver();
	clock.value += MINUTE;
}
await writer.close();
