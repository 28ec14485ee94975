/** What every backend promises of alerts; see `store/api/alert-store.ts`. */
import type { Alert, AlertNotification, AlertTransition } from "@spanglass/shared/model/alert";
import type { Evidence, Incident } from "@spanglass/shared/model/incident";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AlertReader, AlertWriter } from "../api/alert-store.ts";

export interface OpenedAlertStore {
	readonly writer: AlertWriter;
	readonly reader: AlertReader;
	close(): void;
}

const EVERYTHING = { from: 0, to: Number.MAX_SAFE_INTEGER, limit: 100 };

function alert(rule: string, key: string, state: Alert["record"]["state"] = "firing"): Alert {
	const record = { state, since: 5, activeAt: 3, missing: 0, failed: 0, episode: 3, sequence: 1, isTold: true, value: 0.25 } as const;
	return { rule, key, labels: { service: "支付" }, record };
}

function transition(id: number, at: number, given: Partial<AlertTransition> = {}): AlertTransition {
	const labels = { service: "checkout" };
	return { id, rule: "r", key: "k", labels, at, from: "ok", to: "firing", reason: "condition", threshold: 0.05, value: 0.1, ...given };
}

function incident(id: number, given: Partial<Incident> = {}): Incident {
	return {
		id,
		state: "firing",
		title: "errors",
		severity: "critical",
		environment: "prod",
		service: "checkout",
		startedAt: id,
		openedAt: id * 10,
		alerts: [{ rule: "r", key: "k", labels: {}, firedAt: id * 10 }],
		evidence: "collecting",
		...given,
	};
}

function notification(sequence: number, given: Partial<AlertNotification> = {}): AlertNotification {
	return {
		event: "firing",
		dedupKey: "r/k/1",
		sequence,
		at: 1,
		startsAt: 1,
		rule: "r",
		ruleName: "errors",
		kind: "errorRate",
		severity: "critical",
		labels: {},
		runbook: "",
		comparison: "above",
		threshold: 0.05,
		unit: "ratio",
		...given,
	};
}

const EVIDENCE: Evidence = {
	capturedAt: 9,
	from: 1,
	to: 9,
	traces: [],
	differences: [],
	patterns: [],
	deploys: [],
	callers: [],
	chart: { start: 1, stepSeconds: 60, values: [1, null], threshold: 2, unit: "ratio" },
	warnings: ["日志"],
};

type Current = () => OpenedAlertStore;

export function describeAlertStore(name: string, open: () => OpenedAlertStore): void {
	describe(`${name} alerts`, () => {
		let store: OpenedAlertStore;
		beforeEach(() => {
			store = open();
		});
		afterEach(() => store.close());
		for (const cases of [alertCases, historyCases, evidenceCases, outboxCases]) cases(() => store);
	});
}

