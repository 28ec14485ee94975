/**
 * What one round of evaluations changes: pure. Out of where alerts and incidents stand, and of what evaluations say, come the new ones, the
 * transitions and what is to be told: one `AlertChange`, to be committed before anything of it is believed.
 */
import {
	type Alert,
	type AlertLabels,
	type AlertNotification,
	type AlertTransition,
	matchedLabels,
	type NotificationEvent,
} from "@spanglass/shared/model/alert";
import { ALERT_KIND_FACTS, type AlertRule } from "@spanglass/shared/model/alert-rule";
import type { Incident } from "@spanglass/shared/model/incident";
import type { AlertChange, AlertClock, NewOutboxEntry } from "../store/api/alert-store.ts";
import type { Sample } from "./evaluate.ts";
import { follow } from "./follow.ts";
import { incidentFor, joinIncident, leaveIncident, openIncident, worsen } from "./incidents.ts";
import { labelsOf } from "./kinds/series.ts";
import type { AlertPolicy } from "./policy.ts";
import { keyOfLabels } from "./rule-state.ts";
import { end, phaseOf, resume, type StateChange, tell, type Verdict } from "./state-machine.ts";

/** What an evaluation of a rule came to. */
export type Evaluation = { readonly samples: readonly Sample[] } | { readonly error: string };

export interface StepContext {
	readonly now: number;
	readonly policy: AlertPolicy;
	/** Those that are open, or were so until lately. */
	readonly incidents: ReadonlyMap<number, Incident>;
	readonly clock: AlertClock;
}

interface SteppedRule {
	readonly id: string;
	readonly rule: AlertRule;
	readonly alerts: ReadonlyMap<string, Alert>;
}

/** Collects the changes of a round; rules are stepped one after the other. */
export class AlertStep {
	readonly #context: StepContext;
	readonly #stored: Alert[] = [];
	readonly #forgotten: Pick<Alert, "rule" | "key">[] = [];
	readonly #transitions: AlertTransition[] = [];
	readonly #outbox: NewOutboxEntry[] = [];
	readonly #incidents: Map<number, Incident>;
	readonly #changedIncidents = new Set<number>();
	/** Incidents that begin with this round. */
	readonly opened: number[] = [];
	/** Alerts that joined an incident: it may be they that explain it. */
	readonly joined: Alert[] = [];
	#lastIncident: number;
	#lastTransition: number;

	constructor(context: StepContext) {
		this.#context = context;
		this.#incidents = new Map(context.incidents);
		this.#lastIncident = context.clock.lastIncident;
		this.#lastTransition = context.clock.lastTransition;
	}

	/** The alerts of a rule after an evaluation; `gapMs`: since the one before. */
	evaluated(stepped: SteppedRule, evaluation: Evaluation, gapMs: number): ReadonlyMap<string, Alert> {
		const { rule, alerts } = stepped;
		const next = new Map<string, Alert>();
		for (const [key, { labels, verdict }] of this.#verdicts(stepped, evaluation)) {
			const alert = this.#stepAlert(stepped, { key, labels, verdict, gapMs, before: alerts.get(key) });
			if (alert !== undefined) next.set(key, alert);
		}
		for (const { record, ...alert } of next.values()) {
			const incident = record.incident === undefined ? undefined : this.#incidents.get(record.incident);
			// The worst value is written with the incident's next change: it is no change of its own.
			if (incident !== undefined) this.#incidents.set(incident.id, worsen(incident, { ...alert, record }, rule.comparison));
		}
		return next;
	}

