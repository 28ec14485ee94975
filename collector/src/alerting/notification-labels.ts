/** The labels by which silences, routing and other alert managers know a notification. */
import type { AlertLabels, AlertNotification } from "@spanglass/shared/model/alert";

/** As `matchedLabels` of its alert. */
export function matchedNotificationLabels({ labels, ruleName, severity, kind }: AlertNotification): AlertLabels {
	return { ...labels, alertname: ruleName, severity, kind };
}
