/** A rule as a form has it: texts, and back to a rule. Pure. */
import type { AlertRuleJson } from "@spanglass/shared/api/alert-schemas";
import { ALERT_KIND_FACTS, type AlertCondition, type AlertKind, type AlertUnit, BURN_WINDOWS } from "@spanglass/shared/model/alert-rule";

/** A field shows milliseconds and percent; a rule has nanoseconds and ratios. */
const SCALES: Readonly<Record<AlertUnit, number>> = {
	...{ ratio: 0.01, nanos: 1e6, perSecond: 1, seconds: 1, count: 1, factor: 1, metric: 1 },
};

/** The unit that the field names; the same in every language. */
export const UNIT_WORDS: Readonly<Record<AlertUnit, string | undefined>> = {
	...{ ratio: "%", nanos: "ms", perSecond: "/s", seconds: "s", count: undefined, factor: "×", metric: undefined },
};

/** The threshold as typed, in the unit that the field names. */
export function thresholdText({ condition, threshold }: Pick<AlertRuleJson, "condition" | "threshold">): string {
	return String(Number((threshold / SCALES[ALERT_KIND_FACTS[condition.kind].unit]).toPrecision(12)));
}

/** Undefined: that is not a number. */
export function thresholdFrom(text: string, kind: AlertKind): number | undefined {
	const typed = text.trim().replace(",", ".");
	const value = typed === "" ? Number.NaN : Number(typed);
	return Number.isFinite(value) ? Number((value * SCALES[ALERT_KIND_FACTS[kind].unit]).toPrecision(12)) : undefined;
}

function conditionFor(kind: AlertKind): AlertCondition {
	if (kind === "latency" || kind === "queueTime") return { kind, quantile: 0.99 };
	if (kind === "logCount") return { kind, level: "error", text: "" };
	if (kind === "metric") return { kind, metric: "", filter: "", aggregation: "avg" };
	if (kind === "burnRate") return { kind, objective: 0.999, windows: [...BURN_WINDOWS] };
	return { kind };
}

/** The rule about something else: presets of the kind, and of its groups and comparison what the kind has too. */
export function withKind(rule: AlertRuleJson, kind: AlertKind): AlertRuleJson {
	const { preset, comparisons, dimensions } = ALERT_KIND_FACTS[kind];
	const [first = "above"] = comparisons;
	return {
		...rule,
		...preset,
		condition: mutable(conditionFor(kind)),
		comparison: comparisons.includes(rule.comparison) ? rule.comparison : first,
		groupBy: rule.groupBy.filter((key) => dimensions.includes(key)),
	};
}

function mutable(condition: AlertCondition): AlertRuleJson["condition"] {
	return condition.kind === "burnRate" ? { ...condition, windows: [...condition.windows] } : condition;
}

export function emptyRule(service: string | undefined, environment: string | undefined): AlertRuleJson {
	const rule: AlertRuleJson = {
		...{ name: "", enabled: true, condition: { kind: "errorRate" }, groupBy: [], comparison: "above", threshold: 0 },
		scope: { ...(service === undefined ? {} : { service }), ...(environment === undefined ? {} : { environment }) },
		...{ windowSeconds: 300, forSeconds: 0, keepFiringSeconds: 0, intervalSeconds: 60, delaySeconds: 10, minSample: 0 },
		...{ noData: "keep", severity: "warning", labels: {}, runbook: "", receivers: [], repeatSeconds: 4 * 3_600 },
	};
	return withKind(rule, "errorRate");
}

/** Part of a scope set, or taken away. */
export function withScope(rule: AlertRuleJson, key: keyof AlertRuleJson["scope"], value: string): AlertRuleJson {
	const { [key]: _, ...rest } = rule.scope;
	return { ...rule, scope: value.trim() === "" ? rest : { ...rest, [key]: value } };
}

/** It can be tried out and kept. */
export function isComplete({ condition, threshold }: AlertRuleJson): boolean {
	return Number.isFinite(threshold) && (condition.kind !== "metric" || condition.metric !== "");
}
