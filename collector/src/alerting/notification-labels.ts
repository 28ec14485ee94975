/** Labels by which silences, routing and other alert managers know alerts. */
import { createHash } from "node:crypto";
import type { AlertLabels, AlertNotification } from "@spanglass/shared/model/alert";

/** As `matchedLabels` of its alert. */
export function matchedNotificationLabels({ labels, ruleName, severity, kind }: AlertNotification): AlertLabels {
	return { ...labels, alertname: ruleName, severity, kind };
}

/** 16 hexadecimal digits that stand for labels. */
export function fingerprintOf(labels: AlertLabels): string {
	const sorted = Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1));
	return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 16);
}

/** What all of them have, with one value. */
export function commonOf(all: readonly AlertLabels[]): AlertLabels {
	const [first = {}, ...rest] = all;
	return Object.fromEntries(Object.entries(first).filter(([name, value]) => rest.every((other) => other[name] === value)));
}
