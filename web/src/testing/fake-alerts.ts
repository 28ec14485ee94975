/** Answers about alerts for tests: one rule that fires, its incident, the evidence. */
import type { AlertJson, AlertRuleJson, AlertsJson, RuleDetailJson, RuleJson, TransitionJson } from "@spanglass/shared/api/alert-schemas";
import type { DeliveryJson, EvidenceJson, IncidentDetailJson } from "@spanglass/shared/api/incident-schemas";
import type { ReceiverJson } from "@spanglass/shared/api/receiver-schemas";

export const DEMO_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const START_S = 1_763_579_140;
const nanos = (second: number): string => `${START_S + second}000000000`;
const COUNTS = { firing: 0, recovering: 0, pending: 0, noData: 0, error: 0, ok: 0 };

export function ruleText(more: Partial<AlertRuleJson> = {}): AlertRuleJson {
	return {
		...{ name: "checkout p99 latency", enabled: true, condition: { kind: "latency", quantile: 0.99 } },
		...{ scope: { service: "checkout", environment: "prod" }, groupBy: [], comparison: "above", threshold: 8e8 },
		...{ windowSeconds: 60, forSeconds: 300, keepFiringSeconds: 300, intervalSeconds: 30, delaySeconds: 10, minSample: 20 },
		...{ noData: "keep", severity: "critical", labels: {}, runbook: "", receivers: [], repeatSeconds: 14_400 },
		...more,
	};
}

export function ruleOf(more: Partial<RuleJson> = {}): RuleJson {
	return {
		...{ id: "r1", version: 3, updatedAt: nanos(-9_000), file: null, rule: ruleText(), state: "firing", since: nanos(300) },
		...{ counts: { ...COUNTS, firing: 1 }, value: 1.31e9, lastChange: nanos(300), evaluatedAt: nanos(710), error: null, silenced: false },
		...more,
	};
}

export function alertOf(more: Partial<AlertJson> = {}): AlertJson {
	return {
		...{ rule: "r1", ruleName: "checkout p99 latency", kind: "latency", severity: "critical", key: "00ff00ff00ff00ff" },
		...{
			labels: { service: "checkout", environment: "prod" },
			state: "firing",
			since: nanos(300),
			activeAt: nanos(0),
			firedAt: nanos(300),
		},
		...{ value: 1.31e9, sample: 2_460, threshold: 8e8, comparison: "above", unit: "nanos", incident: 31, silencedBy: [] },
		...more,
	};
}

export function ruleDetailOf(more: Partial<RuleDetailJson> = {}): RuleDetailJson {
	return { ...ruleOf(), alerts: [alertOf()], ...more };
}

export function alertsOf(data: readonly AlertJson[]): AlertsJson {
	return {
		...{ data: [...data], cursor: null, total: data.length, complete: true, warnings: [], tookMs: 3 },
		scanned: { from: "0", to: "0", blocks: 0, rows: 0 },
		counts: { ...COUNTS, firing: data.length },
		openIncidents: data.length,
		clock: {
			...{ evaluatedAt: nanos(710), missed: 0, missedSinceStart: 0, evaluations: 90, failed: 0 },
			...{ lagNanos: 1e6, meanNanos: 2e6 },
		},
	};
}

export function transitionOf(more: Partial<TransitionJson> = {}): TransitionJson {
	return {
		...{ id: 1, rule: "r1", key: "00ff00ff00ff00ff", labels: { service: "checkout" }, at: nanos(0), from: "ok", to: "pending" },
		...{ reason: "condition", message: null, value: 8.12e8, threshold: 8e8, incident: 31 },
		...more,
	};
}

