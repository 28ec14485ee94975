/** What the alert clock holds of one rule. */
import { createHash } from "node:crypto";
import type { Alert, AlertLabels, AlertState } from "@spanglass/shared/model/alert";
import { ALERT_STATES } from "@spanglass/shared/model/alert";
import type { AlertRule } from "@spanglass/shared/model/alert-rule";
import { labelsName } from "./evaluate.ts";

/** Changed by the clock alone. */
export interface RuleState {
	readonly id: string;
	/** 0 for rules of files. */
	version: number;
	/** Unix milliseconds. */
	updatedAt: number;
	/** Of a rule of a file: `name.yaml:12`. */
	file: string | undefined;
	rule: AlertRule;
	readonly alerts: Map<string, Alert>;
	/** See `schedule.ts`. */
	slot: number | undefined;
	evaluatedAt: number | undefined;
	/** Why the last evaluation failed. */
	error: string | undefined;
	/** Of the latest change of one of its alerts. */
	lastChange: number | undefined;
}

export function newRuleState(given: Pick<RuleState, "id" | "version" | "updatedAt" | "file" | "rule">): RuleState {
	return { ...given, alerts: new Map(), slot: undefined, evaluatedAt: undefined, error: undefined, lastChange: undefined };
}

/** 16 hexadecimal digits that stand for labels. */
export function keyOfLabels(labels: AlertLabels): string {
	return createHash("sha256").update(labelsName(labels)).digest("hex").slice(0, 16);
}

export function countStates(alerts: Iterable<Alert>): Record<AlertState, number> {
	const counts: Record<AlertState, number> = { firing: 0, recovering: 0, pending: 0, noData: 0, error: 0, ok: 0 };
	for (const { record } of alerts) counts[record.state]++;
	return counts;
}

/** The alert that a rule is shown by: of the worst state, the one that has been so the longest. */
export function worstAlert(alerts: Iterable<Alert>): Alert | undefined {
	let worst: Alert | undefined;
	for (const alert of alerts) if (worst === undefined || compareAlerts(alert, worst) < 0) worst = alert;
	return worst;
}

function compareAlerts({ record: a }: Alert, { record: b }: Alert): number {
	return ALERT_STATES.indexOf(a.state) - ALERT_STATES.indexOf(b.state) || a.since - b.since;
}
