import type { AlertRule } from "@spanglass/shared/model/alert-rule";
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { Suspicion } from "@spanglass/shared/model/incident";
import { beforeEach, expect, it } from "vitest";
import { createMemoryAlertStore } from "../store/memory/alert-store.ts";
import { AlertClock, type ClockPorts } from "./alert-clock.ts";
import type { EvidenceRequest } from "./evidence/wanted-evidence.ts";
import { PLAIN_POLICY } from "./policy.ts";

const MINUTE = 60_000;
const RULE: AlertRule = {
	...{ name: "errors", enabled: true, condition: { kind: "errorRate" }, scope: { service: "checkout" }, groupBy: [], comparison: "above" },
	...{
		threshold: 0.5,
		windowSeconds: 60,
		forSeconds: 0,
		keepFiringSeconds: 0,
		intervalSeconds: 60,
		delaySeconds: 0,
		minSample: 0,
		noData: "keep",
	},
	...{ severity: "warning", labels: {}, runbook: "", receivers: ["hook"], repeatSeconds: 0 },
};
const EVERYTHING = { from: 0, to: Number.MAX_SAFE_INTEGER, limit: 100 };

/** What the next evaluations say of each rule by its name: the value, or the sentence with which it fails. */
let says: Record<string, number | string>;
let now: number;
let collected: EvidenceRequest[];
let suspicion: Suspicion | undefined;
let warnings: string[];
let store: ReturnType<typeof createMemoryAlertStore>;
beforeEach(() => {
	[says, now, collected, suspicion, warnings] = [{}, 100 * MINUTE, [], undefined, []];
	store = createMemoryAlertStore(() => now);
});

async function start(given: Partial<ClockPorts> = {}): Promise<AlertClock> {
	const clock = new AlertClock(await store.writer.loadAlerts(0), {
		clock: { now: () => now },
		writer: store.writer,
		policy: PLAIN_POLICY,
		evaluate: async ({ rules }) => ({
			results: rules.map(({ id, rule }) => {
				const value = says[rule.name] ?? 0;
				if (typeof value === "string") return { id, tookMs: 0, error: value };
				const verdict = { type: "value", holds: value > rule.threshold, value, sample: 10 } as const;
				return { id, tookMs: 0, samples: [{ labels: { service: "checkout" }, verdict }] };
			}),
		}),
		collect: async (request) => {
			collected.push(request);
			return { incident: { ...request.incident, suspicion, evidence: "kept" }, evidence: undefined, traces: [] };
		},
		warn: (message) => warnings.push(message),
		wake: () => undefined,
		changed: () => undefined,
		offsetOf: () => 0,
		...given,
	});
	await clock.start();
	return clock;
}

async function pass(clock: AlertClock, minutes = 1): Promise<void> {
	now += minutes * MINUTE;
	await clock.tick();
	await clock.settled();
}

const states = (clock: AlertClock) =>
	[...clock.rules.values()].flatMap(({ alerts }) => [...alerts.values()].map(({ record }) => record.state));
const told = () =>
	store.reader
		.listOutbox(EVERYTHING)
		.toReversed()
		.map(({ notification }) => notification.event);

it("opens an incident with evidence, resolves it, and opens the same again within ten minutes", async () => {
	const clock = await start();
	await clock.addRule(RULE);
	says = { errors: 1 };
	await pass(clock);
	expect([...clock.incidents.values()]).toMatchObject([{ id: 1, state: "firing", service: "checkout", evidence: "kept" }]);
	says = { errors: 0 };
	await pass(clock);
	expect(clock.incidents.get(1)).toMatchObject({ state: "resolved", resolvedAt: now });
	says = { errors: 0.8 };
	await pass(clock, 5);
	expect(clock.incidents.get(1)).toMatchObject({ state: "firing", resolvedAt: undefined });
	says = { errors: 0 };
	await pass(clock);
	says = { errors: 1 };
	await pass(clock, 20);
	expect([...clock.incidents.keys()]).toEqual([1, 2]);
	expect(told()).toEqual(["firing", "resolved", "firing", "resolved", "firing"]);
});

it("asks for evidence again when an alert joins an incident that nothing explains, and not when something does", async () => {
	const clock = await start();
	await clock.addRule(RULE);
	await clock.addRule({ ...RULE, name: "slow", severity: "critical" });
	await clock.addRule({ ...RULE, name: "few" });
	says = { slow: 1 };
	await pass(clock);
	suspicion = { service: "bank", operation: "debit", because: "error", reason: "it failed", traces: 1, tracesOf: 1 };
	says = { slow: 1, errors: 1 };
	await pass(clock);
	says = { slow: 1, errors: 1, few: 1 };
	await pass(clock);
	expect(collected.map(({ rule }) => rule.name)).toEqual(["slow", "errors"]);
	expect(clock.incidents.get(1)).toMatchObject({ severity: "critical", suspicion: { service: "bank" } });
	expect(clock.incidents.get(1)?.alerts).toHaveLength(3);
});

