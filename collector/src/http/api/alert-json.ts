/** Alerts, rules and incidents as the API writes them: times in nanoseconds, what is not there as null. */
import type { AlertJson, BacktestJson, RuleJson, TransitionJson } from "@spanglass/shared/api/alert-schemas";
import type { DeliveryJson, EvidenceJson, IncidentEventJson, IncidentJson } from "@spanglass/shared/api/incident-schemas";
import { type Alert, type AlertTransition, matchedLabels } from "@spanglass/shared/model/alert";
import { ALERT_KIND_FACTS } from "@spanglass/shared/model/alert-rule";
import type { Evidence, Incident, IncidentEvent, NearDeploy, SuspectedSpan, Suspicion } from "@spanglass/shared/model/incident";
import type { ReceiverSettings } from "@spanglass/shared/model/receiver";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import type { Backtest, BacktestQuestion, Outcome } from "../../alerting/backtest.ts";
import type { AlertPolicy } from "../../alerting/policy.ts";
import { countStates, type RuleState, worstAlert } from "../../alerting/rule-state.ts";
import type { OutboxEntry } from "../../store/api/alert-store.ts";

const NANOS_PER_MS = 1e6;

/** Of Unix milliseconds. */
export function nanosText(ms: number): string {
	return unixNanosFromMillis(ms).toString();
}

function maybeNanos(ms: number | undefined): string | null {
	return ms === undefined ? null : nanosText(ms);
}

export function alertToJson({ rule: id, key, labels, record }: Alert, { rule }: RuleState, policy: AlertPolicy, now: number): AlertJson {
	return {
		rule: id,
		ruleName: rule.name,
		kind: rule.condition.kind,
		severity: rule.severity,
		key,
		labels,
		state: record.state,
		since: nanosText(record.since),
		activeAt: maybeNanos(record.activeAt),
		firedAt: maybeNanos(record.firedAt),
		value: record.value ?? null,
		sample: record.sample ?? null,
		threshold: rule.threshold,
		comparison: rule.comparison,
		unit: ALERT_KIND_FACTS[rule.condition.kind].unit,
		incident: record.incident ?? null,
		silencedBy: [...policy.silencedBy(matchedLabels(labels, rule), now)],
	};
}

export function ruleToJson(state: RuleState, policy: AlertPolicy, now: number): RuleJson {
	const { id, version, updatedAt, file, rule, alerts, lastChange, evaluatedAt, error } = state;
	const worst = worstAlert(alerts.values());
	const silenced = worst !== undefined && policy.silencedBy(matchedLabels(worst.labels, rule), now).length > 0;
	return {
		id,
		version,
		updatedAt: nanosText(updatedAt),
		file: file ?? null,
		rule,
		state: worst?.record.state ?? "ok",
		since: maybeNanos(worst?.record.since),
		counts: countStates(alerts.values()),
		value: worst?.record.value ?? null,
		lastChange: maybeNanos(lastChange),
		evaluatedAt: maybeNanos(evaluatedAt),
		error: error ?? null,
		silenced,
	};
}

export function transitionToJson({ at, message, value, incident, ...rest }: AlertTransition): TransitionJson {
	return { ...rest, at: nanosText(at), message: message ?? null, value: value ?? null, incident: incident ?? null };
}

function suspicionToJson({ traceId, spanId, selfNanos, usualNanos, message, ...rest }: Suspicion): NonNullable<IncidentJson["suspicion"]> {
	return {
		...rest,
		traceId: traceId ?? null,
		spanId: spanId ?? null,
		selfNanos: selfNanos ?? null,
		usualNanos: usualNanos ?? null,
		message: message ?? "",
	};
}

function deployToJson({ at, ...rest }: NearDeploy): NonNullable<IncidentJson["deploy"]> {
	return { ...rest, at: nanosText(at) };
}

export function incidentToJson(incident: Incident, colorOf: (service: string) => number): IncidentJson {
	const { startedAt, openedAt, resolvedAt, acknowledged, alerts, suspicion, deploy, evidenceMessage, ...rest } = incident;
	return {
		...rest,
		color: rest.service === "" ? 0 : colorOf(rest.service),
		startedAt: nanosText(startedAt),
		openedAt: nanosText(openedAt),
		resolvedAt: maybeNanos(resolvedAt),
		acknowledged: acknowledged === undefined ? null : { by: acknowledged.by, at: nanosText(acknowledged.at) },
		alerts: alerts.map((alert) => ({
			...alert,
			firedAt: nanosText(alert.firedAt),
			resolvedAt: maybeNanos(alert.resolvedAt),
			worst: alert.worst ?? null,
		})),
		suspicion: suspicion === undefined ? null : suspicionToJson(suspicion),
		deploy: deploy === undefined ? null : deployToJson(deploy),
		evidenceMessage: evidenceMessage ?? "",
	};
}

