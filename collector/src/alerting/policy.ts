/** Who is told of what: silences and routing, as the alert clock asks for them. Pure: both answer out of memory. */
import type { AlertLabels, AlertNotification } from "@spanglass/shared/model/alert";
import type { AlertRule } from "@spanglass/shared/model/alert-rule";
import type { NewOutboxEntry } from "../store/api/alert-store.ts";

export interface AlertPolicy {
	/** Ids of the silences in force at `now` that match; labels as of `matchedLabels`. */
	silencedBy(labels: AlertLabels, now: number): readonly string[];
	/** An entry for each receiver that is to be told. They are written in the transaction of the change. */
	route(notification: AlertNotification, rule: Pick<AlertRule, "receivers">, now: number): readonly NewOutboxEntry[];
}

/** Nothing is silenced; the receivers that a rule names are told at once. */
export const PLAIN_POLICY: AlertPolicy = {
	silencedBy: () => [],
	route: (notification, { receivers }, now) =>
		receivers.map((receiver) => ({
			receiver,
			groupKey: notification.incident === undefined ? notification.dedupKey : `incident/${notification.incident}`,
			notification,
			dueAt: now,
		})),
};
