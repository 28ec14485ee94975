/** Which incident an alert belongs to. Pure. */
import type { Alert } from "@spanglass/shared/model/alert";
import type { AlertRule } from "@spanglass/shared/model/alert-rule";
import { ALERT_SEVERITIES } from "@spanglass/shared/model/alert-rule";
import type { Incident, IncidentAlert } from "@spanglass/shared/model/incident";

/** What fires again, or beside it, so soon after an incident was resolved is the same incident. */
const REOPEN_MS = 600_000;

export interface FiringAlert {
	readonly alert: Alert;
	readonly rule: AlertRule;
	readonly now: number;
}

/** The incident of an alert's scope (environment and service; without a service its rule) that is open, or was so until lately. */
export function incidentFor({ alert, now }: FiringAlert, incidents: Iterable<Incident>): Incident | undefined {
	const { environment = "", service = "" } = alert.labels;
	let latest: Incident | undefined;
	for (const incident of incidents) {
		if (incident.environment !== environment || incident.service !== service) continue;
		if (service === "" && incident.alerts[0]?.rule !== alert.rule) continue;
		if (incident.state === "resolved" && now - (incident.resolvedAt ?? 0) > REOPEN_MS) continue;
		if (latest === undefined || incident.id > latest.id) latest = incident;
	}
	return latest;
}

export function openIncident(id: number, { alert, rule, now }: FiringAlert): Incident {
	return {
		id,
		state: "firing",
		title: rule.name,
		severity: rule.severity,
		environment: alert.labels.environment ?? "",
		service: alert.labels.service ?? "",
		startedAt: alert.record.activeAt ?? now,
		openedAt: now,
		alerts: [memberOf(alert, now)],
		evidence: "collecting",
	};
}

function memberOf({ rule, key, labels, record }: Alert, now: number): IncidentAlert {
	return { rule, key, labels, firedAt: now, worst: record.value };
}

function isMember({ rule, key }: Pick<Alert, "rule" | "key">): (member: IncidentAlert) => boolean {
	return (member) => member.rule === rule && member.key === key;
}

/** The incident with one more alert that fires; it is open again. */
export function joinIncident(incident: Incident, { alert, rule, now }: FiringAlert): Incident {
	const others = incident.alerts.filter((member) => !isMember(alert)(member));
	const severity =
		ALERT_SEVERITIES.indexOf(rule.severity) < ALERT_SEVERITIES.indexOf(incident.severity) ? rule.severity : incident.severity;
	return { ...incident, state: "firing", resolvedAt: undefined, severity, alerts: [...others, memberOf(alert, now)] };
}

/** The incident when one of its alerts has ended; resolved with the last one. */
export function leaveIncident(incident: Incident, alert: Pick<Alert, "rule" | "key">, now: number): Incident {
	const alerts = incident.alerts.map((member) => (isMember(alert)(member) ? { ...member, resolvedAt: now } : member));
	const isOver = alerts.every(({ resolvedAt }) => resolvedAt !== undefined);
	return { ...incident, alerts, ...(isOver ? { state: "resolved", resolvedAt: now } : {}) };
}

/** The incident with the worst value so far of one of its alerts. Result: the same one when it was not worse. */
export function worsen(incident: Incident, alert: Alert, comparison: AlertRule["comparison"]): Incident {
	const { value } = alert.record;
	const member = incident.alerts.find(isMember(alert));
	if (value === undefined || member === undefined) return incident;
	const isWorse = member.worst === undefined || (comparison === "above" ? value > member.worst : value < member.worst);
	return isWorse ? { ...incident, alerts: incident.alerts.map((each) => (each === member ? { ...each, worst: value } : each)) } : incident;
}
