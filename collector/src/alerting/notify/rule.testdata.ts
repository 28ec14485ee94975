import type { AlertRule } from "@spanglass/shared/model/alert-rule";

/** Only whom a rule names counts here. */
export function ruleWith(receivers: readonly string[]): AlertRule {
	return {
		...{
			name: "error rate",
			enabled: true,
			condition: { kind: "errorRate" },
			scope: {},
			groupBy: [],
			comparison: "above",
			threshold: 0.05,
		},
		...{ windowSeconds: 300, forSeconds: 0, keepFiringSeconds: 0, intervalSeconds: 60, delaySeconds: 10, minSample: 0, noData: "keep" },
		...{ severity: "critical", labels: {}, runbook: "", receivers, repeatSeconds: 0 },
	};
}