it("believes nothing that could not be stored, and does it in the next round", async () => {
	let isFull = true;
	const full = () => Promise.reject(new SpanglassError("unavailable", "the disk is full"));
	const commitAlerts: ClockPorts["writer"]["commitAlerts"] = (change) =>
		isFull && (change.alerts?.length ?? 0) > 0 ? full() : store.writer.commitAlerts(change);
	const clock = await start({ writer: { ...store.writer, commitAlerts } });
	await clock.addRule(RULE);
	says = { errors: 1 };
	await pass(clock);
	expect([states(clock), told(), clock.incidents.size]).toEqual([[], [], 0]);
	expect(warnings).toEqual(["what alerts have come to could not be stored: the disk is full"]);
	isFull = false;
	await pass(clock);
	expect([states(clock), told(), [...clock.incidents.keys()]]).toEqual([["firing"], ["firing"], [1]]);
	expect(store.reader.listTransitions(EVERYTHING).map(({ id }) => id)).toEqual([1]);
});

it("lets an evaluation of a rule that was changed meanwhile say nothing", async () => {
	let change: (() => Promise<void>) | undefined;
	const clock = await start({
		evaluate: async ({ rules }) => {
			await change?.();
			change = undefined;
			const verdict = { type: "value", holds: true, value: 1, sample: 1 } as const;
			return { results: rules.map(({ id }) => ({ id, tookMs: 0, samples: [{ labels: {}, verdict }] })) };
		},
	});
	const id = await clock.addRule(RULE);
	change = () => clock.putRule(id, { ...RULE, threshold: 2 }, 1);
	await pass(clock);
	expect(states(clock)).toEqual([]);
	await pass(clock);
	expect(states(clock)).toEqual(["firing"]);
});

it("ends what fires when its rule measures something else, is disabled or deleted, and goes on when only a threshold changes", async () => {
	const clock = await start();
	const id = await clock.addRule(RULE);
	says = { errors: 1 };
	await pass(clock);
	await clock.putRule(id, { ...RULE, threshold: 0.6 }, 1);
	expect([states(clock), told()]).toEqual([["firing"], ["firing"]]);
	await clock.putRule(id, { ...RULE, windowSeconds: 60, condition: { kind: "throughput" } }, 2);
	expect([states(clock), told(), clock.incidents.get(1)?.state]).toEqual([[], ["firing", "resolved"], "resolved"]);
	await pass(clock);
	await clock.deleteRule(id, 3);
	expect(told()).toEqual(["firing", "resolved", "firing", "resolved"]);
	expect([clock.rules.size, (await store.writer.loadAlerts(0)).alerts]).toEqual([0, []]);
	await expect(clock.putRule(id, RULE, 3)).rejects.toMatchObject({ kind: "not_found" });
});

it("counts what was missed over a restart, and a rule that is new or was off has missed nothing", async () => {
	const first = await start();
	const id = await first.addRule(RULE);
	await pass(first);
	now += 30 * MINUTE;
	const second = await start();
	await pass(second);
	expect(second.stored.missed + second.figures.missed).toBeGreaterThanOrEqual(30);
	expect(second.figures.missed).toBe(30);
	await second.putRule(id, { ...RULE, enabled: false }, 1);
	await pass(second, 600);
	await second.putRule(id, RULE, 2);
	await second.addRule({ ...RULE, name: "new" });
	await pass(second);
	expect(second.figures.missed).toBe(30);
});

it("says why there is no evidence when it cannot be had, and tries again after a restart when it was not reached", async () => {
	const clock = await start({ collect: () => Promise.reject(new SpanglassError("overloaded", "too many queries are waiting")) });
	await clock.addRule(RULE);
	says = { errors: 1 };
	await pass(clock);
	for (let again = 1; again < 5; again++) {
		expect(clock.incidents.get(1)?.evidence).toBe("collecting");
		await pass(clock);
	}
	expect(clock.incidents.get(1)).toMatchObject({ evidence: "failed", evidenceMessage: "too many queries are waiting" });
	const incident = store.reader.getIncident(1);
	if (incident === undefined) throw new Error("there is no incident");
	await store.writer.commitAlerts({ at: now, incidents: [{ ...incident, evidence: "collecting" }] });
	const again = await start();
	await again.settled();
	expect(store.reader.getIncident(1)?.evidence).toBe("kept");
});

it("is in error after three failures, with the sentence, and tells its receivers", async () => {
	const clock = await start();
	await clock.addRule(RULE);
	says = { errors: "metric heap has no point" };
	for (let at = 0; at < 3; at++) await pass(clock);
	expect([states(clock), told()]).toEqual([["error"], ["error"]]);
	expect(store.reader.listTransitions(EVERYTHING)).toMatchObject([{ to: "error", reason: "failed", message: "metric heap has no point" }]);
	expect([...clock.rules.values()][0]?.error).toBe("metric heap has no point");
	expect(clock.figures.failed).toBe(3);
});

it("forgets alerts whose rule went while nobody looked, and resolves their incident", async () => {
	const first = await start();
	const file = { id: "file.a", file: "a.yaml:1", rule: RULE };
	await first.setFileRules([file], []);
	says = { errors: 1 };
	await pass(first);
	expect(first.incidents.get(1)?.state).toBe("firing");
	const second = await start();
	expect(second.incidents.get(1)).toMatchObject({ state: "resolved", resolvedAt: now });
	expect((await store.writer.loadAlerts(0)).alerts).toEqual([]);
});