export function deliveryOf(more: Partial<DeliveryJson> = {}): DeliveryJson {
	return {
		...{ id: 1, receiver: "oncall", receiverName: "#oncall", channel: "slack", state: "delivered", event: "firing", rule: "r1" },
		...{ ruleName: "checkout p99 latency", labels: {}, dedupKey: "r1/00/1", sequence: 1, incident: 31, createdAt: nanos(300) },
		...{ updatedAt: nanos(301), dueAt: null, attempts: 1, status: 200, error: null, tookNanos: 2.1e8 },
		...more,
	};
}

export function incidentOf(more: Partial<IncidentDetailJson> = {}): IncidentDetailJson {
	return {
		...{ id: 31, state: "firing", title: "checkout p99 latency", severity: "critical", environment: "prod", service: "checkout" },
		...{ color: 1, startedAt: nanos(0), openedAt: nanos(300), resolvedAt: null, acknowledged: null },
		alerts: [
			{ rule: "r1", key: "00ff00ff00ff00ff", labels: { service: "checkout" }, firedAt: nanos(300), resolvedAt: null, worst: 1.33e9 },
		],
		suspicion: {
			...{ service: "payment", operation: "Pay", because: "error", reason: "fails and nothing below it does", traceId: DEMO_TRACE },
			...{ spanId: "00f067aa0ba902b7", selfNanos: null, usualNanos: null, traces: 5, tracesOf: 5, message: "context deadline exceeded" },
		},
		deploy: { service: "payment", environment: "prod", version: "v42", at: nanos(-40), beforeSeconds: 40 },
		evidence: "kept",
		evidenceMessage: "",
		transitions: [transitionOf(), transitionOf({ id: 2, at: nanos(300), from: "pending", to: "firing" })],
		deliveries: [deliveryOf()],
		events: [],
		similar: [],
		...more,
	};
}

export function evidenceOf(more: Partial<EvidenceJson> = {}): EvidenceJson {
	const suspected = {
		...{ spanId: "00f067aa0ba902b7", service: "payment", operation: "Pay", because: "error" as const, reason: "", selfNanos: 3e8 },
		...{ message: "context deadline exceeded", startOffsetNanos: 0, durationNanos: 3e8, usualNanos: null, hasWarnings: true },
	};
	return {
		...{ capturedAt: nanos(302), from: nanos(0), to: nanos(300) },
		traces: [
			{
				...{ traceId: DEMO_TRACE, start: nanos(290), durationNanos: 1.31e9, spanCount: 24, errorCount: 2, suspected },
				...{ services: ["gateway", "checkout", "payment"], root: { service: "gateway", operation: "POST /pay" } },
			},
			{
				...{ traceId: "11c0ab4277b34da6a3ce929d0e0e4736", start: nanos(200), durationNanos: 9.05e8, spanCount: 20, errorCount: 0 },
				...{ services: ["gateway"], root: { service: "gateway", operation: "POST /pay" }, suspected: null },
			},
		],
		differences: [
			{ key: "resource.service.version", value: "v42", selectedCount: 1_132, selectedOf: 1_204, otherCount: 24, otherOf: 1_204 },
		],
		patterns: [{ service: "payment", text: "call bank failed: <*>", level: "error", count: 3_412, countBefore: 0 }],
		deploys: [],
		callers: [{ caller: "gateway", calls: 14_000, errors: 12_300, share: 0.92 }],
		chart: {
			...{ start: nanos(-3_600), stepNanos: 60e9, threshold: 8e8, unit: "nanos" },
			values: Array.from({ length: 66 }, (_, minute) => (minute < 60 ? 4e8 + (minute % 5) * 1e7 : 4e8 + (minute - 59) * 1.5e8)),
		},
		warnings: [],
		...more,
	};
}

export function receiverOf(more: Partial<ReceiverJson> = {}): ReceiverJson {
	return {
		...{ id: "oncall", version: 2, updatedAt: nanos(-9_000), name: "#oncall", channel: "webhook", enabled: true, sendResolved: true },
		...{ language: "en", options: { url: "https://hooks.example.com/a" }, secretsSet: [], lastDelivery: null, waiting: 0 },
		...more,
	};
}