	/** All alerts of a rule end: it was changed, disabled or deleted. */
	ended(stepped: SteppedRule): void {
		for (const alert of stepped.alerts.values()) {
			const { record, change } = end(alert.record, "rule", this.#context.now);
			this.#conclude(stepped, { ...alert, record }, { before: alert, change });
		}
	}

	/** The change to be committed, and incidents as they are after it. */
	finish(clock: Partial<AlertClock> = {}): {
		readonly change: AlertChange;
		readonly incidents: ReadonlyMap<number, Incident>;
		readonly clock: AlertClock;
	} {
		const next = { ...this.#context.clock, ...clock, lastIncident: this.#lastIncident, lastTransition: this.#lastTransition };
		const change = {
			at: this.#context.now,
			alerts: this.#stored,
			forgotten: this.#forgotten,
			transitions: this.#transitions,
			incidents: [...this.#changedIncidents].flatMap((id) => this.#incidents.get(id) ?? []),
			outbox: this.#outbox,
			clock: next,
		};
		return { change, incidents: this.#incidents, clock: next };
	}

	/** Whether anything has to be committed. */
	get isEmpty(): boolean {
		return this.#stored.length + this.#forgotten.length + this.#transitions.length + this.#outbox.length === 0;
	}

	/** By key: every alert that is known or measured. */
	#verdicts(
		{ rule, alerts }: SteppedRule,
		evaluation: Evaluation,
	): ReadonlyMap<string, { readonly labels: AlertLabels; readonly verdict: Verdict | undefined }> {
		const all = new Map<string, { readonly labels: AlertLabels; readonly verdict: Verdict | undefined }>();
		const failed: Verdict | undefined = "error" in evaluation ? { type: "failed", message: evaluation.error } : undefined;
		for (const { key, labels } of alerts.values()) all.set(key, { labels, verdict: failed });
		if (failed !== undefined && all.size === 0) {
			const labels = labelsOf(rule.scope, {}, []);
			all.set(keyOfLabels(labels), { labels, verdict: failed });
		}
		if ("samples" in evaluation) for (const { labels, verdict } of evaluation.samples) all.set(keyOfLabels(labels), { labels, verdict });
		return all;
	}

	#stepAlert(stepped: SteppedRule, given: StepInput): Alert | undefined {
		const { id, rule } = stepped;
		const { key, labels, verdict, gapMs, before } = given;
		const { now } = this.#context;
		const woken = before && resume(before.record, { rule, gapMs, now });
		const followed = follow(woken?.record, verdict, { rule, now });
		if (woken?.change !== undefined && followed.record !== undefined)
			this.#addTransition(stepped, { rule: id, key, labels, record: followed.record }, woken.change);
		if (followed.record === undefined) return undefined;
		return this.#conclude(stepped, { rule: id, key, labels, record: followed.record }, { before, change: followed.change });
	}

	/** Incident, notification and storage of an alert that has moved. Result: the alert as it is then. */
	#conclude(
		stepped: SteppedRule,
		alert: Alert,
		{ before, change }: { readonly before: Alert | undefined; readonly change: StateChange | undefined },
	): Alert {
		const { now, policy } = this.#context;
		const { rule } = stepped;
		const incident = this.#incidentAfter(stepped, alert, before);
		const placed: Alert = incident === alert.record.incident ? alert : { ...alert, record: { ...alert.record, incident } };
		if (change !== undefined)
			this.#addTransition(stepped, { ...placed, record: { ...placed.record, incident: incident ?? before?.record.incident } }, change);
		const labels = matchedLabels(placed.labels, rule);
		const isSilenced = placed.record.state !== "ok" && policy.silencedBy(labels, now).length > 0;
		const told = tell(placed.record, { rule, now, isSilenced });
		const after = { ...placed, record: told.record };
		if (told.event !== undefined) {
			const notification = this.#notification(stepped, { alert: after, event: told.event, before, change });
			this.#outbox.push(...policy.route(notification, rule, now));
		}
		const isChanged = change !== undefined || told.record !== placed.record || placed !== alert;
		if (isChanged && after.record.state === "ok") this.#forgotten.push({ rule: after.rule, key: after.key });
		else if (isChanged) this.#stored.push(after);
		return after;
	}

	#incidentAfter(stepped: SteppedRule, alert: Alert, before: Alert | undefined): number | undefined {
		const { now } = this.#context;
		const phase = phaseOf(alert.record);
		const known = before?.record.incident;
		if (phase === "ok" || phase === "pending") {
			const incident = known === undefined ? undefined : this.#incidents.get(known);
			if (incident !== undefined) this.#setIncident(leaveIncident(incident, alert, now));
			return undefined;
		}
		if (known !== undefined && this.#incidents.has(known)) return known;
		const firing = { alert, rule: stepped.rule, now };
		const found = incidentFor(firing, this.#incidents.values());
		if (found !== undefined) {
			this.#setIncident(joinIncident(found, firing));
			this.joined.push({ ...alert, record: { ...alert.record, incident: found.id } });
			return found.id;
		}
		const incident = openIncident(++this.#lastIncident, firing);
		this.#setIncident(incident);
		this.opened.push(incident.id);
		return incident.id;
	}

	#setIncident(incident: Incident): void {
		this.#incidents.set(incident.id, incident);
		this.#changedIncidents.add(incident.id);
	}

	#addTransition({ rule }: SteppedRule, { rule: id, key, labels, record }: Alert, change: StateChange): void {
		this.#transitions.push({
			id: ++this.#lastTransition,
			rule: id,
			key,
			labels,
			at: this.#context.now,
			...change,
			value: record.value,
			threshold: rule.threshold,
			incident: record.incident,
		});
	}

	#notification(
		{ id, rule }: SteppedRule,
		{
			alert,
			event,
			before,
			change,
		}: {
			readonly alert: Alert;
			readonly event: NotificationEvent;
			readonly before: Alert | undefined;
			readonly change: StateChange | undefined;
		},
	): AlertNotification {
		const { record, key, labels } = alert;
		const { now } = this.#context;
		const since = before?.record ?? record;
		return {
			event,
			dedupKey: `${id}/${key}/${record.episode.toString(36)}`,
			sequence: record.sequence,
			at: now,
			startsAt: record.firedAt ?? since.firedAt ?? since.since,
			...(event === "resolved" ? { endsAt: now } : {}),
			rule: id,
			ruleName: rule.name,
			kind: rule.condition.kind,
			severity: rule.severity,
			labels: { ...labels, ...rule.labels },
			runbook: rule.runbook,
			comparison: rule.comparison,
			threshold: rule.threshold,
			unit: ALERT_KIND_FACTS[rule.condition.kind].unit,
			value: record.value,
			incident: record.incident ?? since.incident,
			...(change?.message === undefined ? {} : { message: change.message }),
		};
	}
}

interface StepInput {
	readonly key: string;
	readonly labels: AlertLabels;
	readonly verdict: Verdict | undefined;
	readonly gapMs: number;
	readonly before: Alert | undefined;
}
