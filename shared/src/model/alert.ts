/**
 * One alert: a rule's condition for one group of its labels, and where it stands.
 *
 *            holds                  held for `for`
 *     ok ───────────▶ pending ───────────────────▶ firing ◀──────────── holds ─────────────┐
 *      ▲                 │ no more                    │ no more                             │
 *      ├─────────────────┘                            └────────▶ recovering ────────────────┤
 *      └───────────────────────────────────── for `keep firing` ────────────────────────────┘
 *
 * From each of the four: no value any more ─▶ noData, asking failed three times in a row ─▶ error. Both remember in `before` which of the
 * four it was and go on from it with the next value: what fired has not been resolved by saying nothing.
 */
import type { AlertSeverity } from "./alert-rule.ts";

export const ALERT_STATES = ["firing", "recovering", "pending", "noData", "error", "ok"] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** Those with a verdict. */
export type AlertPhase = "ok" | "pending" | "firing" | "recovering";

/** What is remembered of an alert; plain data, kept as JSON. Times in Unix milliseconds. */
export interface AlertRecord {
	readonly state: AlertState;
	/** In this state since. */
	readonly since: number;
	/** Of noData and error: the phase that goes on with the next value. */
	readonly before?: AlertPhase | undefined;
	/** The condition has held since: from pending on. */
	readonly activeAt?: number | undefined;
	/** It fired at: from firing on. */
	readonly firedAt?: number | undefined;
	/** The condition last held at: from pending on. */
	readonly heldAt?: number | undefined;
	/** The last value measured, and over how many items. */
	readonly value?: number | undefined;
	readonly sample?: number | undefined;
	/** Evaluations in a row without a value, and that failed. */
	readonly missing: number;
	readonly failed: number;
	/** When it last ceased to be ok: with rule and key the name of what receivers are told. */
	readonly episode: number;
	/** Of the last notification of this episode: 0 before the first. */
	readonly sequence: number;
	/** Its receivers know that it fires. */
	readonly isTold: boolean;
	/** They were last told that it fires at. */
	readonly toldAt?: number | undefined;
	/** What they were told besides, while it is so. */
	readonly trouble?: "noData" | "error" | undefined;
	/** The incident that it belongs to while it fires. */
	readonly incident?: number | undefined;
}

/** Values that name the group; without the rule's own labels. */
export type AlertLabels = Readonly<Record<string, string>>;

/** `key` names the alert in its rule: 16 hexadecimal digits of its labels. */
export interface Alert {
	readonly rule: string;
	readonly key: string;
	readonly labels: AlertLabels;
	readonly record: AlertRecord;
}

/**
 * Why a state changed. condition: the value · noData, failed, back: values stopped, could not be had, came again · gone: the group is not
 * there any more · rule: the rule was changed, disabled or deleted · restart: nobody looked for so long that waiting began anew.
 */
export const TRANSITION_REASONS = ["condition", "noData", "failed", "back", "gone", "rule", "restart"] as const;
export type TransitionReason = (typeof TRANSITION_REASONS)[number];

export interface AlertTransition {
	/** Ascends with time; unique in the installation. */
	readonly id: number;
	readonly rule: string;
	readonly key: string;
	readonly labels: AlertLabels;
	/** Unix milliseconds. */
	readonly at: number;
	readonly from: AlertState;
	readonly to: AlertState;
	readonly reason: TransitionReason;
	/** Of an evaluation that failed: its sentence. */
	readonly message?: string | undefined;
	readonly value?: number | undefined;
	readonly threshold: number;
	readonly incident?: number | undefined;
}

/** What receivers are told. repeat: it still fires. */
export const NOTIFICATION_EVENTS = ["firing", "repeat", "resolved", "noData", "error"] as const;
export type NotificationEvent = (typeof NOTIFICATION_EVENTS)[number];

/**
 * One change of one alert, as receivers are told of it; plain data, kept in the outbox. Duplicates of a delivery carry the same `dedupKey`
 * and `sequence`; of one `dedupKey` a higher sequence is later.
 */
export interface AlertNotification {
	readonly event: NotificationEvent;
	/** Of one episode of the alert, from ok to ok: `<rule>/<key>/<episode>`. */
	readonly dedupKey: string;
	readonly sequence: number;
	/** Unix milliseconds: when it changed, when the alert fired, when it ended. */
	readonly at: number;
	readonly startsAt: number;
	readonly endsAt?: number | undefined;
	readonly rule: string;
	readonly ruleName: string;
	readonly kind: string;
	readonly severity: AlertSeverity;
	/** Of the group and of the rule: `alertname`, `severity` are not among them. */
	readonly labels: AlertLabels;
	readonly runbook: string;
	readonly comparison: string;
	readonly threshold: number;
	/** An `AlertUnit`; for `metric` the receiver sees the bare number. */
	readonly unit: string;
	readonly value?: number | undefined;
	readonly incident?: number | undefined;
	/** Of an error: why the condition could not be evaluated. */
	readonly message?: string | undefined;
}

/** The labels by which silences and routing know an alert: the group's, the rule's, and `alertname`, `severity`, `kind`. */
export function matchedLabels(alert: AlertLabels, rule: MatchedRule): AlertLabels {
	return { ...alert, ...rule.labels, alertname: rule.name, severity: rule.severity, kind: rule.condition.kind };
}

interface MatchedRule {
	readonly name: string;
	readonly severity: AlertSeverity;
	readonly labels: AlertLabels;
	readonly condition: { readonly kind: string };
}