function alertCases(current: Current): void {
	it("keeps nothing at first", async () => {
		const store = current();
		const clock = { evaluatedAt: 0, missed: 0, lastIncident: 0, lastTransition: 0 };
		const nothing = { rules: [], silences: [], receivers: [], receiverSecrets: [], alerts: [], incidents: [], clock };
		expect(await store.writer.loadAlerts(0)).toEqual(nothing);
		expect(store.reader.getIncident(1)).toBeUndefined();
		expect(await store.writer.listDue(1e15, 10)).toEqual({ due: [], nextAt: undefined });
	});

	it("keeps alerts as they are until they are forgotten", async () => {
		const store = current();
		await store.writer.commitAlerts({ at: 1, alerts: [alert("b", "1"), alert("a", "2", "pending")] });
		await store.writer.commitAlerts({ at: 2, alerts: [alert("a", "2")], forgotten: [{ rule: "b", key: "1" }] });
		expect((await store.writer.loadAlerts(0)).alerts).toEqual([alert("a", "2")]);
	});

	it("writes documents, alerts, incidents and outbox together or not at all", async () => {
		const store = current();
		const rule = { kind: "alert-rule", id: "r", json: { name: "errors" }, version: 0 };
		const written = await store.writer.commitAlerts({
			at: 1,
			documents: [rule],
			alerts: [alert("r", "k")],
			outbox: [{ receiver: "w", groupKey: "g", notification: notification(1), dueAt: 5 }],
		});
		expect(written.versions).toEqual([1]);
		const stale = {
			at: 2,
			alerts: [alert("r", "other")],
			transitions: [transition(1, 2)],
			incidents: [incident(1)],
			events: [{ kind: "note", incident: 1, at: 2, by: "lin", text: "no" } as const],
			outbox: [{ receiver: "w", groupKey: "g", notification: notification(2), dueAt: 5 }],
			documents: [{ ...rule, json: 1, version: 0 }],
		};
		await expect(store.writer.commitAlerts(stale)).rejects.toMatchObject({ kind: "conflict" });
		const gone = { kind: "alert-rule", id: "x", deleted: true, version: 1 } as const;
		await expect(store.writer.commitAlerts({ ...stale, documents: [gone] })).rejects.toMatchObject({ kind: "not_found" });
		const memory = await store.writer.loadAlerts(0);
		expect(memory.rules).toMatchObject([{ id: "r", json: { name: "errors" }, version: 1 }]);
		expect(memory.alerts.map(({ key }) => key)).toEqual(["k"]);
		expect(store.reader.listTransitions(EVERYTHING)).toEqual([]);
		expect([store.reader.getIncident(1), store.reader.listIncidentEvents(1)]).toEqual([undefined, []]);
		expect(store.reader.listOutbox(EVERYTHING)).toHaveLength(1);
		await store.writer.commitAlerts({ at: 3, documents: [{ kind: "alert-rule", id: "r", deleted: true, version: 1 }] });
		expect((await store.writer.loadAlerts(0)).rules).toEqual([]);
	});

	it("keeps what the clock remembers", async () => {
		const store = current();
		const clock = { evaluatedAt: 5, missed: 2, lastIncident: 3, lastTransition: 4 };
		await store.writer.commitAlerts({ at: 5, clock });
		await store.writer.commitAlerts({ at: 6 });
		expect((await store.writer.loadAlerts(0)).clock).toEqual(clock);
	});
}

