/** What a rule measures and of what, in words. */
import type { AlertRuleJson } from "@spanglass/shared/api/alert-schemas";
import type { AlertCondition } from "@spanglass/shared/model/alert-rule";
import { ALERT_KIND_FACTS } from "@spanglass/shared/model/alert-rule";
import { formatAlertValue, formatLength } from "@spanglass/shared/units/alert-value";
import { formatSignificant, textOf } from "@spanglass/shared/units/format";
import type { TFunction } from "i18next";

/** `p99 latency`, `error rate`, the metric's own name. */
export function conditionWords(condition: AlertCondition, t: TFunction): string {
	if (condition.kind === "latency" || condition.kind === "queueTime")
		return t(`alerts.kind.${condition.kind}`, { quantile: quantileName(condition.quantile) });
	if (condition.kind === "metric") return t("alerts.kind.metric", { metric: condition.metric });
	return t(`alerts.kind.${condition.kind}`);
}

/** 0.99 -> `p99`, 0.999 -> `p99.9`. */
export function quantileName(quantile: number): string {
	return `p${formatSignificant(Math.round(quantile * 1e5) / 1e3)}`;
}

/** `p99 latency > 800 ms for 5 min`. */
export function ruleWords({ condition, comparison, threshold, forSeconds }: AlertRuleJson, t: TFunction): string {
	const parts = {
		what: conditionWords(condition, t),
		threshold: textOf(formatAlertValue(threshold, ALERT_KIND_FACTS[condition.kind].unit)),
		length: textOf(formatLength(forSeconds)),
	};
	return forSeconds === 0 ? t(`alerts.incident.ruleTextNow.${comparison}`, parts) : t(`alerts.incident.ruleText.${comparison}`, parts);
}

/** `checkout · Pay · prod`; undefined: everything. */
export function scopeWords({ service, operation, environment, namespace }: AlertRuleJson["scope"]): string | undefined {
	const parts = [service, operation, namespace, environment].filter((part) => part !== undefined && part !== "");
	return parts.length === 0 ? undefined : parts.join(" · ");
}
