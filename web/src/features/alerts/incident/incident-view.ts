/** One incident with what the parts of its page need. */
import type { BacktestJson, RuleDetailJson } from "@spanglass/shared/api/alert-schemas";
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

type Chart = NonNullable<EvidenceJson["chart"]>;

/** The value over time as it is stored now; undefined when retention took it, and the copy is all there is. */
export function courseOf(answer: BacktestJson | undefined, labels: Readonly<Record<string, string>>): Chart | undefined {
	const group = answer?.groups.find(({ labels: own }) => Object.entries(own).every(([name, value]) => labels[name] === value)) ?? undefined;
	if (answer === undefined || group === undefined) return undefined;
	const isKnown = group.values.some((value) => value !== null);
	if (!isKnown) return undefined;
	return { start: answer.from, stepNanos: answer.stepNanos, values: group.values, threshold: answer.outcome.threshold, unit: answer.unit };
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