function historyCases(current: Current): void {
	it("lists transitions of a range, oldest first, after the last one before it of each alert", async () => {
		const store = current();
		const other = { key: "other", incident: 7 };
		const all = [transition(1, 10), transition(2, 20, { to: "ok" }), transition(3, 20, other), transition(4, 30), transition(5, 40)];
		await store.writer.commitAlerts({ at: 40, transitions: all });
		const ids = (query: object) => store.reader.listTransitions({ ...EVERYTHING, ...query }).map(({ id }) => id);
		expect(ids({})).toEqual([1, 2, 3, 4, 5]);
		expect(ids({ from: 30, to: 40 })).toEqual([2, 3, 4]);
		expect(ids({ from: 30, limit: 1 })).toEqual([3, 5]);
		expect(ids({ rule: "x" })).toEqual([]);
		expect(ids({ incident: 7 })).toEqual([3]);
		expect(store.reader.listTransitions({ ...EVERYTHING, incident: 7 })).toEqual([transition(3, 20, other)]);
	});

	it("finds incidents, the newest first, page by page", async () => {
		const store = current();
		const resolved = { state: "resolved", resolvedAt: 35 } as const;
		const all = [incident(1, resolved), incident(2, { service: "" }), incident(3, { environment: "test" }), incident(4)];
		await store.writer.commitAlerts({ at: 1, incidents: all });
		const find = (query: object) => {
			const { incidents, total } = store.reader.findIncidents({ ...EVERYTHING, ...query });
			return [incidents.map(({ id }) => id), total];
		};
		expect(find({})).toEqual([[4, 3, 2, 1], 4]);
		expect(find({ limit: 2, before: 4 })).toEqual([[3, 2], 4]);
		expect(find({ from: 20, to: 40 })).toEqual([[3, 2], 2]);
		expect(find({ state: "resolved" })).toEqual([[1], 1]);
		expect(find({ service: "checkout", environment: "prod" })).toEqual([[4, 1], 2]);
		expect([store.reader.getIncident(1), await store.writer.readIncident(1)]).toEqual([all[0], all[0]]);
		expect((await store.writer.loadAlerts(36)).incidents.map(({ id }) => id)).toEqual([2, 3, 4]);
		expect((await store.writer.loadAlerts(35)).incidents.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
	});
}

function evidenceCases(current: Current): void {
	it("keeps evidence with its traces, the latest of an incident", async () => {
		const store = current();
		const pinned = (traceId: string, number: number, text: string) => ({
			traceId: traceId.repeat(32),
			incident: number,
			spanCount: 3,
			spans: new TextEncoder().encode(text),
			logs: new Uint8Array(0),
		});
		const event = { kind: "evidence", incident: 1, at: 9, by: "", traces: 2 } as const;
		const kept = incident(1, { evidence: "kept" });
		await store.writer.pinEvidence({ incident: kept, evidence: EVIDENCE, traces: [pinned("a", 1, "x"), pinned("b", 1, "y")], event });
		expect(store.reader.getIncident(1)).toEqual(kept);
		expect(store.reader.getEvidence(1)).toEqual(EVIDENCE);
		expect(store.reader.listIncidentEvents(1)).toMatchObject([event]);
		const found = store.reader.getPinnedTrace("b".repeat(32));
		expect(found && { ...found, spans: [...found.spans] }).toMatchObject({ incident: 1, spanCount: 3, spans: [121] });
		await store.writer.pinEvidence({ incident: kept, evidence: EVIDENCE, traces: [pinned("a", 1, "z")], event: undefined });
		expect(store.reader.getPinnedTrace("b".repeat(32))).toBeUndefined();
		expect(store.reader.getPinnedTrace("a".repeat(32))?.spans[0]).toBe(122);
	});

	it("deletes what is old, and pinned traces of the oldest resolved incidents when they are too much", async () => {
		const store = current();
		const resolved = (id: number, resolvedAt: number) => incident(id, { state: "resolved", resolvedAt, evidence: "kept" });
		const trace = (number: number) => ({
			traceId: String(number).repeat(32),
			incident: number,
			spanCount: 1,
			spans: new Uint8Array(100),
			logs: new Uint8Array(0),
		});
		for (const one of [resolved(1, 15), resolved(2, 25), resolved(3, 35), incident(4, { evidence: "kept" })])
			await store.writer.pinEvidence({ incident: one, evidence: EVIDENCE, traces: [trace(one.id)], event: undefined });
		const outbox = [{ receiver: "w", groupKey: "g", notification: notification(1), dueAt: 5 }];
		await store.writer.commitAlerts({ at: 10, transitions: [transition(1, 10), transition(2, 30)], outbox });
		await store.writer.pruneAlerts(20, 200);
		expect(store.reader.findIncidents(EVERYTHING).incidents.map(({ id, evidence }) => [id, evidence])).toEqual([
			[4, "kept"],
			[3, "kept"],
			[2, "dropped"],
		]);
		expect(store.reader.getEvidence(1)).toBeUndefined();
		expect([1, 2, 3, 4].map((id) => store.reader.getPinnedTrace(String(id).repeat(32)) !== undefined)).toEqual([false, false, true, true]);
		expect(store.reader.listTransitions(EVERYTHING).map(({ id }) => id)).toEqual([2]);
		expect(store.reader.listOutbox(EVERYTHING)).toHaveLength(1);
		await store.writer.pruneAlerts(20, 0);
		expect(store.reader.getPinnedTrace("4".repeat(32))).toBeDefined();
	});
}

function outboxCases(current: Current): void {
	it("hands out what is due in order, and what was settled no more", async () => {
		const store = current();
		const entry = (sequence: number, dueAt: number) => ({ receiver: "w", groupKey: "g", notification: notification(sequence), dueAt });
		const { outbox } = await store.writer.commitAlerts({ at: 1, outbox: [entry(1, 50), entry(2, 10), entry(3, 10)] });
		const due = async (now: number, limit = 10) =>
			(await store.writer.listDue(now, limit)).due.map(({ notification: { sequence } }) => sequence);
		expect([await due(9), await due(10), await due(50), await due(50, 2)]).toEqual([[], [2, 3], [1, 2, 3], [1, 2]]);
		expect((await store.writer.listDue(10, 10)).nextAt).toBe(50);
		const result = { ok: false, status: 500, tookMs: 3 };
		const settled = (at: number, state: "waiting" | "delivered") => ({
			id: outbox[at] ?? 0,
			state,
			attempts: 1,
			dueAt: 70,
			updatedAt: 11,
			result,
		});
		await store.writer.settleOutbox([settled(1, "waiting"), settled(2, "delivered"), { ...settled(0, "delivered"), id: 999 }]);
		expect([await due(60), await due(70)]).toEqual([[1], [1, 2]]);
		expect(store.reader.listOutbox({ ...EVERYTHING, state: "delivered" })).toMatchObject([
			{ id: outbox[2], attempts: 1, updatedAt: 11, result },
		]);
		expect(store.reader.listOutbox({ ...EVERYTHING, receiver: "nobody" })).toEqual([]);
	});
}