export function eventToJson(event: IncidentEvent): IncidentEventJson {
	const { incident: _, ...rest } = event;
	const at = nanosText(rest.at);
	return rest.kind === "silenced" ? { ...rest, at, until: nanosText(rest.until) } : { ...rest, at };
}

/** `settingsOf`: of a receiver's id; undefined: it is not there any more. */
export function deliveryToJson(
	entry: OutboxEntry,
	settingsOf: (receiver: string) => Pick<ReceiverSettings, "name" | "channel"> | undefined,
): DeliveryJson {
	const { id, receiver, state, attempts, createdAt, updatedAt, dueAt, notification, result } = entry;
	const settings = settingsOf(receiver);
	const { event, rule, ruleName, labels, dedupKey, sequence, incident } = notification;
	return {
		...{ id, receiver, receiverName: settings?.name ?? receiver, channel: settings?.channel ?? null, state, event, rule, ruleName, labels },
		...{ dedupKey, sequence, incident: incident ?? null, createdAt: nanosText(createdAt), updatedAt: maybeNanos(updatedAt) },
		...{ dueAt: state === "waiting" ? nanosText(dueAt) : null, attempts, status: result?.status ?? null, error: result?.error ?? null },
		tookNanos: result === undefined ? null : result.tookMs * NANOS_PER_MS,
	};
}

function suspectedToJson({ usualNanos, ...rest }: SuspectedSpan): NonNullable<EvidenceJson["traces"][number]["suspected"]> {
	return { ...rest, usualNanos: usualNanos ?? null };
}

export function evidenceToJson({
	capturedAt,
	from,
	to,
	traces,
	differences,
	patterns,
	deploys,
	callers,
	chart,
	warnings,
}: Evidence): EvidenceJson {
	return {
		capturedAt: nanosText(capturedAt),
		from: nanosText(from),
		to: nanosText(to),
		traces: traces.map(({ services, root, suspected, ...trace }) => ({
			...trace,
			services: [...services],
			root: root ?? null,
			suspected: suspected === undefined ? null : suspectedToJson(suspected),
		})),
		differences: [...differences],
		patterns: [...patterns],
		deploys: deploys.map(deployToJson),
		callers: [...callers],
		chart:
			chart === undefined
				? null
				: {
						start: nanosText(chart.start),
						stepNanos: chart.stepSeconds * 1e9,
						values: [...chart.values],
						threshold: chart.threshold,
						unit: chart.unit,
					},
		warnings: [...warnings],
	};
}

function outcomeToJson({ threshold, firings, firingMs, shortestMs, flaps }: Outcome): BacktestJson["outcome"] {
	return {
		threshold,
		firings,
		firingNanos: firingMs * NANOS_PER_MS,
		shortestNanos: shortestMs === undefined ? null : shortestMs * NANOS_PER_MS,
		flaps,
	};
}

export function backtestToJson({ rule, from, to }: BacktestQuestion, test: Backtest, tookMs: number): BacktestJson {
	return {
		from: nanosText(from),
		to: nanosText(to),
		outcome: outcomeToJson(test.outcome),
		neighbours: test.neighbours.map(outcomeToJson),
		dataFrom: maybeNanos(test.dataFrom),
		dataNanos: test.dataFrom === undefined ? 0 : (to - test.dataFrom) * NANOS_PER_MS,
		unit: ALERT_KIND_FACTS[rule.condition.kind].unit,
		stepNanos: test.stepMs * NANOS_PER_MS,
		groups: test.groups.map(({ labels, values, bands, firings }) => ({
			labels: { ...labels },
			values: [...values],
			bands: bands.map((band) => ({ state: band.state, from: nanosText(band.from), to: nanosText(band.to) })),
			firings,
		})),
		groupCount: test.groupCount,
		warnings: [...test.warnings],
		tookMs,
	};
}
