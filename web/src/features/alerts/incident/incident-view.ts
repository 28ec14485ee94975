/** One incident with what the parts of its page need. */
import type { RuleDetailJson } from "@spanglass/shared/api/alert-schemas";
import type { EvidenceJson, IncidentDetailJson } from "@spanglass/shared/api/incident-schemas";
import { ALERT_KIND_FACTS } from "@spanglass/shared/model/alert-rule";

export interface IncidentView {
	readonly incident: IncidentDetailJson;
	/** Undefined: not there yet, or deleted. */
	readonly rule: RuleDetailJson | undefined;
	readonly evidence: EvidenceJson | undefined;
	/** Of the first alert: now while it fires, else the worst. */
	readonly value: number | undefined;
	readonly threshold: number | undefined;
	readonly unit: string;
}

export function viewOf(incident: IncidentDetailJson, rule: RuleDetailJson | undefined, evidence: EvidenceJson | undefined): IncidentView {
	const [first] = incident.alerts;
	const alert = rule?.alerts.find(({ key }) => key === first?.key);
	const now = incident.state === "firing" ? (alert?.value ?? undefined) : undefined;
	const last = incident.transitions.at(-1);
	return {
		...{ incident, rule, evidence },
		value: now ?? first?.worst ?? last?.value ?? undefined,
		threshold: incident.transitions.find(({ key }) => key === first?.key)?.threshold ?? evidence?.chart?.threshold ?? rule?.rule.threshold,
		unit: rule === undefined ? (evidence?.chart?.unit ?? "metric") : ALERT_KIND_FACTS[rule.rule.condition.kind].unit,
	};
}
